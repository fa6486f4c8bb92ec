import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { placedAt } from './address.ts';
import { tellFollowers } from './followers.ts';
import { type Enterprise, EnterpriseModel } from './organisation.models.ts';
import { findBodyFor, getEnterprise } from './queries.ts';
import type { Sector } from './sectors.ts';

/** What the record of an enterprise says of it. Money in fen. */
export type EnterpriseFacts = Pick<
  Enterprise,
  'name' | 'regionCode' | 'sector' | 'employees' | 'revenueFen' | 'assetsFen' | 'isHighRisk'
> &
  Partial<Pick<Enterprise, 'parkId' | 'division' | 'address'>>;

const subjectOf = (id: string) => ({ kind: 'enterprise', id });

/**
 * Puts an enterprise nobody has checked on record, under the general body of its place. Asks no permission: the command
 * that calls it has, and runs it in its own transaction.
 * @throws a duplicate of `one_credit_code` when the code is taken.
 */
export async function registerEnterprise(
  ctx: Context,
  input: { name: string; creditCode: string; regionCode: string; sector: Sector },
): Promise<Enterprise> {
  const body = await findBodyFor(input);
  const enterprise: Enterprise = {
    ...input,
    _id: newId(ctx.now),
    shortName: input.name,
    bodyId: body._id,
    employees: 0,
    revenueFen: 0,
    assetsFen: 0,
    isHighRisk: false,
    status: 'registered',
    createdAt: ctx.now,
  };
  await EnterpriseModel.create([enterprise]);
  await record(ctx, { name: 'organisations.enterprise-registered', subject: subjectOf(enterprise._id) });
  return enterprise;
}

/**
 * Brings the record of an enterprise up to date with what a competent body has accepted; from now on it counts as
 * checked. Asks no permission, like `registerEnterprise`.
 */
export async function updateEnterprise(ctx: Context, id: string, facts: EnterpriseFacts): Promise<void> {
  const before = await getEnterprise(id);
  const body = await findBodyFor(facts);
  const placed = facts.address === undefined ? {} : placedAt(facts.address);
  const set = { ...facts, ...placed, bodyId: body._id, status: 'active' as const };
  const changed = (Object.keys(set) as (keyof typeof set)[]).filter(
    (key) => key !== 'landmarks' && before[key] !== set[key],
  );
  const isGone = facts.parkId === undefined && before.parkId !== undefined;
  await EnterpriseModel.updateOne({ _id: id }, { $set: set, ...(isGone ? { $unset: { parkId: 1 } } : {}) });
  await tellFollowers(ctx, id);
  await record(ctx, {
    name: 'organisations.enterprise-updated',
    subject: subjectOf(id),
    facts: { changed: [...changed, ...(isGone ? ['parkId'] : [])] },
  });
}

/**
 * Closes an enterprise that somebody registered without being it, and gives its credit code back, so that the real one
 * can register. The journal keeps which code it was. Asks no permission, like `registerEnterprise`.
 */
export async function releaseCreditCode(ctx: Context, id: string): Promise<void> {
  const { creditCode } = await getEnterprise(id);
  await EnterpriseModel.updateOne(
    { _id: id, status: 'registered' },
    { $set: { status: 'closed', creditCode: `released:${id}` } },
  );
  await record(ctx, { name: 'organisations.credit-code-released', subject: subjectOf(id), facts: { creditCode } });
}

/** Says whether an application of a firm nobody has checked is under way; in the transaction of the application's step. */
export async function setProving(id: string, isProving: boolean): Promise<void> {
  const change = isProving ? { $set: { isProving } } : { $unset: { isProving: 1 as const } };
  await EnterpriseModel.updateOne({ _id: id, status: 'registered' }, change);
}
