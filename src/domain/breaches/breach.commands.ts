import type { z } from 'zod';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { type Breach, BreachModel } from './breach.model.ts';
import { breaches } from './breach.ts';

type Given<A extends keyof typeof breaches.acts> = z.input<ReturnType<typeof breaches.inputOf<A>>>;
/** What a crossing says of a breach; `crossingId` names it for ever, so that it is counted once. */
export type Found = Pick<
  Breach,
  'kind' | 'parkId' | 'regionPath' | 'enterpriseId' | 'sector' | 'subject' | 'gateName' | 'passReference'
> & { crossingId: string; at: Date };

const keyOf = ({ parkId, subject, kind }: Pick<Found, 'parkId' | 'subject' | 'kind'>): string =>
  `${parkId}/${subject}/${kind}`;

/**
 * Opens a case of a crossing, or counts it in the one that is open. Call it in the transaction that notes the crossing as
 * told, so that each counts once.
 */
export async function openBreach(now: Date, found: Found): Promise<void> {
  const { crossingId, at, ...what } = found;
  const openKey = keyOf(found);
  const counted = await BreachModel.updateOne({ openKey }, { $inc: { times: 1 }, $max: { lastAt: at } });
  if (counted.matchedCount > 0) return;
  const draft = { ...what, firstAt: at, lastAt: at, times: 1, openKey };
  await breaches.make(systemContext(now, 'gates', crossingId), 'find', draft, { facts: { kind: found.kind } });
}

/** The host says what happened. @throws Invalid at `explanation` */
export const explainBreach = (ctx: Context, raw: Given<'explain'>): Promise<Breach> =>
  breaches.step(ctx, 'explain', raw, (_, { explanation }) => ({
    set: { explanation, explainedBy: personIn(ctx.actor) },
  }));

/** The park settles it, or the body in its place, saying how. @throws Invalid at `outcome` */
export const closeBreach = (ctx: Context, raw: Given<'close'>): Promise<Breach> =>
  breaches.step(ctx, 'close', raw, (_, { outcome }) => ({
    set: { outcome, closedBy: personIn(ctx.actor) },
    unset: ['openKey'],
  }));

/**
 * Whoever supervises asks again; what happens from now on counts in it. @throws Invalid at `outcome`, Conflict while another
 * case of the same subject and kind is open: there it goes on.
 */
export const reopenBreach = (ctx: Context, raw: Given<'reopen'>): Promise<Breach> =>
  breaches.step(ctx, 'reopen', raw, async (row, { outcome }) => {
    const openKey = keyOf(row);
    const open = await BreachModel.findOne({ openKey }).lean<Breach>();
    if (open !== null) throw conflict('breaches.open-already', { params: { reference: open.reference } });
    return { set: { outcome, openKey } };
  });
