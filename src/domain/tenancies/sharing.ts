import { type Hazard, knowSharedParts, noteTold, type SharedPart } from '#domain/hazards';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { bare, liesIn } from './named.ts';
import { type SharedPlace, type Tenancy, TenancyModel } from './tenancy.model.ts';
import { tenancyTerms } from './tenancy.rules.ts';
import { leadsIn, tenancies } from './tenancy.ts';

/** More tenancies of one firm are not looked through for a place. */
const MOST = 500;
/** Those that can be read: one that has no name is nowhere, and stops no report. */
const partsOf = ({ shared }: Partial<Pick<Tenancy, 'shared'>>): SharedPlace[] =>
  Array.isArray(shared) ? shared.filter((part) => typeof part?.name === 'string' && bare(part.name) !== '') : [];

const IN_FORCE = { status: 'in-force', 'shared.0': { $exists: true } } as const;

/** Everybody who uses a part of a landlord's premises, by its name, whoever came first first. */
const usersOf = (landlordId: string, part: string): Promise<Tenancy[]> =>
  TenancyModel.find({ ...IN_FORCE, enterpriseId: landlordId, 'shared.name': part })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Tenancy[]>();

/** The tenant that leads in a part for all who use it; undefined where the landlord does. */
const tenantLeading = (users: readonly Tenancy[], part: string): Tenancy | undefined =>
  users.find((row) => partsOf(row).some((one) => one.name === part && leadsIn(one) === 'tenant'));

/** The same of a part as it stands. No permission is asked. */
export const findLeadingTenant = async (landlordId: string, part: string): Promise<Tenancy | undefined> =>
  tenantLeading(await usersOf(landlordId, part), part);

/**
 * The tenant that has said it leads in a part, or will once its tenancy is confirmed; undefined where none has. Whoever asks
 * in a transaction is alone with that part: two tenants who accept at once both write to the row that came first, and the
 * second begins again and reads what the first has said.
 */
export async function takeTurn(landlordId: string, part: string): Promise<Tenancy | undefined> {
  const open = { isOpen: true, enterpriseId: landlordId, 'shared.name': part };
  await TenancyModel.findOneAndUpdate(open, { $inc: { leadTurns: 1 } }, { sort: { _id: 1 } });
  return tenantLeading(await TenancyModel.find(open).sort({ _id: 1 }).limit(MOST).lean<Tenancy[]>(), part);
}

/**
 * The part a place lies in that a firm shares: by its name, the longest where several stand in the words. Of the same
 * landlord all who use a part of that name are concerned, and one of them leads for all.
 */
export async function sharedPartOf(
  { now }: Context,
  enterpriseId: string,
  placeText: string,
): Promise<SharedPart | undefined> {
  const found = await TenancyModel.find({ ...IN_FORCE, $or: [{ enterpriseId }, { tenantId: enterpriseId }] })
    .sort({ _id: 1 })
    .limit(MOST)
    .lean<Tenancy[]>();
  // The names are those in force now: a part keeps its name whenever it was entered.
  const { kinds } = tenancyTerms(now);
  const [best] = found
    .flatMap((row) => partsOf(row).map((part) => ({ row, part })))
    .filter(({ part }) => liesIn(placeText, part.name, kinds))
    .toSorted((one, other) => other.part.name.length - one.part.name.length);
  if (best === undefined) return undefined;
  const { row, part } = best;
  const landlord = row.enterpriseId;
  const users = await usersOf(landlord, part.name);
  return {
    part: part.name,
    landlordId: landlord,
    leadId: tenantLeading(users, part.name)?.tenantId ?? landlord,
    tenancyIds: users.map(({ _id }) => _id),
    firmIds: [...new Set([landlord, ...users.map(({ tenantId }) => tenantId)])],
  };
}
knowSharedParts(sharedPartOf);

/**
 * Tells those who do not lead of a case in a part they share, each firm once however many tenancies it has there. A tenancy
 * that cannot be changed is set aside, and keeps it from nobody else. @returns false when it was told meanwhile.
 */
export const tellOfShared = (ctx: Context, hazard: Hazard): Promise<boolean> =>
  inTransaction(async () => {
    if (!(await noteTold(hazard))) return false;
    const { tenancyIds = [], part = '' } = hazard.shared ?? {};
    const found = await TenancyModel.find({ _id: { $in: tenancyIds } })
      .sort({ _id: 1 })
      .lean<Tenancy[]>();
    const knowing = new Set([hazard.enterpriseId]);
    for (const row of await tenancies.changeable(ctx, found)) {
      if (!tenancies.can(ctx.actor, 'tell-hazard', row)) continue;
      const toldIds = [row.enterpriseId, row.tenantId].filter((id) => !knowing.has(id));
      for (const id of toldIds) knowing.add(id);
      const facts = {
        hazard: hazard.reference,
        part,
        leadId: hazard.enterpriseId,
        toldIds,
        said: `${part}：${hazard.reference}`,
      };
      await tenancies.change(ctx, row, 'tell-hazard', { facts });
    }
    return true;
  });
