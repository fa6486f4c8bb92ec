import type { AfterMessage, Dialogue, DialogueState, InboxMessage } from '#domain/chat';
import { guessCategory } from '#domain/hazards';
import type { Context } from '#kernel/context';
import type { Conversation, Outcome, Turn } from './conversation.ts';
import { end, say } from './conversation.ts';
import { bind, join, startBind, startJoin, whoAmI } from './conversations/binding.ts';
import { caseAct, startCaseAct } from './conversations/caseAct.ts';
import { findPlaceCode } from './conversations/enterpriseChoice.ts';
import { itemAct, startItemAct } from './conversations/itemAct.ts';
import { menu, offer, offerReport, showMenu } from './conversations/menu.ts';
import { findColleague } from './conversations/onBehalf.ts';
import { programme, startProgramme } from './conversations/programme.ts';
import { report, startReport } from './conversations/report.ts';
import { soundsUrgent } from './conversations/reportDraft.ts';
import { myReports, progress } from './conversations/reports.ts';
import { reward, startReward } from './conversations/reward.ts';
import { mySuggestions, startSuggest, suggest } from './conversations/suggest.ts';
import { startSuggestionAct, suggestionAct } from './conversations/suggestionAct.ts';
import { startToDos, toDos } from './conversations/toDos.ts';
import { findIntent, type Intent } from './intents.ts';
import { chosenNumber, understandable } from './words.ts';

const CONVERSATIONS: Readonly<Record<string, Conversation>> = {
  report,
  menu,
  offer,
  bind,
  join,
  caseAct,
  toDos,
  programme,
  reward,
  suggest,
  itemAct,
  suggestionAct,
};

export interface Said {
  dialogue: Dialogue;
  message: InboxMessage;
  ctx: Context;
  publicUrl: string;
}

export interface Step {
  outcome: Outcome;
  /** Where the dialogue stands once the outcome has settled. */
  after: (settled: Outcome) => AfterMessage;
}

/** Finds out what a message means where the person stands, and what follows from it. */
export async function converse({ dialogue, message, ctx, publicUrl }: Said): Promise<Step> {
  const words = understandable(message.text ?? '');
  const intent = intentOf(message);
  const turn: Turn = { ctx, message, words, intent, choice: chosenNumber(words), publicUrl };
  const { state, draft } = dialogue;
  const conversation = state ? CONVERSATIONS[state.conversation] : undefined;

  const put = isWorthKeeping(state) ? state : draft;
  if (intent?.code === 'cancel') return cancelling(state, draft, turn);
  if (intent?.code === 'help') return keeping(await showMenu(turn, put), state, draft);
  if (intent?.code === 'resume' && draft && !isWorthKeeping(state))
    return going(await CONVERSATIONS[draft.conversation]?.(draft, turn));
  if (state && conversation && !isInterruption(state, intent)) {
    // Whatever we were talking about, a danger somebody tells of comes first.
    if (!TAKES_WORDS.has(`${state.conversation} ${state.step}`) && tellsDanger(turn)) {
      return keeping(await startReport(turn, true), undefined, draft);
    }
    return going(await conversation(state, turn), draft);
  }
  if (intent) return keeping(await startIntent(intent, turn), state, draft);
  if (message.kind === 'other') return keeping(end(say('cannot-read')), state, draft);
  return keeping(await startPlain(turn), state, draft);
}

/** Commands that a photo may come with: 「完成 J2026-0001」 under a picture. Under any other words it shows a danger. */
const WITH_PHOTO: readonly Intent['code'][] = ['submit', 'complete', 'suggest'];

function intentOf({ kind, text = '' }: InboxMessage): Intent | undefined {
  const intent = kind === 'text' || kind === 'photo' ? findIntent(text) : undefined;
  return kind === 'photo' && intent && !WITH_PHOTO.includes(intent.code) ? undefined : intent;
}

/** A whole-message command comes before what the conversation asks, unless it belongs to it. */
function isInterruption(state: DialogueState, intent: Intent | undefined): boolean {
  if (!intent || intent.code === 'back' || intent.code === 'resume') return false;
  return !(intent.code === 'report' && state.conversation === 'report');
}

/** What somebody has begun to tell: a report or a suggestion. */
const isWorthKeeping = (state: DialogueState | undefined): boolean =>
  state?.conversation === 'report' || state?.conversation === 'suggest';

