import { SIDE, type Sketch } from './sketch.ts';

/** How one picture lies on another: mirrored, turned (degrees), stretched and moved (shares of half a side). */
export interface Pose {
  isMirrored: boolean;
  turn: number;
  across: number;
  down: number;
  right: number;
  low: number;
}

/** Looks at a square of `count` by `count` points of a sketch in a pose; what lies outside is as its nearest edge. */
export function sample({ aspect, cells }: Sketch, pose: Pose, count: number): Float64Array {
  const radians = (pose.turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const out = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) {
      const across = (((column + 0.5) / count) * 2 - 1) * pose.across * aspect * (pose.isMirrored ? -1 : 1);
      const down = (((row + 0.5) / count) * 2 - 1) * pose.down;
      const u = (across * cos - down * sin) / aspect + pose.right;
      const v = across * sin + down * cos + pose.low;
      out[row * count + column] = between(cells, ((u + 1) / 2) * SIDE - 0.5, ((v + 1) / 2) * SIDE - 0.5);
    }
  }
  return out;
}

const within = (at: number): number => Math.min(SIDE - 1, Math.max(0, at));

/** The grey between four cells. */
function between(cells: Uint8Array, x: number, y: number): number {
  const [left, top] = [Math.floor(within(x)), Math.floor(within(y))];
  const [right, bottom] = [within(left + 1), within(top + 1)];
  const [dx, dy] = [within(x) - left, within(y) - top];
  const at = (column: number, row: number): number => cells[row * SIDE + column] ?? 0;
  const upper = at(left, top) * (1 - dx) + at(right, top) * dx;
  const lower = at(left, bottom) * (1 - dx) + at(right, bottom) * dx;
  return upper * (1 - dy) + lower * dy;
}
