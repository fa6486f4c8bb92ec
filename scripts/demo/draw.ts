import { createHash } from 'node:crypto';

const READABLE = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Chance that comes out the same each time: a small generator (mulberry32) and names turned into ids. */
export interface Draw {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean;
  /** The id of a thing of this world: 24 hex characters, the same for the same seed and name. */
  id(name: string): string;
  /** A readable code of 8 characters for a poster or team, the same for the same seed and name. */
  code(name: string): string;
}

export function createDraw(seed: number): Draw {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const digest = (name: string): Buffer => createHash('sha256').update(`${seed}:${name}`).digest();
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    between,
    pick: <T>(from: readonly T[]): T => from[between(0, from.length - 1)] as T,
    chance: (percent) => next() * 100 < percent,
    id: (name) => digest(name).toString('hex').slice(0, 24),
    code: (name) => Array.from(digest(name).subarray(0, 8), (byte) => READABLE[byte % READABLE.length]).join(''),
  };
}
