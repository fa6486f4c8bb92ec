import type { z } from 'zod';
import { placeOfOwner } from '#domain/engine';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { type Stock, type StockEntry, StockEntryModel } from './stock.model.ts';
import { stock } from './stock.ts';

type Given<A extends keyof typeof stock.acts> = z.input<ReturnType<typeof stock.inputOf<A>>>;
const enterInput = stock.inputOf('enter').omit({ reference: true });
export type EnterStock = z.input<typeof enterInput>;

const standingWith = (have: number, min: number) => (have < min ? 'short' : 'enough');

/** Writes a line of the ledger, in the transaction of the step. */
const note = ({ now, actor }: Context, { _id, have }: Stock, entry: Pick<StockEntry, 'kind' | 'amount' | 'note'>) =>
  StockEntryModel.create([{ _id: newId(now), stockId: _id, have, ...entry, by: personIn(actor), at: now }]);

/** Enters what the firm or park of whoever acts keeps. @throws Forbidden, Invalid with fields. */
export async function enterStock(ctx: Context, raw: EnterStock): Promise<Stock> {
  const place = await placeOfOwner(ctx);
  const { expiresOn, ...typed } = requireFields(enterInput, raw);
  const { have, min } = typed;
  const draft = { ...typed, ...place, ...given({ expiresOn }), countedOn: localDate(ctx.now) };
  return stock.make(ctx, have < min ? 'enter-short' : 'enter', draft, {
    facts: { have, min },
    also: (row) => note(ctx, row, { kind: 'opening', amount: have, note: '' }),
  });
}

/** Gives some of it out: never more than there are. Two at once take the last one once. @throws Invalid at `amount` */
export const issueStock = (ctx: Context, raw: Given<'issue'>): Promise<Stock> =>
  stock.step(ctx, 'issue', raw, ({ have: before, min, unit, status }, { amount, note: why }) => {
    if (amount > before) throw invalid('common.check-fields', { amount: `只有 ${before} ${unit}` });
    const have = before - amount;
    const to = standingWith(have, min);
    return {
      ...(to === 'short' && status === 'enough' ? { event: 'stock.fell-short' } : {}),
      to,
      set: { have },
      facts: { amount, have, said: why },
      also: (row) => note(ctx, row, { kind: 'issued', amount: -amount, note: why }),
    };
  });

/** The first day on which some of it is no longer good: what lay there already does not keep longer for what came. */
function firstEndOf({ have, expiresOn: before }: Stock, came: LocalDate | undefined): LocalDate | undefined {
  const days = [have === 0 ? undefined : before, came].filter((day) => day !== undefined);
  return days.toSorted()[0];
}

/** Fills it up. @throws Invalid at `amount` */
export const receiveStock = (ctx: Context, raw: Given<'receive'>): Promise<Stock> =>
  stock.step(ctx, 'receive', raw, (row, { amount, expiresOn: came, note: said = '' }) => {
    const { have: before, min } = row;
    const have = before + amount;
    const expiresOn = firstEndOf(row, came);
    return {
      to: standingWith(have, min),
      set: { have, ...given({ expiresOn }) },
      unset: expiresOn === undefined ? ['expiresOn'] : [],
      facts: { amount, have, said },
      also: (row) => note(ctx, row, { kind: 'received', amount, note: said }),
    };
  });

/** What somebody counted is what there is; the difference is an entry of its own. */
export const countStock = (ctx: Context, raw: Given<'count'>): Promise<Stock> =>
  stock.step(ctx, 'count', raw, ({ have: before, min }, { have, expiresOn, note: said = '' }) => ({
    to: standingWith(have, min),
    set: { have, countedOn: localDate(ctx.now), ...given({ expiresOn }) },
    unset: expiresOn === undefined ? ['expiresOn'] : [],
    facts: { from: before, have, said },
    also: (row) => note(ctx, row, { kind: 'counted', amount: have - before, note: said }),
  }));

/** Where it lies, who keeps it, how much of it there must be. @throws Invalid with fields. */
export const changeStock = (ctx: Context, raw: Given<'change'>): Promise<Stock> =>
  stock.step(ctx, 'change', raw, ({ have }, { min, place, custodian, custodianPhone }) => ({
    to: standingWith(have, min),
    set: { min, place, custodian, custodianPhone },
    facts: { min },
  }));

/** It is kept no more. @throws Invalid at `reason` */
export const removeStock = (ctx: Context, raw: Given<'remove'>): Promise<Stock> =>
  stock.step(ctx, 'remove', raw, (_, { reason }) => ({ set: { reason }, facts: { said: reason } }));
