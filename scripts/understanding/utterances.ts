import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Features, featuresOf, rowOf } from '#platform/sentences';
import type { Example } from './ridge.ts';

export const FOLDER = join(import.meta.dirname, '../../bots/utterances');
export const DANGER = 'danger';

export interface Utterance {
  text: string;
  label: string;
}

/** The labelled lines: a file for each label, a message a line. */
export function readUtterances(): Utterance[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  return files.sort().flatMap((name) => {
    const lines = readFileSync(join(FOLDER, name), 'utf8').split('\n').filter(Boolean);
    return lines.map((text) => ({ text, label: name.slice(0, -'.txt'.length) }));
  });
}

/** What tells whether a head belongs to the lines as they are. */
export const hashOf = (lines: readonly Utterance[]): string =>
  createHash('sha256').update(JSON.stringify(lines)).digest('hex');

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

/** Rows to learn from, with the meaning or by letters alone. */
export const examplesOf = (lines: readonly Prepared[], isByLetters: boolean): Example[] =>
  lines.map(({ label, features }) => {
    const { meaning: _, ...letters } = features;
    return { label, row: rowOf(isByLetters ? letters : features) };
  });

/** Danger now, or anything else. */
export const asDanger = (lines: readonly Prepared[]): Prepared[] =>
  lines.map((line) => ({ ...line, label: line.label === DANGER ? DANGER : 'other' }));

export const labelsOf = (lines: readonly Utterance[]): string[] => [...new Set(lines.map(({ label }) => label))].sort();
