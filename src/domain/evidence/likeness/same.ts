import { type Pose, sample } from './sample.ts';
import type { Sketch } from './sketch.ts';

/** Points of a side two pictures are compared by, and blocks of a side in which they may not differ. */
const GRID = 32;
const BLOCKS = 8;

/** From −1 (opposite) to 1 (the same), whatever the brightness and contrast. */
function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [da, db] = [(a[at] ?? 0) - ma, (b[at] ?? 0) - mb];
    both += da * db;
    ofA += da * da;
    ofB += db * db;
  }
  return both / Math.sqrt(ofA * ofB || 1);
}

const mean = (values: Float64Array): number => values.reduce((sum, one) => sum + one, 0) / values.length;
const spread = (values: Float64Array): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / values.length) || 1;
};
const evenly = (values: Float64Array): Float64Array => {
  const [middle, deviation] = [mean(values), spread(values)];
  return values.map((one) => (one - middle) / deviation);
};

/** The most a block differs, in deviations of the whole picture: something put there or taken away. */
function worstBlock(a: Float64Array, b: Float64Array): number {
  const [one, other] = [evenly(a), evenly(b)];
  const side = GRID / BLOCKS;
  const sums = new Float64Array(BLOCKS * BLOCKS);
  for (let at = 0; at < one.length; at++) {
    const block = Math.floor(Math.floor(at / GRID) / side) * BLOCKS + Math.floor((at % GRID) / side);
    sums[block] = (sums[block] ?? 0) + ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  }
  return Math.sqrt(Math.max(...sums) / side ** 2);
}

const STEPS: readonly (readonly [keyof Pose, number])[] = [
  ['right', 0.04],
  ['low', 0.04],
  ['across', 0.04],
  ['down', 0.04],
  ['turn', 1],
];

/** Lays one picture on the other as well as it can, from a first guess on. */
function lay(picture: Sketch, on: Float64Array, first: Pose): { pose: Pose; near: number } {
  let best = { pose: first, near: correlation(sample(picture, first, GRID), on) };
  for (let part = 1; part >= 1 / 8; ) {
    const before = best.near;
    for (const [what, step] of STEPS) {
      for (const way of [step * part, -step * part]) {
        const pose = { ...best.pose, [what]: (best.pose[what] as number) + way };
        const near = correlation(sample(picture, pose, GRID), on);
        if (near > best.near) best = { pose, near };
      }
    }
    if (best.near - before < 0.002) part /= 2;
  }
  return best;
}

/**
 * How alike two pictures are once one is laid on the other: `near` from −1 to 1 over all of it, `worst` how much the block
 * differs that differs most.
 */
export function compare(picture: Sketch, other: Sketch, first: Pose, size: number): { near: number; worst: number } {
  const still = { isMirrored: false, turn: 0, across: size, down: size, right: 0, low: 0 };
  const on = sample(other, still, GRID);
  const { pose, near } = lay(picture, on, first);
  return { near, worst: worstBlock(sample(picture, pose, GRID), on) };
}
