import { z } from 'zod';
import type { Context } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { chosenId, dayField, fenField, optionalWords, referenceOf, wordsField } from '#kernel/input';
import { colleagueName } from '../firmPeople.ts';
import { ITEM_TYPES, type ItemType, ORIGINS, type OriginKind, type PlanItem } from './item.model.ts';

export const itemReference = referenceOf('J');

const codesOf = <T extends string>(rows: readonly { code: T }[]): [T, ...T[]] =>
  rows.map((row) => row.code) as [T, ...T[]];

export const originField = z.enum(codesOf<OriginKind>(ORIGINS), { error: '请选择事项从哪里来' });

/** What is agreed on for an item: what to do, who does it, by when, with what, and how one will see that it worked. */
export const agreedFields = {
  problem: wordsField('请写明问题是什么'),
  rootCause: optionalWords(1_000),
  measure: wordsField('请写明怎么做'),
  ownerId: chosenId('请选择谁来做'),
  dueOn: dayField('请选择哪天之前做完'),
  resources: optionalWords(500),
  fundFen: fenField('请填写金额，不花钱就填 0').default(0),
  indicator: wordsField('请写明怎样算有效，例如“三个月内没有再发生”', 500),
  type: z.enum(codesOf<ItemType>(ITEM_TYPES), { error: '请选择事项的类型' }),
};
type Agreed = z.output<z.ZodObject<typeof agreedFields>>;

/**
 * What was agreed on as fields of the item.
 * @throws Invalid at `ownerId` for somebody of another firm, at `dueOn` for a day gone by.
 */
export async function agree(ctx: Context, firm: { enterpriseId: string }, input: Agreed): Promise<Partial<PlanItem>> {
  const { problem, rootCause, measure, ownerId, dueOn, resources, fundFen, indicator, type } = input;
  if (dueOn < localDate(ctx.now)) throw invalid('plans.due-in-past', { dueOn: '日期不能早于今天' });
  const ownerName = await colleagueName(ownerId, firm.enterpriseId, 'ownerId');
  return {
    problem,
    measure,
    ownerId,
    ownerName,
    dueOn,
    dueAt: endOfLocalDay(dueOn),
    fundFen,
    indicator,
    type,
    ...(rootCause === undefined ? {} : { rootCause }),
    ...(resources === undefined ? {} : { resources }),
  };
}
