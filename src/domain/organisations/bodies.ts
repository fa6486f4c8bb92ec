import { z } from 'zod';
import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { onceNamed } from './commands.ts';
import { longName } from './fields.ts';
import { type Body, BodyModel } from './organisation.models.ts';
import { getBody } from './queries.ts';
import { findRegion } from './regions.ts';
import { SECTORS, type Sector } from './sectors.ts';

const sectors = z
  .array(z.enum(SECTORS.map((row) => row.code) as [Sector, ...Sector[]], { error: '请从列表里选行业' }))
  .default([]);

/** Fields of `addBody`. No sector makes it a general body (应急管理), one or more a sectoral one; a special one has none. */
export const addBodyInput = z.object({
  name: longName,
  regionCode: z.string({ error: '请选择地区' }).refine((code) => findRegion(code) !== undefined, '请选择地区'),
  sectors,
  isSpecial: z.boolean().default(false),
});
/** Fields of `changeBody`. */
export const changeBodyInput = z.object({ bodyId: chosenId('请选择监管部门'), name: longName, sectors });

/** Only administrators keep the registers of bodies and parks. @throws Forbidden */
export function keepsRegisters(ctx: Context): void {
  if (!actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
}

/** Enters a competent body. @throws Forbidden, Invalid `organisations.name-taken` at `name`. */
export async function addBody(ctx: Context, raw: z.input<typeof addBodyInput>): Promise<Body> {
  const input = requireFields(addBodyInput, raw);
  keepsRegisters(ctx);
  const region = findRegion(input.regionCode);
  if (region === undefined) throw notFound('common.not-found');
  if (input.isSpecial && input.sectors.length > 0)
    throw invalid('common.check-fields', { sectors: '专项监管部门不选行业' });
  const body: Body = {
    _id: newId(ctx.now),
    name: input.name,
    level: region.level,
    regionCode: region.code,
    kind: input.isSpecial ? 'special' : input.sectors.length === 0 ? 'general' : 'sectoral',
    sectors: input.sectors,
  };
  await onceNamed('这个部门已经有了', () =>
    inTransaction(async () => {
      await BodyModel.create([body]);
      await record(ctx, {
        name: 'organisations.body-added',
        subject: { kind: 'body', id: body._id },
        facts: { body: body.name, regionCode: body.regionCode, sectors: body.sectors },
      });
    }),
  );
  return body;
}

/**
 * Changes a body's name or its sectors. What it already decided or was sent stays with it; whether it is general or
 * sectoral does not change, because its people's scopes follow from it.
 * @throws Forbidden, NotFound, Invalid `organisations.name-taken` at `name`, `common.check-fields` at `sectors`.
 */
export async function changeBody(ctx: Context, raw: z.input<typeof changeBodyInput>): Promise<void> {
  const input = requireFields(changeBodyInput, raw);
  keepsRegisters(ctx);
  const before = await getBody(input.bodyId);
  if ((before.kind === 'sectoral') !== input.sectors.length > 0) {
    const sentence = before.kind === 'sectoral' ? '行业主管部门至少选一个行业' : '综合和专项监管部门不选行业';
    throw invalid('common.check-fields', { sectors: sentence });
  }
  await onceNamed('这个部门已经有了', () =>
    inTransaction(async () => {
      await BodyModel.updateOne({ _id: before._id }, { $set: { name: input.name, sectors: input.sectors } });
      await record(ctx, {
        name: 'organisations.body-changed',
        subject: { kind: 'body', id: before._id },
        facts: {
          from: { body: before.name, sectors: before.sectors },
          to: { body: input.name, sectors: input.sectors },
        },
      });
    }),
  );
}
