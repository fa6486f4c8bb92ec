import type { Request, Response } from 'express';
import { z } from 'zod';
import { BOARD_STATES, type BoardPlace, type BoardRow, FILED_SECTORS, majorBoard, majors } from '#domain/majors';
import { parkName, regionName, sectorLabel } from '#domain/organisations';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { addressOf, askedCode, askedFlag, askedId, askedIn, askedRegion } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.majorBoard;
const query = z.object({
  ...{ region: askedRegion, directly: askedRegion, park: askedId, outsideParks: askedFlag },
  sector: askedCode(FILED_SECTORS),
});

/** A place as addresses of board and list name it: the same filters, so that a number is as long as its list. */
const inAddress = ({ parkId, isOutsideParks, ...place }: BoardPlace) => ({
  ...place,
  ...{ park: parkId, outsideParks: isOutsideParks },
});

/** 动态清零看板: clear only when every number is nought; each opens its list. */
export async function showMajorBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { park, outsideParks, ...asked } = askedIn(query, req, res);
  const place: BoardPlace = { ...asked, parkId: park, isOutsideParks: outsideParks };
  const board = await majorBoard(ctx, place);
  const listOf = (at: BoardPlace, state: string) =>
    addressOf(majors.path, { ...inAddress({ ...place, ...at }), state });
  const table = async (
    title: string,
    rows: readonly BoardRow[],
    nameOf: (row: BoardRow) => string | Promise<string>,
  ) => ({
    title,
    first: title.slice(1),
    rows: await Promise.all(
      rows.map(async (row) => ({
        name: row.of === undefined ? '读不出来的' : await nameOf(row),
        href: row.of === undefined ? '' : addressOf(PATH, inAddress({ ...place, ...row.of })),
        cells: BOARD_STATES.map(({ code }) => ({
          value: row.counts[code],
          href: row.of === undefined ? '' : listOf(row.of, code),
        })),
      })),
    ),
  });
  res.page('boards/majors', {
    title: '重大隐患动态清零',
    at: formatDateTime(board.at),
    isClear: board.isClear,
    whole: PATH,
    says: [
      place.region && regionName(place.region),
      place.directly && `${regionName(place.directly)}本级`,
      park === undefined ? undefined : await parkName(park),
      outsideParks && '不在园区',
      place.sector && sectorLabel(place.sector),
    ]
      .filter(Boolean)
      .join('，'),
    exportFilter: JSON.stringify(place),
    tiles: BOARD_STATES.map(({ code, label }) => ({
      label,
      isBad: board.all[code] > 0,
      value: board.all[code],
      href: listOf({}, code),
    })),
    heads: BOARD_STATES.map(({ label }) => label),
    tables: [
      await table(
        '按地区',
        board.regions,
        ({ code, of }) => `${regionName(code)}${of?.directly === undefined ? '' : '本级'}`,
      ),
      await table('按园区', board.parks, ({ code }) => (code === '' ? '不在园区' : parkName(code))),
      await table('按行业', board.sectors, ({ code }) => sectorLabel(code)),
    ],
  });
}
