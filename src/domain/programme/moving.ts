import { record, takeAction } from '#domain/journal';
import type { Enterprise } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { openStatuses } from '#kernel/lifecycle';
import { type Application, ApplicationModel } from './application.model.ts';
import { APPLICATION_CHANGING } from './applying/applications.ts';
import { tallyApplication } from './boards/applicationBoard.ts';
import { type Enrolment, EnrolmentModel } from './enrolment.model.ts';
import { ENROLMENT_CHANGING, enrolmentKind, findActiveEnrolment } from './enrolments.ts';
import { leavingNow } from './leaving.ts';
import { applicationLifecycle } from './lifecycle.ts';

const openApplications = (enterpriseId: string) => ({
  enterpriseId,
  status: { $in: openStatuses(applicationLifecycle) },
});

/**
 * Takes a firm's enrolment and open applications along to another park, with stage, clocks and
 * numbers as they are; the old park reads on. An application stays with the competent body it was filed with. Called
 * inside the transaction of the transfer, with the firm as it is afterwards.
 */
export async function moveProgramme(ctx: Context, firm: Enterprise, move: { fromParkId: string; toParkId: string }) {
  const { fromParkId, toParkId } = move;
  const leaves = { parkId: fromParkId, now: ctx.now };
  await moveEnrolment(ctx, firm, leaves);
  for (const before of await ApplicationModel.find(openApplications(firm._id)).lean<Application[]>()) {
    const after = await ApplicationModel.findOneAndUpdate(
      { _id: before._id, version: before.version },
      {
        $set: { parkId: toParkId, updatedAt: ctx.now },
        $push: { formerParks: leavingNow(before, APPLICATION_CHANGING, leaves) },
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    )
      .lean<Application>()
      .orFail();
    await tallyApplication(before, after);
    await record(ctx, {
      name: 'programme.application-moved',
      subject: { kind: 'application', id: after._id, reference: after.reference },
      about: [{ kind: 'enterprise', id: firm._id }],
      facts: move,
    });
  }
}

async function moveEnrolment(ctx: Context, firm: Enterprise, leaves: { parkId: string; now: Date }): Promise<void> {
  const enrolment = await findActiveEnrolment(firm._id);
  if (enrolment === undefined) return;
  const { regionCode, bodyId, parkId } = firm;
  await takeAction(ctx, enrolmentKind, enrolment, 'transfer', {
    event: 'programme.enrolment-transferred',
    set: {
      ...(parkId === undefined ? {} : { parkId }),
      formerParks: [...enrolment.formerParks, leavingNow(enrolment, ENROLMENT_CHANGING, leaves)],
      regionPath: [regionCode.slice(0, 2), regionCode.slice(0, 4), regionCode],
      bodyId,
    },
    facts: { fromParkId: leaves.parkId, toParkId: parkId },
  });
}

/** What of the programme would move with a firm. No permission is asked. */
export async function countMoving(
  enterpriseId: string,
): Promise<{ enrolment?: Pick<Enrolment, 'reference' | 'status'>; applications: number }> {
  const enrolment = await EnrolmentModel.findOne({ enterpriseId, isActive: true })
    .select({ reference: 1, status: 1 })
    .lean<Enrolment>();
  return {
    ...(enrolment === null ? {} : { enrolment }),
    applications: await ApplicationModel.countDocuments(openApplications(enterpriseId), { limit: 50 }),
  };
}
