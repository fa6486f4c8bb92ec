import { z } from 'zod';
import { contactBehind, getHazard, giveContact, isUnnamed, loadOwn } from '#domain/hazards';
import { getPerson } from '#domain/identity';
import { byTheHour, type Context } from '#kernel/context';
import { DAY_MS, HOUR_MS, startOfHour } from '#kernel/dates';
import { conflict, forbidden } from '#kernel/errors';
import { lineField, reasonField, referenceOf, requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { custodiansOn, isCustodian, ofBody } from '../custodians.ts';
import { custodyRule } from '../protectionRules.ts';
import { type Reveal, RevealModel } from './reveal.model.ts';
import { reveals } from './reveal.ts';

type Given<A extends Parameters<typeof reveals.inputOf>[0]> = z.input<ReturnType<typeof reveals.inputOf<A>>>;

export const askRevealInput = z.object({ reference: referenceOf('H'), reason: reasonField });

/**
 * Asks to open the contact of whoever reported a case without a name. Where they agreed to be found it opens at once;
 * else, by the rule, when another person of the body agrees.
 * @throws Invalid at `reason`; NotFound for a case out of sight; Forbidden `protection.not-custodian`; Conflict
 * `protection.no-contact`, `protection.open-already`.
 */
export async function askReveal(ctx: Context, raw: z.input<typeof askRevealInput>): Promise<Reveal> {
  const { reference, reason } = requireFields(askRevealInput, raw);
  const { scope, personId, name } = ofBody(ctx);
  const { hazard } = await getHazard(ctx, reference);
  if (hazard.bodyId !== scope.bodyId || !(await isCustodian(ctx, scope.bodyId)))
    throw forbidden('protection.not-custodian');
  const contact = isUnnamed(hazard) ? await contactBehind(hazard._id) : undefined;
  if (contact === undefined || !('personId' in contact)) throw conflict('protection.no-contact');
  const isGiven = contact.isGiven === true;
  const { needsSecond } = custodyRule(ctx.now);
  const isAtOnce = isGiven || !needsSecond;
  const draft = {
    ...{ bodyId: hazard.bodyId, hazardId: hazard._id, hazardReference: hazard.reference },
    ...{ basis: isGiven ? ('given' as const) : ('reason' as const), reason, askedBy: personId, askedByName: name },
    ...(isAtOnce ? { endsAt: endOf(ctx.now, isGiven ? 'given' : 'reason') } : {}),
  };
  try {
    return await reveals.make(ctx, isAtOnce ? 'open-given' : 'ask', draft);
  } catch (error) {
    if (!isDuplicateKey(error, 'one_open')) throw error;
    throw conflict('protection.open-already');
  }
}

function endOf(now: Date, basis: Reveal['basis']): Date {
  const { hours, givenDays } = custodyRule(now);
  return new Date(startOfHour(now).getTime() + (basis === 'given' ? givenDays * DAY_MS : hours * HOUR_MS));
}

/** Another person of the body agrees: it opens for its time. @throws Forbidden `common.same-person` */
export const agreeReveal = (ctx: Context, raw: Given<'agree'>): Promise<Reveal> =>
  reveals.step(ctx, 'agree', raw, () => ({
    set: {
      endsAt: endOf(ctx.now, 'reason'),
      ...(ctx.actor.kind === 'person' ? { agreedBy: ctx.actor.personId } : {}),
    },
  }));

/** @throws Invalid at `reason`, Forbidden `common.same-person` */
export const declineReveal = (ctx: Context, raw: Given<'decline'>): Promise<Reveal> =>
  reveals.step(ctx, 'decline', raw, (_, { reason }) => ({ set: { declinedBecause: reason } }));

/**
 * Looks at it: each look is kept, told to whoever it is about, and stands on the screen for some minutes.
 * @throws Forbidden `protection.not-custodian` for who is one no longer, Conflict `protection.over`
 */
export const lookAtContact = (ctx: Context, raw: Given<'look'>): Promise<Reveal> =>
  reveals.step(ctx, 'look', raw, async (reveal) => {
    if (!(await isCustodian(ctx, reveal.bodyId))) throw forbidden('protection.not-custodian');
    if (!(await isStillOpen(reveal, ctx.now))) throw conflict('protection.over');
    return { set: { lookEndsAt: new Date(ctx.now.getTime() + custodyRule(ctx.now).lookMinutes * 60_000) } };
  });

export const endReveal = (ctx: Context, raw: Given<'end'>): Promise<Reveal> =>
  reveals.step(ctx, 'end', raw, () => ({}));

/** Over by its time, whether the clock has come by or not; what was given, once it is taken back. */
async function isStillOpen({ status, endsAt, basis, hazardId }: Reveal, now: Date): Promise<boolean> {
  if (status !== 'open' || endsAt === undefined || endsAt <= now) return false;
  return basis === 'reason' || (await contactBehind(hazardId))?.isGiven === true;
}

/**
 * The contact as the one custodian reads it who has just looked; undefined for everybody else, and afterwards.
 * @returns name and number
 */
export async function readContact(ctx: Context, reveal: Reveal): Promise<{ name: string; phone: string } | undefined> {
  const { actor, now } = ctx;
  const { askedBy, lookEndsAt, bodyId, hazardId } = reveal;
  const isTheirs = actor.kind === 'person' && actor.personId === askedBy && (await isCustodian(ctx, bodyId));
  if (!isTheirs || lookEndsAt === undefined || lookEndsAt <= now || !(await isStillOpen(reveal, now))) return undefined;
  const contact = await contactBehind(hazardId);
  if (contact === undefined || !('personId' in contact)) return undefined;
  const { name, phone } = await getPerson(contact.personId);
  return { name, phone };
}

/** Whoever reported without a name lets the regulator find them. Done again it changes nothing. @throws as `takeBackContact` */
export async function agreeToContact(ctx: Context, raw: z.input<typeof takeBackContactInput>): Promise<void> {
  const own = requireFields(takeBackContactInput, raw);
  await inTransaction(async () => giveContact((await loadOwn(ctx, own))._id, true));
}

export const takeBackContactInput = z.object({
  reference: referenceOf('H'),
  queryCode: lineField('请填写查询码').optional(),
});

/**
 * Whoever agreed that the regulator may find them agrees no longer: what was opened on their word ends with it. Done again
 * it changes nothing.
 * @throws Invalid at `queryCode` for a wrong one, Forbidden for who did not report it.
 */
export async function takeBackContact(ctx: Context, raw: z.input<typeof takeBackContactInput>): Promise<void> {
  const own = requireFields(takeBackContactInput, raw);
  await inTransaction(async () => {
    const { _id: hazardId } = await loadOwn(ctx, own);
    await giveContact(hazardId, false);
    const open = await RevealModel.find({ hazardId, status: 'open', basis: 'given' }).lean<Reveal[]>();
    const sound = await reveals.changeable(byTheHour(ctx), open);
    for (const reveal of sound) await reveals.change(byTheHour(ctx), reveal, 'take-back', {});
    // What was opened ends, though the rest of it cannot be read.
    for (const reveal of open.filter((one) => !sound.includes(one)))
      await reveals.endBroken(byTheHour(ctx), reveal, 'take-back');
  });
}

/** So many are open at a time at most that are looked at; each is for hours. */
const MOST_OPEN = 1_000;

/** Those whose time is over, and those of whoever is no custodian any more, however that came about. */
export async function findToEnd(now: Date, limit: number, without: readonly string[]): Promise<Reveal[]> {
  const open = await RevealModel.find({ status: 'open', _id: { $nin: [...without] } })
    .sort({ endsAt: 1 })
    .limit(MOST_OPEN)
    .lean<Reveal[]>();
  const bodyIds = [...new Set(open.map(({ bodyId }) => bodyId))];
  const custodians = new Map(await Promise.all(bodyIds.map(async (id) => [id, await custodiansOn(id, now)] as const)));
  const isOver = ({ endsAt, bodyId, askedBy }: Reveal): boolean =>
    (endsAt !== undefined && endsAt <= now) || !custodians.get(bodyId)?.some(({ personId }) => personId === askedBy);
  return open.filter(isOver).slice(0, limit);
}

/** The clock ends it. @returns whether this call did. */
export async function lapseReveal(ctx: Context, { reference }: Reveal): Promise<boolean> {
  await reveals.step(ctx, 'lapse', { reference }, () => ({}));
  return true;
}
