import { leavingNow } from '#domain/engine';
import { takeAction } from '#domain/journal';
import type { Enterprise } from '#domain/organisations';
import { regionPathOf } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { ENROLMENT_CHANGING, enrolmentKind, findActiveEnrolment } from './enrolments.ts';

/**
 * Takes a firm's enrolment along to another park, with stage, clocks and numbers as they are; the old park reads on.
 * Called inside the transaction of the transfer, with the firm as it is afterwards.
 */
export async function moveEnrolment(ctx: Context, firm: Enterprise, fromParkId: string): Promise<void> {
  const enrolment = await findActiveEnrolment(firm._id);
  if (enrolment === undefined) return;
  const { regionCode, bodyId, parkId } = firm;
  const leaves = { parkId: fromParkId, now: ctx.now };
  await takeAction(ctx, enrolmentKind, enrolment, 'transfer', {
    event: 'programme.enrolment-transferred',
    set: {
      ...(parkId === undefined ? {} : { parkId }),
      formerParks: [...enrolment.formerParks, leavingNow(enrolment, ENROLMENT_CHANGING, leaves)],
      regionPath: regionPathOf(regionCode),
      bodyId,
    },
    facts: { fromParkId, toParkId: parkId },
  });
}
