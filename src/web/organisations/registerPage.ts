import type { Request, Response } from 'express';
import { z } from 'zod';
import { findRegions, regionName } from '#domain/organisations';
import { given } from '#kernel/given';
import { paths } from '#kernel/paths';
import type { FieldSpec } from '../forms.ts';
import { askedId, askedIn, askedRegion, askedWords, choicesOf, pagerOf } from '../listAddress.ts';

const PAGE = 50;

/** One row of a register. */
export interface RegisterRow {
  name: string;
  meta: string;
  href?: string;
  tags?: readonly { label: string; tone: string }[];
}

const BOOKS = [
  { path: paths.parks, label: '园区' },
  { path: paths.bodies, label: '监管部门' },
  { path: paths.insurers, label: '保险机构' },
  { path: paths.enterprises, label: '企业' },
] as const;

const registerQuery = z.object({ region: askedRegion, q: askedWords, after: askedId });

/** What the address asks for: a division and where the page begins. `limit` is one more than a page shows. */
export function askedOf(req: Request): { regionCode?: string; after?: string; limit: number } {
  const { region, after } = registerQuery.parse(req.query);
  return { ...given({ regionCode: region, after }), limit: PAGE + 1 };
}

/** The model of a register: filter by city, rows, next page. */
export function registerPage<T extends { _id: string }>(
  req: Request,
  res: Response,
  title: string,
  found: readonly T[],
  present: readonly RegisterRow[],
): Record<string, unknown> {
  const query = askedIn(registerQuery, req, res);
  return {
    title,
    path: req.path,
    books: BOOKS.map((book) => ({ ...book, isCurrent: book.path === req.path })),
    regions: choicesOf(
      '全区',
      findRegions()
        .filter((one) => one.level === 'city')
        .map((one) => ({ code: one.code, label: one.name })),
      query.region,
    ),
    rows: present.slice(0, PAGE),
    ...pagerOf(req.path, query, found.length > PAGE ? found[PAGE - 1]?._id : undefined),
  };
}

/** Divisions to choose from, with the city's name before the county's. */
export const regionField = (label: string, ...levels: readonly string[]): FieldSpec => ({
  name: 'regionCode',
  label,
  kind: 'select',
  none: '请选择',
  options: findRegions()
    .filter((one) => levels.includes(one.level))
    .map((one) => ({ code: one.code, label: regionName(one.code) })),
});
