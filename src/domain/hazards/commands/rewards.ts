import { z } from 'zod';
import { closeDeadlines, desk, registerDeadline } from '#domain/deadlines';
import { actorsOf } from '#domain/identity';
import { record, takeReference } from '#domain/journal';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { nextStatus } from '#kernel/lifecycle';
import { findReference } from '#kernel/references';
import { ruleOn, ruleVersion } from '#kernel/rules';
import { inTransaction } from '#platform/mongo';
import {
  type Hazard,
  HazardReporterModel,
  type LedgerEntry,
  LedgerModel,
  type Reward,
  RewardModel,
} from '../hazard.models.ts';
import { hazardClock, REWARD_SCHEDULE } from '../hazardRules.ts';
import { type RewardAction, rewardLifecycle } from '../lifecycle.ts';

const rewardReference = z
  .string({ error: '请填写奖励编号' })
  .transform((text) => findReference(text, 'R') ?? '')
  .pipe(z.string().min(1, '编号应像 R2026-0001'));

const aboutReward = (reward: Reward) => [
  { kind: 'hazard', id: reward.hazardId, reference: reward.hazardReference },
  { kind: 'enterprise', id: reward.enterpriseId },
];
const subjectOfReward = (reward: Reward) => ({ kind: 'reward', id: reward._id, reference: reward.reference });

/**
 * Proposes the reward of whoever reported first, at the usual amount of the schedule in force. Only workers are
 * rewarded: finding hazards is a safety officer's own task (facts.md §1.2). A second verification after a reopening
 * finds the reward already there. Runs inside the transaction of the verification.
 */
export async function proposeReward(ctx: Context, hazard: Hazard, grade: 'general' | 'major'): Promise<void> {
  const hidden = hazard.isAnonymous ? await HazardReporterModel.findById(hazard._id).lean() : undefined;
  const personId = hazard.reporter.personId ?? hidden?.personId;
  if (personId === undefined) return;
  const { enterpriseId } = hazard;
  const isWorker = (await actorsOf(personId)).some((a) => a.role === 'worker' && a.scope.enterpriseId === enterpriseId);
  if (!isWorker || (await RewardModel.exists({ hazardId: hazard._id, personId })) !== null) return;
  const { version, value } = ruleOn(REWARD_SCHEDULE, localDate(ctx.now));
  const reward: Reward = {
    _id: newId(ctx.now),
    reference: await takeReference('R', ctx.now),
    hazardId: hazard._id,
    hazardReference: hazard.reference,
    enterpriseId,
    personId,
    isAnonymous: hazard.isAnonymous,
    rule: version,
    grade,
    amountFen: value[grade].usualFen,
    status: 'proposed',
    ...(ctx.actor.kind === 'person' ? { proposedBy: ctx.actor.personId } : {}),
    dueAt: endOfLocalDay(addDays(localDate(ctx.now), hazardClock(ctx.now).rewardPayDays)),
    version: 0,
    createdAt: ctx.now,
  };
  await RewardModel.create([reward]);
  await registerDeadline(ctx, {
    key: `reward-payment:${reward._id}`,
    kind: 'reward-payment',
    subject: {
      ...subjectOfReward(reward),
      enterpriseId,
      bodyId: hazard.bodyId,
      ...(hazard.parkId === undefined ? {} : { parkId: hazard.parkId }),
    },
    title: '奖励兑现',
    dueAt: reward.dueAt,
    owedBy: [desk.firm(enterpriseId)],
    ladder: 'reward-payment',
  });
  await record(ctx, {
    name: 'rewards.proposed',
    subject: subjectOfReward(reward),
    about: aboutReward(reward),
    facts: { amountFen: reward.amountFen, grade, rule: version },
  });
}

interface RewardChange {
  set: Partial<Reward>;
  entry?: LedgerEntry['kind'];
  facts?: Record<string, unknown>;
  event: string;
  endsDeadline?: boolean;
}

/** May the actor take this step of a reward? Money needs two people, and neither may be the one who gets it. */
export function canReward(ctx: Context, action: RewardAction, reward: Reward): boolean {
  const { actor } = ctx;
  if (actor.kind !== 'person') return false;
  if (action === 'confirm-reward' || action === 'decline-reward') return reward.personId === actor.personId;
  if (!runsEnterprise(actor) || actor.scope.enterpriseId !== reward.enterpriseId) return false;
  if (reward.personId === actor.personId) return false;
  return action !== 'approve-reward' || reward.proposedBy !== actor.personId;
}

