import type { QueryFilter } from 'mongoose';
import { actsAs, type PersonActor, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, notFound } from '#kernel/errors';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import { phoneField } from './fields.ts';
import {
  type Account,
  AccountModel,
  type Binding,
  BindingModel,
  type Grant,
  SessionModel,
  type StoredSession,
} from './identity.models.ts';

/** An account without its secrets. */
export type Person = Omit<Account, 'passwordHash' | 'totpSecret' | 'totpLastStep'> & {
  hasPassword: boolean;
  hasTotp: boolean;
};

/** What is remembered of an account: its name, and whom it may act as. */
type Known = Pick<Account, '_id' | 'name' | 'status' | 'grants' | 'lastGrantId'>;

const recall = remember<Known>(async (ids, session) => {
  const projection = { name: 1, status: 1, grants: 1, lastGrantId: 1 } as const;
  const find = { filter: { _id: { $in: ids } }, projection, limit: ids.length };
  const rows = await findAtOnce<Known>(AccountModel.collection.name, find, session);
  return new Map(rows.map((row) => [row._id, row]));
});

async function activeAccount(personId: string): Promise<Known | undefined> {
  const account = await recall(personId);
  return account?.status === 'active' ? account : undefined;
}

const toActor = (account: Known, grant: Grant): PersonActor => ({
  kind: 'person',
  personId: account._id,
  grantId: grant._id,
  name: account.name,
  role: grant.role,
  scope: grant.scope,
});

/** The person acting under a grant; undefined when the account is disabled or the grant was taken away. */
export async function getActor(personId: string, grantId?: string): Promise<PersonActor | undefined> {
  const account = await activeAccount(personId);
  const wanted = grantId ?? account?.lastGrantId;
  const grant =
    account?.grants.find((g) => g._id === wanted) ?? (grantId === undefined ? account?.grants[0] : undefined);
  return account && grant ? toActor(account, grant) : undefined;
}

/** Everything a person may act as. */
export async function actorsOf(personId: string): Promise<PersonActor[]> {
  const account = await activeAccount(personId);
  return account ? account.grants.map((grant) => toActor(account, grant)) : [];
}

const withoutSecrets = ({ passwordHash, totpSecret, totpLastStep: _, ...account }: Account): Person => ({
  ...account,
  hasPassword: passwordHash !== undefined,
  hasTotp: totpSecret !== undefined,
});

/** @throws NotFound */
export async function getPerson(personId: string): Promise<Person> {
  const account = await AccountModel.findById(personId).lean<Account>();
  if (account === null) throw notFound('common.not-found');
  return withoutSecrets(account);
}

export interface PeopleFilter {
  role?: Role;
  enterpriseId?: string;
  parkId?: string;
  bodyId?: string;
  teamId?: string;
}

/** Active people holding a role in a place, by id. */
export async function findPeople(filter: PeopleFilter, limit = 200): Promise<Person[]> {
  const grant: Record<string, unknown> = {};
  if (filter.role !== undefined) grant['role'] = filter.role;
  for (const key of ['enterpriseId', 'parkId', 'bodyId', 'teamId'] as const) {
    if (filter[key] !== undefined) grant[`scope.${key}`] = filter[key];
  }
  const query: QueryFilter<Account> = { status: 'active', grants: { $elemMatch: grant } };
  const accounts = await AccountModel.find(query).sort({ _id: 1 }).limit(limit).lean<Account[]>();
  return accounts.map(withoutSecrets);
}

/**
 * Whoever has this phone number, for an administrator who helps somebody in, or the installation itself: there is no
 * list of everybody.
 * @throws Forbidden
 */
export async function findPeopleByPhone(ctx: Context, phone: string): Promise<Person[]> {
  if (ctx.actor.kind !== 'system' && !actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  const typed = phoneField.safeParse(phone);
  if (!typed.success) return [];
  return (await AccountModel.find({ phone: typed.data, status: 'active' }).lean<Account[]>()).map(withoutSecrets);
}

/** Display name of a person, from memory; empty when there is none. */
export const personName = async (personId: string): Promise<string> => (await recall(personId))?.name ?? '';

/** People of the demo world, for the page on which one signs in as them. */
export async function findDemoPeople(): Promise<Person[]> {
  return (
    await AccountModel.find({ isDemo: true, status: 'active' }).sort({ _id: 1 }).limit(100).lean<Account[]>()
  ).map(withoutSecrets);
}

/** Who speaks at a chat address, if anybody has bound it. */
export async function findActorByChat(address: {
  channel: string;
  channelUserId: string;
}): Promise<PersonActor | undefined> {
  const { channel, channelUserId } = address;
  const binding = await BindingModel.findOne({ channel, channelUserId }).lean<Binding>();
  if (binding === null) return undefined;
  const inBoundRole = binding.grantId === undefined ? undefined : await getActor(binding.personId, binding.grantId);
  return inBoundRole ?? getActor(binding.personId);
}

/** Chat addresses of a person, the newest first. */
export async function findBindingsOf(personId: string): Promise<Binding[]> {
  return BindingModel.find({ personId }).sort({ boundAt: -1 }).lean<Binding[]>();
}

/** Browsers in which a person is signed in now. */
export async function findSessions(personId: string, now: Date): Promise<StoredSession[]> {
  return SessionModel.find({ 'session.personId': personId, expires: { $gt: now } })
    .sort({ expires: -1 })
    .limit(50)
    .lean<StoredSession[]>();
}