/** Every place a person can stand; a test walks each of them. */
export const CONVERSATION_STEPS: readonly string[] = [
  'menu menu',
  'offer offer',
  'bind code',
  'join code',
  'join person',
  ...['words', 'enterprise', 'place', 'confirm'].map((step) => `report ${step}`),
  'reward choose',
  'toDos choose',
  ...['firms', 'firm', 'more'].map((step) => `programme ${step}`),
  ...['verify', 'not-valid', 'submit', 'approve', 'return', 'reopen'].map((step) => `caseAct ${step}`),
  ...['words', 'confirm'].map((step) => `suggest ${step}`),
  ...['complete', 'check', 'redo'].map((step) => `itemAct ${step}`),
  ...['answer', 'decline', 'confirm', 'not-yet'].map((step) => `suggestionAct ${step}`),
];

/** Steps that ask for a sentence or a photo: what comes is the answer, whatever it sounds like. */
const TAKES_WORDS: ReadonlySet<string> = new Set([
  ...['words', 'enterprise', 'place', 'confirm'].map((step) => `report ${step}`),
  ...['submit', 'not-valid', 'return', 'reopen'].map((step) => `caseAct ${step}`),
  ...['words', 'confirm'].map((step) => `suggest ${step}`),
  ...['complete', 'redo'].map((step) => `itemAct ${step}`),
  ...['decline', 'not-yet'].map((step) => `suggestionAct ${step}`),
  'offer offer',
  'menu menu',
]);

const tellsDanger = ({ message, words }: Turn): boolean =>
  message.kind === 'photo' ||
  (message.kind === 'text' && words.length >= 3 && (guessCategory(words) !== 'other' || soundsUrgent(words)));

/** Gives up what we are talking about; a report put aside for it is still there, and without either the menu helps. */
async function cancelling(
  state: DialogueState | undefined,
  draft: DialogueState | undefined,
  turn: Turn,
): Promise<Step> {
  const givesUp = isWorthKeeping(state) || !state;
  const isReport = (state ?? draft)?.conversation === 'report';
  const kept = givesUp ? undefined : draft;
  const outcome =
    state || draft ? end(say('cancelled', { isReport, hasDraft: kept !== undefined })) : await showMenu(turn);
  return { outcome, after: (settled) => ({ state: settled.state, draft: kept }) };
}

function startIntent(intent: Intent, turn: Turn): Promise<Outcome> {
  switch (intent.code) {
    case 'report':
      return startReport(turn, false);
    case 'my-reports':
      return myReports(turn);
    case 'progress':
      return progress(intent, turn);
    case 'my-programme':
      return startProgramme(turn);
    case 'who-am-i':
      return whoAmI(turn);
    case 'bind':
      return startBind(intent.rest, turn);
    case 'join':
      return startJoin(intent.rest, turn);
    case 'to-dos':
      return startToDos(turn);
    case 'reward':
      return startReward(turn);
    case 'accept':
    case 'verify':
    case 'submit':
    case 'approve':
    case 'return':
    case 'urge':
    case 'endorse':
    case 'reopen':
      return startCaseAct(intent, turn);
    case 'suggest':
      return startSuggest(intent.rest, turn);
    case 'my-suggestions':
      return mySuggestions(turn);
    case 'complete':
    case 'effective':
    case 'not-effective':
      return startItemAct(intent, turn);
    case 'adopt':
    case 'decline':
    case 'confirm-suggestion':
    case 'not-yet':
      return startSuggestionAct(intent, turn);
    default:
      return showMenu(turn);
  }
}

/** Words that are no command: a hazard in plain words, a photo, a code, or something to offer help with. */
async function startPlain(turn: Turn): Promise<Outcome> {
  const { message, words, ctx } = turn;
  if (message.kind !== 'text') return startReport(turn, true);
  if (/^\d{6}$/.test(words) && ctx.actor.kind === 'visitor') return startBind(words, turn);
  if (turn.choice !== undefined) return menu({ conversation: 'menu', step: 'menu', draft: {} }, turn);
  if (await findColleague(turn)) return startReport(turn, true);
  if (tellsDanger(turn)) return startReport(turn, true);
  if (await findPlaceCode(words)) return startReport(turn, true);
  return offerReport(turn);
}

const going = (outcome: Outcome | undefined, draft?: DialogueState): Step => ({
  outcome: outcome ?? end(say('cancelled', { isReport: true, hasDraft: false })),
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
