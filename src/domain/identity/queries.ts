import type { QueryFilter } from 'mongoose';
import { actsAs, type PersonActor, type Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { HOUR_MS } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { tidyName } from '#kernel/text';
import { findAtOnce } from '#platform/mongo';
import { remember } from '#platform/remembered';
import { phoneField } from './fields.ts';
import {
  type Account,
  AccountModel,
  type Binding,
  BindingModel,
  type Grant,
  type Offer,
  OfferModel,
  SessionModel,
  type StoredSession,
} from './identity.models.ts';
import { sessionRule } from './identityRules.ts';
import { mayHandOver } from './policy.ts';
import { needsAuthenticator } from './roles.ts';

/** An account without its secrets. */
export type Person = Omit<Account, 'passwordHash' | 'totpSecret' | 'totpLastStep' | 'devices' | 'formerPhone'> & {
  hasPassword: boolean;
  hasTotp: boolean;
};

/** What is remembered of an account: its name, and whom it may act as. */
type Known = Pick<Account, '_id' | 'name' | 'status' | 'grants' | 'lastGrantId' | 'hidesSince'> & { hasTotp: boolean };

const recall = remember<Known>(async (ids, session) => {
  const projection = { name: 1, status: 1, grants: 1, lastGrantId: 1, hidesSince: 1, totpLastStep: 1 } as const;
  const find = { filter: { _id: { $in: ids } }, projection, limit: ids.length };
  const rows = await findAtOnce<Known & { totpLastStep?: number }>(AccountModel.collection.name, find, session);
  return new Map(rows.map(({ totpLastStep, ...row }) => [row._id, { ...row, hasTotp: totpLastStep !== undefined }]));
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
  ...(account.hidesSince === undefined ? {} : { hidesSince: account.hidesSince }),
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

/** Whether somebody works in a firm, as one of its workers. */
export const isWorkerOf = async (personId: string, enterpriseId: string): Promise<boolean> =>
  (await actorsOf(personId)).some(({ role, scope }) => role === 'worker' && scope.enterpriseId === enterpriseId);

/** True for an account that may act at all. */
export const isActive = async (personId: string): Promise<boolean> => (await activeAccount(personId)) !== undefined;

/** True while the account hides what lies behind it from whoever holds it now. */
export const hidesReports = async (personId: string): Promise<boolean> =>
  (await recall(personId))?.hidesSince !== undefined;

/** True for somebody who holds a role that needs an authenticator and has set up none. */
export async function lacksAuthenticator(personId: string): Promise<boolean> {
  const account = await activeAccount(personId);
  return account !== undefined && !account.hasTotp && account.grants.some(({ role }) => needsAuthenticator(role));
}

/** Whether a sign-in of that moment has lasted as long as one may, whatever was done meanwhile. */
export async function isSignInOver(personId: string, signedInAt: Date | undefined, now: Date): Promise<boolean> {
  const account = await activeAccount(personId);
  const { hours, authenticatorHours } = sessionRule(now);
  const isShort = account?.grants.some(({ role }) => needsAuthenticator(role)) ?? true;
  return (
    signedInAt === undefined || now.getTime() >= signedInAt.getTime() + (isShort ? authenticatorHours : hours) * HOUR_MS
  );
}

const withoutSecrets = ({
  passwordHash,
  totpSecret,
  totpLastStep: _,
  devices: __,
  formerPhone: ___,
  ...account
}: Account): Person => ({
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
  /** With their parts in exactly this division, not in those under it. */
  regionCode?: string;
  /** Those who may not act now instead of those who may. */
  isDisabled?: boolean;
  role?: Role;
  enterpriseId?: string;
  parkId?: string;
  bodyId?: string;
  insurerId?: string;
  teamId?: string;
  /** Of exactly this name. */
  name?: string;
  /** With these letters in their name. */
  named?: string;
  /** The last id seen. */
  after?: string;
}

/** More people than a place has: whoever is chosen from is all of them. */
const MOST_PEOPLE = 5_000;

/** People holding a role in a place, by id. */
export async function findPeople(filter: PeopleFilter, limit = MOST_PEOPLE): Promise<Person[]> {
  const grant: Record<string, unknown> = {};
  if (filter.role !== undefined) grant['role'] = filter.role;
  for (const key of ['enterpriseId', 'parkId', 'bodyId', 'insurerId', 'teamId', 'regionCode'] as const) {
    if (filter[key] !== undefined) grant[`scope.${key}`] = filter[key];
  }
  const query: QueryFilter<Account> = {
    status: filter.isDisabled ? 'disabled' : 'active',
    grants: { $elemMatch: grant },
  };
  const { name, named, after } = filter;
  if (name !== undefined) query.name = name;
  if (named !== undefined) query.name = { $regex: tidyName(named).replace(/[^\p{L}\p{N}]/gu, '\\$&') };
  if (after !== undefined) query._id = { $gt: after };
  const accounts = await AccountModel.find(query).sort({ _id: 1 }).limit(limit).lean<Account[]>();
  return accounts.map(withoutSecrets);
}

/**
 * Whoever has this phone number, for an administrator who helps somebody in, or the installation itself: there is no
 * list of everybody.
 * @throws Forbidden
 */
export async function findPeopleByPhone(
  ctx: Context,
  phone: string,
  status: Account['status'] = 'active',
): Promise<Person[]> {
  if (ctx.actor.kind !== 'system' && !actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  const typed = phoneField.safeParse(phone);
  if (!typed.success) return [];
  return (await AccountModel.find({ phone: typed.data, status }).lean<Account[]>()).map(withoutSecrets);
}

/** Display name of a person, from memory; empty when there is none. */
export const personName = async (personId: string): Promise<string> => (await recall(personId))?.name ?? '';

/** People of the demo world, for the page on which one signs in as them. */
export async function findDemoPeople(): Promise<Person[]> {
  return (
    await AccountModel.find({ isDemo: true, status: 'active' }).sort({ _id: 1 }).limit(100).lean<Account[]>()
  ).map(withoutSecrets);
}

/**
 * Who speaks at a chat address, if anybody has bound it: in the role they bound it in, and never in one that needs an
 * authenticator, which no chat asks for. `isForPage`: it is bound, but whatever they hold needs the signed-in page.
 */
export async function findActorByChat(address: {
  channel: string;
  channelUserId: string;
}): Promise<PersonActor | undefined> {
  return (await speakerOf(address))?.actor;
}

/** True for a chat bound to somebody who holds only roles that no chat may act in. */
export const isForPage = async (address: { channel: string; channelUserId: string }): Promise<boolean> => {
  const speaker = await speakerOf(address);
  return speaker !== undefined && speaker.actor === undefined;
};

/**
 * Whoever a chat is bound to, as the officer they are: for what may be read or asked for there though the role needs an
 * authenticator, which a chat asks for nowhere.
 */
export async function findOfficerByChat(address: {
  channel: string;
  channelUserId: string;
}): Promise<PersonActor | undefined> {
  const { channel, channelUserId } = address;
  const bound = { channel, channelUserId, endedAt: { $exists: false } };
  const binding = await BindingModel.findOne(bound).lean<Binding>();
  if (binding === null) return undefined;
  const own = (await actorsOf(binding.personId)).filter(({ role }) => role === 'regulator');
  return own.find(({ grantId }) => grantId === binding.grantId) ?? own[0];
}

async function speakerOf({
  channel,
  channelUserId,
}: {
  channel: string;
  channelUserId: string;
}): Promise<{ actor: PersonActor | undefined } | undefined> {
  const bound = { channel, channelUserId, endedAt: { $exists: false } };
  const binding = await BindingModel.findOne(bound).lean<Binding>();
  if (binding === null) return undefined;
  const all = await actorsOf(binding.personId);
  if (all.length === 0) return undefined;
  const free = all.filter(({ role }) => !needsAuthenticator(role));
  const last = await getActor(binding.personId);
  const actor = [binding.grantId, last?.grantId].flatMap((id) => free.find(({ grantId }) => grantId === id) ?? [])[0];
  return { actor: actor ?? free[0] };
}

/** Chat addresses of a person, the newest first; with `endedAt` those loosened in that very act too. */
export async function findBindingsOf(personId: string, endedAt?: Date): Promise<Binding[]> {
  const isOpen = { endedAt: { $exists: false } };
  const which = endedAt === undefined ? isOpen : { $or: [isOpen, { endedAt }] };
  return BindingModel.find({ personId, ...which })
    .sort({ boundAt: -1 })
    .lean<Binding[]>();
}

/** What a person has been offered and may answer where they are signed in. */
export async function findOffersTo(personId: string, now: Date): Promise<Offer[]> {
  const open = { personId, needsCode: false, isVoid: { $exists: false }, expiresAt: { $gt: now } };
  return OfferModel.find(open).sort({ _id: 1 }).limit(20).lean<Offer[]>();
}

/** An offer as whoever made it sees it: what they typed themselves, and nothing of who it is. */
export type SentOffer = Pick<Offer, '_id' | 'typedName' | 'typedPhone' | 'role' | 'createdAt' | 'expiresAt'>;

/** Lines of one page. */
const MOST_OFFERS = 200;

/** Offers that wait in the actor's own place, that they made, or whose code they may hand to who registered a firm. */
export async function findOffersBy(ctx: Context): Promise<SentOffer[]> {
  const { actor } = ctx;
  if (actor.kind !== 'person') return [];
  const { enterpriseId } = actor.scope;
  const here = enterpriseId === undefined ? { by: actor.personId } : { 'scope.enterpriseId': enterpriseId };
  const find = (which: QueryFilter<Offer>): Promise<Offer[]> =>
    OfferModel.find({ ...which, expiresAt: { $gt: ctx.now } })
      .sort({ createdAt: -1, _id: -1 })
      .limit(MOST_OFFERS)
      .lean<Offer[]>();
  const isAsked = actsAs(actor, 'regulator', 'administrator');
  const [own, asked] = await Promise.all([find(here), isAsked ? findAsked(actor, ctx.now) : []]);
  return [...own, ...asked].map((offer) => ({
    _id: offer._id,
    typedName: offer.typedName,
    typedPhone: offer.typedPhone,
    role: offer.role,
    createdAt: offer.createdAt,
    expiresAt: offer.expiresAt,
  }));
}

/** Those of registered firms whose code the actor may hand over, the newest first, however many others there are. */
async function findAsked(actor: PersonActor, now: Date): Promise<Offer[]> {
  const asked = OfferModel.find({ role: 'applicant', expiresAt: { $gt: now } }).sort({ createdAt: -1, _id: -1 });
  const mine: Offer[] = [];
  for await (const offer of asked.lean<Offer[]>().cursor() as AsyncIterable<Offer>) {
    if (await mayHandOver(actor, offer)) mine.push(offer);
    if (mine.length === MOST_OFFERS) break;
  }
  return mine;
}

/** Browsers in which a person is signed in now. */
export async function findSessions(personId: string, now: Date): Promise<StoredSession[]> {
  return SessionModel.find({ 'session.personId': personId, expires: { $gt: now } })
    .sort({ expires: -1 })
    .limit(50)
    .lean<StoredSession[]>();
}
