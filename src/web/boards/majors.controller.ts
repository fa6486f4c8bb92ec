import type { Request, Response } from 'express';
import { z } from 'zod';
import { BOARD_STATES, type BoardCounts, type BoardPlace, majorBoard, majors } from '#domain/majors';
import { parkName, regionName, SECTORS, sectorLabel } from '#domain/organisations';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { addressOf, askedCode, askedId, askedRegion } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.majorBoard;
const query = z.object({ region: askedRegion, park: askedId, sector: askedCode(SECTORS) });

/** 动态清零看板: clear only when every number is nought; each opens its list. */
export async function showMajorBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { park, ...asked } = query.parse(req.query);
  const place: BoardPlace = { ...asked, parkId: park };
  const board = await majorBoard(ctx, place);
  const listOf = (at: object) => (state: string) =>
    addressOf(majors.path, { ...asked, ...(park === undefined ? {} : { park }), ...at, state });
  const cells = (counts: BoardCounts, at: object) =>
    BOARD_STATES.map(({ code }) => ({ value: counts[code], href: listOf(at)(code) }));
  const table = async (
    title: string,
    key: 'region' | 'park' | 'sector',
    rows: typeof board.regions,
    nameOf: (code: string) => string | Promise<string>,
  ) => ({
    title,
    first: title.slice(1),
    rows: await Promise.all(
      rows.map(async ({ code, counts }) => ({
        name: code !== '' ? await nameOf(code) : key === 'park' ? '不在园区' : '读不出来的',
        href: code === '' ? '' : addressOf(PATH, { ...asked, ...(park === undefined ? {} : { park }), [key]: code }),
        cells:
          code === ''
            ? BOARD_STATES.map((state) => ({ value: counts[state.code], href: '' }))
            : cells(counts, { [key]: code }),
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
      park === undefined ? undefined : await parkName(park),
      place.sector && sectorLabel(place.sector),
    ]
      .filter(Boolean)
      .join('，'),
    exportFilter: JSON.stringify(place),
    tiles: BOARD_STATES.map(({ code, label }) => ({
      label,
      isBad: board.all[code] > 0,
      value: board.all[code],
      href: listOf({})(code),
    })),
    heads: BOARD_STATES.map(({ label }) => label),
    tables: [
      await table('按地区', 'region', board.regions, regionName),
      await table('按园区', 'park', board.parks, parkName),
      await table('按行业', 'sector', board.sectors, sectorLabel),
    ],
  });
}
