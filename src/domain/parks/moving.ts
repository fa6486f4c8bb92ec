import { lookThrough } from '#domain/aside';
import { moveNouns } from '#domain/engine';
import { record } from '#domain/journal';
import { findEnterprises, moveEnterprise, regionPathOf } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { type Transfer, TransferModel } from './transfer.model.ts';
import { transfers } from './transfer.ts';

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
    subject: transfers.subjectOf(transfer),
    about: [
      { kind: 'enterprise', id: enterpriseId },
      { kind: 'park', id: fromParkId },
      { kind: 'park', id: toParkId },
    ],
    facts: { enterpriseId, openCases, oldBodyId: before.bodyId, newBodyId: after.bodyId },
  });
}

/** What a merger under way needs next: a firm to take over, or, when none is left in the old park, its end. */
interface NextMove {
  /** The id of the firm, or of the merger. */
  key: string;
  merger: Transfer;
  firmId?: string;
}

/**
 * Finds what the clock does next for the mergers under way, leaving out the keys in `without`: a firm that cannot be taken
 * over holds up neither the others nor another merger, only the end of its own.
 */
async function findNextMove(without: readonly string[]): Promise<NextMove | undefined> {
  const mergers = await TransferModel.find({ status: 'moving', _id: { $nin: [...without] } })
    .sort({ _id: 1 })
    .lean<Transfer[]>();
  for (const merger of mergers) {
    const left = { parkId: merger.fromParkId, isActiveOnly: false };
    const [firm] = await findEnterprises({ ...left, without, limit: 1 });
    if (firm !== undefined) return { key: firm._id, merger, firmId: firm._id };
    if ((await findEnterprises({ ...left, limit: 1 })).length === 0) return { key: merger._id, merger };
  }
  return undefined;
}

/** Does it in a transaction of its own; what another run has done meanwhile is left as it is. */
async function moveOn(ctx: Context, { merger: { _id }, firmId }: NextMove): Promise<void> {
  await inTransaction(async () => {
    const merger = await TransferModel.findOne({ _id, status: 'moving' }).lean<Transfer>();
    if (merger === null) return;
    if (firmId === undefined) {
      await transfers.change(ctx, merger, 'finish', { unset: ['openKey'], facts: { movedCount: merger.movedCount } });
      return;
    }
    const left = { ids: [firmId], parkId: merger.fromParkId, isActiveOnly: false, limit: 1 };
    if ((await findEnterprises(left)).length === 0) return;
    // The count is taken first: of two at once, the second meets it and begins again after the first.
    await TransferModel.updateOne({ _id }, { $inc: { movedCount: 1, version: 1 } });
    await moveFirm(ctx, merger, firmId);
  });
}

/**
 * Takes the next firm of a merger over. Where the work stands is read from the firms that still lie in the old park, so
 * that a run that is killed, or two at once, move each firm once; one that cannot be moved is set aside.
 *
 * @returns false when nothing is left to do now.
 */
export async function moveNextFirm(ctx: Context): Promise<boolean> {
  const { resting, take } = await lookThrough(ctx, 'mergers');
  const next = await findNextMove(resting);
  if (next === undefined) return false;
  await take(next.key, () => moveOn(ctx, next));
  return true;
}
