import { findSounds, getSound, openSound } from '#domain/evidence';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { beside, toldByJoinedOf, toldOf } from './apart.ts';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { mayHear, mayReadJoined, type SeenHazard, withSight } from './policy.ts';

/** The voice messages of a case the actor may listen to, and whether a browser plays them. */
export const voicesOf = (actor: Actor, seen: SeenHazard): Promise<{ id: string; isPlayable: boolean }[]> =>
  findSounds(mayHear(actor, seen) ? (seen.hazard.soundIds ?? []) : []);

/** What was told apart, as it was told, where the actor may read it; else empty. */
export const wordsToldTo = (actor: Actor, seen: SeenHazard): string =>
  beside(
    mayHear(actor, seen) ? toldOf(seen.hazard) : '',
    mayReadJoined(actor, seen) ? toldByJoinedOf(seen.hazard) : '',
  );

/** One of them. @throws NotFound also for whoever may not listen. */
export async function hearVoice(ctx: Context, soundId: string): Promise<{ bytes: Buffer; type: string }> {
  const sound = await getSound(soundId);
  const hazard = sound.subject?.kind === 'hazard' ? await HazardModel.findById(sound.subject.id).lean<Hazard>() : null;
  if (hazard === null || !mayHear(ctx.actor, await withSight(ctx, hazard))) throw notFound('common.not-found');
  return openSound(sound);
}
