import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, dayField, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { keepsRegisters } from './bodies.ts';
import { onceNamed } from './commands.ts';
import { longName } from './fields.ts';
import { type Park, ParkModel } from './organisation.models.ts';
import { getBody, getPark } from './queries.ts';
import { findRegion } from './regions.ts';

const bodyId = z
  .string()
  .transform((id) => (id === '' ? undefined : id))
  .optional();

/** Fields of `addPark`. */
export const addParkInput = z.object({
  name: longName,
  regionCode: z
    .string({ error: '请选择县（市、区）' })
    .refine((code) => findRegion(code)?.level === 'county', '请选择县（市、区）'),
  bodyId,
  isChemical: z.boolean().default(false),
});
/** Fields of `changePark`. */
export const changeParkInput = z.object({
  parkId: chosenId('请选择园区'),
  name: longName,
  bodyId,
  isChemical: z.boolean().default(false),
});
/** Fields of `setSupervision`. */
export const setSupervisionInput = z.object({
  parkId: chosenId('请选择园区'),
  from: dayField('请填写开始日期'),
  hasSupervision: z.boolean({ error: '请选择' }),
});

/** A park may be under any body of its county, its city or the autonomous region. */
async function checkBody(regionCode: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const body = await getBody(id).catch(() => undefined);
  if (body === undefined || !regionCode.startsWith(body.regionCode)) {
    throw invalid('common.check-fields', { bodyId: '请从列表里选当地的监管部门' });
  }
}

/** Enters a park. Until its supervision is given a date it only assists. @throws Forbidden, Invalid */
export async function addPark(ctx: Context, raw: z.input<typeof addParkInput>): Promise<Park> {
  const input = requireFields(addParkInput, raw);
  keepsRegisters(ctx);
  await checkBody(input.regionCode, input.bodyId);
  const park: Park = {
    _id: newId(ctx.now),
    name: input.name,
    regionCode: input.regionCode,
    ...(input.bodyId === undefined ? {} : { bodyId: input.bodyId }),
    supervisions: [],
    isChemical: input.isChemical,
  };
  await onceNamed('这个园区已经有了', () =>
    inTransaction(async () => {
      await ParkModel.create([park]);
      const { name, regionCode, isChemical } = park;
      await record(ctx, {
        name: 'organisations.park-added',
        subject: { kind: 'park', id: park._id },
        facts: { park: name, regionCode, isChemical, bodyId: park.bodyId },
      });
    }),
  );
  return park;
}

/** Changes a park's name, competent body or kind. Cases stay with the body they went to. @throws Forbidden, NotFound, Invalid */
export async function changePark(ctx: Context, raw: z.input<typeof changeParkInput>): Promise<void> {
  const input = requireFields(changeParkInput, raw);
  keepsRegisters(ctx);
  const before = await getPark(input.parkId);
  await checkBody(before.regionCode, input.bodyId);
  const { name, isChemical } = input;
  await onceNamed('这个园区已经有了', () =>
    inTransaction(async () => {
      await ParkModel.updateOne(
        { _id: before._id },
        input.bodyId === undefined
          ? { $set: { name, isChemical }, $unset: { bodyId: 1 } }
          : { $set: { name, isChemical, bodyId: input.bodyId } },
      );
      await record(ctx, {
        name: 'organisations.park-changed',
        subject: { kind: 'park', id: before._id },
        facts: {
          from: { park: before.name, bodyId: before.bodyId, isChemical: before.isChemical },
          to: { park: name, bodyId: input.bodyId, isChemical },
        },
      });
    }),
  );
}

/**
 * Gives a park supervision, or takes it away, from a day on (意见（二）). What was in force before that day is not
 * touched: a new stretch begins and the one before ends the day before. Only the very first may begin in the past.
 * @throws Forbidden, NotFound, Invalid at `from` or `hasSupervision`, Conflict `common.changed-meanwhile`.
 */
export async function setSupervision(ctx: Context, raw: z.input<typeof setSupervisionInput>): Promise<void> {
  const input = requireFields(setSupervisionInput, raw);
  keepsRegisters(ctx);
  const park = await getPark(input.parkId);
  const { from, hasSupervision } = input;
  const last = park.supervisions.at(-1);
  if (last !== undefined && from < localDate(ctx.now)) throw refuse('from', '不能改动已经过去的日子，请填今天或以后');
  if (last !== undefined && from <= last.from) throw refuse('from', `要晚于上一次变动的日期 ${last.from}`);
  if (last !== undefined && last.to === undefined && last.hasSupervision === hasSupervision) {
    throw refuse('hasSupervision', '现在登记的就是这样，没有变动');
  }
  const before = park.supervisions.map((one) =>
    one === last && (one.to === undefined || one.to >= from) ? { ...one, to: addDays(from, -1) } : one,
  );
  await inTransaction(async () => {
    const { matchedCount } = await ParkModel.updateOne(
      { _id: park._id, supervisions: { $size: park.supervisions.length } },
      { $set: { supervisions: [...before, { from, hasSupervision }] } },
    );
    if (matchedCount === 0) throw conflict('common.changed-meanwhile');
    await record(ctx, {
      name: 'organisations.supervision-set',
      subject: { kind: 'park', id: park._id },
      facts: { from, hasSupervision },
    });
  });
}

const refuse = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });
