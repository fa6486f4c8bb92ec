import { z } from 'zod';
import { record, takeReference } from '#domain/journal';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { reasonField, referenceOf, requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { placeOf } from '../placed.ts';
import { loadPlan } from '../plan/change.ts';
import type { Plan } from '../plan/plan.model.ts';
import { linkItem } from '../suggestions/suggestion.commands.ts';
import { aboutOfItem, keepClocks, stepItem, subjectOfItem, touchOpenPlan } from './change.ts';
import { agree, agreedFields, itemReference, originField } from './fields.ts';
import { ItemModel, type PlanItem } from './item.model.ts';

export const addItemInput = z.object({
  planReference: referenceOf('P'),
  origin: originField.default('other'),
  /** Number of what it came from: a hazard, a suggestion, a visit. */
  originReference: z.string().trim().max(40, '编号太长').optional(),
  ...agreedFields,
});

/** A new item, empty of what has not been agreed on yet. */
export async function draftItem(
  ctx: Context,
  plan: Plan,
  more: Pick<PlanItem, 'origin' | 'problem' | 'status' | 'type'> & Partial<PlanItem>,
): Promise<PlanItem> {
  return {
    _id: newId(ctx.now),
    reference: await takeReference('J', ctx.now),
    planId: plan._id,
    planReference: plan.reference,
    ...placeOf(plan),
    fundFen: 0,
    isOpen: true,
    round: 1,
    evidence: [],
    isLapsed: false,
    checks: [],
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...more,
  };
}

/** Writes a new item with its event. Call inside the transaction. */
export async function insertItem(ctx: Context, item: PlanItem, event: string): Promise<void> {
  await ItemModel.create([item]);
  await record(ctx, {
    name: event,
    subject: subjectOfItem(item),
    about: aboutOfItem(item),
    facts: { status: item.status, origin: item.origin.kind, from: item.origin.reference, dueOn: item.dueOn },
  });
  await keepClocks(ctx, item);
}

/**
 * Puts an item into a plan of the actor's firm. A repeat of the same act (`ctx.onceKey`) returns the first item.
 * @throws NotFound for a plan out of sight, Conflict `plans.plan-closed`, Invalid with fields.
 */
export async function addItem(ctx: Context, raw: z.input<typeof addItemInput>): Promise<PlanItem> {
  const input = requireFields(addItemInput, raw);
  const earlier = await findOnce(ctx);
  if (earlier !== undefined) return earlier;
  const plan = await loadPlan(ctx, input.planReference);
  if (!runsEnterprise(ctx.actor)) throw forbidden('common.not-allowed');
  const agreed = await agree(ctx, plan, input);
  const from = input.originReference?.toUpperCase();
  const item = await draftItem(ctx, plan, {
    ...agreed,
    problem: input.problem,
    type: input.type,
    origin: { kind: input.origin, ...(from ? { reference: from } : {}) },
    status: 'planned',
    ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
  });
  try {
    await inTransaction(async () => {
      await touchOpenPlan(ctx, plan._id);
      await insertItem(ctx, item, 'plans.item-added');
      if (input.origin === 'suggestion' && from)
        await linkItem(ctx, { reference: from, itemReference: item.reference });
    });
  } catch (error) {
    const first = isDuplicateKey(error, 'once') ? await findOnce(ctx) : undefined;
    if (first !== undefined) return first;
    throw error;
  }
  return item;
}

async function findOnce(ctx: Context): Promise<PlanItem | undefined> {
  if (ctx.onceKey === undefined) return undefined;
  return (await ItemModel.findOne({ onceKey: ctx.onceKey }).lean<PlanItem>()) ?? undefined;
}

export const acceptItemInput = z.object({ reference: itemReference, ...agreedFields });

/** Takes a proposed item into the plan, with everything a plan item needs. */
export async function acceptItem(ctx: Context, raw: z.input<typeof acceptItemInput>): Promise<PlanItem> {
  const input = requireFields(acceptItemInput, raw);
  return stepItem(ctx, input.reference, 'accept-item', async ({ item }) => {
    await touchOpenPlan(ctx, item.planId);
    return { event: 'plans.item-accepted', set: await agree(ctx, item, input), facts: { dueOn: input.dueOn } };
  });
}

export const dismissItemInput = z.object({ reference: itemReference, reason: reasonField });

/** Leaves a proposed item out of the plan, for a reason everybody can read. */
export async function dismissItem(ctx: Context, raw: z.input<typeof dismissItemInput>): Promise<PlanItem> {
  const { reference, reason } = requireFields(dismissItemInput, raw);
  return stepItem(ctx, reference, 'dismiss-item', () => ({
    event: 'plans.item-dismissed',
    set: { reason },
    facts: { reason },
  }));
}
