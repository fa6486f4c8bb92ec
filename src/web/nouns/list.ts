import type { Request, Response } from 'express';
import { z } from 'zod';
import { type DrawnNoun, type FilterKind, filterKinds, type Link } from '#domain/engine';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { given } from '#kernel/given';
import { pathsUnder } from '#kernel/paths';
import {
  type Asked,
  askedCode,
  askedFlag,
  askedId,
  askedIn,
  askedYear,
  isFiltered,
  pagerOf,
  quickFilters,
} from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import { drawLine, makingAct, type Numbered, presentLine } from './line.ts';

/** What a filter is called in an address: `isOpen` is asked by `open`, `enterpriseId` by `enterprise`. */
const askedAs = (key: string): string => {
  const bare = key.replace(/^is(?=[A-Z])|Id$/g, '');
  return `${bare.charAt(0).toLowerCase()}${bare.slice(1)}`;
};
const readerOf = (asked: FilterKind) =>
  asked === 'flag' ? askedFlag : asked === 'id' ? askedId : asked === 'year' ? askedYear : askedCode<string>(asked);
const valueIn = (asked: FilterKind, value: Asked[string]) =>
  asked === 'year' && value !== undefined ? Number(value) : value;

/** The list of a noun: those the person sees, by the filters in the address. */
export function listOf(noun: DrawnNoun<Numbered>) {
  const { words, name, path } = noun;
  const filters = filterKinds(noun);
  const reader = z.object({
    ...Object.fromEntries(filters.map(([key, asked]) => [askedAs(key), readerOf(asked)])),
    after: askedId,
  });
  const inAddress = (filter: object): Asked =>
    Object.fromEntries(Object.entries(filter).map(([key, value]) => [askedAs(key), value]));
  const quick = words.quick.map(([label, filter]) => [label, inAddress(filter)] as const);

  /** What is said where there is none yet, and the way on. */
  async function noneOf(ctx: Context, make: Link | undefined): Promise<{ none: string; way: Link | undefined }> {
    if (typeof words.none === 'string') return { none: make ? words.none : `还没有${name}。`, way: make };
    const { text, link } = await words.none(ctx, make !== undefined);
    return { none: text, way: link ?? make };
  }

  return async function showList(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const query = askedIn(reader, req, res) as Asked;
    const filter = given(Object.fromEntries(filters.map(([key, asked]) => [key, valueIn(asked, query[askedAs(key)])])));
    const { making, sheet } = words;
    const isMaker = making !== undefined && actsAs(ctx.actor, ...making.roles);
    const [{ rows, nextCursor }, mayMake] = await Promise.all([
      noun.find(ctx, { ...filter, ...given({ after: query['after'] }) }),
      isMaker && (making.may?.(ctx) ?? true),
    ]);
    const make = mayMake ? { href: pathsUnder(path).making, label: makingAct(noun)?.label ?? '' } : undefined;
    res.page('nouns/list', {
      title: name,
      lead: words.lead ?? '',
      make,
      besides: typeof words.besides === 'function' ? await words.besides(ctx) : (words.besides ?? []),
      // A list leaves our hands with a sheet: the people whom it is about read it here.
      sheet: actsAs(ctx.actor, 'worker') ? '' : (sheet?.kind ?? ''),
      exportFilter: JSON.stringify(filter),
      quick: quickFilters(path, query, quick),
      lines: (await presentEach(ctx, noun.kind, rows, (row) => presentLine(noun, row, ctx))).map((line) =>
        drawLine(res, line),
      ),
      ...(isFiltered(query)
        ? { none: `没有符合条件的${name}。`, way: { href: path, label: '看全部' } }
        : await noneOf(ctx, make)),
      ...pagerOf(path, query, nextCursor),
    });
  };
}
