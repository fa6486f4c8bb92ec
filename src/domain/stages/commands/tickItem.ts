import { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import type { Enrolment, Tick, WorkStage } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict, notFound } from '#kernel/errors';
import { idsField, requireFields, wordsField } from '#kernel/input';
import { checklistTemplate } from '../checklist.ts';
import { enrolmentField, noteField } from '../fields.ts';
import { personOf, type StageEffect, takeStage } from '../takeStage.ts';
import type { ChecklistItem } from '../templates/template.model.ts';

const code = z.string({ error: '请选择事项' }).regex(/^[0-9a-f]{10}$/, '请选择事项');
export const tickItemInput = z.object({ reference: enrolmentField, code, note: noteField, photoIds: idsField });
export const untickItemInput = z.object({
  reference: enrolmentField,
  code,
  reason: wordsField('请写明为什么还没有完成'),
});

/** Sets the ticks of the current stage, keeping the version it goes by. */
function withTicks(enrolment: Enrolment, version: number, ticks: Tick[]): Partial<Enrolment> {
  return { checklists: { ...enrolment.checklists, [enrolment.status]: { version, ticks } } };
}

async function itemOf(enrolment: Enrolment, wanted: string): Promise<{ item: ChecklistItem; version: number }> {
  const { items, version } = await checklistTemplate(enrolment, enrolment.status as WorkStage);
  const item = items.find((row) => row.code === wanted);
  if (item === undefined) throw notFound('common.not-found');
  if (item.auto !== undefined) throw conflict('enrolment.item-is-automatic');
  return { item, version };
}

const ticksOf = (enrolment: Enrolment): Tick[] => enrolment.checklists?.[enrolment.status as WorkStage]?.ticks ?? [];

/**
 * Says that an item of the current stage is done. Items that Anfa works out by itself cannot be ticked.
 * @throws NotFound for an item of another stage, Conflict for one that is automatic or ticked already.
 */
export async function tickItem(ctx: Context, raw: z.input<typeof tickItemInput>): Promise<Enrolment> {
  const input = requireFields(tickItemInput, raw);
  return takeStage(ctx, input.reference, 'tick-item', async (before): Promise<StageEffect> => {
    const { item, version } = await itemOf(before, input.code);
    if (ticksOf(before).some((row) => row.code === item.code)) throw conflict('enrolment.item-done-already');
    const subject = { kind: 'enrolment', id: before._id, reference: before.reference };
    await attachPhotos(ctx, { photoIds: input.photoIds, subject, proves: 'done', firmId: before.enterpriseId });
    const { note, photoIds } = input;
    const tick: Tick = { code: item.code, note, photoIds, ...personOf(ctx), at: ctx.now };
    return {
      event: 'programme.item-ticked',
      set: withTicks(before, version, [...ticksOf(before), tick]),
      facts: { item: item.label, note, photoCount: photoIds.length },
    };
  });
}

/** Takes a tick back. @throws NotFound when it is not ticked, Invalid at `reason`. */
export async function untickItem(ctx: Context, raw: z.input<typeof untickItemInput>): Promise<Enrolment> {
  const input = requireFields(untickItemInput, raw);
  return takeStage(ctx, input.reference, 'untick-item', async (before): Promise<StageEffect> => {
    const { item, version } = await itemOf(before, input.code);
    const left = ticksOf(before).filter((row) => row.code !== item.code);
    if (left.length === ticksOf(before).length) throw notFound('common.not-found');
    return {
      event: 'programme.item-unticked',
      set: withTicks(before, version, left),
      facts: { item: item.label, reason: input.reason },
    };
  });
}
