import { type FirmMove, leavingNow } from '#domain/engine';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { openStatuses } from '#kernel/lifecycle';
import { type Application, ApplicationModel } from './application.model.ts';
import { tallyApplication } from './applicationBoard.ts';
import { APPLICATION_CHANGING } from './applications.ts';
import { applicationLifecycle } from './lifecycle.ts';

const openApplications = (enterpriseId: string) => ({
  enterpriseId,
  status: { $in: openStatuses(applicationLifecycle) },
});

/**
 * Takes a firm's open applications along to another park, with status, clocks and numbers as they are; the old park reads
 * on. They stay with the competent body they were filed with. Called inside the transaction of the transfer.
 */
export async function moveApplications(
  ctx: Context,
  { enterpriseId, fromParkId, toParkId }: FirmMove,
): Promise<number> {
  let went = 0;
  for (const before of await ApplicationModel.find(openApplications(enterpriseId)).lean<Application[]>()) {
    const after = await ApplicationModel.findOneAndUpdate(
      { _id: before._id, version: before.version },
      {
        $set: { parkId: toParkId, updatedAt: ctx.now },
        $push: { formerParks: leavingNow(before, APPLICATION_CHANGING, { parkId: fromParkId, now: ctx.now }) },
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
      about: [{ kind: 'enterprise', id: enterpriseId }],
      facts: { fromParkId, toParkId },
    });
    went++;
  }
  return went;
}

/** Open applications that would move with a firm; 50 stands for 50 and more. No permission is asked. */
export const countMovingApplications = (enterpriseId: string): Promise<number> =>
  ApplicationModel.countDocuments(openApplications(enterpriseId), { limit: 50 });

/** Lets an application show the day its clock has by holidays published since. Called in the transaction of the clock. */
export async function moveApplicationDue(id: string, from: Date, dueAt: Date): Promise<void> {
  for (const field of ['parkDueAt', 'dueAt'] as const)
    await ApplicationModel.updateOne({ _id: id, [field]: from }, { $set: { [field]: dueAt } });
}
