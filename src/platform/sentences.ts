import { ConverterFactory } from 'opencc-js/core';
import * as Locale from 'opencc-js/preset/t2cn';
import { sentenceEncoder } from './encoder.ts';
import { soundsOf } from './syllables.ts';

const simplify = ConverterFactory(Locale.from['tw'] ?? [], Locale.to['cn'] ?? []);

/** Half width, simplified characters, spaces folded: what somebody typed, made comparable. Never what is stored. */
export const simplified = (text: string): string => simplify(text.normalize('NFKC').replace(/\s+/g, ' ').trim());

/** Places that runs of one to three letters, and of one to three sounds, are hashed to. */
const LETTER_PLACES = 16_384;
const RUNS = [1, 2, 3] as const;
/** How much the meaning weighs beside the letters: found by cross-validation. */
const MEANING_WEIGHT = 5;

/** What a sentence is judged by: where its letters and sounds hash to, each as heavy as the others, and its meaning. */
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

/** What is written, and how it sounds: 「着伙了」 is heard like 「着火了」. */
function lettersOf(words: string): Map<number, number> {
  const bare = words.replace(/[\s\p{P}]/gu, '');
  const letters = `^${bare}$`;
  const sounds = ['^', ...soundsOf(bare), '$'];
  const places = new Set<number>();
  for (const n of RUNS) {
    for (let i = 0; i + n <= letters.length; i++) places.add(hash(letters.slice(i, i + n)));
    for (let i = 0; i + n <= sounds.length; i++) places.add(hash(`~${sounds.slice(i, i + n).join(' ')}`));
  }
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

/** The numbers a head weighs: where each stands, letters first, then the meaning; what is not named is nought. */
export interface Row {
  places: Int32Array;
  values: Float64Array;
}

export function rowOf({ letters, meaning = new Float32Array() }: Features): Row {
  const places = Int32Array.from([...letters.keys(), ...meaning.keys()], (place, i) =>
    i < letters.size ? place : LETTER_PLACES + place,
  );
  return { places, values: Float64Array.from([...letters.values(), ...meaning]) };
}

/** How many places a row may name. */
export const widthOf = ({ meaning }: Features): number => LETTER_PLACES + (meaning?.length ?? 0);

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
  /** How likely it is, from 0 to 1; over all labels of a head they come to 1. */
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
      const { places, values } = rowOf(features);
      const scored = (features.meaning ? full : plain).map(({ weights, unit, bias }) => {
        let sum = 0;
        for (let i = 0; i < places.length; i++) sum += (weights[places[i] ?? 0] ?? 0) * (values[i] ?? 0);
        return bias + unit * sum;
      });
      const top = Math.max(...scored);
      const shares = scored.map((score) => Math.exp(score - top));
      const all = shares.reduce((sum, share) => sum + share, 0);
      return labels.map((label, at) => ({ label, score: (shares[at] ?? 0) / all })).sort((a, b) => b.score - a.score);
    },
  };
}
