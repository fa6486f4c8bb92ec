import type { z } from 'zod';
import { isUnder } from '#domain/schemes';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { blind } from '#platform/sealing';
import { markReady } from './batches/ready.ts';
import { shareOf, underCaps } from './giving.ts';
import { enter } from './ledger.ts';
import { checkPaper, keepPaper } from './papers/papers.ts';
import { needsManager } from './reward.acts.ts';
import type { Reward } from './reward.model.ts';
import { rewards } from './reward.ts';

/** An act as it is kept: known when it comes again, and telling nobody whose it is. */
export const actKeyOf = ({ onceKey }: Context): { actKey?: string } =>
  onceKey === undefined ? {} : { actKey: blind(onceKey, 'reward-act') };

type Given<A extends Parameters<typeof rewards.inputOf>[0]> = z.input<ReturnType<typeof rewards.inputOf<A>>>;

/** What it comes to as the approver sees it: another level, or outside the reporter's own duty. */
async function worked(
  reward: Reward,
  level: Reward['level'],
  isOutsideDuty: boolean,
): Promise<Pick<Reward, 'level' | 'isOutsideDuty' | 'amountFen' | 'recognisedFen'>> {
  const { amountFen, recognisedFen } = reward;
  if (level === reward.level && isOutsideDuty === reward.isOutsideDuty)
    return { level, isOutsideDuty, amountFen, recognisedFen };
  const wantedFen = shareOf({ ...reward, level, isOutsideDuty }, reward.createdAt);
  const paid = await underCaps(reward, wantedFen, reward.createdAt);
  return { level, isOutsideDuty, amountFen: paid, recognisedFen: wantedFen - paid };
}

/**
 * Grants a reward, at the level it was proposed at or a higher one, and more where it lies outside the reporter's own duty;
 * the terms are those it was proposed under. One without a name is granted as it was proposed: neither a level chosen for
 * it nor whose duty it was may tell it from others.
 * @throws Invalid `rewards.level-too-low`, `rewards.level-fixed` at `level`, Forbidden `common.same-person`, `rewards.needs-manager`.
 */
export const approveReward = (at: Context, raw: Given<'approve-reward'>): Promise<Reward> =>
  rewards.step(at, 'approve-reward', raw, async (reward, { level = reward.level, isOutsideDuty }, ctx) => {
    if (reward.isAnonymous && level !== reward.level)
      throw invalid('rewards.level-fixed', { level: '匿名奖励按核实时的等级发，不另选' });
    if (isUnder(level, reward.level) || (reward.kind === 'top-up' && level !== reward.level))
      throw invalid('rewards.level-too-low', { level: '不能低于核实时的等级' });
    const isOutside = isOutsideDuty && !reward.isAnonymous && reward.kind === 'report';
    const set = await worked(reward, level, reward.kind === 'top-up' ? reward.isOutsideDuty : isOutside);
    const isManager = ctx.actor.kind === 'person' && ctx.actor.role === 'enterprise-manager';
    if (needsManager({ ...reward, ...set }) && !isManager) throw forbidden('rewards.needs-manager');
    const { amountFen } = set;
    const facts = { amountFen, level };
    const also = async (after: Reward): Promise<void> => {
      await enter('approved')(after);
      if (after.isAnonymous) await markReady(ctx, after.enterpriseId);
    };
    return { set: { ...set, approvedBy: personIn(ctx.actor), ...actKeyOf(ctx) }, facts, also };
  });

/** Puts it on the notice board: with the name only where the person agreed. One that was paid already stays so. */
export const announceReward = (ctx: Context, raw: Given<'announce-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'announce-reward', raw, ({ status }, __, { now }) => ({
    to: status === 'approved' ? 'announced' : status,
    set: { announcedAt: now, ...actKeyOf(ctx) },
  }));

/** The person's own word that the notice may name them, and that it may no longer. */
export const showName = (ctx: Context, raw: Given<'show-name'>): Promise<Reward> =>
  rewards.step(ctx, 'show-name', raw, () => ({ set: { isNameShown: true } }));
export const hideName = (ctx: Context, raw: Given<'hide-name'>): Promise<Reward> =>
  rewards.step(ctx, 'hide-name', raw, () => ({ unset: ['isNameShown'] }));

/**
 * Records that a reward was paid, how, and by which paper; the worker is asked to confirm.
 * @param together The paper of all that are paid together, kept before; absent where each shows its own.
 * @throws Invalid at `voucher` for a payment of more than the rule lets pass without a paper.
 */
const pay = (ctx: Context, raw: Given<'pay-reward'>, together?: { paperId: string | undefined }): Promise<Reward> =>
  rewards.step(ctx, 'pay-reward', raw, async (reward, shown, { now }) => {
    const { amountFen, enterpriseId, paperIds = [] } = reward;
    const { method, voucher } = shown;
    if (together === undefined) checkPaper(shown, amountFen, now);
    const paper = { enterpriseId, count: 1, totalFen: amountFen };
    const paperId = together === undefined ? await keepPaper(ctx, shown, paper) : together.paperId;
    return {
      set: {
        ...{ payMethod: method, paidAt: now, paidBy: personIn(ctx.actor) },
        ...given({ voucher, paperIds: paperId === undefined ? undefined : [...paperIds, paperId] }),
        ...actKeyOf(ctx),
      },
      facts: { amountFen, method },
      also: enter('paid'),
    };
  });

/** Records one payment by a paper of its own. @throws as `pay`. */
export const payReward = (ctx: Context, raw: Given<'pay-reward'>): Promise<Reward> => pay(ctx, raw);

/** Records one of several payments that are shown by one paper. @param paperId None where a number alone was typed. */
export const payBy = (ctx: Context, raw: Given<'pay-reward'>, paperId: string | undefined): Promise<Reward> =>
  pay(ctx, raw, { paperId });

/** The worker's own word that the money arrived. */
export const confirmReward = (ctx: Context, raw: Given<'confirm-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'confirm-reward', raw, ({ amountFen }, _, { now }) => ({
    set: { answeredAt: now },
    facts: { amountFen },
    also: enter('confirmed'),
  }));

/** The worker's word that it did not arrive: the firm sees it at once and pays. */
export const declineReward = (ctx: Context, raw: Given<'decline-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'decline-reward', raw, ({ amountFen }, _, { now }) => ({
    set: { answeredAt: now },
    facts: { amountFen },
  }));

/** Takes a mistaken payment back by an entry of its own; nothing written is changed, and it is to be paid anew. */
export const reverseReward = (ctx: Context, raw: Given<'reverse-reward'>): Promise<Reward> =>
  rewards.step(ctx, 'reverse-reward', raw, ({ amountFen, round }, { reason }) => ({
    set: { round: round + 1 },
    unset: ['payMethod', 'paidAt', 'paidBy', 'voucher', 'answeredAt'],
    facts: { amountFen, reason },
    also: enter('reversed'),
  }));
