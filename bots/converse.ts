import type { AfterMessage, Dialogue, DialogueState, InboxMessage } from '#domain/chat';
import { tellsDanger } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { tongueOf } from '#kernel/tongue';
import { end, goTo, type Next, type Outcome, type Settled, say, type Turn } from './conversation.ts';
import { accidentPage, tellsAccident } from './conversations/accident.ts';
import { findPlaceCode } from './conversations/enterpriseChoice.ts';
import { CONVERSATIONS } from './conversations/index.ts';
import { meantInstead, offerMeanings, othersThan, withOthers } from './conversations/offer.ts';
import { findColleague } from './conversations/onBehalf.ts';
import { toldAfterWish, wishIn } from './conversations/reportDraft.ts';
import { awaitsReceipt } from './conversations/reward.ts';
import { type Cry, cryIn } from './cry.ts';
import { hear, isTooOften } from './heard.ts';
import { findIntent, type Intent, type IntentCode, withWholeNumber } from './intents.ts';
import { type Meaning, meaningOf, type Reading } from './meaning.ts';
import { without } from './putAside.ts';
import { registerOf } from './register.ts';
import { inTongue, namingWhatWaits, peopleFirst, saidAfter } from './saying.ts';
import { chosenNumber, isCourtesy, understandable } from './words.ts';

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
export async function converse(said: Said): Promise<Step> {
  const { kind, photoId, soundId, text } = said.message;
  if (kind === 'sound' && soundId === undefined) return { ...silence(said.dialogue), outcome: end(say('sound-lost')) };
  if (kind !== 'photo' || photoId !== undefined) return understand(said);
  // Its picture could not be had: its words count all the same.
  if (!text) return { ...silence(said.dialogue), outcome: end(say('photo-lost')) };
  const step = await understand({ ...said, message: { ...said.message, kind: 'text' } });
  return { ...step, outcome: saidAfter(say('photo-lost'), step.outcome) };
}

async function understand({ dialogue, message, ctx, publicUrl }: Said): Promise<Step> {
  const words = understandable(message.text ?? '');
  const intent = intentOf(message, ctx.now);
  const choice = chosenNumber(words);
  const isDanger = await isAlarm(message, words, intent, choice);
  const turn: Turn = { ctx, message, words, intent, choice, isDanger, publicUrl };
  const heard = hear(dialogue, message, ctx.now);
  const step = isTooOften(heard, turn) ? silence(dialogue) : await stepFor(turn, dialogue);
  const isAccident = intent === undefined && tellsAccident(turn);
  const first =
    isDanger || isAccident
      ? inTongue(peopleFirst(step.outcome, isOfStep(turn, dialogue.state)), tongueOf(message.text ?? ''))
      : step.outcome;
  return {
    // People first, then the alarm; the page of an accident is one press away after it.
    outcome: isAccident ? saidAfter(accidentPage(turn), first) : first,
    after: (settled) => ({ ...step.after(settled), heard }),
  };
}

const silence = ({ state, draft }: Dialogue): Step => ({ outcome: end(), after: () => ({ state, draft }) });

/** What a message means by its fixed words, if it is a command. */
export function intentOf({ kind, text = '' }: Pick<InboxMessage, 'kind' | 'text'>, now: Date): Intent | undefined {
  if (kind !== 'text' && kind !== 'photo') return undefined;
  const year = Number(localDate(now).slice(0, 4));
  return findIntent(withWholeNumber(understandable(text), year), claims, kind === 'photo');
}

/** The code of a case behind its number: letters without a sense, whatever they resemble. */
const QUERY_CODE = /^[0-9A-Z]{6,8}$/i;

/** What may be asked for in the chat of a role that needs an authenticator: to read, to note, and a link to the page. */
const OFFICERS: readonly IntentCode[] = [
  ...(['to-review', 'close', 'not-closed', 'downgrade', 'more-time', 'no-more-time'] as const),
  ...(['supervise', 'note', 'accident'] as const),
];
/** Whether a message is such a command, or answers what one has asked. */
export function isOfficers(message: InboxMessage, state: DialogueState | undefined, now: Date): boolean {
  const intent = intentOf(message, now);
  if (intent !== undefined) return OFFICERS.includes(intent.code);
  if (state?.conversation === 'toDos') return chosenNumber(understandable(message.text ?? '')) !== undefined;
  return state?.conversation === 'majorAct';
}

/** Words decide, whatever else is going on; a number is none, and of a command what follows it. */
const isAlarm = async (
  { kind, text = '' }: InboxMessage,
  words: string,
  intent: Intent | undefined,
  choice: number | undefined,
): Promise<boolean> => {
  const rest = intent?.reference !== undefined && QUERY_CODE.test(intent.rest ?? '') ? '' : (intent?.rest ?? '');
  const told = intent ? rest : choice === undefined && words !== '' ? text : '';
  return (kind === 'text' || kind === 'photo') && told !== '' && tellsDanger(told);
};

