import type { QueryFilter } from 'mongoose';
import { countMovingApplications } from '#domain/applying';
import { countOpenAndUnpaid } from '#domain/hazards';
import { findOpenPlan } from '#domain/plans';
import { findActiveEnrolment } from '#domain/programme';
import { type Context, readOnce } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { canSeeTransfer, visibleTransfers } from './policy.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';

const PAGE = 25;

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function getTransfer(ctx: Context, reference: string): Promise<Transfer> {
  const transfer = await readOnce(ctx, `transfer:${reference}`, () =>
    TransferModel.findOne({ reference }).lean<Transfer>().exec(),
  );
  if (transfer === null || !canSeeTransfer(ctx.actor, transfer)) throw notFound('common.not-found');
  return transfer;
}

export interface TransferFilter {
  isOpen?: boolean;
  /** Proposed to the actor's own park, which has not answered yet. */
  awaitsAnswer?: boolean;
  after?: string;
}

/** The filter of the list as MongoDB is asked it; exported for the test that explains it. */
export function transferQuery(ctx: Context, filter: TransferFilter): QueryFilter<Transfer> {
  const parts: QueryFilter<Transfer>[] = [visibleTransfers(ctx.actor)];
  if (filter.isOpen !== undefined) parts.push({ isOpen: filter.isOpen });
  if (filter.awaitsAnswer === true) {
    const parkId = ctx.actor.kind === 'person' ? ctx.actor.scope.parkId : undefined;
    parts.push({ status: 'proposed', answeringParkId: parkId ?? '' });
  }
  if (filter.after !== undefined) parts.push({ _id: { $lt: filter.after } });
  return { $and: parts };
}

/** A page of the transfers the actor may see, the newest first. */
export async function findTransfers(
  ctx: Context,
  filter: TransferFilter = {},
): Promise<{ rows: Transfer[]; nextCursor?: string }> {
  const rows = await TransferModel.find(transferQuery(ctx, filter))
    .sort({ _id: -1 })
    .limit(PAGE + 1)
    .lean<Transfer[]>();
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return rows.length > PAGE && last !== undefined ? { rows: page, nextCursor: last._id } : { rows: page };
}

/** What goes over with the firm of a transfer the actor may see. Numbers only: the other park reads nothing else yet. */
export async function countWhatMoves(ctx: Context, reference: string) {
  const { enterpriseId } = await getTransfer(ctx, reference);
  if (enterpriseId === undefined) return undefined;
  const [plan, enrolment] = await Promise.all([findOpenPlan(enterpriseId), findActiveEnrolment(enterpriseId)]);
  return {
    ...(await countOpenAndUnpaid(enterpriseId)),
    ...(enrolment === undefined ? {} : { enrolment: { reference: enrolment.reference, status: enrolment.status } }),
    applications: await countMovingApplications(enterpriseId),
    ...(plan === undefined ? {} : { plan: { reference: plan.reference, year: plan.year } }),
  };
}

/** The transfer as it stands, for messages that must still be true. No permission is asked. */
export async function peekTransfer(reference: string): Promise<Transfer | undefined> {
  return (await TransferModel.findOne({ reference }).lean<Transfer>()) ?? undefined;
}
