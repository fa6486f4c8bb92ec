import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Features, featuresOf, type PackedHead, type PackedWeights, rowOf, widthOf } from '#platform/sentences';
import { learn } from './learn.ts';

export const FOLDER = join(import.meta.dirname, '../../bots/utterances');
export const DANGER = 'danger';
const NO_DANGER = 'other';

export interface Utterance {
  text: string;
  label: string;
  /** Who would say it so: the name of the file. */
  voice: string;
}

/** The labelled lines: a file for each voice, in it `# label` and then a message a line. */
export function readUtterances(): Utterance[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  return files
    .sort()
    .flatMap((name) => linesOf(name.slice(0, -'.txt'.length), readFileSync(join(FOLDER, name), 'utf8')));
}

function linesOf(voice: string, file: string): Utterance[] {
  let label = '';
  const found: Utterance[] = [];
  for (const text of file.split('\n').filter(Boolean)) {
    if (text.startsWith('# ')) label = text.slice(2);
    else found.push({ text, label, voice });
  }
  return found;
}

/** What tells whether a head belongs to the lines as they are. */
export const hashOf = (lines: readonly Utterance[]): string =>
  createHash('sha256')
    .update(JSON.stringify(lines.map(({ text, label }) => [text, label])))
    .digest('hex');

export interface Prepared extends Utterance {
  features: Features;
}

/** The features of every line. @throws Error where there is no encoder: both kinds of head are trained. */
export async function prepare(lines: readonly Utterance[]): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const line of lines) {
    const features = await featuresOf(line.text);
    if (features.meaning === undefined) throw new Error('no sentence encoder: npm run encoder, and set ENCODER_DIR');
    prepared.push({ ...line, features });
  }
  return prepared;
}

/** The weights of a head with the meaning, or of one by letters alone. */
function weightsFrom(lines: readonly Prepared[], labels: readonly string[], isByLetters: boolean): PackedWeights[] {
  const seen = lines.map(({ label, features: { meaning, letters } }) => {
    return { label, features: isByLetters || meaning === undefined ? { letters } : { letters, meaning } };
  });
  const [first] = seen;
  if (first === undefined) return [];
  const examples = seen.map(({ label, features }) => ({ label, row: rowOf(features) }));
  return learn(examples, labels, widthOf(first.features));
}

/** A head that has learned from these lines. */
export const headFrom = (lines: readonly Prepared[], ways = { encoder: true, letters: true }): PackedHead => {
  const labels = labelsOf(lines);
  return {
    utterances: hashOf(lines),
    labels,
    withEncoder: ways.encoder ? weightsFrom(lines, labels, false) : [],
    byLetters: ways.letters ? weightsFrom(lines, labels, true) : [],
  };
};

/** Danger now, or anything else. */
export const asDanger = (lines: readonly Prepared[]): Prepared[] =>
  lines.map((line) => ({ ...line, label: line.label === DANGER ? DANGER : NO_DANGER }));

export const labelsOf = (lines: readonly Utterance[]): string[] => [...new Set(lines.map(({ label }) => label))].sort();
