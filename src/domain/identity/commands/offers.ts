import { z } from 'zod';
import { record } from '#domain/journal';
import { ROLES, type Role, type Scope } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId, randomId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { hasSms } from '#platform/sms';
import { codeRule, issueCode, tryCode } from '../codes.ts';
import { codeField, nameField, newPasswordField, phoneField } from '../fields.ts';
import { type Account, AccountModel, CodeModel, type Offer, OfferModel } from '../identity.models.ts';
import { recoveryRule } from '../identityRules.ts';
import { hashPassword, isPassword } from '../passwords.ts';
import { mayGrant, mayHandOver } from '../policy.ts';
import { advisesOwnFirm, findSame } from '../roles.ts';
import { countTry } from '../tries.ts';
import { endSessions, ownPerson } from './sessions.ts';

export const inviteInput = z.object({
  name: nameField,
  phone: phoneField,
  role: z.enum(ROLES.map((role) => role.code) as [Role, ...Role[]], { error: '请选择身份' }),
});

export const isOpened = ({ passwordHash, openedAt }: Pick<Account, 'passwordHash' | 'openedAt'>): boolean =>
  passwordHash !== undefined || openedAt !== undefined;

const withoutMiddle = (phone: string): string => phone.replace(/^(\d{3})\d{4}/, '$1****');
const firmOf = ({ enterpriseId }: Scope) =>
  enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }];

/**
 * Offers somebody a role: they hold it once they have taken it. The inviter is answered alike whether the number is
 * known or not, whoever it is and whatever they hold.
 *
 * @returns how the invitation gets to them: by itself, or on a slip that the inviter prints and hands over.
 * @throws Forbidden `identity.may-not-invite`.
 */
export async function invite(
  ctx: Context,
  { scope, ...raw }: z.input<typeof inviteInput> & { scope: Scope },
): Promise<{ offerId: string; way: 'sms' | 'slip' }> {
  const { name, phone, role } = requireFields(inviteInput, raw);
  if (ctx.actor.kind !== 'person' || !(await mayGrant(ctx.actor, role, scope)))
    throw forbidden('identity.may-not-invite');
  const by = { by: ctx.actor.personId, byRole: ctx.actor.role };
  const offer = { role, scope, typedName: name, typedPhone: withoutMiddle(phone), ...by };
  const offerId = await withNumber(() => offerTo(ctx, phone, offer));
  return { offerId, way: hasSms() ? 'sms' : 'slip' };
}

type Proposal = Pick<Offer, 'role' | 'scope' | 'typedName' | 'typedPhone' | 'by' | 'byRole'>;

/**
 * Does work that makes an account for a number nobody knows, in one transaction. Two at once for one number are one after
 * another: the second finds what the first made, and is answered no other way.
 */
export async function withNumber<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await inTransaction(work);
  } catch (error) {
    if (!isDuplicateKey(error, 'one_phone')) throw error;
    return inTransaction(work);
  }
}

/** Takes offers back, and the codes that would take them. */
export async function dropOffers(which: Pick<Offer, 'role' | 'scope'> & { personId?: string }): Promise<void> {
  const offers = await OfferModel.find(which).select({ _id: 1 }).lean<Pick<Offer, '_id'>[]>();
  const ids = offers.map(({ _id }) => _id);
  await OfferModel.deleteMany({ _id: { $in: ids } });
  await CodeModel.deleteMany({ purpose: 'invitation', offerId: { $in: ids } });
}

/** Offers a role to whoever has this number, known or not. Asks no permission; runs in its caller's `withNumber`. @returns the offer's id */
async function offerTo(ctx: Context, phone: string, proposal: Proposal): Promise<string> {
  const existing = await AccountModel.findOne({ phone }).lean<Account>();
  const personId = existing?._id ?? newId(ctx.now);
  if (existing === null) {
    const fresh = { grants: [], status: 'active' as const, createdAt: ctx.now };
    await AccountModel.create([{ _id: personId, name: proposal.typedName, phone, ...fresh }]);
  }
  const { role, scope } = proposal;
  const isVoid =
    existing !== null && (existing.status !== 'active' || findSame(existing.grants, proposal) !== undefined);
  await dropOffers({ personId, role, scope });
  const offer: Offer = {
    ...proposal,
    _id: randomId(),
    personId,
    needsCode: existing?.phoneProvedAt === undefined,
    ...(isVoid ? { isVoid } : {}),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + codeRule('invitation', ctx.now).minutes * 60_000),
  };
  await OfferModel.create([offer]);
  await tellOffer(ctx, offer);
  return offer._id;
}

