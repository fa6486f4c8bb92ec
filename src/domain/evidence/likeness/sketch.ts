import sharp, { type Sharp } from 'sharp';

/**
 * A picture as small as it can be and still be told from another: grey, square, without the bars a screenshot puts around
 * it. `aspect` is width by height of what it shows; `cells` are rows of `SIDE` bytes.
 */
export interface Sketch {
  aspect: number;
  cells: Uint8Array;
}

/** Cells in a row, and rows. */
export const SIDE = 64;
/** Width at which bars are looked for. */
const LOOK_WIDTH = 200;
/** Grey levels a bar differs by within itself, and share of a line that must be so. */
const BAR = { levels: 8, share: 0.72 };
/** Bars are cut off when they take at least so much, and leave at least so much, of a side. */
const CUT = { least: 0.04, left: 0.3 };

interface Grey {
  data: Uint8Array;
  width: number;
  height: number;
}

async function greyOf(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Whether a row or column is mostly of one grey, that of the bars. */
function isBar(line: readonly number[], grey: number): boolean {
  const like = line.filter((one) => Math.abs(one - grey) <= BAR.levels).length;
  return like >= line.length * BAR.share;
}

/** The longest stretch of lines that are no bars; icons and letters of a bar leave shorter ones. */
function longest(bars: readonly boolean[]): { from: number; to: number } {
  let best = { from: 0, to: 0 };
  let from = 0;
  for (let at = 0; at <= bars.length; at++) {
    if (at < bars.length && bars[at] !== true) continue;
    if (at - from > best.to - best.from) best = { from, to: at };
    from = at + 1;
  }
  return best;
}

/** Cut of one direction as shares of the side; all of it where there are no bars. */
function cutOf(lines: readonly (readonly number[])[]): { from: number; to: number } {
  const whole = { from: 0, to: 1 };
  const edges = [lines[0] ?? [], lines.at(-1) ?? []];
  const greys = edges.map((line) => [...line].sort((a, b) => a - b)[Math.floor(line.length / 2)] ?? 0);
  const { from, to } = longest(lines.map((line) => greys.some((grey) => isBar(line, grey))));
  const left = (to - from) / lines.length;
  return left < CUT.left || left > 1 - CUT.least ? whole : { from: from / lines.length, to: to / lines.length };
}

const rowsOf = ({ data, width, height }: Grey): number[][] =>
  Array.from({ length: height }, (_, y) => [...data.subarray(y * width, (y + 1) * width)]);

/** Draws the sketch of a picture of any size and format sharp reads. */
export async function sketchOf(picture: Buffer): Promise<Sketch> {
  const { width = 1, height = 1 } = await sharp(picture).metadata();
  const rows = rowsOf(await greyOf(sharp(picture).resize({ width: LOOK_WIDTH })));
  const down = cutOf(rows);
  // Columns are looked at within the rows that are left: bars above would make every column one.
  const inside = rows.slice(Math.round(down.from * rows.length), Math.round(down.to * rows.length));
  const across = cutOf((inside[0] ?? []).map((_, x) => inside.map((row) => row[x] ?? 0)));
  const region = {
    left: Math.round(across.from * width),
    top: Math.round(down.from * height),
    width: Math.max(1, Math.floor((across.to - across.from) * width)),
    height: Math.max(1, Math.floor((down.to - down.from) * height)),
  };
  const { data } = await greyOf(sharp(picture).extract(region).resize(SIDE, SIDE, { fit: 'fill' }));
  return { aspect: region.width / region.height, cells: data };
}
