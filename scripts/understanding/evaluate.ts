/**
 * `npm run eval:chat [file] [--letters]`: how well a first message is understood: at once, by one tap, or wrongly, by what
 * it is about, and how many dangers are heard. Without a file the labelled utterances, each judged by heads that never saw
 * it; with one, lines of `{text, as, expect}` judged by the heads as they are. `--letters` does without the encoder.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tellsDanger } from '#domain/hazards';
import { useEncoder } from '#platform/encoder';
import { type Features, featuresOf, type Head, openHead, type PackedHead } from '#platform/sentences';
import { choicesAmong } from '../../bots/conversations/offer.ts';
import { intentOf } from '../../bots/converse.ts';
import { commandOf, isLabel, meaningOf } from '../../bots/meaning.ts';
import { chosenNumber, isCourtesy, understandable } from '../../bots/words.ts';
import { encoderFolder } from '../start/encoder.ts';
import { learn } from './ridge.ts';
import { asDanger, DANGER, examplesOf, labelsOf, type Prepared, prepare, readUtterances } from './utterances.ts';

const FOLDS = 4;
const MOST_SHOWN = 400;

/** Matters that get the same answer count as one. */
const SAME: Readonly<Record<string, string>> = {
  'report-wish': 'report',
  'my-reports': 'progress',
  reopen: 'progress',
  urge: 'progress',
  cancel: 'withdraw',
  thanks: 'courtesy',
  greet: 'courtesy',
  'small-talk': 'courtesy',
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
  features?: Features;
}
interface Heads {
  danger?: Head;
  meaning?: Head;
}

/** What the bot makes of a first message. */
async function understood(text: string, { danger, meaning }: Heads): Promise<{ at: string; offered: string[] }> {
  const words = understandable(text);
  const intent = intentOf({ kind: 'text', text }, new Date());
  if (intent) return { at: intent.code, offered: [] };
  if (chosenNumber(words) !== undefined) return { at: 'menu', offered: [] };
  if (await tellsDanger(text, danger)) return { at: DANGER, offered: [] };
  if (isCourtesy(words)) return { at: 'thanks', offered: [] };
  const { sure, likely } = await meaningOf(words, meaning);
  return sure ? { at: sure.code, offered: [] } : { at: '', offered: choicesAmong(likely) };
}

const rows = new Map<string, { right: number; tap: number; wrong: number }>();
const failing: string[] = [];
let [dangers, heard, calm, alarms, ms, count] = [0, 0, 0, 0, 0, 0];

async function judge({ text, expect }: Line, heads: Heads): Promise<void> {
  const began = performance.now();
  const { at, offered } = await understood(text, heads);
  ms += performance.now() - began;
  count += 1;
  const wanted = expect.map(familyOf);
  const isDanger = wanted.includes(DANGER);
  if (isDanger) dangers += 1;
  else calm += 1;
  if (at === DANGER) isDanger ? heard++ : alarms++;
  const isTap = at === '' && offered.some((code) => wanted.includes(familyOf(code)));
  // A danger offered as a report is not heard; a danger taken for any other report is wrong.
  const outcome = wanted.includes(familyOf(at)) ? 'right' : isTap ? 'tap' : 'wrong';
  const name = wanted[0] ?? '';
  const row = rows.get(name) ?? { right: 0, tap: 0, wrong: 0 };
  row[outcome] += 1;
  rows.set(name, row);
  if (outcome === 'wrong') failing.push(`${wanted.join('/')} → ${at || offered.join(' ')}　${text}`);
}

/** Every line judged by heads trained on the other folds. */
async function crossValidate(isByLetters: boolean): Promise<void> {
  const prepared = await prepare(readUtterances());
  const headOf = (from: readonly Prepared[], labels: readonly string[]): Head => {
    const packed = learn(examplesOf(from, isByLetters), labels);
    const file: PackedHead = { utterances: '', labels, withEncoder: packed, byLetters: packed };
    return openHead(file);
  };
  for (let fold = 0; fold < FOLDS; fold++) {
    const seen = prepared.filter((_line, i) => i % FOLDS !== fold);
    const heads = { danger: headOf(asDanger(seen), [DANGER]), meaning: headOf(seen, labelsOf(seen)) };
    for (const [i, { text, label }] of prepared.entries()) {
      if (i % FOLDS === fold)
        await judge({ text, expect: [isLabel(label) && label !== DANGER ? commandOf(label) : label] }, heads);
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
useEncoder(isByLetters && file ? undefined : folder);
if ((await featuresOf('试')).meaning === undefined) console.log('没有语句编码器：只按字面');
await (file ? judgeFile(file) : crossValidate(isByLetters));

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)}%`;
const sum = { right: 0, tap: 0, wrong: 0 };
for (const [name, { right, tap, wrong }] of [...rows].sort(([a], [b]) => a.localeCompare(b))) {
  const all = right + tap + wrong;
  sum.right += right;
  sum.tap += tap;
  sum.wrong += wrong;
  console.log(
    `${name.padEnd(16)} ${String(all).padStart(4)}  at once ${percent(right, all)}  one tap ${percent(tap, all)}  wrong ${percent(wrong, all)}`,
  );
}
const all = sum.right + sum.tap + sum.wrong;
console.log(failing.slice(0, MOST_SHOWN).join('\n'));
console.log(
  `\n${all} messages: understood ${percent(sum.right + sum.tap, all)} (at once ${percent(sum.right, all)}, one tap ${percent(sum.tap, all)}), wrong ${percent(sum.wrong, all)}`,
);
console.log(
  `danger: recall ${percent(heard, dangers)} of ${dangers}, false alarms ${percent(alarms, calm)} of ${calm}; ${(ms / count).toFixed(0)} ms a message`,
);
