import { type Placed, placeBeside } from '#domain/engine';
import { anotherPseudonym, pseudonymsOf } from '#domain/identity';
import { dutyInWords, earnedBy, isUnder, type Level, rewardDue, type SchemeTerms, schemeOf } from '#domain/schemes';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, addMonths, atLocalHour, endOfLocalDay, localDate } from '#kernel/dates';
import { fen, splitEqually } from '#kernel/money';
import { ruleOn } from '#kernel/rules';
import { BATCH_RULE } from './batches/batch.rules.ts';
import { markReady } from './batches/ready.ts';
import { enter, sumOf } from './ledger.ts';
import { CapModel, oneOfUnnamed, RECIPIENT, type Reward, RewardModel } from './reward.model.ts';
import { rewards } from './reward.ts';

/** The case a reward is for, as far as the reward needs it. */
type Case = Omit<Placed, 'formerParks'> & { _id: string; reference: string; isAnonymous: boolean; createdAt: Date };
/** Somebody who reported it. */
export interface Finder {
  personId: string;
  /** It is their duty to look for hazards: safety staff. */
  isOnDuty: boolean;
}
type Drafted = Pick<
  Reward,
  'hazardId' | 'hazardReference' | 'kind' | 'level' | 'rule' | 'terms' | 'share' | 'isOutsideDuty'
>;
type Wanted = Drafted & { hazard: Case; behind: string; wantedFen: number; isExcluded?: boolean };

/**
 * What is theirs of what a report earns: those who reported together part it to the fen. Of an unnamed one it is rounded up
 * to the step of the rule: an amount of its own would say whose it is.
 */
export function shareOf(
  {
    terms,
    level,
    isOutsideDuty,
    share,
    isAnonymous,
  }: Pick<Reward, 'terms' | 'level' | 'isOutsideDuty' | 'share' | 'isAnonymous'>,
  at: Date,
): number {
  const amountFen = splitEqually(earnedBy(terms, level, isOutsideDuty), share.of)[share.index] ?? fen(0);
  const { stepFen } = ruleOn(BATCH_RULE, localDate(at)).value;
  return isAnonymous ? Math.ceil(amountFen / stepFen) * stepFen : amountFen;
}

/**
 * What of an amount stays under the caps of a scheme, beside what the person got of the same day and month. Whoever asks
 * holds the person's turn until the end of the transaction, so that two rewards at once do not both see the same room.
 */
export async function underCaps(
  reward: { _id?: string; enterpriseId: string; personId: string; terms: SchemeTerms; isAnonymous: boolean },
  wantedFen: number,
  at: Date,
): Promise<number> {
  const { enterpriseId, personId, terms, isAnonymous } = reward;
  // Of an unnamed one the amount is that of its level: a cap would say which reports are of the same person.
  if (isAnonymous || (terms.dayCapFen === 0 && terms.monthCapFen === 0)) return wantedFen;
  await CapModel.updateOne({ _id: `${enterpriseId}:${personId}` }, { $inc: { turns: 1 } }, { upsert: true });
  const day = localDate(at);
  const month = `${day.slice(0, 8)}01`;
  const given = async (from: string, until: string): Promise<number> => {
    const createdAt = { $gte: atLocalHour(from, 0), $lt: atLocalHour(until, 0) };
    const rows = await RewardModel.find({ enterpriseId, personId, createdAt, _id: { $ne: reward._id ?? '' } })
      .select({ amountFen: 1 })
      .lean<Pick<Reward, 'amountFen'>[]>();
    return sumOf(rows);
  };
  const rooms = [wantedFen];
  if (terms.dayCapFen > 0) rooms.push(terms.dayCapFen - (await given(day, addDays(day, 1))));
  if (terms.monthCapFen > 0) rooms.push(terms.monthCapFen - (await given(month, addMonths(month, 1))));
  return Math.max(0, Math.min(...rooms));
}

/** What somebody unnamed goes by in a case: as in its other reward, else by a name none of their others has. */
async function pseudonymIn(hazardId: string, behind: string): Promise<string> {
  const theirs = await RewardModel.find({ personId: { $in: pseudonymsOf(behind) } })
    .select({ personId: 1, hazardId: 1 })
    .lean<Pick<Reward, 'personId' | 'hazardId'>[]>();
  const here = theirs.find((one) => one.hazardId === hazardId);
  return (
    here?.personId ??
    anotherPseudonym(
      behind,
      theirs.map(({ personId }) => personId),
    )
  );
}

