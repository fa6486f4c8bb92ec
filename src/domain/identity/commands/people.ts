import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, notFound } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { type Account, AccountModel, BindingModel, CodeModel, type Grant } from '../identity.models.ts';
import { mayGrant } from '../policy.ts';
import { firmsOf } from '../roles.ts';
import { managed } from './recovery.ts';
import { endSessions, ownPerson } from './sessions.ts';

/** Stops somebody in the actor's charge from acting at once: sessions, codes and chat bindings end. @throws Forbidden, NotFound */
export async function disableAccount(ctx: Context, input: { personId: string }): Promise<void> {
  const account = await managed(ctx, input.personId);
  if (ctx.actor.kind === 'person' && ctx.actor.personId === account._id) throw forbidden('identity.not-yourself');
  await inTransaction(async () => {
    const { _id: personId, grants } = account;
    await AccountModel.updateOne({ _id: personId }, { $set: { status: 'disabled' } });
    await BindingModel.updateMany({ personId, endedAt: { $exists: false } }, { $set: { endedAt: ctx.now } });
    await CodeModel.deleteMany({ personId });
    await endSessions(personId);
    await record(ctx, { name: 'identity.disabled', subject: { kind: 'person', id: personId }, about: firmsOf(grants) });
  });
}

/**
 * Holds an account as it is until the transaction ends: whoever changes it meanwhile begins again, and sees what was done.
 */
export async function holdAccount(personId: string): Promise<void> {
  await AccountModel.updateOne({ _id: personId }, { $inc: { turns: 1 } });
}

/** Lets somebody act again who was disabled, with the password they had; chats they bind anew. @throws Forbidden, NotFound */
export async function enableAccount(ctx: Context, input: { personId: string }): Promise<void> {
  const { _id: personId, grants } = await managed(ctx, input.personId, 'disabled');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $set: { status: 'active' } });
    await record(ctx, { name: 'identity.enabled', subject: { kind: 'person', id: personId }, about: firmsOf(grants) });
  });
}

/**
 * Turns off the authenticator of somebody who has lost it, and signs them out everywhere. An administrator does it for
 * others, after making sure who asks; for the last administrator it is done on the server itself.
 * @throws Forbidden for everybody else and for oneself, NotFound
 */
export async function resetTotp(ctx: Context, input: { personId: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'system' && !actsAs(actor, 'administrator')) throw forbidden('identity.may-not-manage');
  if (actor.kind === 'person' && actor.personId === input.personId) throw forbidden('identity.not-yourself');
  const account = await AccountModel.findById(input.personId).lean<Account>();
  if (account === null) throw notFound('common.not-found');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: account._id }, { $unset: { totpSecret: 1, totpLastStep: 1 } });
    await endSessions(account._id);
    await record(ctx, { name: 'identity.totp-reset', subject: { kind: 'person', id: account._id } });
  });
}

async function takeAway(ctx: Context, personId: string, { _id, role, scope }: Grant): Promise<void> {
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $pull: { grants: { _id } } });
    await endSessions(personId);
    await record(ctx, {
      name: 'identity.role-removed',
      subject: { kind: 'person', id: personId },
      about: firmsOf([{ _id, role, scope }]),
      facts: { role },
    });
  });
}

/** Takes one role away from somebody; they are signed out everywhere. @throws Forbidden, NotFound */
export async function removeGrant(ctx: Context, input: { personId: string; grantId: string }): Promise<void> {
  const account = await AccountModel.findById(input.personId).lean<Account>();
  const grant = account?.grants.find((g) => g._id === input.grantId);
  if (account === null || grant === undefined) throw notFound('common.not-found');
  if (!(await mayGrant(ctx.actor, grant.role, grant.scope))) throw forbidden('identity.may-not-manage');
  await takeAway(ctx, account._id, grant);
}

/**
 * Gives up a role of one's own; one is signed out everywhere.
 * @throws Conflict `identity.last-administrator`, NotFound for a role one does not hold.
 */
export async function leaveRole(ctx: Context, input: { grantId: string }): Promise<void> {
  const { personId } = ownPerson(ctx);
  const account = await AccountModel.findById(personId).lean<Account>().orFail();
  const grant = account.grants.find((one) => one._id === input.grantId);
  if (grant === undefined) throw notFound('common.not-found');
  if (grant.role === 'administrator') {
    const others = { _id: { $ne: personId }, status: 'active' as const, 'grants.role': 'administrator' as const };
    if ((await AccountModel.exists(others)) === null) throw conflict('identity.last-administrator');
  }
  await takeAway(ctx, personId, grant);
}
