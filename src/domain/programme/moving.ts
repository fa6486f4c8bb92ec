import { type FirmMove, leavingNow, withGoneFrom } from '#domain/engine';
import { takeAction } from '#domain/journal';
import type { Context } from '#kernel/context';
import { ENROLMENT_CHANGING, enrolmentKind, findActiveEnrolment } from './enrolments.ts';

/**
 * Takes a firm's enrolment along to another park, with stage, clocks and numbers as they are; the old park and the body
 * it leaves read on, and their boards go on counting it as it stood.
 * Called inside the transaction of the transfer.
 */
export async function moveEnrolment(
  ctx: Context,
  { enterpriseId, fromParkId, toParkId, bodyId, regionPath }: FirmMove,
): Promise<number> {
  const enrolment = await findActiveEnrolment(enterpriseId);
  if (enrolment === undefined) return 0;
  const leaves = { parkId: fromParkId, now: ctx.now };
  const left = { ...leavingNow(enrolment, ENROLMENT_CHANGING, leaves), regionPath: enrolment.regionPath };
  await takeAction(ctx, enrolmentKind, enrolment, 'transfer', {
    event: 'programme.enrolment-transferred',
    set: {
      parkId: toParkId,
      formerParks: withGoneFrom([...enrolment.formerParks, left], { parkId: toParkId, regionPath }),
      regionPath,
      bodyId,
    },
    facts: { fromParkId, toParkId },
  });
  return 1;
}
