import type { AfterMessage, Dialogue, DialogueState, InboxMessage } from '#domain/chat';
import { guessCategory } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { end, goTo, type Next, type Outcome, type Settled, say, type Turn } from './conversation.ts';
import { findPlaceCode } from './conversations/enterpriseChoice.ts';
import { CONVERSATIONS } from './conversations/index.ts';
import { choose, offerReport } from './conversations/menu.ts';
import { findColleague } from './conversations/onBehalf.ts';
import { soundsUrgent } from './conversations/reportDraft.ts';
import { findIntent, type Intent } from './intents.ts';
import { registerOf } from './register.ts';
import { chosenNumber, understandable } from './words.ts';

const { claims, starts, conversationOf, stepOf } = registerOf(CONVERSATIONS);

export interface Said {
  dialogue: Dialogue;
  message: InboxMessage;
  ctx: Context;
  publicUrl: string;
}

export interface Step {
  outcome: Outcome;
  /** Where the dialogue stands once the outcome has settled. */
  after: (settled: Settled) => AfterMessage;
}

/** Finds out what a message means where the person stands, and what follows from it. */
export async function converse({ dialogue, message, ctx, publicUrl }: Said): Promise<Step> {
  const words = understandable(message.text ?? '');
  const intent = intentOf(message);
  const turn: Turn = { ctx, message, words, intent, choice: chosenNumber(words), publicUrl };
  const { state, draft } = dialogue;

  const put = isWorthKeeping(state) ? state : draft;
  if (intent?.code === 'cancel') return cancelling(state, draft, turn);
  if (intent?.code === 'menu') return keeping(await follow(goTo('menu', { unfinished: put }), turn), state, draft);
  if (intent?.code === 'resume' && draft && !isWorthKeeping(state)) return going(await answer(draft, turn));
  if (state && !isInterruption(state, intent)) {
    // Whatever we were talking about, a danger somebody tells of comes first.
    if (!stepOf(state)?.takesWords && tellsDanger(turn)) {
      return keeping(await follow(goTo('report', { told: message }), turn), undefined, draft);
    }
    return going(await answer(state, turn), draft);
  }
  if (intent) return keeping(await begin(intent, turn), state, draft);
  if (message.kind === 'other') return keeping(end(say('cannot-read')), state, draft);
  return keeping(await follow(await startPlain(turn), turn), state, draft);
}

function intentOf({ kind, text = '' }: InboxMessage): Intent | undefined {
  return kind === 'text' || kind === 'photo' ? findIntent(text, claims, kind === 'photo') : undefined;
}

/** A whole-message command comes before what the conversation asks, unless it belongs to it. */
function isInterruption(state: DialogueState, intent: Intent | undefined): boolean {
  if (!intent || intent.code === 'back' || intent.code === 'resume') return false;
  return !conversationOf(state)?.answers?.includes(intent.code);
}

/** What somebody has begun to tell: a report or a suggestion. */
const isWorthKeeping = (state: DialogueState | undefined): boolean => conversationOf(state)?.isKept === true;

const tellsDanger = ({ message, words }: Turn): boolean =>
  message.kind === 'photo' ||
  (message.kind === 'text' && words.length >= 3 && (guessCategory(words) !== 'other' || soundsUrgent(words)));

/** The answer where the person stands. Who stands where nothing is any more (a conversation now gone) gets the menu. */
async function answer(state: DialogueState, turn: Turn): Promise<Outcome> {
  const step = stepOf(state);
  const take = turn.intent?.code === 'back' ? step?.back : step?.answer;
  return follow((await take?.(state, turn)) ?? goTo('menu'), turn);
}

/** Starts the conversation that claims the command. */
const begin = async (asked: Intent & Omit<Next, 'to'>, turn: Turn): Promise<Outcome> =>
  follow(await starts[asked.code](asked, turn), turn);

/** Goes where an outcome leads, until one is an answer. */
async function follow({ next, ...outcome }: Outcome, turn: Turn): Promise<Outcome> {
  if (!next) return outcome;
  const { to: code, ...more } = next;
  const led = await begin({ code, ...more }, next.told ? { ...turn, message: next.told } : turn);
  return { ...led, state: led.state ?? outcome.state };
}

/** Gives up what we are talking about; a report put aside for it is still there, and without either the menu helps. */
async function cancelling(
  state: DialogueState | undefined,
  draft: DialogueState | undefined,
  turn: Turn,
): Promise<Step> {
  const givesUp = isWorthKeeping(state) || !state;
  const isReport = (state ?? draft)?.conversation === 'report';
  const kept = givesUp ? undefined : draft;
  const isAny = state !== undefined || draft !== undefined;
  const cancelled = end(say('cancelled', { isReport, hasDraft: kept !== undefined }));
  const outcome = isAny ? cancelled : await follow(goTo('menu'), turn);
  return { outcome, after: (settled) => ({ state: settled.state, draft: kept }) };
}

/** Words that are no command: a hazard in plain words, a photo, a code, or something to offer help with. */
async function startPlain(turn: Turn): Promise<Outcome> {
  const { message, words, ctx } = turn;
  const told = goTo('report', { told: message });
  if (message.kind !== 'text') return told;
  if (turn.choice !== undefined) return choose(turn);
  const tells = (await findColleague(turn)) || tellsDanger(turn) || (await findPlaceCode(words));
  if (!tells && BINDING_CODE.test(words) && ctx.actor.kind === 'visitor') return goTo('bind', { rest: words });
  return tells ? told : offerReport(turn);
}
/** A binding code sent by itself; one of a place is looked for first. */
const BINDING_CODE = /^[2-9A-HJ-NP-Z]{8}$/i;

const going = (outcome: Outcome, draft?: DialogueState): Step => ({
  outcome,
  after: (settled) => ({ state: settled.state, draft }),
});

/** A question in between: the conversation it interrupts stays, or is put aside when another one begins. */
const keeping = (outcome: Outcome, state: DialogueState | undefined, draft: DialogueState | undefined): Step => ({
  outcome,
  after: (settled) => {
    const kept = isWorthKeeping(state) ? state : draft;
    if (!isWorthKeeping(state)) return { state: settled.state, draft };
    // Numbers must go on meaning what the last question says.
    return settled.state ? { state: settled.state, draft: kept } : { state, draft };
  },
});
