import { z } from 'zod';
import { closeDeadlines } from '#domain/deadlines';
import { type Effect, takeAction } from '#domain/journal';
import { mergePark } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { reasonField, referenceOf, requireFields } from '#kernel/input';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction } from '#platform/mongo';
import { type TransferAction, transferLifecycle } from './lifecycle.ts';
import { moveFirm } from './moving.ts';
import { canTransfer } from './policy.ts';
import { transferKind } from './proposing.ts';
import { getTransfer } from './queries.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';

const transferReference = referenceOf('T');

/** Load, authorise, guard, change, record; the clock of the answer stops with it. All in one transaction. */
async function stepTransfer(
  ctx: Context,
  reference: string,
  action: TransferAction,
  decide: (transfer: Transfer) => Effect<Transfer>,
  also: (after: Transfer) => Promise<void> = async () => {},
): Promise<Transfer> {
  return inTransaction(async () => {
    const transfer = await getTransfer(ctx, reference);
    nextStatus(transferLifecycle, action, transfer.status);
    if (!canTransfer(ctx.actor, action, transfer)) throw refusal(ctx, action, transfer);
    const after = await takeAction(ctx, transferKind, transfer, action, decide(transfer));
    await closeDeadlines(ctx, { kind: transferKind.kind, id: after._id });
    await also(after);
    return after;
  });
}

function refusal({ actor }: Context, action: TransferAction, transfer: Transfer) {
  const isProposer = actor.kind === 'person' && actor.scope.parkId === transfer.proposingParkId;
  return forbidden(isProposer && action !== 'withdraw' ? 'parks.own-proposal' : 'common.not-allowed');
}

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
export async function acceptTransfer(ctx: Context, input: { reference: string }): Promise<Transfer> {
  return stepTransfer(
    ctx,
    input.reference,
    'accept',
    ({ kind }) => ({
      event: 'parks.transfer-accepted',
      set: {
        answer: answerOf(ctx),
        movedOn: localDate(ctx.now),
        movedAt: ctx.now,
        ...(kind === 'firm' ? { movedCount: 1 } : {}),
      },
      ...(kind === 'firm' ? { unset: ['openKey' as const] } : { to: 'moving' as const }),
      facts: { kind },
    }),
    async (after) => {
      if (after.kind === 'firm') return moveFirm(ctx, after, after.enterpriseId as string);
      await mergePark(ctx, { parkId: after.fromParkId, intoParkId: after.toParkId });
      await overtakeOthers(ctx, after);
    },
  );
}

/** Proposals of single firms out of or into a park that is merging end: the merger answers them. */
async function overtakeOthers(ctx: Context, merger: Transfer): Promise<void> {
  const parkId = merger.fromParkId;
  const others = await TransferModel.find({
    status: 'proposed',
    $or: [{ fromParkId: parkId }, { toParkId: parkId }],
  }).lean<Transfer[]>();
  for (const other of others) {
    await takeAction(ctx, transferKind, other, 'overtake', {
      event: 'parks.transfer-overtaken',
      unset: ['openKey'],
      facts: { merger: merger.reference },
    });
    await closeDeadlines(ctx, { kind: transferKind.kind, id: other._id });
  }
}

export const refuseTransferInput = z.object({ reference: transferReference, reason: reasonField });

/** Refuses a transfer: everything stays as it was. @throws Invalid at `reason` */
export async function refuseTransfer(ctx: Context, raw: z.input<typeof refuseTransferInput>): Promise<Transfer> {
  const { reference, reason } = requireFields(refuseTransferInput, raw);
  return stepTransfer(ctx, reference, 'refuse', () => ({
    event: 'parks.transfer-refused',
    set: { answer: answerOf(ctx, reason) },
    unset: ['openKey'],
    facts: { reason },
  }));
}

/** Takes a proposal back before it is answered. */
export async function withdrawTransfer(ctx: Context, input: { reference: string }): Promise<Transfer> {
  return stepTransfer(ctx, input.reference, 'withdraw', () => ({
    event: 'parks.transfer-withdrawn',
    unset: ['openKey'],
  }));
}
