import { giveSharedCases } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { type Tenancy, TenancyModel } from './tenancy.model.ts';

/**
 * The tenant moves out: what it led in the parts it shared is the landlord's. What cannot be given now waits for the clock,
 * and keeps nobody from moving out. In the transaction in which the tenancy ends.
 */
export async function leaveCases(ctx: Context, { _id, enterpriseId, tenantId }: Tenancy): Promise<void> {
  if (await giveSharedCases(ctx, _id, tenantId, enterpriseId)) return;
  await TenancyModel.updateOne({ _id }, { $set: { awaitsGiving: true } });
}

/** Tenancies that have ended and of which some cases stay with the tenant still. */
export const findToGive = (_now: Date, limit: number, without: readonly string[]): Promise<Tenancy[]> =>
  TenancyModel.find({ awaitsGiving: true, _id: { $nin: [...without] } })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Tenancy[]>();

/**
 * Gives the landlord what was mended meanwhile. @returns false when another worker was faster.
 * @throws Error while something is left that cannot be given: what could be is given all the same, and it is tried again.
 */
export async function giveLeftCases(ctx: Context, { _id, enterpriseId, tenantId }: Tenancy): Promise<boolean> {
  const outcome = await inTransaction(async () => {
    if (!(await giveSharedCases(ctx, _id, tenantId, enterpriseId))) return 'some are left';
    const { modifiedCount } = await TenancyModel.updateOne(
      { _id, awaitsGiving: true },
      { $unset: { awaitsGiving: 1 } },
    );
    return modifiedCount > 0 ? 'done' : 'was done';
  });
  if (outcome === 'some are left') throw new Error('cases of a tenancy that has ended cannot be given yet');
  return outcome === 'done';
}
