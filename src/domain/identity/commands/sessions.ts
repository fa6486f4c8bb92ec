import { record } from '#domain/journal';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { AccountModel, SessionModel } from '../identity.models.ts';
import { actorsOf } from '../queries.ts';

/** Ends a person's sessions in every browser, but for `exceptKey`. */
export async function endSessions(personId: string, exceptKey?: string): Promise<void> {
  await SessionModel.deleteMany({
    'session.personId': personId,
    ...(exceptKey === undefined ? {} : { _id: { $ne: exceptKey } }),
  });
}

export function ownPerson(ctx: Context): PersonActor {
  if (ctx.actor.kind !== 'person') throw forbidden('common.sign-in-first');
  return ctx.actor;
}

/** Signs the actor out of one browser of theirs. @throws NotFound for a session of somebody else. */
export async function revokeSession(ctx: Context, input: { sessionKey: string }): Promise<void> {
  const { personId } = ownPerson(ctx);
  await inTransaction(async () => {
    const { deletedCount } = await SessionModel.deleteOne({ _id: input.sessionKey, 'session.personId': personId });
    if (deletedCount === 0) throw notFound('common.not-found');
    await record(ctx, { name: 'identity.session-revoked', subject: { kind: 'person', id: personId } });
  });
}

/** Signs the actor out everywhere but here. */
export async function revokeOtherSessions(ctx: Context, input: { sessionKey: string }): Promise<void> {
  const { personId } = ownPerson(ctx);
  await inTransaction(async () => {
    await endSessions(personId, input.sessionKey);
    await record(ctx, { name: 'identity.sessions-revoked', subject: { kind: 'person', id: personId } });
  });
}

/** Lets the actor act under another of their roles. @throws NotFound when they do not hold it. */
export async function switchRole(ctx: Context, input: { grantId: string }): Promise<PersonActor> {
  const { personId } = ownPerson(ctx);
  const next = (await actorsOf(personId)).find((actor) => actor.grantId === input.grantId);
  if (next === undefined) throw notFound('common.not-found');
  await inTransaction(async () => {
    await AccountModel.updateOne({ _id: personId }, { $set: { lastGrantId: next.grantId } });
    await record(ctx, {
      name: 'identity.role-switched',
      subject: { kind: 'person', id: personId },
      facts: { role: next.role },
    });
  });
  return next;
}
