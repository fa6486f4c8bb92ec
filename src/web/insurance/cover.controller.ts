import type { Request, Response } from 'express';
import { z } from 'zod';
import { COVER_STATES, type CoverCount, countCover, findCover, MUST_INSURE } from '#domain/insurance';
import { regionName, SECTORS, sectorLabel } from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { rulingOn } from '#kernel/rules';
import { addressOf, askedCode, askedId, askedRegion, pagerOf, quickFilters } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.cover;
const query = z.object({
  state: askedCode(COVER_STATES),
  region: askedRegion,
  sector: askedCode(SECTORS),
  after: askedId,
});

/** 投保情况: who must insure and does not, or not for long; every number opens its list. */
export async function showCover(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const asked = query.parse(req.query);
  const { state: _, after: __, ...place } = asked;
  const [{ all, regions, sectors }, { rows, nextCursor }] = await Promise.all([
    countCover(ctx, place),
    findCover(ctx, asked),
  ]);
  const cellsOf = ({ counts }: CoverCount, at: { region?: string; sector?: string }) =>
    COVER_STATES.map(({ code }) => ({ value: counts[code], href: addressOf(PATH, { ...place, ...at, state: code }) }));
  res.page('insurance/cover', {
    title: '投保情况',
    lead: rulingOn(MUST_INSURE, localDate(ctx.now)),
    says: [place.region && regionName(place.region), place.sector && sectorLabel(place.sector)]
      .filter(Boolean)
      .join('，'),
    whole: PATH,
    useHref: paths.budgetUse,
    tiles: COVER_STATES.map(({ code, label, tone }) => ({
      label,
      isBad: tone === 'bad' && all.counts[code] > 0,
      value: all.counts[code],
      href: addressOf(PATH, { ...place, state: code }),
    })),
    heads: COVER_STATES.map(({ label }) => label),
    tables: [
      {
        title: '按地区',
        first: '地区',
        rows: regions.map((row) => ({
          name: regionName(row.code),
          href: addressOf(PATH, { ...place, region: row.code }),
          cells: cellsOf(row, { region: row.code }),
        })),
      },
      {
        title: '按行业',
        first: '行业',
        rows: sectors.map((row) => ({
          name: sectorLabel(row.code),
          href: addressOf(PATH, { ...place, sector: row.code }),
          cells: cellsOf(row, { sector: row.code }),
        })),
      },
    ],
    quick: quickFilters(PATH, asked, [
      ['没有投保或快到期', {}],
      ...COVER_STATES.map(({ code, label }) => [label, { state: code }] as const),
    ]),
    rows: rows.map(({ firm, state }) => ({
      href: paths.firm(firm._id),
      reference: firm.creditCode,
      text: firm.name,
      meta: [regionName(firm.regionCode), sectorLabel(firm.sector)].join(' · '),
      tags: COVER_STATES.filter(({ code }) => code === state),
    })),
    ...pagerOf(PATH, asked, nextCursor),
  });
}