async function stepFor(turn: Turn, dialogue: Pick<Dialogue, 'state' | 'draft'>): Promise<Step> {
  const { intent, message } = turn;
  const { draft } = dialogue;
  const state = dialogue.state && !stepOf(dialogue.state)?.isOver?.(dialogue.state, turn) ? dialogue.state : undefined;
  // Whatever we were talking about, a danger somebody tells of comes first.
  const cry = turn.isDanger ? await cryIn(turn, { state, step: state && stepOf(state), draft }, begin) : undefined;
  if (cry) return alarmFirst(cry, turn, draft);
  const instead = meantInstead(state, turn);
  if (instead) return going(await follow(instead, turn), draft);
  const put = isWorthKeeping(state) ? state : draft;
  const isTheirs = conversationOf(state)?.answers?.includes('withdraw') === true;
  if (intent?.code === 'cancel' || (intent?.code === 'withdraw' && isWorthKeeping(put) && !isTheirs))
    return cancelling(state, draft, turn);
  if (intent?.code === 'menu') return keeping(await follow(goTo('menu', { unfinished: put }), turn), state, draft);
  if (!intent && !(state && (stepOf(state)?.asksYes || isWorthKeeping(state))) && (await awaitsReceipt(turn))) {
    return keeping(await follow(goTo('received'), turn), state, draft);
  }
  if (intent?.code === 'resume' && draft && !isWorthKeeping(state)) return takenUp(draft, turn);
  if (state && isCourtesyHere(turn, state)) return going(await again(state, turn), draft);
  if (state && !isInterruption(state, intent)) {
    if (!stepOf(state)?.takesWords) {
      if (message.kind === 'photo' || message.kind === 'sound') {
        return keeping(await follow(goTo('report', { told: message }), turn), undefined, draft);
      }
      const other = stepOf(state)?.isOwn?.(state, turn) ? undefined : await otherMatter(turn);
      if (other) return keeping(await meant(other, turn), undefined, draft);
    } else if (isWorthKeeping(state)) {
      const question = stepOf(state)?.isOwn?.(state, turn) ? undefined : await questionBetween(turn);
      if (question) return keeping(await meant(question, turn), state, draft);
    } else if (stepOf(state)?.hearsQuestions) {
      const question = stepOf(state)?.isOwn?.(state, turn) ? undefined : await questionBetween(turn);
      if (question) return beside(await meant(question, turn), state, draft);
    }
    return going(await answer(state, takesVoice(state) ? turn : withoutVoice(turn)), draft);
  }
  if (intent) {
    const isBeside = state !== undefined && stepOf(state)?.hearsQuestions === true && !isWorthKeeping(state);
    const begun = await begin(intent, turn);
    return isBeside ? beside(begun, state, draft) : keeping(begun, state, draft);
  }
  if (message.kind === 'other') return keeping(end(say('cannot-read')), state, draft);
  return keeping(await follow(await startPlain(turn), turn), state, draft);
}

/** Files it, or asks what is missing; where the person stood is put aside, with nothing of the cry in it. */
async function alarmFirst({ told, between }: Cry, turn: Turn, draft: DialogueState | undefined): Promise<Step> {
  const unfinished = isWorthKeeping(between) ? between : draft;
  const begun = await follow(goTo('report', { told, unfinished }), turn);
  // Heard, and not sure enough to be filed unasked: what else it may be stands beside.
  const isAsked = begun.state?.conversation === 'report' && turn.intent === undefined && unfinished === undefined;
  const others = isAsked ? othersThan('report', (await meaningOf(turn.words)).likely) : [];
  const outcome = withOthers(begun, told.text ?? '', others);
  const isPut = between !== undefined && between.conversation !== 'menu';
  const below = isPut ? without(between.conversation, draft) : undefined;
  const cried = turn.intent?.rest ?? turn.words;
  const put = isPut ? { ...between, cried, ...(below ? { below } : {}) } : draft;
  return { outcome: put ? namingWhatWaits(outcome) : outcome, after: ({ state }) => ({ state, draft: put }) };
}

/** 继续: where the person stood before something came between. */
async function takenUp({ below, cried, ...put }: DialogueState, turn: Turn): Promise<Step> {
  const stand = (state: DialogueState | undefined) => (state && cried ? { ...state, cried } : state);
  return { outcome: await again(put, turn), after: ({ state }) => ({ state: stand(state), draft: below }) };
}

/** Dangers are written of at this step: these words are its answer, and no alarm has been raised by them. */
const isOfStep = ({ intent }: Turn, state: DialogueState | undefined): boolean =>
  intent?.rest !== undefined || (state !== undefined && stepOf(state)?.speaksOfDanger === true);

/** 「好的」, 「收到」, 「谢谢」: an answer only to a question that a yes answers. */
const isCourtesyHere = ({ message, words, intent }: Turn, state: DialogueState): boolean =>
  message.kind === 'text' && isCourtesy(words) && stepOf(state)?.asksYes !== true && intent?.code !== 'menu';

/** The question once more: what came was no answer to it. */
const again = (state: DialogueState, turn: Turn): Promise<Outcome> =>
  answer(state, {
    ...turn,
    words: '',
    choice: undefined,
    message: { ...turn.message, text: '' },
    intent: { code: 'resume' },
  });

