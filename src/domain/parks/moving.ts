import { moveNouns } from '#domain/engine';
import { record, takeAction } from '#domain/journal';
import { findEnterprises, moveEnterprise, regionPathOf } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { transferKind } from './proposing.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';

/**
 * Takes one firm over with its places and with every noun, each as it says itself (`moves`). Closed cases and counted
 * numbers stay with the old park. Runs inside a transaction.
 * @throws Conflict `parks.firm-elsewhere` when it does not lie in the old park any more.
 */
export async function moveFirm(ctx: Context, transfer: Transfer, enterpriseId: string): Promise<void> {
  const { fromParkId, toParkId } = transfer;
  const moved = await moveEnterprise(ctx, { enterpriseId, fromParkId, toParkId });
  if (moved === undefined) throw conflict('parks.firm-elsewhere');
  const { before, after } = moved;
  const { bodyId, regionCode } = after;
  const move = { enterpriseId, fromParkId, toParkId, bodyId, regionPath: regionPathOf(regionCode) };
  const { hazard: openCases = 0 } = await moveNouns(ctx, move);
  await record(ctx, {
    name: 'parks.firm-moved',
    subject: { kind: transferKind.kind, id: transfer._id, reference: transfer.reference },
    about: [
      { kind: 'enterprise', id: enterpriseId },
      { kind: 'park', id: fromParkId },
      { kind: 'park', id: toParkId },
    ],
    facts: { enterpriseId, openCases, oldBodyId: before.bodyId, newBodyId: after.bodyId },
  });
}

/**
 * Takes the next firm of a merger over, in a transaction of its own. Where the work stands is read from the firms that
 * still lie in the old park, so that a run that is killed, or two at once, move each firm once.
 *
 * @returns false when no merger is under way.
 */
export async function moveNextFirm(ctx: Context): Promise<boolean> {
  return inTransaction(async () => {
    const merger = await TransferModel.findOne({ status: 'moving' }).sort({ _id: 1 }).lean<Transfer>();
    if (merger === null) return false;
    const [firm] = await findEnterprises({ parkId: merger.fromParkId, isActiveOnly: false, limit: 1 });
    if (firm === undefined) {
      await takeAction(ctx, transferKind, merger, 'finish', {
        event: 'parks.merger-finished',
        unset: ['openKey'],
        facts: { movedCount: merger.movedCount },
      });
      return true;
    }
    // The count is taken first: of two at once, the second meets it and begins again after the first.
    await TransferModel.updateOne({ _id: merger._id, status: 'moving' }, { $inc: { movedCount: 1, version: 1 } });
    await moveFirm(ctx, merger, firm._id);
    return true;
  });
}
