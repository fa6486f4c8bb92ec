import type { Request } from 'express';
import { findRegions, regionName } from '#domain/organisations';
import type { Option } from '../forms.ts';

const PAGE = 50;

/** One row of a register. */
export interface RegisterRow {
  name: string;
  meta: string;
  href?: string;
  tags?: readonly { label: string; tone: string }[];
}

const BOOKS = [
  { path: '/organisations/parks', label: '园区' },
  { path: '/organisations/bodies', label: '监管部门' },
  { path: '/organisations/insurers', label: '保险机构' },
  { path: '/organisations/enterprises', label: '企业' },
] as const;

const asked = (req: Request, name: string): string | undefined => {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** What the address asks for: a division and where the page begins. `limit` is one more than a page shows. */
export function askedOf(req: Request): { regionCode?: string; after?: string; limit: number } {
  const regionCode = asked(req, 'region');
  const after = asked(req, 'after');
  return {
    ...(regionCode === undefined ? {} : { regionCode }),
    ...(after === undefined ? {} : { after }),
    limit: PAGE + 1,
  };
}

/** The model of a register: filter by city, rows, next page. */
export function registerPage<T extends { _id: string }>(
  req: Request,
  title: string,
  found: readonly T[],
  present: readonly RegisterRow[],
): Record<string, unknown> {
  const { regionCode, after } = askedOf(req);
  const last = found.length > PAGE ? found[PAGE - 1] : undefined;
  const region = regionCode === undefined ? '' : `region=${encodeURIComponent(regionCode)}`;
  const at = (more: string) =>
    `${req.path}${[region, more].some(Boolean) ? '?' : ''}${[region, more].filter(Boolean).join('&')}`;
  return {
    title,
    path: req.path,
    books: BOOKS.map((book) => ({ ...book, isCurrent: book.path === req.path })),
    regions: [
      { code: '', name: '全区', isChosen: regionCode === undefined },
      ...findRegions()
        .filter((one) => one.level === 'city')
        .map((one) => ({ code: one.code, name: one.name, isChosen: one.code === regionCode })),
    ],
    rows: present.slice(0, PAGE),
    first: after === undefined ? undefined : at(''),
    next: last === undefined ? undefined : at(`after=${last._id}`),
    isPaged: after !== undefined || last !== undefined,
  };
}

/** Divisions to choose from, with the city's name before the county's. */
export const regionOptions = (...levels: readonly string[]): Option[] => [
  { value: '', label: '请选择' },
  ...findRegions()
    .filter((one) => levels.includes(one.level))
    .map((one) => ({ value: one.code, label: regionName(one.code) })),
];
