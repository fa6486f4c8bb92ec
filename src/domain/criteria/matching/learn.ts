import { sentenceEncoder } from '#platform/encoder';
import { BUILT_IN } from '../library.ts';
import { Library } from './evidence.ts';
import { type Example, fitHead, type Head, likelihood } from './meets.ts';
import { readPhrasings } from './phrasings.ts';
import { keyOf, pack, readVectors, writtenVectors } from './vectors.ts';

/** Of this many lines one is asked; the rest only answer. */
const EVERY = 5;
const FOLDS = 5;
/** The share of non-major lines, held out, that may look major: under the 0.15 aimed at, for lines of another hand were flagged a little more often (0.16 at 0.15). */
const FALSE_FLAGS = 0.13;
/** The share of lines that meet a criterion that may lie farther from all than what counts as near. */
const FAR = 0.1;

/** The vectors of all that was written, those that are known already kept. @throws Error without an encoder. */
export async function vectorsOfLines(say: (line: string) => void): Promise<Buffer> {
  const encoder = await sentenceEncoder();
  if (encoder === undefined) throw new Error('no sentence encoder');
  const known = readVectors();
  const texts = new Library(BUILT_IN, readPhrasings(), known).lines.map(({ text }) => text);
  const missing = [...new Set(texts.filter((text) => !known.has(keyOf(text))))];
  say(`${texts.length} lines, ${missing.length} without a vector`);
  for (const text of missing) {
    const [vector] = await encoder.embed([text]);
    if (vector !== undefined) known.set(keyOf(text), pack(vector));
  }
  const wanted = new Set(texts.map(keyOf));
  return writtenVectors(new Map([...known].filter(([key]) => wanted.has(key))));
}

const unpacked = ({ bytes, scale }: ReturnType<typeof pack>): Float32Array =>
  Float32Array.from(bytes, (x) => x * scale);

/**
 * Learns "does it meet it" from the written lines. Each line asked is left out itself; a near miss is asked a second time
 * with its whole criterion left out, as what the library does not speak of at all. The figures are of lines whose criterion
 * the head has not seen.
 */
export function learn(): { head: Head & { threshold: number; floor: number }; report: string } {
  const vectors = readVectors();
  const library = new Library(BUILT_IN, readPhrasings(), vectors);
  const texts = new Set(BUILT_IN.map(({ text }) => text));
  const examples: (Example & { of: number })[] = [];
  const nearest: number[] = [];
  let [asked, first, third] = [0, 0, 0];
  library.lines.forEach((line, i) => {
    const vector = vectors.get(keyOf(line.text));
    if (vector === undefined || texts.has(line.text) || i % EVERY !== 0) return;
    const ask = (leaveOut: (other: number) => boolean) => library.ask(line.text, unpacked(vector), leaveOut);
    const ranked = ask((other) => other === i);
    const features = ranked[0]?.features ?? [];
    examples.push({ features, isYes: line.isYes, weight: line.isYes ? 1 : 1.2, of: line.of });
    if (line.isYes) {
      nearest.push(ranked[0]?.score ?? 0);
      const place = ranked.findIndex(({ criterion }) => criterion === library.criteria[line.of]);
      [asked, first, third] = [asked + 1, first + (place === 0 ? 1 : 0), third + (place < 3 ? 1 : 0)];
    } else {
      const without = ask((other) => library.lines[other]?.of === line.of);
      examples.push({ features: without[0]?.features ?? [], isYes: false, weight: 0.8, of: line.of });
    }
  });
  const folds = Array.from({ length: FOLDS }, (_, fold) => fitHead(examples.filter(({ of }) => of % FOLDS !== fold)));
  const held = examples.map((one) => ({ ...one, p: likelihood(one.features, folds[one.of % FOLDS]) }));
  const no = held
    .filter(({ isYes }) => !isYes)
    .map(({ p }) => p)
    .toSorted((a, b) => b - a);
  const yes = held.filter(({ isYes }) => isYes).map(({ p }) => p);
  const threshold = no[Math.floor(no.length * FALSE_FLAGS)] ?? 0.5;
  const kept = yes.filter((p) => p >= threshold).length / yes.length;
  const floor = nearest.toSorted((a, b) => a - b)[Math.floor(nearest.length * FAR)] ?? 0;
  const share = (count: number) => (count / asked).toFixed(2);
  return {
    head: { ...fitHead(examples), threshold, floor },
    report: `held-out lines: recall@1 ${share(first)}, recall@3 ${share(third)} (${asked}); at ${FALSE_FLAGS} false flags ${kept.toFixed(2)} of those that meet are seen`,
  };
}
