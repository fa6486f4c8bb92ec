/** Points of a side the hash is worked out from, and frequencies kept of each direction. */
export const RASTER = 24;
const KEPT = 9;
/** Bits of a piece, and pieces: an index on pieces finds whatever shares one. */
const PIECE_BITS = 16;
const PIECES = 4;

const WAVES = Array.from({ length: KEPT }, (_, k) =>
  Array.from({ length: RASTER }, (_, n) => Math.cos((Math.PI * k * (2 * n + 1)) / (2 * RASTER))),
);

/** Frequencies from the coarsest on, without the mean; each piece takes every fourth, so that all tell about as much. */
const COEFFICIENTS = Array.from({ length: KEPT * KEPT }, (_, at) => ({ x: at % KEPT, y: Math.floor(at / KEPT) }))
  .filter(({ x, y }) => x + y > 0)
  .sort((a, b) => a.x + a.y - (b.x + b.y) || a.x - b.x)
  .slice(0, PIECE_BITS * PIECES);

/** How strong each frequency is (DCT-II), in the order of the bits. */
function strengths(points: Float64Array): number[] {
  const rows = Array.from({ length: RASTER }, (_, y) =>
    WAVES.map((wave) => wave.reduce((sum, one, x) => sum + one * (points[y * RASTER + x] ?? 0), 0)),
  );
  return COEFFICIENTS.map(({ x, y }) =>
    (WAVES[y] ?? []).reduce((sum, one, row) => sum + one * (rows[row]?.[x] ?? 0), 0),
  );
}

/** The hash of what is seen, as pieces, each with its place: the signs of its coarse frequencies. */
export function piecesOf(points: Float64Array): string[] {
  const all = strengths(points);
  return Array.from({ length: PIECES }, (_, piece) => {
    const bits = all
      .filter((_, at) => at % PIECES === piece)
      .reduce((value, one, at) => (one > 0 ? value | (1 << at) : value), 0);
    return `${piece}:${bits.toString(16).padStart(PIECE_BITS / 4, '0')}`;
  });
}

/** The bits of a hash as numbers, a piece each: thousands are held beside each other, and reading words takes longest. */
export const bitsOf = (pieces: readonly string[]): readonly number[] =>
  Array.from({ length: PIECES }, (_, piece) => Number.parseInt((pieces[piece] ?? '0:0').slice(2), 16));

/** How many bits are set in each number of a piece. */
const SET = new Uint8Array(1 << PIECE_BITS);
for (let one = 1; one < SET.length; one++) SET[one] = (SET[one >> 1] ?? 0) + (one & 1);

/** Bits in which two hashes differ, 0–64. */
export function bitsBetween(a: readonly number[], b: readonly number[]): number {
  let count = 0;
  for (let piece = 0; piece < PIECES; piece++) count += SET[(a[piece] ?? 0) ^ (b[piece] ?? 0)] ?? 0;
  return count;
}
