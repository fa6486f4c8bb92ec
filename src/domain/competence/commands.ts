import { z } from 'zod';
import { record } from '#domain/journal';
import { findBodiesOver, getPark, type Park, SECTORS, type Sector } from '#domain/organisations';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenCode, chosenId, dayField, requireFields, wordsField } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { type Competence, CompetenceModel, type Stretch } from './competence.model.ts';
import { MATTERS, type Matter } from './matters.ts';

/** Stands for the park's own management body among the bodies to choose from. */
export const THE_PARK = 'park';

/**
 * May the actor say who is competent in a park? The administrator, and a general body above the park's county: nobody
 * gives a power to themselves.
 */
export function mayKeepCompetence(actor: Actor, park: Pick<Park, 'regionCode'>): boolean {
  if (!actsAs(actor, 'administrator', 'regulator')) return false;
  const { regionCode, sectors } = actor.scope;
  if (actor.role === 'administrator') return true;
  const isAbove = regionCode !== undefined && regionCode.length < park.regionCode.length;
  return isAbove && sectors === undefined && park.regionCode.startsWith(regionCode);
}

const basisField = wordsField('请写明依据的文件和文号', 200);

export const beginCompetenceInput = z.object({
  parkId: chosenId('请选择园区'),
  matter: z.enum(MATTERS.map(({ code }) => code) as [Matter, ...Matter[]], { error: '请选择哪一类事项' }),
  /** A body's id, or `THE_PARK`. */
  holder: chosenCode('请选择由谁负责'),
  sectors: z.array(z.enum(SECTORS.map(({ code }) => code) as [Sector, ...Sector[]])).default([]),
  basis: basisField,
  from: dayField('请填写从哪天起'),
});
export const endCompetenceInput = z.object({
  parkId: chosenId('请选择园区'),
  id: chosenId('请选择哪一段'),
  to: dayField('请填写最后一天'),
  basis: basisField,
});

const refuse = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });
const touches = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === 0 || other.length === 0 || one.some((sector) => other.includes(sector));

/**
 * Says who is competent in a park for a matter and sectors from a day on. Whoever was until then ends the day before, and
 * keeps the sectors that are not spoken of; what was in force before is not touched. Only where nothing has ever been
 * entered for the matter and sectors may it begin in the past.
 * @throws Forbidden, NotFound, Invalid at `holder` or `from`, Conflict `common.changed-meanwhile`.
 */
export async function beginCompetence(ctx: Context, raw: z.input<typeof beginCompetenceInput>): Promise<void> {
  const { parkId, holder, ...said } = requireFields(beginCompetenceInput, raw);
  const { matter, sectors, from } = said;
  const park = await getPark(parkId);
  if (!mayKeepCompetence(ctx.actor, park)) throw forbidden('common.not-allowed');
  const isBody = holder !== THE_PARK;
  if (isBody && !(await findBodiesOver(park.regionCode)).some(({ _id }) => _id === holder))
    throw refuse('holder', '请从列表里选当地的监管部门');
  await change(ctx, park, (stretches) => {
    const alike = stretches.filter((one) => one.matter === matter && touches(one.sectors, sectors));
    const next = alike.find((one) => one.from >= from);
    if (next !== undefined) throw refuse('from', `要晚于已经登记的 ${next.from}`);
    if (alike.length > 0 && from < localDate(ctx.now)) throw refuse('from', '不能改动已经过去的日子，请填今天或以后');
    const isEnding = (one: Stretch): boolean => alike.includes(one) && (one.to === undefined || one.to >= from);
    const ended = stretches.map((one) =>
      isEnding(one) ? { ...one, to: addDays(from, -1), endBasis: said.basis } : one,
    );
    const rest = stretches.filter(isEnding).flatMap((one) => restOf(ctx, one, sectors, from));
    const begun: Stretch = { id: newId(ctx.now), ...said, ...(isBody ? { bodyId: holder } : {}) };
    return {
      stretches: [...ended, ...rest, begun],
      event: 'competence.begun',
      facts: { matter, sectors, from, basis: said.basis, ...(isBody ? { bodyId: holder } : { byPark: true }) },
    };
  });
}

/** What somebody keeps of their sectors when others are given away: as before, from the same day on. */
function restOf(ctx: Context, one: Stretch, given: readonly Sector[], from: LocalDate): Stretch[] {
  if (given.length === 0) return [];
  const had = one.sectors.length === 0 ? SECTORS.map(({ code }) => code) : one.sectors;
  const sectors = had.filter((sector) => !given.includes(sector));
  return sectors.length === 0 ? [] : [{ ...one, id: newId(ctx.now), sectors, from }];
}

/**
 * Ends a stretch with a day and a paper; days gone by are not touched. Where nobody follows there is a gap, in red.
 * @throws Forbidden, NotFound, Invalid at `to`, Conflict `common.changed-meanwhile`.
 */
export async function endCompetence(ctx: Context, raw: z.input<typeof endCompetenceInput>): Promise<void> {
  const { parkId, id, to, basis } = requireFields(endCompetenceInput, raw);
  const park = await getPark(parkId);
  if (!mayKeepCompetence(ctx.actor, park)) throw forbidden('common.not-allowed');
  await change(ctx, park, (stretches) => {
    const one = stretches.find((stretch) => stretch.id === id);
    if (one === undefined) throw notFound('common.not-found');
    if (one.to !== undefined) throw refuse('to', `已经登记到 ${one.to} 为止`);
    if (to < localDate(ctx.now)) throw refuse('to', '不能改动已经过去的日子，请填今天或以后');
    if (to < one.from) throw refuse('to', `不能早于开始的那天 ${one.from}`);
    return {
      stretches: stretches.map((stretch) => (stretch === one ? { ...stretch, to, endBasis: basis } : stretch)),
      event: 'competence.ended',
      facts: { matter: one.matter, sectors: one.sectors, to, basis },
    };
  });
}

interface Changed {
  stretches: Stretch[];
  event: string;
  facts: Record<string, unknown>;
}

async function change(ctx: Context, park: Park, decide: (stretches: readonly Stretch[]) => Changed): Promise<void> {
  try {
    await inTransaction(async () => {
      const before = await CompetenceModel.findById(park._id).lean<Competence>();
      const { stretches, event, facts } = decide(before?.stretches ?? []);
      if (before === null) await CompetenceModel.create([{ _id: park._id, version: 1, stretches }]);
      else {
        const { matchedCount } = await CompetenceModel.updateOne(
          { _id: park._id, version: before.version },
          { $set: { stretches }, $inc: { version: 1 } },
        );
        if (matchedCount === 0) throw conflict('common.changed-meanwhile');
      }
      await record(ctx, { name: event, subject: { kind: 'park', id: park._id }, facts });
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw conflict('common.changed-meanwhile');
    throw error;
  }
}
