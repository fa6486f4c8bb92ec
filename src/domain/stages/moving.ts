import { freezeStage, type Placed } from '#domain/engine';
import { findActiveEnrolment } from '#domain/programme';
import { VISIT_CHANGING, VisitModel } from './visits/visit.model.ts';

/**
 * Takes the visits of a firm's enrolment along to another park; the old park reads them as they stood. Called inside the
 * transaction of the transfer, which records it.
 */
export async function moveStageRecords(
  enterpriseId: string,
  from: { parkId: string; now: Date },
  to: Pick<Placed, 'bodyId' | 'regionPath'> & { parkId: string },
): Promise<void> {
  const enrolment = await findActiveEnrolment(enterpriseId);
  if (enrolment === undefined) return;
  const { parkId, bodyId, regionPath } = to;
  const stages = [freezeStage(VISIT_CHANGING, from), { $set: { parkId, bodyId, regionPath } }];
  await VisitModel.updateMany({ enrolmentId: enrolment._id }, stages as never, { updatePipeline: true });
}
