import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, requireFields } from '#kernel/input';
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
  .pipe(chosenId('请从列表里选当地的监管部门').optional())
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

/** A park may be under any body of its county, its city or the autonomous region. */
async function checkBody(regionCode: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const body = await getBody(id).catch(() => undefined);
  if (body === undefined || !regionCode.startsWith(body.regionCode)) {
    throw invalid('common.check-fields', { bodyId: '请从列表里选当地的监管部门' });
  }
}

/** Enters a park. Until somebody is entered as competent in it, it stands in red. @throws Forbidden, Invalid */
export async function addPark(ctx: Context, raw: z.input<typeof addParkInput>): Promise<Park> {
  const input = requireFields(addParkInput, raw);
  keepsRegisters(ctx);
  await checkBody(input.regionCode, input.bodyId);
  const park: Park = {
    _id: newId(ctx.now),
    name: input.name,
    regionCode: input.regionCode,
    ...(input.bodyId === undefined ? {} : { bodyId: input.bodyId }),
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
