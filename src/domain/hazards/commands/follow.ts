import type { Context } from '#kernel/context';
import { takeStep } from '../change.ts';
import type { Hazard } from '../hazard.models.ts';

/** 催办: asks whoever has the case now to get on with it. The journal keeps who asked and when. */
export async function urgeRectification(ctx: Context, input: { reference: string }): Promise<Hazard> {
  return takeStep(ctx, input.reference, 'urge', () => ({ event: 'urged' }));
}

/**
 * 附议: joins a case a colleague has reported, instead of reporting it again. Once a person.
 * @throws Conflict `hazards.already-endorsed`, `hazards.own-report`.
 */
export async function endorseHazard(ctx: Context, input: { reference: string }): Promise<Hazard> {
  const personId = ctx.actor.kind === 'person' ? ctx.actor.personId : '';
  return takeStep(ctx, input.reference, 'endorse', ({ hazard }) => ({
    event: 'endorsed',
    push: { endorserIds: personId },
    facts: { count: hazard.endorserIds.length + 1 },
  }));
}
