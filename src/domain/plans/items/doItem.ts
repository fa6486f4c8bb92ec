import { z } from 'zod';
import type { Effect } from '#domain/journal';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { stepItem } from './change.ts';
import { evidenceFields, isEmpty, lapseOf, putEvidence } from './evidence.ts';
import { itemReference } from './fields.ts';
import { type ItemEvidence, ItemModel, type PlanItem } from './item.model.ts';

const justReference = z.object({ reference: itemReference });

/** Begins an item. */
export async function startItem(ctx: Context, raw: z.input<typeof justReference>): Promise<PlanItem> {
  const { reference } = requireFields(justReference, raw);
  return stepItem(ctx, reference, 'start-item', () => ({ event: 'plans.item-started' }));
}

export const evidenceInput = z.object({ reference: itemReference, ...evidenceFields });

/** Evidence as changes of the item; the lapse falls away where nothing in force has ended. */
function effectOf(ctx: Context, evidence: ItemEvidence[]): Pick<Effect<PlanItem>, 'set' | 'unset'> {
  const lapse = lapseOf(evidence, localDate(ctx.now));
  return { set: { evidence, ...lapse }, unset: lapse.lapsesOn === undefined ? ['lapsesOn'] : [] };
}

/**
 * Says that an item is done. Without a photo, a document or a sentence of this round it is not: earlier rounds proved
 * what did not work.
 * @throws Invalid `plans.evidence-missing` at `note`.
 */
export async function completeItem(ctx: Context, raw: z.input<typeof evidenceInput>): Promise<PlanItem> {
  const input = requireFields(evidenceInput, raw);
  return stepItem(ctx, input.reference, 'complete-item', async ({ item }) => {
    const hasOwn = item.evidence.some((one) => one.round === item.round && !one.isReplaced);
    if (isEmpty(input) && !hasOwn) {
      throw invalid('plans.evidence-missing', { note: '请写一句做了什么，或者放照片、文件' });
    }
    const evidence = isEmpty(input) ? item.evidence : await putEvidence(ctx, item, input);
    const { set, unset } = effectOf(ctx, evidence);
    const by = ctx.actor.kind === 'person' ? ctx.actor : { personId: '', name: '' };
    return {
      event: 'plans.item-done',
      set: { ...set, doneBy: by.personId, doneByName: by.name, doneAt: ctx.now },
      unset: unset ?? [],
      facts: { round: item.round, photoCount: input.photoIds.length, fileCount: input.fileIds.length },
    };
  });
}

/** Adds evidence while an item is open, or renews what proves that it still holds. @throws Invalid at `note` */
export async function addEvidence(ctx: Context, raw: z.input<typeof evidenceInput>): Promise<PlanItem> {
  const input = requireFields(evidenceInput, raw);
  if (isEmpty(input)) throw invalid('plans.evidence-missing', { note: '请写一句，或者放照片、文件' });
  return stepItem(ctx, input.reference, 'add-evidence', async ({ item }) => {
    const { set, unset } = effectOf(ctx, await putEvidence(ctx, item, input));
    return {
      event: 'plans.evidence-added',
      ...(set === undefined ? {} : { set }),
      ...(unset === undefined ? {} : { unset }),
      facts: {
        photoCount: input.photoIds.length,
        fileCount: input.fileIds.length,
        ...(input.expiresOn === undefined ? {} : { expiresOn: input.expiresOn }),
        renewed: item.isLapsed,
      },
    };
  });
}

/** Items whose evidence has ended and which nobody has marked yet. */
export async function findLapsing(now: Date, limit: number): Promise<string[]> {
  const rows = await ItemModel.find({ isLapsed: false, lapsesOn: { $lte: localDate(now) } })
    .limit(limit)
    .select({ reference: 1 })
    .lean<Pick<PlanItem, 'reference'>[]>();
  return rows.map((row) => row.reference);
}

/**
 * Turns an item amber when its evidence has ended; the clock's own step, safe to take twice.
 * @returns whether this call did it.
 */
export async function lapseEvidence(ctx: Context, reference: string): Promise<boolean> {
  return inTransaction(async () => {
    const today = localDate(ctx.now);
    // Asked inside, so that the slower of two sees what the faster has done.
    if ((await ItemModel.exists({ reference, isLapsed: false, lapsesOn: { $lte: today } })) === null) return false;
    await stepItem(ctx, reference, 'lapse-evidence', ({ item }) => {
      const { isLapsed, lapsesOn } = lapseOf(item.evidence, today);
      return {
        event: 'plans.evidence-lapsed',
        set: { isLapsed, ...(lapsesOn === undefined ? {} : { lapsesOn }) },
        unset: lapsesOn === undefined ? ['lapsesOn'] : [],
      };
    });
    return true;
  });
}
