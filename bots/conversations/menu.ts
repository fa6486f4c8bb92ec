import type { DialogueState } from '#domain/chat';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { end, numbered, type Outcome, say, type Turn } from '../conversation.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';
import { startBind, startJoin, whoAmI } from './binding.ts';
import { startProgramme } from './programme.ts';
import { startReport } from './report.ts';
import { absorb, emptyDraft } from './reportDraft.ts';
import { myReports } from './reports.ts';
import { startReward } from './reward.ts';
import { startSuggest } from './suggest.ts';
import { startToDos } from './toDos.ts';

interface Entry {
  label: string;
  start: (turn: Turn) => Promise<Outcome>;
}

const REPORT: Entry = { label: '上报隐患', start: (turn) => startReport(turn, false) };
const MINE: Entry = { label: '我的上报', start: myReports };
const TO_DOS: Entry = { label: '我的待办', start: startToDos };
const REWARD: Entry = { label: '确认奖励', start: startReward };
const PROGRAMME: Entry = { label: '我的项目', start: startProgramme };
const SUGGEST: Entry = { label: '提建议', start: (turn) => startSuggest(undefined, turn) };
const WHO: Entry = { label: '我是谁', start: whoAmI };
const BIND: Entry = { label: '绑定账号', start: (turn) => startBind(undefined, turn) };
const JOIN: Entry = { label: '加入班组', start: (turn) => startJoin(undefined, turn) };

/** What this person can do here, in the order of what they do most. */
function entriesFor({ ctx: { actor } }: Turn): readonly Entry[] {
  if (actor.kind !== 'person') return [REPORT, MINE, BIND, JOIN];
  return actsAs(actor, 'worker')
    ? [REPORT, MINE, REWARD, SUGGEST, TO_DOS, PROGRAMME, WHO]
    : [TO_DOS, REPORT, MINE, SUGGEST, PROGRAMME, WHO];
}

/**
 * The menu; the number of an entry starts it. An unfinished report is named, so that 继续 takes it up again; while its
 * question stands there are no numbers, for they are answers to the question.
 */
export async function showMenu(turn: Turn, unfinished?: DialogueState): Promise<Outcome> {
  const options = unfinished ? [] : numbered(entriesFor(turn).map((e) => e.label));
  const reply = say('help', { options, hasDraft: unfinished !== undefined, mayRecord: runsEnterprise(turn.ctx.actor) });
  return unfinished ? end(reply) : { state: { conversation: 'menu', step: 'menu', draft: {} }, replies: [reply] };
}

export async function menu(_state: DialogueState, turn: Turn): Promise<Outcome> {
  const entry = turn.choice === undefined ? undefined : entriesFor(turn)[turn.choice - 1];
  if (entry) return entry.start(turn);
  if (turn.choice !== undefined || turn.intent || !turn.words) return showMenu(turn);
  return turn.words.length >= 3 && saysSomething(turn.words) ? startReport(turn, true) : offerReport(turn);
}

/** Words we do not understand are offered as a report, never refused. */
export async function offerReport(turn: Turn): Promise<Outcome> {
  const text = turn.message.text ?? '';
  return { state: { conversation: 'offer', step: 'offer', draft: { text } }, replies: [say('offer', { text })] };
}

export async function offer(state: DialogueState, turn: Turn): Promise<Outcome> {
  const { choice, words } = turn;
  if (choice === 1 || saysYes(words)) {
    const offered = { ...turn.message, text: String(state.draft['text'] ?? '') };
    return startReport({ ...turn, message: offered }, absorb(emptyDraft(), offered).text !== '');
  }
  if (choice === 2) return myReports(turn);
  if (choice !== undefined || saysNo(words) || turn.intent) return showMenu(turn);
  const isEmpty = turn.message.kind === 'other' || (turn.message.kind === 'text' && !saysSomething(words));
  if (isEmpty) return offerReport({ ...turn, message: { ...turn.message, text: String(state.draft['text'] ?? '') } });
  // They say more about it: both sentences are the report.
  const said = [state.draft['text'], turn.message.text].filter(Boolean).join('；');
  return startReport({ ...turn, message: { ...turn.message, text: said } }, true);
}
