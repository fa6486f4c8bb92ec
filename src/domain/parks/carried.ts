import { countMovingApplications } from '#domain/applying';
import { countOpenAndUnpaid } from '#domain/hazards';
import { findOpenPlan } from '#domain/plans';
import { findActiveEnrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { transfers } from './transfer.ts';

/** What goes over with the firm of a transfer the actor may see. Numbers only: the other park reads nothing else yet. */
export async function countWhatMoves(ctx: Context, reference: string) {
  const { enterpriseId } = await transfers.get(ctx, reference);
  if (enterpriseId === undefined) return undefined;
  const [plan, enrolment] = await Promise.all([findOpenPlan(enterpriseId), findActiveEnrolment(enterpriseId)]);
  return {
    ...(await countOpenAndUnpaid(enterpriseId, ctx.now)),
    ...(enrolment === undefined ? {} : { enrolment: { reference: enrolment.reference, status: enrolment.status } }),
    applications: await countMovingApplications(enterpriseId),
    ...(plan === undefined ? {} : { plan: { reference: plan.reference, year: plan.year } }),
  };
}
