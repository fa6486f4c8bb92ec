import { type Hazard, knowSharedParts, noteTold, type SharedPart } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { type SharedPlace, type Tenancy, TenancyModel } from './tenancy.model.ts';
import { leadsIn, tenancies } from './tenancy.ts';

/** One that has no name is nowhere: it stops no report. */
const isNamed = ({ name }: Partial<SharedPlace>): boolean => typeof name === 'string' && name !== '';
/** More tenancies of one firm are not looked through for a place. */
const MOST = 500;
const bare = (words: string): string => words.normalize('NFKC').replace(/\s+/g, '');

/**
 * The part a place lies in that a firm shares: by its name, the longest where several stand in the words. Of the same
 * landlord all who use a part of that name are concerned.
 */
export async function sharedPartOf(enterpriseId: string, placeText: string): Promise<SharedPart | undefined> {
  const inForce = { status: 'in-force', 'shared.0': { $exists: true } } as const;
  const found = await TenancyModel.find({ ...inForce, $or: [{ enterpriseId }, { tenantId: enterpriseId }] })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Tenancy[]>();
  const place = bare(placeText);
  const [best] = found
    .flatMap((row) => row.shared.filter(isNamed).map((part) => ({ row, part })))
    .filter(({ part }) => place.includes(bare(part.name)))
    .toSorted((one, other) => other.part.name.length - one.part.name.length);
  if (best === undefined) return undefined;
  const { row, part } = best;
  const landlord = row.enterpriseId;
  const users = await TenancyModel.find({ ...inForce, enterpriseId: landlord, 'shared.name': part.name })
    .limit(MOST)
    .lean<Tenancy[]>();
  return {
    part: part.name,
    landlordId: landlord,
    leadId: leadsIn(part) === 'tenant' ? row.tenantId : landlord,
    tenancyIds: users.map(({ _id }) => _id),
    firmIds: [...new Set([landlord, ...users.map(({ tenantId }) => tenantId)])],
  };
}
knowSharedParts(sharedPartOf);

/** Tells whoever does not lead of a case in a part they share, once. @returns false when it was told meanwhile. */
export const tellOfShared = (ctx: Context, hazard: Hazard): Promise<boolean> =>
  inTransaction(async () => {
    if (!(await noteTold(hazard))) return false;
    const { tenancyIds = [], part = '' } = hazard.shared ?? {};
    for (const _id of tenancyIds) {
      const row = await TenancyModel.findById(_id).lean<Tenancy>();
      if (row === null || !tenancies.can(ctx.actor, 'tell-hazard', row)) continue;
      const facts = {
        hazard: hazard.reference,
        part,
        leadId: hazard.enterpriseId,
        said: `${part}：${hazard.reference}`,
      };
      await tenancies.change(ctx, row, 'tell-hazard', { facts });
    }
    return true;
  });
