import type { z } from 'zod';
import { isSamePerson } from '#domain/identity';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { listOf } from './listing.ts';
import { openDisputes } from './month.acts.ts';
import type { RewardMonth } from './month.model.ts';
import { monthRule } from './month.rules.ts';
import { rewardMonths } from './month.ts';

type Given<A extends Parameters<typeof rewardMonths.inputOf>[0]> = z.input<ReturnType<typeof rewardMonths.inputOf<A>>>;

/** Lists what a month that is over came to, for everybody to look at; from now on the list is what was written here. */
export const listMonth = (ctx: Context, raw: Given<'list-month'>): Promise<RewardMonth> =>
  rewardMonths.step(ctx, 'list-month', raw, async ({ enterpriseId, month }, _, { now }) => ({
    set: {
      ...(await listOf(enterpriseId, month)),
      drawnBy: personIn(ctx.actor),
      objectUntil: addDays(localDate(now), monthRule(now).objectDays),
    },
  }));

/**
 * Somebody of the firm says that the list is wrong, once until they are answered.
 * @throws Conflict `reward-months.window-over` after the last day, `reward-months.objected-already`.
 */
export const objectToMonth = (ctx: Context, raw: Given<'object-month'>): Promise<RewardMonth> =>
  rewardMonths.step(ctx, 'object-month', raw, (month, { text }, { now }) => {
    const by = personIn(ctx.actor);
    if (month.objectUntil !== undefined && localDate(now) > month.objectUntil)
      throw conflict('reward-months.window-over');
    if (openDisputes(month).some((one) => one.by === by)) throw conflict('reward-months.objected-already');
    const dispute = { id: newId(now), by, text, at: now };
    return { set: { disputes: [...month.disputes, dispute] }, facts: { dispute: dispute.id } };
  });

/**
 * Answers an objection, by another person than who raised it. What is to be put right is put right by entries of its own,
 * in the month they are made. @throws Invalid at `dispute`; Forbidden `common.same-person`.
 */
export const answerMonth = (ctx: Context, raw: Given<'answer-month'>): Promise<RewardMonth> =>
  rewardMonths.step(ctx, 'answer-month', raw, (month, { dispute: id, outcome, answer: text }, { now }) => {
    const asked = openDisputes(month).find((one) => one.id === id);
    if (asked === undefined) throw invalid('common.check-fields', { dispute: '请选择答复哪一条' });
    const by = personIn(ctx.actor);
    if (isSamePerson(by, asked.by)) throw forbidden('common.same-person');
    const answer = { isUpheld: outcome === 'upheld', text, by, at: now };
    const disputes = month.disputes.map((one) => (one.id === id ? { ...one, answer } : one));
    return { set: { disputes }, facts: { dispute: id, outcome } };
  });
