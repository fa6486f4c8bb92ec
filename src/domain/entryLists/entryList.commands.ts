import type { z } from 'zod';
import { holdsPowerOn } from '#domain/competence';
import { getPark, ownPark, regionPathOf } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import type { EntryList } from './entryList.model.ts';
import { entryLists } from './entryList.ts';

type Given<A extends keyof typeof entryLists.acts> = z.input<ReturnType<typeof entryLists.inputOf<A>>>;
const proposeInput = entryLists.inputOf('propose').omit({ reference: true });
/** What parks admit is manufacturing before all else: whoever holds that power sets the list. */
const POWER_OVER = 'C';

/** Proposes a list for the officer's park, never for days gone by. @throws Forbidden, Invalid with fields. */
export async function proposeEntryList(ctx: Context, raw: z.input<typeof proposeInput>): Promise<EntryList> {
  const { actor, parkId } = ownPark(ctx);
  const typed = requireFields(proposeInput, raw);
  const today = localDate(ctx.now);
  if (typed.from < today) throw invalid('common.check-fields', { from: '不能从过去的日子起施行' });
  if (typed.banned.length + typed.restricted.length === 0)
    throw invalid('common.check-fields', { banned: '请一行写一项' });
  const twice = typed.restricted.find((item) => typed.banned.includes(item));
  if (twice !== undefined)
    throw invalid('common.check-fields', { restricted: `“${twice}”已经写在禁止类里，请只留一处` });
  const { regionCode } = await getPark(parkId);
  const isParkCompetent = await holdsPowerOn(parkId, POWER_OVER, today);
  const place = { parkId, regionPath: regionPathOf(regionCode) };
  return entryLists.make(
    ctx,
    'propose',
    { ...place, ...typed, proposedBy: actor.personId, isParkCompetent },
    { facts: { from: typed.from, banned: typed.banned.length, restricted: typed.restricted.length } },
  );
}

/** Lets it bind from its day on, from today where that has gone by: what was decided yesterday rests on yesterday's. */
export const adoptEntryList = (ctx: Context, raw: Given<'adopt'>): Promise<EntryList> =>
  entryLists.step(ctx, 'adopt', raw, ({ from }) => {
    const [, binds = from] = [from, localDate(ctx.now)].toSorted();
    return { set: { from: binds }, facts: { from: binds } };
  });

/** @throws Invalid at `reason` */
export const declineEntryList = (ctx: Context, raw: Given<'decline'>): Promise<EntryList> =>
  entryLists.step(ctx, 'decline', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/** Ends one that binds; projects it was applied to keep what was decided by it. @throws Invalid at `reason` */
export const withdrawEntryList = (ctx: Context, raw: Given<'withdraw'>): Promise<EntryList> =>
  entryLists.step(ctx, 'withdraw', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));
