import type { Request, Response } from 'express';
import { z } from 'zod';
import { COVER_STATES, type CoverCount, countCover, findCover, insuredLines, MUST_INSURE } from '#domain/insurance';
import { regionName, SECTORS, sectorLabel } from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { rulingOn } from '#kernel/rules';
import { addressOf, askedCode, askedIn, askedRegion, pagerOf, quickFilters } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PATH = paths.cover;
const askedLine = z
  .string()
  .regex(/^[a-z-]{1,40}$/)
  .optional()
  .catch(undefined);
const query = z.object({
  state: askedCode(COVER_STATES),
  region: askedRegion,
  sector: askedCode(SECTORS),
  line: askedLine,
  q: z.string().trim().max(60).optional().catch(undefined),
  after: z
    .string()
    .regex(/^\d\.\d{2,6}\.[0-9a-f-]{1,40}$/)
    .optional()
    .catch(undefined),
});

/** 投保情况: who must insure and does not, or not for long; every number opens its list. */
export async function showCover(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const asked = askedIn(query, req, res);
  const { state: _, after: __, q: ___, ...place } = asked;
  const lineName = (code: string): string =>
    insuredLines(localDate(ctx.now)).find((one) => one.code === code)?.label ?? '';
  const [{ all, regions, lines }, { rows, nextCursor }] = await Promise.all([
    countCover(ctx, place),
    findCover(ctx, asked),
  ]);
  const cellsOf = ({ counts }: CoverCount, at: { region?: string; line?: string }) =>
    COVER_STATES.map(({ code }) => ({ value: counts[code], href: addressOf(PATH, { ...place, ...at, state: code }) }));
  res.page('insurance/cover', {
    title: '投保情况',
    lead: rulingOn(MUST_INSURE, localDate(ctx.now)),
    q: asked.q ?? '',
    kept: Object.entries({ ...place, state: asked.state }).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value }],
    ),
    total: COVER_STATES.reduce((sum, { code }) => sum + all.counts[code], 0),
    exportFilter: JSON.stringify({ ...place, state: asked.state }),
    says: [
      place.region && regionName(place.region),
      place.sector && sectorLabel(place.sector),
      place.line && lineName(place.line),
    ]
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
        title: '按必须投保的行业',
        first: '行业',
        rows: lines.map((row) => ({
          name: lineName(row.code),
          href: addressOf(PATH, { ...place, line: row.code }),
          cells: cellsOf(row, { line: row.code }),
        })),
      },
    ],
    quick: quickFilters(PATH, { ...asked, after: undefined }, [
      ['没有投保或快到期', {}],
      ...COVER_STATES.map(({ code, label }) => [label, { state: code }] as const),
    ]),
    rows: rows.map(({ firm, state, line }) => ({
      href: paths.firm(firm._id),
      reference: regionName(firm.regionCode),
      text: firm.name,
      meta: [line.label, firm.creditCode].join(' · '),
      tags: COVER_STATES.filter(({ code }) => code === state),
    })),
    ...pagerOf(PATH, asked, nextCursor),
  });
}