/**
 * Offers a role somebody asks for to whoever has the number they typed. Runs in its caller's `withNumber`; the caller looks
 * first whether it `mayBeAsked`.
 */
export const offerAsked = async (
  ctx: Context,
  { name, phone, ...proposal }: Pick<Offer, 'role' | 'scope'> & { name: string; phone: string },
): Promise<void> =>
  void (await offerTo(ctx, phone, { ...proposal, typedName: name, typedPhone: withoutMiddle(phone) }));

/** Whether a number may be asked for once more today: nobody is flooded with codes by whoever knows their number. */
export const mayBeAsked = async (ctx: Context, what: 'join' | 'register', phone: string): Promise<boolean> =>
  (await countTry(ctx.now, `${what}:${phone}`, 24 * 60)) <= recoveryRule(ctx.now).ownPerDay;

/** Records the offer; with what it records its holder is told, by a code to their number where they have not shown yet that it is theirs. */
async function tellOffer(ctx: Context, { _id, personId, role, scope, by, needsCode, isVoid }: Offer): Promise<void> {
  const goes = needsCode && hasSms();
  const issued = goes
    ? await issueCode(ctx, { purpose: 'invitation', way: 'sms', personId, offerId: _id, isAskedByOthers: true })
    : undefined;
  await record(ctx, {
    name: by === undefined ? 'identity.join-asked' : 'identity.invited',
    subject: { kind: 'person', id: personId },
    about: firmOf(scope),
    facts: {
      role,
      ...(isVoid === true ? {} : { offerId: _id }),
      ...(issued === undefined || isVoid === true ? {} : { codeId: issued.codeId }),
      isToldInside: !needsCode,
    },
  });
}

/** An offer the actor may hand over, as they may take it back. @throws Forbidden, NotFound */
async function offerInCharge(ctx: Context, offerId: string): Promise<Offer> {
  const offer = await OfferModel.findOne({ _id: offerId, expiresAt: { $gt: ctx.now } }).lean<Offer>();
  if (offer === null) throw notFound('common.not-found');
  if (!(await mayHandOver(ctx.actor, offer))) throw forbidden('identity.may-not-manage');
  return offer;
}

/** Sends the invitation once more, by the way it went before. @throws Forbidden, NotFound */
export async function resendOffer(ctx: Context, input: { offerId: string }): Promise<void> {
  const offer = await offerInCharge(ctx, input.offerId);
  await inTransaction(() => tellOffer(ctx, offer));
}

/** Takes an offer back that nobody has taken yet. @throws Forbidden, NotFound */
export async function withdrawOffer(ctx: Context, input: { offerId: string }): Promise<void> {
  const { _id, personId, role, scope } = await offerInCharge(ctx, input.offerId);
  await inTransaction(async () => {
    await OfferModel.deleteOne({ _id });
    await CodeModel.deleteMany({ personId, purpose: 'invitation', offerId: _id });
    const subject = { kind: 'person', id: personId };
    await record(ctx, { name: 'identity.offer-withdrawn', subject, about: firmOf(scope), facts: { role } });
  });
}

/**
 * The code of an offer for a sealed slip, handed to the person it is for: only where no SMS reaches them. What is behind an
 * account that has been opened it does not open: there it takes the role, and only together with the account's password.
 * @throws Conflict `identity.slip-not-needed`, Forbidden, NotFound
 */
export async function printOfferSlip(
  ctx: Context,
  input: { offerId: string },
): Promise<{ name: string; role: Role; code: string; expiresAt: Date }> {
  const { _id, personId, typedName, role, scope } = await offerInCharge(ctx, input.offerId);
  if (hasSms()) throw conflict('identity.slip-not-needed');
  return inTransaction(async () => {
    const fresh = { purpose: 'invitation', way: 'slip', personId, offerId: _id, isAskedByOthers: true } as const;
    const { code, expiresAt } = await issueCode(ctx, fresh);
    const subject = { kind: 'person', id: personId };
    await record(ctx, { name: 'identity.invitation-printed', subject, about: firmOf(scope), facts: { role } });
    return { name: typedName, role, code, expiresAt };
  });
}

