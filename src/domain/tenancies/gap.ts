import { clauseOf, findCriterionVersions, versionOn } from '#domain/criteria';
import { peekHazard, reportHazard } from '#domain/hazards';
import { enterpriseName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { type Tenancy, TenancyModel } from './tenancy.model.ts';
import { tenancyTerms } from './tenancy.rules.ts';
import { lackingOn, lacksAgreement, tenancies } from './tenancy.ts';

/** The tenant is there without an agreement in force, and nobody has been told yet. */
export const findTenancyGaps = (now: Date, limit: number, without: readonly string[]): Promise<Tenancy[]> =>
  TenancyModel.find({
    ...lackingOn(localDate(now)),
    gap: { $exists: false },
    _id: { $nin: [...without] },
  })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Tenancy[]>();

/** What is said of it, with the clause that is probably met. */
async function wordsOf({ tenantId, area }: Tenancy, now: Date): Promise<string> {
  const day = localDate(now);
  const criterion = versionOn(await findCriterionVersions(tenancyTerms(now).criterionId), day);
  const clause = criterion === undefined ? '' : `，可能符合${clauseOf(criterion)}`;
  return `租给${await enterpriseName(tenantId)}的${area}没有有效的安全生产管理协议${clause}。请核实：有没有统一协调管理、定期检查。`;
}

/**
 * Proposes one suspected major hazard at the landlord: without an agreement nobody co-ordinates what two firms do under one
 * roof. Where the case of an earlier gap is still open, it is that one. @returns false when it was put right meanwhile.
 */
export const openTenancyGap = (ctx: Context, { reference }: Pick<Tenancy, 'reference'>): Promise<boolean> =>
  inTransaction(async () => {
    const row = await tenancies.peek(reference);
    const day = localDate(ctx.now);
    if (row === undefined || row.gap !== undefined || !lacksAgreement(row, day)) return false;
    if (!tenancies.can(ctx.actor, 'find-gap', row)) return false;
    const before = row.lastGapCase === undefined ? undefined : await peekHazard(row.lastGapCase);
    const hazardReference = before?.isOpen === true ? before.reference : await propose(ctx, row);
    await tenancies.step(ctx, 'find-gap', { reference }, () => ({
      set: { gap: { since: day, hazardReference }, lastGapCase: hazardReference, gaps: row.gaps + 1 },
      facts: { hazard: hazardReference, said: hazardReference },
    }));
    return true;
  });

async function propose(ctx: Context, row: Tenancy): Promise<string> {
  const { _id, enterpriseId, area, gaps } = row;
  const filed = await reportHazard(
    { ...ctx, onceKey: `tenancy-gap:${_id}:${gaps}` },
    {
      ...{ enterpriseId, placeText: area, text: await wordsOf(row, ctx.now), isClaimedMajor: true },
      category: 'management',
    },
  );
  return filed.reference;
}
