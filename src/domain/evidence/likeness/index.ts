import { setImmediate as others } from 'node:timers/promises';
import { bitsBetween, bitsOf, piecesOf, RASTER } from './hash.ts';
import type { LikenessRule } from './likenessRule.ts';
import { compare } from './same.ts';
import { type Pose, sample } from './sample.ts';
import { type Sketch, sketchOf } from './sketch.ts';

export { type LikenessRule, likenessRule } from './likenessRule.ts';
export type { Sketch };
export { sketchOf };

/** The middle of a picture that is hashed: what a small crop or turn leaves. */
const MIDDLE = 0.86;
/** How a second picture may lie on the first, tried one by one: turned (degrees), nearer or farther. */
const TURNS = [0, -1.25, 1.25, -2.5, 2.5, -3.75, 3.75, -5, 5];
const REACHES = [MIDDLE, 0.905, 0.815, 0.955, 0.775];
/** Deviation of the greys below which a picture is a bare wall or a dark room, and looks like every other. */
const LEAST_CONTRAST = 10;

const pose = (isMirrored: boolean, turn: number, reach: number): Pose => ({
  isMirrored,
  turn,
  across: reach,
  down: reach,
  right: 0,
  low: 0,
});
const POSES = [false, true].flatMap((isMirrored) =>
  TURNS.flatMap((turn) => REACHES.map((reach) => pose(isMirrored, turn, reach))),
);

function isTelling({ cells }: Sketch): boolean {
  const mean = cells.reduce((sum, one) => sum + one, 0) / cells.length;
  return Math.sqrt(cells.reduce((sum, one) => sum + (one - mean) ** 2, 0) / cells.length) >= LEAST_CONTRAST;
}

/** By what a picture is found again, for an index; nothing for what looks like every other. */
export const looksOf = (sketch: Sketch): string[] =>
  isTelling(sketch) ? piecesOf(sample(sketch, pose(false, 0, MIDDLE), RASTER)) : [];

/** How a picture would have been hashed in each pose it may have been changed from. */
export interface Asked {
  sketch: Sketch;
  hashes: { pose: Pose; pieces: string[]; bits: readonly number[] }[];
}

/** Works out every pose of a picture, one at a time: together they take a tenth of a second, in which others are answered. */
export async function askFor(sketch: Sketch): Promise<Asked> {
  const hashes: Asked['hashes'] = [];
  for (const one of isTelling(sketch) ? POSES : []) {
    const pieces = piecesOf(sample(sketch, one, RASTER));
    hashes.push({ pose: one, pieces, bits: bitsOf(pieces) });
    await others();
  }
  return { sketch, hashes };
}

/** All of its pieces, each once: who shares none is not the same. */
export const piecesAsked = ({ hashes }: Asked): string[] => [...new Set(hashes.flatMap(({ pieces }) => pieces))];

/** The pose in which a hash is nearest, and how many bits apart it is then. */
export function nearestPose({ hashes }: Asked, looks: readonly string[]): { pose: Pose; bits: number } {
  let best = { pose: POSES[0] as Pose, bits: Number.POSITIVE_INFINITY };
  const other = bitsOf(looks);
  for (const { pose, bits: own } of hashes) {
    const bits = bitsBetween(own, other);
    if (bits < best.bits) best = { pose, bits };
  }
  return best;
}

/** Whether one is the other handed in once more: changed as a whole, with nothing put there or taken away. */
export function isSamePicture({ sketch }: Asked, other: Sketch, first: Pose, rule: LikenessRule): boolean {
  const { near, worst } = compare(sketch, other, first, MIDDLE);
  return near >= rule.near && worst <= rule.worst;
}
