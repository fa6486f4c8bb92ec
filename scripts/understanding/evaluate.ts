/**
 * `npm run eval:chat [file] [--letters]`: how well a first message is understood: at once, by one tap, or wrongly, by what
 * it is about and by whose voice, and how many dangers are heard. Without a file the labelled utterances, each judged by
 * heads that never heard its voice; with one, lines of `{text, as, expect}` judged by the heads as they are. `--letters`
 * does without the encoder; `--keep` writes what was found beside the bot, for the health page.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { criesForHelp, tellsDanger } from '#domain/hazards';
import { useEncoder } from '#platform/encoder';
import { featuresOf, type Head, openHead } from '#platform/sentences';
import { choicesAmong, othersThan } from '../../bots/conversations/offer.ts';
import { intentOf } from '../../bots/converse.ts';
import { commandOf, isLabel, meaningOf } from '../../bots/meaning.ts';
import { chosenNumber, isCourtesy, understandable } from '../../bots/words.ts';
import { encoderFolder } from '../start/encoder.ts';
import { asDanger, DANGER, hashOf, headFrom, type Prepared, prepare, readUtterances } from './utterances.ts';
import { encoderWithMemory } from './vectors.ts';

const MOST_SHOWN = 400;

/** Matters that get the same answer count as one. */
const SAME: Readonly<Record<string, string>> = {
  'report-wish': 'report',
  'my-reports': 'progress',
  received: 'reward',
  reopen: 'progress',
  urge: 'progress',
  cancel: 'withdraw',
  thanks: 'courtesy',
  greet: 'courtesy',
  'small-talk': 'courtesy',
  'reset-password': 'bind',
};
/** Other names a file may use for what is expected. */
const ALIASES: Readonly<Record<string, string>> = {
  emergency: 'danger',
  urgent: 'danger',
  alarm: 'danger',
  sos: 'danger',
  hazard: 'report',
  'how-to-report': 'report',
  help: 'menu',
  status: 'progress',
  query: 'progress',
  todo: 'to-dos',
  todos: 'to-dos',
  tasks: 'to-dos',
  rewards: 'reward',
  'reward-question': 'reward',
  'reward-ask': 'reward',
  fear: 'afraid',
  privacy: 'afraid',
  anonymous: 'afraid',
  anonymity: 'afraid',
  wages: 'elsewhere',
  other: 'elsewhere',
  'not-hazard': 'elsewhere',
  human: 'contact',
  'find-person': 'contact',
  person: 'contact',
  phone: 'contact',
  undo: 'withdraw',
  recall: 'withdraw',
  'take-back': 'withdraw',
  retract: 'withdraw',
  smalltalk: 'courtesy',
  chitchat: 'courtesy',
  away: 'courtesy',
  greeting: 'courtesy',
  none: 'courtesy',
  ignore: 'courtesy',
  thank: 'courtesy',
  binding: 'bind',
  login: 'bind',
  account: 'bind',
  team: 'join',
  whoami: 'who-am-i',
  enroll: 'enrol',
  enrolment: 'enrol',
  programme: 'my-programme',
  suggestion: 'suggest',
  knowledge: 'advice',
  question: 'advice',
};
const familyOf = (name: string): string => {
  const known = ALIASES[name] ?? name;
  return SAME[known] ?? known;
};

interface Line {
  text: string;
  expect: string[];
  voice?: string;
}
interface Heads {
  danger?: readonly Head[];
  meaning?: Head;
}

/** What the bot makes of a first message. */
async function understood(
  text: string,
  { danger, meaning }: Heads,
): Promise<{ at: string; offered: string[]; isFiled?: boolean }> {
  const words = understandable(text);
  const intent = intentOf({ kind: 'text', text }, new Date());
  if (intent) return { at: intent.code, offered: [] };
  if (chosenNumber(words) !== undefined) return { at: 'menu', offered: [] };
  if (await tellsDanger(text, danger)) {
    const isFiled = await criesForHelp(text, danger);
    return {
      at: DANGER,
      offered: isFiled ? [] : othersThan('report', (await meaningOf(words, meaning)).likely),
      isFiled,
    };
  }
  if (isCourtesy(words)) return { at: 'thanks', offered: [] };
  const { sure, isClear, likely } = await meaningOf(words, meaning);
  if (sure === undefined) return { at: '', offered: choicesAmong(likely) };
  return { at: sure.code, offered: isClear ? [] : othersThan(sure.code, likely) };
}

type Outcome = 'right' | 'tap' | 'wrong';
type Tally = Record<Outcome, number>;
const [rows, voices] = [new Map<string, Tally>(), new Map<string, Tally>()];
function count(tallies: Map<string, Tally>, name: string, outcome: Outcome): void {
  const tally = tallies.get(name) ?? { right: 0, tap: 0, wrong: 0 };
  tally[outcome] += 1;
  tallies.set(name, tally);
}
const failing: string[] = [];
const took: number[] = [];
let [dangers, heard, filed, calm, alarms, filedWrongly] = [0, 0, 0, 0, 0, 0];

