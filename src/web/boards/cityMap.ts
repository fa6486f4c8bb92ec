import { findRegion } from '#domain/organisations';

/** Where the fourteen cities lie to each other, north up; an empty text is no city. */
const GRID: readonly (readonly string[])[] = [
  ['', '4512', '4502', '4503'],
  ['4510', '', '4513', '4511'],
  ['4514', '4501', '4508', '4504'],
  ['4506', '4507', '4505', '4509'],
];

export interface CityTile {
  name: string;
  /** Files that are open. */
  value: number;
  /** Every number of the board is nought there. */
  isClear: boolean;
  href: string;
}

/** A schematic map of the region: a tile a city, each where it lies; undefined keeps a place free. */
export const cityMap = (of: (code: string) => Omit<CityTile, 'name'>): readonly (CityTile | undefined)[] =>
  GRID.flat().map((code) => (code === '' ? undefined : { name: findRegion(code)?.name ?? code, ...of(code) }));