/** A whole-message command comes before what the conversation asks, unless it belongs to it. */
function isInterruption(state: DialogueState, intent: Intent | undefined): boolean {
  if (!intent || intent.code === 'back' || intent.code === 'resume') return false;
  return !conversationOf(state)?.answers?.includes(intent.code);
}

/** What somebody has begun to tell: a report or a suggestion. */
const isWorthKeeping = (state: DialogueState | undefined): boolean => conversationOf(state)?.isKept === true;

/** Words in plain speech, where they are neither a command nor a number. */
const isPlain = ({ message, words, intent, choice }: Turn): boolean =>
  message.kind === 'text' && intent === undefined && choice === undefined && words.length >= 2;

/** Where a number was asked for: another matter somebody clearly begins. */
async function otherMatter(turn: Turn): Promise<Reading | undefined> {
  return isPlain(turn) && !isCourtesy(turn.words) ? (await meaningOf(turn.words)).sure : undefined;
}

/** Questions that may come in the middle of telling, and are no part of it. */
const QUESTIONS: ReadonlySet<string> = new Set([
  ...['afraid', 'reward', 'contact', 'bind', 'advice', 'withdraw', 'progress', 'my-reports'],
]);
/** How sure one must be that it is a question, where a sentence or a place was asked for. */
const QUITE_SURE = 0.8;
async function questionBetween(turn: Turn): Promise<Reading | undefined> {
  if (!isPlain(turn) || turn.isDanger || turn.words.length < 4) return undefined;
  const { sure } = await meaningOf(turn.words);
  return sure && sure.score >= QUITE_SURE && QUESTIONS.has(sure.code) ? sure : undefined;
}

/** What follows from a meaning; words that tell a hazard are what its report begins with. */
const meant = ({ code, isTold }: Reading, turn: Turn): Promise<Outcome> => {
  const { text = '' } = turn.message;
  if (isTold) return follow(goTo('report', { told: turn.message }), turn);
  // Who wishes to report may have told it in the same breath, or how.
  if (code === 'report') return follow(goTo('report', { told: { ...turn.message, text: wishIn(text) } }), turn);
  return follow(goTo(code, code === 'suggest' ? { rest: text } : {}), turn);
};

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
  // What has been filed stays, whatever stops being talked about.
  const filed = state?.conversation === 'alarm' ? String(state.draft['reference']) : '';
  const cancelled = end(say('cancelled', { isReport, hasDraft: kept !== undefined, filed }));
  const outcome = isAny ? cancelled : await follow(goTo('menu'), turn);
  return { outcome, after: (settled) => ({ state: settled.state, draft: kept }) };
}

/** Where a voice is filed as it is; elsewhere nobody would hear it, and that is said. */
const takesVoice = ({ conversation }: DialogueState): boolean => conversation === 'report' || conversation === 'alarm';
const withoutVoice = (turn: Turn): Turn =>
  turn.message.kind === 'sound' ? { ...turn, message: { ...turn.message, kind: 'other' } } : turn;

/** Words that are no command: a danger, a photo, a code, or what they most likely mean. */
async function startPlain(turn: Turn): Promise<Outcome> {
  const { message, words, ctx } = turn;
  const told = goTo('report', { told: message });
  if (message.kind !== 'text') return told;
  // A number that no question offered chooses nothing.
  if (turn.choice !== undefined) return goTo('menu');
  if (isCourtesy(words)) return goTo(/谢|唔该|辛苦/.test(words) ? 'thanks' : 'small-talk');
  if ((await findColleague(turn)) || (await findPlaceCode(words))) return told;
  if (BINDING_CODE.test(words) && ctx.actor.kind === 'visitor') return goTo('bind', { rest: words });
  if (/^\d+$/.test(words)) return goTo('menu');
  const rest = toldAfterWish(message.text ?? '');
  const { sure: wished } = rest === undefined ? {} : await meaningOf(rest);
  // 「我要匿名报，…」: reported as it is, unless what follows is clearly another matter.
  if (rest !== undefined && (wished === undefined || wished.isTold))
    return goTo('report', { told: { ...message, text: wishIn(message.text ?? '') } });
  const { sure, isClear, likely }: Meaning = await meaningOf(words);
  if (!sure) return offerMeanings(turn, likely);
  const outcome = await meant(sure, turn);
  return isClear ? outcome : withOthers(outcome, message.text ?? '', othersThan(sure.code, likely));
}

/** A binding code sent by itself; one of a place is looked for first. */
const BINDING_CODE = /^[2-9A-HJ-NP-Z]{8}$/i;

const going = (outcome: Outcome, draft?: DialogueState): Step => ({
  outcome,
  after: (settled) => ({ state: settled.state, draft }),
});

/** A question in between, where nothing is left unfinished: the person stands where they stood. */
const beside = (outcome: Outcome, state: DialogueState, draft: DialogueState | undefined): Step => ({
  outcome,
  after: (settled) => ({ state: settled.state ?? state, draft }),
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
