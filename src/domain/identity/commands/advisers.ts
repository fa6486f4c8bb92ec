import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { conflict, forbidden, notFound } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { type Account, AccountModel, type Grant } from '../identity.models.ts';
import { mayGrant } from '../policy.ts';
import { advisesOwnFirm } from '../roles.ts';

interface FirmOfAdviser {
  personId: string;
  enterpriseId: string;
}

/** The grant of an active person under which they advise firms. */
export async function findAdviser(personId: string): Promise<{ name: string; grant: Grant } | undefined> {
  const account = await AccountModel.findOne({ _id: personId, status: 'active' }).lean<Account>();
  const grant = account?.grants.find((one) => one.role === 'adviser');
  return account === null || grant === undefined ? undefined : { name: account.name, grant };
}

/** Adds a firm to an adviser's scope; one that is in it already stays. @throws NotFound for somebody who advises nobody, Conflict for one employed there, Forbidden */
export const giveFirmToAdviser = (ctx: Context, input: FirmOfAdviser): Promise<void> =>
  changeScope(ctx, input, '$addToSet', 'identity.firm-given-to-adviser');

/** Takes a firm out of an adviser's scope. Somebody who is no adviser any more has nothing to give back. @throws Forbidden */
export async function takeFirmFromAdviser(ctx: Context, input: FirmOfAdviser): Promise<void> {
  const account = await AccountModel.findById(input.personId).lean<Account>();
  const holds = account?.grants.some(
    ({ role, scope }) => role === 'adviser' && scope.enterpriseIds?.includes(input.enterpriseId),
  );
  if (holds) await changeScope(ctx, input, '$pull', 'identity.firm-taken-from-adviser');
}

/** Whether somebody may advise a firm: nobody does who is of it. */
export async function mayAdvise(personId: string, enterpriseId: string): Promise<boolean> {
  const account = await AccountModel.findById(personId).lean<Account>();
  const firm = { role: 'adviser' as const, scope: { enterpriseIds: [enterpriseId] } };
  return account !== null && !advisesOwnFirm([...account.grants, firm]);
}

async function changeScope(
  ctx: Context,
  { personId, enterpriseId }: FirmOfAdviser,
  change: '$addToSet' | '$pull',
  event: string,
): Promise<void> {
  if (!(await mayGrant(ctx.actor, 'adviser', { enterpriseIds: [enterpriseId] }))) {
    throw forbidden('identity.may-not-manage');
  }
  await inTransaction(async () => {
    const account = await AccountModel.findById(personId).lean<Account>();
    const firm = { role: 'adviser' as const, scope: { enterpriseIds: [enterpriseId] } };
    if (change === '$addToSet' && advisesOwnFirm([...(account?.grants ?? []), firm]))
      throw conflict('identity.adviser-of-own-firm');
    const { matchedCount } = await AccountModel.updateOne(
      { _id: personId, 'grants.role': 'adviser' },
      { [change]: { 'grants.$[grant].scope.enterpriseIds': enterpriseId } },
      { arrayFilters: [{ 'grant.role': 'adviser' }] },
    );
    if (matchedCount === 0) throw notFound('common.not-found');
    await record(ctx, {
      name: event,
      subject: { kind: 'person', id: personId },
      about: [{ kind: 'enterprise', id: enterpriseId }],
    });
  });
}
