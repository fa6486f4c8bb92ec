import type { z } from 'zod';
import { type Placed, placeBeside } from '#domain/engine';
import { pseudonymOf } from '#domain/identity';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { ruleOn, ruleVersion } from '#kernel/rules';
import { type LedgerEntry, LedgerModel, RECIPIENT, type Reward, RewardModel } from './reward.model.ts';
import { REWARD_SCHEDULE, rewardDue } from './reward.rules.ts';
import { rewards } from './reward.ts';

type Given<A extends Parameters<typeof rewards.inputOf>[0]> = z.input<ReturnType<typeof rewards.inputOf<A>>>;

/** The case a reward is for, as far as the reward needs it. */
type Case = Omit<Placed, 'formerParks'> & { _id: string; reference: string; isAnonymous: boolean };

/**
 * Proposes the reward of whoever reported first, at the usual amount of the schedule in force; the case says whom it is
 * for. A second verification after a reopening
 * finds the reward already there. Runs inside the transaction of the verification.
 */
export async function proposeReward(
  ctx: Context,
  { hazard, personId: behind, grade }: { hazard: Case; personId: string; grade: Reward['grade'] },
): Promise<void> {
  const { _id: hazardId, reference: hazardReference, isAnonymous } = hazard;
  const personId = isAnonymous ? pseudonymOf(behind) : behind;
  // Theirs already, by whichever name they had in the case when it was proposed.
  const either = { $in: [behind, pseudonymOf(behind)] };
  if ((await RewardModel.exists({ hazardId, personId: either })) !== null) return;
  const { version: rule, value } = ruleOn(REWARD_SCHEDULE, localDate(ctx.now));
  const amountFen = value[grade].usualFen;
  const isVerifier = ctx.actor.kind === 'person' && ctx.actor.personId !== behind;
  // One act may propose several; what holds it together is the case, so the act's own key says nothing here.
  const { onceKey: _, ...once } = ctx;
  await rewards.make(
    once,
    'propose-reward',
    {
      ...placeBeside(hazard),
      hazardId,
      hazardReference,
      personId,
      isAnonymous,
      rule,
      grade,
      amountFen,
      ...(isVerifier ? { proposedBy: ctx.actor.personId } : {}),
      dueAt: rewardDue(ctx.now, 'payDays'),
    },
    {
      facts: { amountFen, grade, rule },
      also: async ({ _id }) => {
        if (isAnonymous) await RewardModel.updateOne({ _id }, { $set: { recipient: RECIPIENT.seal(_id, behind) } });
      },
    },
  );
}

/** Writes money down once; paying again after 没有收到 is the same payment, so no second entry. */
const entering = (kind: LedgerEntry['kind']) => async (reward: Reward) => {
  const { hazardId, personId, rule, enterpriseId, amountFen, reference, updatedAt: at } = reward;
  const key = { hazardId, personId, rule, kind };
  if ((await LedgerModel.exists(key)) !== null) return;
  await LedgerModel.create([{ _id: newId(at), ...key, enterpriseId, rewardReference: reference, amountFen, at }]);
};

/**
 * Grants a reward, at the proposed amount or another one within the schedule it was proposed under.
 * @throws Invalid `rewards.out-of-range` at `amountFen`, Forbidden `common.same-person`.
 */
export const approveReward = (at: Context, raw: Given<'approve-reward'>): Promise<Reward> =>
  rewards.step(at, 'approve-reward', raw, (reward, { amountFen = reward.amountFen }, ctx) => {
    const { minFen, maxFen } = ruleVersion(REWARD_SCHEDULE, reward.rule).value[reward.grade];
    if (amountFen < minFen || amountFen > maxFen) {
      const [min, max] = [minFen / 100, maxFen / 100];
      throw invalid('rewards.out-of-range', { amountFen: `金额应在 ${min} 元到 ${max} 元之间` }, { min, max });
    }
    const approvedBy = ctx.actor.kind === 'person' ? ctx.actor.personId : '';
    return { set: { amountFen, approvedBy }, facts: { amountFen }, also: entering('approved') };
  });

/** Records that a reward was paid, and how; the worker is asked to confirm. */
export const payReward = (ctx: Context, raw: Given<'pay-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'pay-reward', raw, ({ amountFen }, { method }, { now }) => ({
    set: { payMethod: method, paidAt: now, ...(ctx.actor.kind === 'person' ? { paidBy: ctx.actor.personId } : {}) },
    facts: { amountFen, method },
    also: entering('paid'),
  }));

/** The worker's own word that the money arrived. */
export const confirmReward = (ctx: Context, raw: Given<'confirm-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'confirm-reward', raw, ({ amountFen }, _, { now }) => ({
    set: { answeredAt: now },
    facts: { amountFen },
    also: entering('confirmed'),
  }));

/** The worker's word that it did not arrive: the firm sees it at once and pays. */
export const declineReward = (ctx: Context, raw: Given<'decline-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'decline-reward', raw, ({ amountFen }, _, { now }) => ({
    set: { answeredAt: now },
    facts: { amountFen },
  }));
