import type { z } from 'zod';
import { mergePark } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { moveFirm } from './moving.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';
import { transfers } from './transfer.ts';

type Given<A extends 'accept' | 'refuse' | 'withdraw'> = z.input<ReturnType<typeof transfers.inputOf<A>>>;

const answerOf = ({ actor, now }: Context, reason?: string): NonNullable<Transfer['answer']> => ({
  by: actor.kind === 'person' ? actor.personId : '',
  at: now,
  ...(reason === undefined ? {} : { reason }),
});

/**
 * Accepts a transfer; it takes effect at once. A firm goes over with everything in the same transaction; of a merger the
 * old park closes now, and the clock takes the firms over one by one (`moveNextFirm`).
 * @throws Conflict when it was answered or withdrawn meanwhile, or the firm no longer lies there.
 */
export const acceptTransfer = (ctx: Context, raw: Given<'accept'>): Promise<Transfer> =>
  transfers.step(ctx, 'accept', raw, ({ kind }) => ({
    set: {
      answer: answerOf(ctx),
      movedOn: localDate(ctx.now),
      movedAt: ctx.now,
      ...(kind === 'firm' ? { movedCount: 1 } : {}),
    },
    ...(kind === 'firm' ? { unset: ['openKey' as const] } : { to: 'moving' as const }),
    facts: { kind },
    also: async (after) => {
      if (after.enterpriseId !== undefined) return moveFirm(ctx, after, after.enterpriseId);
      await mergePark(ctx, { parkId: after.fromParkId, intoParkId: after.toParkId });
      await overtakeOthers(ctx, after);
    },
  }));

/** Proposals of single firms out of or into a park that is merging end: the merger answers them. */
async function overtakeOthers(ctx: Context, { fromParkId: parkId, reference }: Transfer): Promise<void> {
  const others = await TransferModel.find({
    status: 'proposed',
    $or: [{ fromParkId: parkId }, { toParkId: parkId }],
  }).lean<Transfer[]>();
  for (const other of others)
    await transfers.change(ctx, other, 'overtake', { unset: ['openKey'], facts: { merger: reference } });
}

/** Refuses a transfer: everything stays as it was. @throws Invalid at `reason` */
export const refuseTransfer = (ctx: Context, raw: Given<'refuse'>): Promise<Transfer> =>
  transfers.step(ctx, 'refuse', raw, (_, { reason }) => ({
    set: { answer: answerOf(ctx, reason) },
    unset: ['openKey'],
    facts: { reason },
  }));

/** Takes a proposal back before it is answered. */
export const withdrawTransfer = (ctx: Context, raw: Given<'withdraw'>): Promise<Transfer> =>
  transfers.step(ctx, 'withdraw', raw, () => ({ unset: ['openKey'] }));