/** Makes one reward as the scheme says: to be approved, granted at once, praise alone, or nothing with the rule quoted. */
async function give(ctx: Context, wanted: Wanted): Promise<void> {
  const { hazard, behind, wantedFen, isExcluded = false, ...drafted } = wanted;
  const { isAnonymous, enterpriseId } = hazard;
  const { terms } = drafted;
  const personId = isAnonymous ? await pseudonymIn(drafted.hazardId, behind) : behind;
  // Of an unnamed one whoever verified it, though it be their own: a reward nobody proposed would say whose it is.
  const isTheirs = isAnonymous
    ? actsAs(ctx.actor, 'worker')
    : ctx.actor.kind === 'person' && ctx.actor.personId === behind;
  const isVerifier = ctx.actor.kind === 'person' && !isTheirs;
  const amountFen = isExcluded
    ? 0
    : await underCaps({ enterpriseId, personId, terms, isAnonymous }, wantedFen, ctx.now);
  const act = isExcluded
    ? 'exclude-reward'
    : amountFen === 0
      ? 'recognise-reward'
      : amountFen <= terms.instantFen
        ? 'grant-reward'
        : 'propose-reward';
  // One act may propose several; what holds it together is the case, so the act's own key says nothing here.
  const { onceKey: _, ...once } = ctx;
  await rewards.make(
    once,
    act,
    {
      ...placeBeside(hazard),
      ...drafted,
      personId,
      isAnonymous,
      ...(isAnonymous ? { oneOf: oneOfUnnamed(drafted.hazardId, behind, drafted.kind) } : {}),
      amountFen,
      recognisedFen: isExcluded ? 0 : wantedFen - amountFen,
      round: 0,
      isManagerProposed: isVerifier && actsAs(ctx.actor, 'enterprise-manager'),
      ...(isVerifier && ctx.actor.kind === 'person' ? { proposedBy: ctx.actor.personId } : {}),
      // Unnamed ones wait for each other.
      dueAt: isAnonymous ? rewardDue(ctx.now, 'payDays') : endOfLocalDay(addDays(localDate(ctx.now), terms.payDays)),
    },
    {
      facts: {
        amountFen,
        level: drafted.level,
        rule: drafted.rule,
        ...(isExcluded ? { why: dutyInWords } : {}),
      },
      also: async (row) => {
        if (isAnonymous)
          await RewardModel.updateOne({ _id: row._id }, { $set: { recipient: RECIPIENT.seal(row._id, behind) } });
        if (act !== 'grant-reward') return;
        await enter('approved')(row);
        if (isAnonymous) await markReady(ctx, enterpriseId);
      },
    },
  );
}

/**
 * Rewards whoever reported first, by the scheme of the firm in force when the case came in, so that a version set for one
 * case does not mark it; the case says who that is. Those who reported
 * together part it, but for whoever found it as their duty. A second verification after a reopening finds the rewards
 * already there, and tops them up where it is a major one by now. Runs inside the transaction of the verification.
 */
export async function proposeRewards(
  ctx: Context,
  { hazard, finders, level }: { hazard: Case; finders: readonly Finder[]; level: 'general' | 'major' },
): Promise<void> {
  const { _id: hazardId, reference: hazardReference } = hazard;
  const { name: rule, terms } = await schemeOf(hazard.enterpriseId, hazard.createdAt);
  const isExcluded = ({ isOnDuty }: Finder): boolean => isOnDuty && terms.excludesDuty;
  const earning = finders.filter((one) => !isExcluded(one));
  for (const finder of finders) {
    const { personId: behind } = finder;
    // Theirs already, by whichever name they had in the case when it was proposed.
    const either = { $in: [behind, ...pseudonymsOf(behind)] };
    if ((await RewardModel.exists({ hazardId, personId: either, kind: 'report' })) !== null) continue;
    const index = earning.indexOf(finder);
    const share = { index: Math.max(index, 0), of: Math.max(earning.length, 1) };
    const drafted = {
      hazardId,
      hazardReference,
      kind: 'report',
      rule,
      terms,
      level,
      isOutsideDuty: false,
      share,
    } as const;
    const wantedFen = shareOf({ ...drafted, isAnonymous: hazard.isAnonymous }, ctx.now);
    await give(ctx, { ...drafted, hazard, behind, wantedFen, isExcluded: index < 0 });
  }
  if (level === 'major') await topUpRewards(ctx, hazard);
}

/**
 * A case that turns out to be a major one is worth more: what is not approved yet is raised, what is gets a top-up to the
 * amount of the higher level, once, by the terms it was given under. Runs inside the transaction of the judgement.
 */
export async function topUpRewards(ctx: Context, hazard: Case): Promise<void> {
  const level: Level = 'major';
  const given = await RewardModel.find({ hazardId: hazard._id }).sort({ _id: 1 }).lean<Reward[]>();
  for (const reward of given) {
    const { status, personId, isAnonymous } = reward;
    if (reward.kind !== 'report' || status === 'excluded' || !isUnder(reward.level, level)) continue;
    if (given.some((one) => one.kind === 'top-up' && one.personId === personId)) continue;
    const wantedFen = shareOf({ ...reward, level }, reward.createdAt);
    if (status === 'proposed') {
      const amountFen = await underCaps(reward, wantedFen, reward.createdAt);
      const set = { level, amountFen, recognisedFen: wantedFen - amountFen };
      await rewards.change(ctx, reward, 'raise-reward', { set, facts: { amountFen } });
      continue;
    }
    const { hazardId, hazardReference, rule, terms, share, isOutsideDuty } = reward;
    const more = wantedFen - reward.amountFen - reward.recognisedFen;
    if (more <= 0) continue;
    const behind = reward.recipient === undefined ? personId : RECIPIENT.open(reward._id, reward.recipient);
    const drafted = { hazardId, hazardReference, kind: 'top-up', rule, terms, level, isOutsideDuty, share } as const;
    await give(ctx, { ...drafted, hazard: { ...hazard, isAnonymous }, behind, wantedFen: more });
  }
}
