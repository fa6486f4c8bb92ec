import { mattersHead } from '#domain/chat';
import { featuresOf, type Head } from '#platform/sentences';
import type { IntentCode } from './intents.ts';

/**
 * What lines of `bots/utterances` are about, and the command that answers it. `danger` has no command: who tells of one is
 * heard before anything else (`tellsDanger`), and where that is not sure it is offered as a report.
 */
const ANSWERED = {
  danger: 'report',
  report: 'report',
  'report-wish': 'report',
  progress: 'progress',
  'my-reports': 'my-reports',
  reopen: 'progress',
  reward: 'reward',
  enrol: 'enrol',
  'my-programme': 'my-programme',
  bind: 'bind',
  join: 'join',
  'who-am-i': 'who-am-i',
  'to-dos': 'to-dos',
  contact: 'contact',
  afraid: 'afraid',
  elsewhere: 'elsewhere',
  suggest: 'suggest',
  'my-suggestions': 'my-suggestions',
  withdraw: 'withdraw',
  thanks: 'thanks',
  greet: 'greet',
  'small-talk': 'small-talk',
  menu: 'menu',
  advice: 'advice',
  cancel: 'cancel',
} as const satisfies Record<string, IntentCode>;
export type Label = keyof typeof ANSWERED;

/** What a message may be: a command, and whether its words are what it begins with. */
export interface Reading {
  code: IntentCode;
  /** They tell the hazard itself: the report begins with them. */
  isTold: boolean;
  label: Label;
  /** How likely, from 0 to 1. */
  score: number;
}

export interface Meaning {
  /** The one meaning it has; absent where the likeliest is not clearly so. */
  sure?: Reading;
  /** That meaning is clear: nothing else need be offered beside its answer. */
  isClear: boolean;
  /** The likeliest, best first. */
  likely: readonly Reading[];
}

/** How likely the best must be, and by how much it must lead, to be answered without asking. By leaving voices out. */
const ENOUGH = 0.55;
/** How likely the best must be that nothing else is offered beside its answer: of seven first messages six are so clear. */
const CLEAR = 0.95;
const LEAD = 0.2;
const OFFERED = 6;
/** 「又那样了」: an old case or a new one, which only the person knows. */
const NEVER_SURE: Label = 'reopen';

export const isLabel = (text: string): text is Label => Object.hasOwn(ANSWERED, text);
export const commandOf = (label: Label): IntentCode => ANSWERED[label];

/** Courtesies: one kind of matter, each with a word of its own. */
const KIND: Readonly<Partial<Record<IntentCode, IntentCode>>> = { thanks: 'small-talk', greet: 'small-talk' };

/** What a message in plain words most likely means. Matters that one command answers are added up, and courtesies are. */
export async function meaningOf(text: string, head: Head = mattersHead): Promise<Meaning> {
  const readings = new Map<IntentCode, Reading>();
  // The likeliest label comes first and names the command.
  for (const { label, score } of head.score(await featuresOf(text))) {
    if (!isLabel(label)) continue;
    const code = commandOf(label);
    const kind = KIND[code] ?? code;
    const best = readings.get(kind);
    if (best) best.score += score;
    else readings.set(kind, { code, isTold: label === 'report' || label === 'danger', label, score });
  }
  const likely = [...readings.values()].sort((a, b) => b.score - a.score).slice(0, OFFERED);
  const [best, second] = likely;
  const isSure =
    best !== undefined &&
    best.label !== NEVER_SURE &&
    best.score >= ENOUGH &&
    best.score - (second?.score ?? 0) >= LEAD;
  return { likely, isClear: isSure && best.score >= CLEAR, ...(isSure ? { sure: best } : {}) };
}
