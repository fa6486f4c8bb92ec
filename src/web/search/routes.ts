import type { Request, Response } from 'express';
import { findFirms } from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import { AppError } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { bare } from '#kernel/text';
import { presentFirmRow } from '../firms/firms.controller.ts';
import { SHELVES } from '../firms/lines.ts';
import { addressOf } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import type { Route } from '../router.ts';
import { pageOfNumber } from './numbers.ts';

const SHOWN = 5;
/** Fewer would find everything. */
const FEWEST = 2;

/**
 * Searches the whole portal: a number leads straight to its page, anything else to the firms and nouns that answer to
 * it. Nothing is found that the person may not see.
 */
async function showSearch(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { role } = req.actor as PersonActor;
  const { navigation } = res.locals;
  const q = typeof req.query['q'] === 'string' ? req.query['q'].trim().slice(0, 40) : '';
  const number = pageOfNumber(q);
  if (number !== undefined && navigation.isOpenTo(role, number.page)) {
    const isThere = await number.find(ctx).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && ['NotFound', 'Forbidden'].includes(error.kind)) return false;
        throw error;
      },
    );
    if (isThere) return res.redirect(303, number.path);
  }
  const isAsked = number === undefined && bare(q).length >= FEWEST;
  const shelves = SHELVES.filter(({ search, path }) => search !== undefined && navigation.isOpenTo(role, path));
  const [firms, ...found] = isAsked
    ? await Promise.all([
        findFirms(ctx, { q }).then(({ rows }) => Promise.all(rows.map(presentFirmRow))),
        ...shelves.map((shelf) => shelf.search?.(ctx, q, SHOWN + 1) ?? []),
      ])
    : [[]];
  const kinds = [
    { title: '企业', lines: firms ?? [], path: paths.firms },
    ...shelves.map(({ title, path }, i) => ({ title, path: path.replace('/:reference', ''), lines: found[i] ?? [] })),
  ];
  res.page('search/index', {
    title: '查找',
    q,
    wrongNumber: number?.reference ?? '',
    isShort: number === undefined && q !== '' && !isAsked,
    isAsked,
    kinds: kinds
      .filter(({ lines }) => lines.length > 0)
      .map(({ title, path, lines }) => ({
        title,
        lines: lines.slice(0, SHOWN),
        more: lines.length > SHOWN ? addressOf(path, { q }) : '',
      })),
  });
}

export const searchRoutes: readonly Route[] = [
  { method: 'get', path: paths.search, access: 'signed-in', run: showSearch },
];
