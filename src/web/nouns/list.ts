import type { Request, Response } from 'express';
import { z } from 'zod';
import { type DrawnNoun, type FilterKind, filterKinds } from '#domain/engine';
import { actsAs } from '#kernel/actor';
import { given } from '#kernel/given';
import { pathsUnder } from '#kernel/paths';
import { type Asked, askedCode, askedFlag, askedId, isFiltered, pagerOf, quickFilters } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { makingAct, type Numbered, presentLine } from './line.ts';

/** What a filter is called in an address: `isOpen` is asked by `open`, `enterpriseId` by `enterprise`. */
const askedAs = (key: string): string => {
  const bare = key.replace(/^is(?=[A-Z])|Id$/g, '');
  return `${bare.charAt(0).toLowerCase()}${bare.slice(1)}`;
};
const readerOf = (asked: FilterKind) =>
  asked === 'flag' ? askedFlag : asked === 'id' ? askedId : askedCode<string>(asked);

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

  return async function showList(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const query = reader.parse(req.query) as Asked;
    const filter = given(Object.fromEntries(filters.map(([key]) => [key, query[askedAs(key)]])));
    const { rows, nextCursor } = await noun.find(ctx, { ...filter, ...given({ after: query['after'] }) });
    const mayMake = actsAs(ctx.actor, ...words.making.roles);
    res.page('nouns/list', {
      title: name,
      lead: words.lead ?? '',
      make: mayMake ? { href: pathsUnder(path).making, label: makingAct(noun)?.label ?? '' } : undefined,
      // A list leaves our hands with a sheet: the people whom it is about read it here.
      sheet: actsAs(ctx.actor, 'worker') ? '' : words.sheet.kind,
      exportFilter: JSON.stringify(filter),
      quick: quickFilters(path, query, quick),
      lines: await Promise.all(rows.map((row) => presentLine(noun, row, ctx.now))),
      all: isFiltered(query) ? path : '',
      none: isFiltered(query) ? `没有符合条件的${name}。` : mayMake ? words.none : `还没有${name}。`,
      ...pagerOf(path, query, nextCursor),
    });
  };
}