async function stepReward(
  ctx: Context,
  reference: string,
  action: RewardAction,
  decide: (reward: Reward) => RewardChange,
): Promise<Reward> {
  return inTransaction(async () => {
    const reward = await RewardModel.findOne({ reference }).lean<Reward>();
    const { actor } = ctx;
    const isTheirs =
      actor.kind === 'person' &&
      (actor.personId === reward?.personId ||
        (runsEnterprise(actor) && actor.scope.enterpriseId === reward?.enterpriseId));
    if (reward === null || !isTheirs) throw notFound('common.not-found');
    const status = nextStatus(rewardLifecycle, action, reward.status);
    if (!canReward(ctx, action, reward)) {
      throw forbidden(action === 'approve-reward' ? 'hazards.reward-same-person' : 'common.not-allowed');
    }
    const change = decide(reward);
    const after = await RewardModel.findOneAndUpdate(
      { _id: reward._id, version: reward.version },
      { $set: { ...change.set, status }, $inc: { version: 1 } },
      { returnDocument: 'after' },
    ).lean<Reward>();
    if (after === null) throw conflict('common.changed-meanwhile');
    if (change.entry !== undefined) await enter(ctx, after, change.entry);
    if (change.endsDeadline) await closeDeadlines(ctx, { kind: 'reward', id: reward._id });
    await record(ctx, {
      name: `rewards.${change.event}`,
      subject: subjectOfReward(after),
      about: aboutReward(after),
      facts: { action, amountFen: after.amountFen, ...change.facts },
      hideActor: after.isAnonymous && actor.kind === 'person' && actor.personId === after.personId,
    });
    return after;
  });
}

/** Writes money down once; paying again after 没有收到 is the same payment, so no second entry. */
async function enter(ctx: Context, reward: Reward, kind: LedgerEntry['kind']): Promise<void> {
  const { hazardId, personId, rule, enterpriseId, amountFen } = reward;
  const key = { hazardId, personId, rule, kind };
  if ((await LedgerModel.exists(key)) !== null) return;
  await LedgerModel.create([
    { _id: newId(ctx.now), ...key, enterpriseId, rewardReference: reward.reference, amountFen, at: ctx.now },
  ]);
}

export const approveRewardInput = z.object({
  reference: rewardReference,
  amountFen: z.number({ error: '请填写金额，例如 50' }).int('请填写金额，例如 50').optional(),
});

/**
 * Grants a reward, at the proposed amount or another one within the schedule it was proposed under.
 * @throws Invalid `hazards.reward-out-of-range` at `amountFen`, Forbidden `hazards.reward-same-person`.
 */
export async function approveReward(ctx: Context, raw: z.input<typeof approveRewardInput>): Promise<Reward> {
  const { reference, amountFen } = requireFields(approveRewardInput, raw);
  return stepReward(ctx, reference, 'approve-reward', (reward) => {
    const band = ruleVersion(REWARD_SCHEDULE, reward.rule).value[reward.grade];
    const granted = amountFen ?? reward.amountFen;
    if (granted < band.minFen || granted > band.maxFen) {
      const [min, max] = [band.minFen / 100, band.maxFen / 100];
      throw invalid('hazards.reward-out-of-range', { amountFen: `金额应在 ${min} 元到 ${max} 元之间` }, { min, max });
    }
    const approvedBy = ctx.actor.kind === 'person' ? ctx.actor.personId : '';
    return { set: { amountFen: granted, approvedBy }, entry: 'approved', event: 'approved' };
  });
}

export const payRewardInput = z.object({
  reference: rewardReference,
  method: z.enum(['bank', 'wechat', 'cash', 'payroll'], { error: '请选择怎么发的' }),
});

/** Records that a reward was paid, and how; the worker is asked to confirm. */
export async function payReward(ctx: Context, raw: z.input<typeof payRewardInput>): Promise<Reward> {
  const { reference, method } = requireFields(payRewardInput, raw);
  return stepReward(ctx, reference, 'pay-reward', () => ({
    set: { payMethod: method, paidAt: ctx.now, ...(ctx.actor.kind === 'person' ? { paidBy: ctx.actor.personId } : {}) },
    entry: 'paid',
    event: 'paid',
    facts: { method },
    endsDeadline: true,
  }));
}

/** The worker's own word that the money arrived. */
export async function confirmReward(ctx: Context, input: { reference: string }): Promise<Reward> {
  return stepReward(ctx, input.reference, 'confirm-reward', () => ({
    set: { answeredAt: ctx.now },
    entry: 'confirmed',
    event: 'confirmed',
  }));
}

/** The worker's word that it did not arrive: the firm sees it at once and pays. */
export async function declineReward(ctx: Context, input: { reference: string }): Promise<Reward> {
  return stepReward(ctx, input.reference, 'decline-reward', () => ({
    set: { answeredAt: ctx.now },
    event: 'declined',
  }));
}
