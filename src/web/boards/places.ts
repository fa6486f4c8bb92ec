import { parkName, regionName, sectorLabel } from '#domain/organisations';

/** Where a board looks. */
export interface LookedAt {
  region?: string | undefined;
  /** What lies at this division itself, and at none below it. */
  directly?: string | undefined;
  parkId?: string | undefined;
  isOutsideParks?: true | undefined;
  sector?: string | undefined;
}

/** A row of a board by place. */
interface PlaceRow {
  code: string;
  /** What its list and its own board are asked by; undefined where it cannot be read what it is. */
  of: LookedAt | undefined;
}

/** A place as addresses of board and list name it: the same filters, so that a number is as long as its list. */
export const inAddress = ({ parkId, isOutsideParks, ...place }: LookedAt) => ({
  ...place,
  ...{ park: parkId, outsideParks: isOutsideParks },
});

/** Where a board looks, in words; empty where it looks everywhere. */
export async function placeWords({ region, directly, parkId, isOutsideParks, sector }: LookedAt): Promise<string> {
  return [
    region && regionName(region),
    directly && `${regionName(directly)}本级`,
    parkId === undefined ? undefined : await parkName(parkId),
    isOutsideParks && '不在园区',
    sector && sectorLabel(sector),
  ]
    .filter(Boolean)
    .join('，');
}

/** What the rows of a table are, and what they are called. */
const CUTS = {
  按地区: ({ code, of }: PlaceRow) => `${regionName(code)}${of?.directly === undefined ? '' : '本级'}`,
  按园区: ({ code }: PlaceRow) => (code === '' ? '不在园区' : parkName(code)),
  按行业: ({ code }: PlaceRow) => sectorLabel(code),
};

/**
 * A table of a board by place.
 * @param hrefOf The board of that place alone.
 * @param cellsOf Numbers of a row; without a place they lead nowhere.
 */
export async function placeTable<R extends PlaceRow, C>(
  title: keyof typeof CUTS,
  rows: readonly R[],
  hrefOf: (of: LookedAt) => string,
  cellsOf: (row: R) => C,
) {
  return {
    title,
    first: title.slice(1),
    rows: await Promise.all(
      rows.map(async (row) => ({
        name: row.of === undefined ? '读不出来的' : await CUTS[title](row),
        href: row.of === undefined ? '' : hrefOf(row.of),
        cells: cellsOf(row),
      })),
    ),
  };
}
