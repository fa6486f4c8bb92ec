import { moveApplications } from '#domain/applying';
import { moveDeadlines } from '#domain/deadlines';
import { moveHazards } from '#domain/hazards';
import { record, takeAction } from '#domain/journal';
import { findEnterprises, moveEnterprise, regionPathOf } from '#domain/organisations';
import { movePlans } from '#domain/plans';
import { moveEnrolment } from '#domain/programme';
import { moveStageRecords } from '#domain/stages';
import { moveSupportDecisions } from '#domain/support';
import type { Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { transferKind } from './proposing.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';

/** Case work stays with the competent body it was filed under (意见（二）: a change of powers moves no case). */
const KEEPS_BODY = ['hazard', 'reward', 'application', 'work-filing'];

/**
 * Takes one firm over with everything: places, open cases, enrolment, applications, clocks. Closed cases and counted
 * numbers stay with the old park. Runs inside a transaction.
 * @throws Conflict `parks.firm-elsewhere` when it does not lie in the old park any more.
 */
export async function moveFirm(ctx: Context, transfer: Transfer, enterpriseId: string): Promise<void> {
  const { fromParkId, toParkId } = transfer;
  const moved = await moveEnterprise(ctx, { enterpriseId, fromParkId, toParkId });
  if (moved === undefined) throw conflict('parks.firm-elsewhere');
  const { before, after } = moved;
  const openCases = await moveHazards(ctx, { enterpriseId, fromParkId, toParkId });
  await moveEnrolment(ctx, after, fromParkId);
  await moveApplications(ctx, enterpriseId, { fromParkId, toParkId });
  await moveSupportDecisions(enterpriseId, toParkId);
  const { regionCode, bodyId } = after;
  const regionPath = regionPathOf(regionCode);
  const leaves = { parkId: fromParkId, now: ctx.now };
  await moveStageRecords(enterpriseId, leaves, { parkId: toParkId, bodyId, regionPath });
  await movePlans(enterpriseId, leaves, { parkId: toParkId, bodyId, regionPath });
  await moveDeadlines(enterpriseId, { parkId: fromParkId }, { parkId: toParkId, bodyId, keepsBody: KEEPS_BODY });
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
