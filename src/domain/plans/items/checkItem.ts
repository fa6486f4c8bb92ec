import { z } from 'zod';
import type { Context } from '#kernel/context';
import { optionalWords, reasonField, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { carryOutByItem } from '../suggestions/suggestion.commands.ts';
import { stepItem } from './change.ts';
import { agree, agreedFields, itemReference } from './fields.ts';
import type { ItemCheck, PlanItem } from './item.model.ts';

const checkOf = (ctx: Context, item: PlanItem, result: ItemCheck['result'], note: string | undefined): ItemCheck => ({
  result,
  ...(note === undefined ? {} : { note }),
  by: ctx.actor.kind === 'person' ? ctx.actor.personId : '',
  byName: ctx.actor.kind === 'person' ? ctx.actor.name : '',
  at: ctx.now,
  round: item.round,
});

export const findEffectiveInput = z.object({ reference: itemReference, note: optionalWords(500) });

/**
 * Another person finds that an item has worked. The suggestion it came from is carried out with it.
 * @throws Forbidden `plans.same-person` for its owner and for whoever said that it was done.
 */
export async function findEffective(ctx: Context, raw: z.input<typeof findEffectiveInput>): Promise<PlanItem> {
  const { reference, note } = requireFields(findEffectiveInput, raw);
  return inTransaction(async () => {
    const item = await stepItem(ctx, reference, 'check-effective', ({ item }) => ({
      event: 'plans.item-effective',
      push: { checks: checkOf(ctx, item, 'effective', note) },
      facts: { round: item.round, ...(note === undefined ? {} : { note }) },
    }));
    await carryOutByItem(ctx, item);
    return item;
  });
}

export const findNotEffectiveInput = z.object({ reference: itemReference, reason: reasonField });

/** Another person finds that it has not worked: it is done again, in its next round. */
export async function findNotEffective(ctx: Context, raw: z.input<typeof findNotEffectiveInput>): Promise<PlanItem> {
  const { reference, reason } = requireFields(findNotEffectiveInput, raw);
  return stepItem(ctx, reference, 'check-not-effective', ({ item }) => ({
    event: 'plans.item-not-effective',
    set: { round: item.round + 1 },
    unset: ['doneBy', 'doneByName', 'doneAt'],
    push: { checks: checkOf(ctx, item, 'not-effective', reason) },
    facts: { reason, round: item.round + 1 },
  }));
}

export const changeItemInput = z.object({ reference: itemReference, ...agreedFields });

/** Changes what was agreed on, also who does it and by when. */
export async function changeItem(ctx: Context, raw: z.input<typeof changeItemInput>): Promise<PlanItem> {
  const input = requireFields(changeItemInput, raw);
  return stepItem(ctx, input.reference, 'change-item', async ({ item }) => {
    const isNewOwner = input.ownerId !== item.ownerId;
    // A day that was agreed on and has gone by may stand; only a new one must lie ahead.
    const isSameDay = input.dueOn === item.dueOn;
    const agreed = await agree(isSameDay ? { ...ctx, now: item.createdAt } : ctx, item, input);
    return {
      event: isNewOwner ? 'plans.item-handed-over' : 'plans.item-changed',
      set: agreed,
      unset: (['rootCause', 'resources'] as const).filter((key) => agreed[key] === undefined),
      facts: { dueOn: input.dueOn },
    };
  });
}

export const cancelItemInput = z.object({ reference: itemReference, reason: reasonField });

/** The 主要负责人 takes an item out of the plan, for a reason everybody can read. */
export async function cancelItem(ctx: Context, raw: z.input<typeof cancelItemInput>): Promise<PlanItem> {
  const { reference, reason } = requireFields(cancelItemInput, raw);
  return stepItem(ctx, reference, 'cancel-item', () => ({
    event: 'plans.item-cancelled',
    set: { reason, isLapsed: false },
    unset: ['lapsesOn'],
    facts: { reason },
  }));
}
