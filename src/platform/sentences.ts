import { ConverterFactory } from 'opencc-js/core';
import * as Locale from 'opencc-js/preset/t2cn';
import { sentenceEncoder } from './encoder.ts';

const simplify = ConverterFactory(Locale.from['tw'] ?? [], Locale.to['cn'] ?? []);

/** Half width, simplified characters, spaces folded: what somebody typed, made comparable. Never what is stored. */
export const simplified = (text: string): string => simplify(text.normalize('NFKC').replace(/\s+/g, ' ').trim());

/** Places that runs of one to three letters are hashed to. */
const LETTER_PLACES = 1_024;
const RUNS = [1, 2, 3] as const;
/** How much the meaning weighs beside the letters: found by cross-validation. */
const MEANING_WEIGHT = 5;

/** What a sentence is judged by: where its letters hash to, each as heavy as the others, and its meaning. */
export interface Features {
  letters: ReadonlyMap<number, number>;
  /** Absent where there is no encoder. */
  meaning?: Float32Array;
}

function hash(run: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < run.length; i++) h = Math.imul(h ^ run.charCodeAt(i), 0x01000193) >>> 0;
  return h % LETTER_PLACES;
}

function lettersOf(words: string): Map<number, number> {
  const bare = `^${words.replace(/[\s\p{P}]/gu, '')}$`;
  const places = new Set<number>();
  for (const n of RUNS) for (let i = 0; i + n <= bare.length; i++) places.add(hash(bare.slice(i, i + n)));
  return new Map([...places].map((place) => [place, 1 / Math.sqrt(places.size)]));
}

/** The features of what somebody typed. Letters alone where there is no encoder, or it fails. */
export async function featuresOf(text: string, isByLetters = false): Promise<Features> {
  const words = simplified(text).toLowerCase();
  const letters = lettersOf(words);
  const encoder = isByLetters ? undefined : await sentenceEncoder();
  const [meaning] = (await encoder?.embed([words]).catch(() => [])) ?? [];
  return meaning === undefined ? { letters } : { letters, meaning: meaning.map((x) => x * MEANING_WEIGHT) };
}

/** The features as one row of numbers, letters first. */
export function rowOf({ letters, meaning }: Features): Float64Array {
  const row = new Float64Array(LETTER_PLACES + (meaning?.length ?? 0));
  for (const [place, value] of letters) row[place] = value;
  if (meaning) row.set(meaning, LETTER_PLACES);
  return row;
}

/** One label's weights in a byte each, base64, what a byte is worth, and what is added. */
export interface PackedWeights {
  weights: string;
  unit: number;
  bias: number;
}

/** A linear head as its file holds it: `npm run train` writes it from the labelled utterances. */
export interface PackedHead {
  /** SHA-256 of the utterances it was trained on. */
  utterances: string;
  labels: readonly string[];
  /** One of each for every label. */
  withEncoder: readonly PackedWeights[];
  byLetters: readonly PackedWeights[];
}

export interface Scored {
  label: string;
  /** About 1 for what it surely is, about −1 for what it surely is not. */
  score: number;
}

/** Judges sentences. */
export interface Head {
  /** Every label, the likeliest first. */
  score(features: Features): Scored[];
}

/** Opens a trained head. */
export function openHead({ labels, withEncoder, byLetters }: PackedHead): Head {
  const open = (packed: readonly PackedWeights[]) =>
    packed.map(({ weights, unit, bias }) => ({ weights: new Int8Array(Buffer.from(weights, 'base64')), unit, bias }));
  const [full, plain] = [open(withEncoder), open(byLetters)];
  return {
    score: (features) => {
      const row = rowOf(features);
      const rows = features.meaning ? full : plain;
      const scoreOf = (at: number): number => {
        const { weights, unit, bias } = rows[at] ?? { weights: new Int8Array(), unit: 0, bias: -1 };
        return bias + unit * weights.reduce((sum, weight, i) => sum + weight * (row[i] ?? 0), 0);
      };
      return labels.map((label, at) => ({ label, score: scoreOf(at) })).sort((a, b) => b.score - a.score);
    },
  };
}