/** Gives the role of an offer to whoever took it. Asks nothing. @returns the grant they hold it by */
export async function takeOffer(
  ctx: Context,
  account: Pick<Account, '_id' | 'grants'>,
  { _id, role, scope, by, isVoid }: Offer,
): Promise<string | undefined> {
  await OfferModel.deleteOne({ _id });
  const same = findSame(account.grants, { role, scope });
  if (isVoid === true || same !== undefined) return same?._id;
  // Read again: a firm may have been given to them since, and the two must meet here.
  const { grants } = await AccountModel.findById(account._id).lean<Account>().orFail();
  if (advisesOwnFirm([...grants, { role, scope }])) throw conflict('identity.adviser-of-own-firm');
  await AccountModel.updateOne({ _id: account._id }, { $push: { grants: { _id, role, scope } } });
  await record(ctx, {
    name: 'identity.role-taken',
    subject: { kind: 'person', id: account._id },
    about: firmOf(scope),
    facts: { role, ...(by === undefined ? {} : { by }) },
  });
  return _id;
}

/** An offer made to the actor, which they may answer where they are signed in. @throws NotFound */
async function ownOffer(ctx: Context, offerId: string): Promise<Offer> {
  const { personId } = ownPerson(ctx);
  const mine = { _id: offerId, personId, needsCode: false, isVoid: { $exists: false }, expiresAt: { $gt: ctx.now } };
  const offer = await OfferModel.findOne(mine).lean<Offer>();
  if (offer === null) throw notFound('common.not-found');
  return offer;
}

/** Takes a role one was offered. @throws NotFound for somebody else's offer, or one that wants its code. */
export async function acceptOffer(ctx: Context, input: { offerId: string }): Promise<{ role: Role; grantId: string }> {
  const offer = await ownOffer(ctx, input.offerId);
  return inTransaction(async () => {
    const account = await AccountModel.findById(offer.personId).lean<Account>().orFail();
    return { role: offer.role, grantId: (await takeOffer(ctx, account, offer)) ?? offer._id };
  });
}

/** Does not take it. @throws NotFound */
export async function declineOffer(ctx: Context, input: { offerId: string }): Promise<void> {
  const { _id, personId, role, scope } = await ownOffer(ctx, input.offerId);
  await inTransaction(async () => {
    await OfferModel.deleteOne({ _id });
    const subject = { kind: 'person', id: personId };
    await record(ctx, { name: 'identity.offer-declined', subject, about: firmOf(scope), facts: { role } });
  });
}

export const acceptInvitationInput = z.object({ phone: phoneField, code: codeField, password: newPasswordField });

/**
 * Takes the offer of an invitation code. An account that nobody has opened yet gets its first password; one that has been
 * opened is asked for the password it has.
 * @param from the address it comes from
 * @throws Invalid `identity.wrong-code` for everything that does not fit
 */
export async function acceptInvitation(
  ctx: Context,
  raw: z.input<typeof acceptInvitationInput>,
  from = '',
): Promise<void> {
  const input = requireFields(acceptInvitationInput, raw);
  const account = await AccountModel.findOne({ phone: input.phone, status: 'active' }).lean<Account>();
  const isOpen = account !== null && isOpened(account);
  // One piece of work of argon2 either way.
  const isRight = isOpen && (await isPassword(account.passwordHash, input.password));
  const passwordHash = isOpen ? undefined : await hashPassword(input.password);
  const { offerId, way } = await tryCode(ctx, 'invitation', {
    personId: account?._id,
    code: input.code,
    place: `${from}:${input.phone}`,
  });
  if (account === null || (isOpen && !isRight))
    throw invalid('identity.wrong-code', { password: '密码不对。已有账号的，请填原来的密码' });
  await inTransaction(async () => {
    const offer = offerId === undefined ? null : await OfferModel.findById(offerId).lean<Offer>();
    const proved = way === 'sms' ? { phoneProvedAt: ctx.now } : {};
    const opened = isOpen
      ? {}
      : { passwordHash, openedAt: ctx.now, ...(offer === null ? {} : { name: offer.typedName }) };
    await AccountModel.updateOne({ _id: account._id }, { $set: { ...proved, ...opened } });
    if (offer !== null) await takeOffer(ctx, account, offer);
    if (isOpen) return;
    await endSessions(account._id);
    await record(ctx, {
      name: 'identity.invitation-accepted',
      subject: { kind: 'person', id: account._id },
      facts: { way },
    });
  });
}