async function judge({ text, expect, voice }: Line, heads: Heads): Promise<void> {
  const began = performance.now();
  const { at, offered, isFiled = false } = await understood(text, heads);
  took.push(performance.now() - began);
  const wanted = expect.map(familyOf);
  const isDanger = wanted.includes(DANGER);
  if (isDanger) dangers += 1;
  else calm += 1;
  if (at === DANGER) isDanger ? heard++ : alarms++;
  if (isFiled) isDanger ? filed++ : filedWrongly++;
  // A report that is taken for a danger and not filed is shown to be checked: one tap says that nobody is in danger.
  const isChecked = at === DANGER && !isFiled && wanted.includes('report');
  // What stands one press away, by itself or beside an answer that was not meant.
  const isTap = isChecked || offered.some((code) => wanted.includes(familyOf(code)));
  // A danger offered as a report is not heard.
  const outcome = wanted.includes(familyOf(at)) ? 'right' : isTap ? 'tap' : 'wrong';
  count(rows, wanted[0] ?? '', outcome);
  if (voice !== undefined) count(voices, voice, outcome);
  if (outcome === 'wrong') failing.push(`${wanted.join('/')} → ${at || offered.join(' ')}　${text}`);
}

/** Voices left out together: the largest by itself, the others in so many groups. */
const GROUPS = 3;
function groupsOf(lines: readonly Prepared[]): ReadonlySet<string>[] {
  const sizes = new Map<string, number>();
  for (const { voice } of lines) sizes.set(voice, (sizes.get(voice) ?? 0) + 1);
  const [largest = '', ...others] = [...sizes].sort((a, b) => b[1] - a[1]).map(([voice]) => voice);
  const groups = Array.from({ length: GROUPS }, (_, at) => new Set(others.filter((_voice, i) => i % GROUPS === at)));
  return [new Set([largest]), ...groups];
}

/** Every line judged by heads that learned from other voices only. */
async function leaveVoicesOut(isByLetters: boolean): Promise<void> {
  const prepared = await prepare(readUtterances());
  const headOf = (from: readonly Prepared[]): Head => {
    const { withEncoder, byLetters, ...head } = headFrom(from, { encoder: !isByLetters, letters: isByLetters });
    const packed = isByLetters ? byLetters : withEncoder;
    return openHead({ ...head, withEncoder: packed, byLetters: packed });
  };
  if (isByLetters) useEncoder(undefined);
  for (const left of groupsOf(prepared)) {
    const others = prepared.filter(({ voice }) => !left.has(voice));
    const meaning = headOf(others);
    const heads = { danger: [headOf(asDanger(others)), meaning], meaning };
    for (const { text, label, voice } of prepared.filter((line) => left.has(line.voice))) {
      await judge({ text, voice, expect: [isLabel(label) && label !== DANGER ? commandOf(label) : label] }, heads);
    }
  }
}

async function judgeFile(file: string): Promise<void> {
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { text, expect } = JSON.parse(line) as { text: string; expect: string | string[] };
    await judge({ text, expect: [expect].flat() }, {});
  }
}

const [file] = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const isByLetters = process.argv.includes('--letters');
const folder = process.env['ENCODER_DIR'] ?? encoderFolder(join(import.meta.dirname, '../../data/bin'));
useEncoder(isByLetters && file ? undefined : existsSync(folder) ? await encoderWithMemory(folder) : undefined);
if ((await featuresOf('试')).meaning === undefined) console.log('没有语句编码器：只按字面');
await (file ? judgeFile(file) : leaveVoicesOut(isByLetters));

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
const print = (tallies: Map<string, Tally>): void => {
  for (const [name, { right, tap, wrong }] of [...tallies].sort(([a], [b]) => a.localeCompare(b))) {
    const all = right + tap + wrong;
    console.log(
      `${name.padEnd(18)} ${String(all).padStart(4)}  at once ${percent(right, all)}  one tap ${percent(tap, all)}  wrong ${percent(wrong, all)}`,
    );
  }
};
print(voices);
console.log('');
print(rows);
const sumOf = (outcome: Outcome): number => [...rows.values()].reduce((sum, tally) => sum + tally[outcome], 0);
const sum = { right: sumOf('right'), tap: sumOf('tap'), wrong: sumOf('wrong') };
const all = sum.right + sum.tap + sum.wrong;
console.log(failing.slice(0, MOST_SHOWN).join('\n'));
console.log(
  `\n${all} messages: understood ${percent(sum.right + sum.tap, all)} (at once ${percent(sum.right, all)}, one tap ${percent(sum.tap, all)}), wrong ${percent(sum.wrong, all)}`,
);
const median = took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0;
console.log(
  `danger: recall ${percent(heard, dangers)} of ${dangers}, false alarms ${percent(alarms, calm)} of ${calm}; filed unasked ${percent(filed, dangers)}, wrongly ${percent(filedWrongly, calm)}; median ${median.toFixed(0)} ms a message`,
);

/** What is kept of one way leaves the other as it was. */
if (process.argv.includes('--keep') && !file) {
  const at = join(import.meta.dirname, '../../bots/measured.data.json');
  const before = JSON.parse(readFileSync(at, 'utf8')) as Record<string, unknown>;
  const understood = Number(((sum.right + sum.tap) / all).toFixed(3));
  const found = { utterances: hashOf(readUtterances()), [isByLetters ? 'byLetters' : 'withEncoder']: understood };
  writeFileSync(at, `${JSON.stringify({ ...before, ...found }, undefined, 2)}\n`);
}
