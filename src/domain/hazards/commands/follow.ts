import { z } from 'zod';
import { findTrail } from '#domain/journal';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { requireFields, wordsField } from '#kernel/input';
import { type Change, subjectOf, takeStep } from '../change.ts';
import { keepJoined } from '../contact.ts';
import type { Hazard } from '../hazard.models.ts';
import { inHours, urgingRule } from '../hazardRules.ts';
import type { SeenHazard } from '../policy.ts';
import { countJoined, voiceIn } from '../voices.ts';
import { referenceField } from './fields.ts';

/**
 * 催办: asks whoever has the case now to get on with it. The journal keeps who asked and when, and how often is enough.
 * @throws Conflict `hazards.urged-lately`, `hazards.urged-enough`.
 */
export async function urgeRectification(ctx: Context, input: { reference: string }): Promise<Hazard> {
  return takeStep(ctx, input.reference, 'urge', async ({ hazard }) => {
    const { perPersonHours, perCaseADay } = urgingRule(ctx.now);
    const personId = ctx.actor.kind === 'person' ? ctx.actor.personId : undefined;
    const urged = (await findTrail(subjectOf(hazard))).filter(({ name }) => name === 'hazards.urged');
    const own = urged.findLast(({ actor }) => actor.personId === personId);
    if (personId !== undefined && own !== undefined && own.at > inHours(ctx.now, -perPersonHours)) {
      throw conflict('hazards.urged-lately', { params: { hours: perPersonHours } });
    }
    const today = urged.filter(({ at }) => localDate(at) === localDate(ctx.now)).length;
    if (today >= perCaseADay) throw conflict('hazards.urged-enough', { params: { count: perCaseADay } });
    return { event: 'urged' };
  });
}

export const assistHazardInput = z.object({ reference: referenceField, note: wordsField('请写明协助做了什么', 500) });

/**
 * 协助: a park without the power over a case writes down what it did to help, such as going there or keeping people away
 * (意见（二）). It decides nothing. @throws Invalid at `note`, Forbidden for anybody else.
 */
export async function assistHazard(ctx: Context, raw: z.input<typeof assistHazardInput>): Promise<Hazard> {
  const { reference, note } = requireFields(assistHazardInput, raw);
  return takeStep(ctx, reference, 'assist', () => ({ event: 'assisted', facts: { note } }));
}

/**
 * 附议: joins a case a colleague has reported, instead of reporting it again. Once a person. Without a name it leaves none
 * anywhere: who it was is sealed beside the reporter's own contact, and the case counts one more.
 * @throws Conflict `hazards.already-endorsed`, `hazards.own-report`.
 */
export async function endorseHazard(
  ctx: Context,
  { reference, isAnonymous = false }: { reference: string; isAnonymous?: boolean },
): Promise<Hazard> {
  const personId = personIn(ctx.actor);
  const join = ({ hazard }: SeenHazard): Change => {
    const count = countJoined(hazard) + 1;
    if (!isAnonymous) return { event: 'endorsed', push: { endorserIds: personId }, facts: { count } };
    const n = (hazard.unnamedEndorsers ?? 0) + 1;
    return {
      event: 'endorsed',
      joinsUnnamed: true,
      facts: { count, voice: voiceIn(hazard, n) },
      also: () => keepJoined(hazard._id, n, { personId }),
    };
  };
  return takeStep(ctx, reference, 'endorse', join, isAnonymous);
}
