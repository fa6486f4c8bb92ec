/** A point of a map: its number in the list beside it, and whether it is a gap. */
export interface MapPoint {
  number: number;
  label: string;
  lon: number;
  lat: number;
  isGap: boolean;
}
/** A map as its template draws it, in units of the view box. */
export interface DrawnMap {
  width: number;
  height: number;
  points: readonly { number: number; label: string; x: number; y: number; labelY: number; isGap: boolean }[];
  scale: { metres: string; x1: number; x2: number; y: number; labelY: number };
}

const WIDTH = 360;
const HEIGHT = 300;
const MARGIN = 36;
const METRES_PER_DEGREE = 111_320;
/** So that a park of one hydrant is not drawn by the centimetre. */
const LEAST_METRES = 200;
const ROUND_METRES = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000];

/** What somebody reads on the scale. */
const lengthOf = (metres: number): string => (metres < 1_000 ? `${metres} 米` : `${metres / 1_000} 千米`);

/**
 * Lays points out on a plain map, north up, both ways in one scale. No outside map is asked, so nobody learns which park
 * is looked at; the few kilometres of a park lie flat.
 * @returns undefined where there is nothing to lay out.
 */
export function drawMap(points: readonly MapPoint[]): DrawnMap | undefined {
  const [first] = points;
  if (first === undefined) return undefined;
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const [lon, lat] = [middle(points.map((one) => one.lon)), middle(points.map((one) => one.lat))];
  const placed = points.map((one) => ({
    ...one,
    east: (one.lon - lon) * METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180),
    north: (one.lat - lat) * METRES_PER_DEGREE,
  }));
  const spread = Math.max(
    LEAST_METRES / 2,
    ...placed.flatMap(({ east, north }) => [
      Math.abs(east) * ((HEIGHT - 2 * MARGIN) / (WIDTH - 2 * MARGIN)),
      Math.abs(north),
    ]),
  );
  const perMetre = (HEIGHT / 2 - MARGIN) / spread;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const metres = ROUND_METRES.findLast((one) => one * perMetre <= WIDTH / 3) ?? ROUND_METRES[0] ?? 1;
  return {
    width: WIDTH,
    height: HEIGHT,
    points: placed.map(({ number, label, isGap, east, north }) => {
      const y = round(HEIGHT / 2 - north * perMetre);
      return { number, label, isGap, x: round(WIDTH / 2 + east * perMetre), y, labelY: round(y + 4) };
    }),
    scale: {
      metres: lengthOf(metres),
      x1: 12,
      x2: round(12 + metres * perMetre),
      y: HEIGHT - 10,
      labelY: HEIGHT - 16,
    },
  };
}
