import { z } from 'zod';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { chosenId, emptyIsMissing, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { keepsRegisters } from './bodies.ts';
import { onceNamed } from './commands.ts';
import { longName } from './fields.ts';
import { type Park, ParkModel } from './organisation.models.ts';
import { getBody, getPark } from './queries.ts';
import { findRegion, type RegionLevel } from './regions.ts';

const bodyId = z
  .string()
  .transform((id) => (id === '' ? undefined : id))
  .pipe(chosenId('请从列表里选当地的监管部门').optional())
  .optional();

/** 级别 of a park, as its approval says. */
export const PARK_LEVELS = [
  { code: 'autonomous-region', label: '自治区级' },
  { code: 'city', label: '市级' },
  { code: 'county', label: '县级' },
] as const satisfies readonly { code: RegionLevel; label: string }[];
const levels = PARK_LEVELS.map(({ code }) => code) as [RegionLevel, ...RegionLevel[]];
const level = z.preprocess(emptyIsMissing, z.enum(levels, { error: '请选择园区级别' }).optional());

/** Fields of `addPark`. */
export const addParkInput = z.object({
  name: longName,
  regionCode: z
    .string({ error: '请选择县（市、区）' })
    .refine((code) => findRegion(code)?.level === 'county', '请选择县（市、区）'),
  bodyId,
  isChemical: z.boolean().default(false),
  level,
});
/** Fields of `changePark`. */
export const changeParkInput = z.object({
  parkId: chosenId('请选择园区'),
  name: longName,
  bodyId,
  isChemical: z.boolean().default(false),
  level,
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
    ...given({ level: input.level }),
  };
  await onceNamed('这个园区已经有了', () =>
    inTransaction(async () => {
      await ParkModel.create([park]);
      const { name, regionCode, isChemical, level } = park;
      await record(ctx, {
        name: 'organisations.park-added',
        subject: { kind: 'park', id: park._id },
        facts: { park: name, regionCode, isChemical, bodyId: park.bodyId, ...given({ level }) },
      });
    }),
  );
  return park;
}

/** Changes a park's name, competent body, kind or level. Cases stay with the body they went to. @throws Forbidden, NotFound, Invalid */
export async function changePark(ctx: Context, raw: z.input<typeof changeParkInput>): Promise<void> {
  const input = requireFields(changeParkInput, raw);
  keepsRegisters(ctx);
  const before = await getPark(input.parkId);
  await checkBody(before.regionCode, input.bodyId);
  const { name, isChemical, bodyId, level } = input;
  const empty = Object.entries({ bodyId, level }).flatMap(([key, value]) => (value === undefined ? [[key, 1]] : []));
  await onceNamed('这个园区已经有了', () =>
    inTransaction(async () => {
      const set = { name, isChemical, ...given({ bodyId, level }) };
      await ParkModel.updateOne({ _id: before._id }, { $set: set, $unset: Object.fromEntries(empty) });
      await record(ctx, {
        name: 'organisations.park-changed',
        subject: { kind: 'park', id: before._id },
        facts: {
          from: { park: before.name, bodyId: before.bodyId, isChemical: before.isChemical, level: before.level },
          to: { park: name, bodyId, isChemical, level },
        },
      });
    }),
  );
}
