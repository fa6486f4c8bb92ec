import {
  evidenceRule,
  findSounds,
  getSound,
  oldSoundsOf,
  openSound,
  removeToldSound,
  type Sound,
} from '#domain/evidence';
import { findHeld } from '#domain/journal';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { beside, toldByJoinedOf, toldOf } from './apart.ts';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { mayHear, mayReadJoined, type SeenHazard, withSight } from './policy.ts';

/** The voice messages of a case the actor may listen to, and whether a browser plays them. */
export const voicesOf = (actor: Actor, seen: SeenHazard): Promise<{ id: string; isPlayable: boolean }[]> =>
  findSounds(mayHear(actor, seen) ? (seen.hazard.soundIds ?? []) : []);

/** Whether it was told by voice, for whoever may listen: the voices may be gone by now. */
export const wasSpokenTo = (actor: Actor, seen: SeenHazard): boolean =>
  mayHear(actor, seen) && (seen.hazard.soundIds ?? []).length > 0;

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

/** Cases that have ended so long ago that nobody needs to hear their voices: not those nobody has written down, nor of a firm that is held. */
async function silentFrom(now: Date, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { enterpriseIds: held } = await findHeld();
  const ended = await HazardModel.distinct('_id', {
    ...{ _id: { $in: [...ids] }, isOpen: false, awaitsWords: { $ne: true }, updatedAt: { $lt: keptSince(now) } },
    ...{ enterpriseId: { $nin: held }, aboutFirmId: { $nin: held } },
  });
  return new Set(ended);
}

/** What ended before this day is no longer kept (`keptDays`, days in Asia/Shanghai). */
const keptSince = (now: Date): Date => atLocalHour(addDays(localDate(now), -evidenceRule(now).sound.keptDays), 0);

/** Voices a page of sounds is asked about at once. */
const AT_ONCE = 200;

/** Voice messages whose days are over, the oldest first, so many, `without` those named. */
export async function findVoicesOver(now: Date, limit: number, without: readonly string[]): Promise<Sound[]> {
  const over: Sound[] = [];
  let batch: Sound[] = [];
  const look = async (): Promise<void> => {
    const silent = await silentFrom(
      now,
      batch.map(({ subject }) => subject?.id ?? ''),
    );
    over.push(...batch.filter(({ subject }) => silent.has(subject?.id ?? '')));
    batch = [];
  };
  for await (const sound of oldSoundsOf('hazard', keptSince(now), without)) {
    batch.push(sound);
    if (batch.length === AT_ONCE) await look();
    if (over.length >= limit) break;
  }
  await look();
  return over.slice(0, limit);
}

/** Removes a voice whose days are over; what somebody wrote down of it stays. @returns false where its case has been taken up again. */
export async function removeVoice({ now }: Context, sound: Sound): Promise<boolean> {
  const id = sound.subject?.id ?? '';
  return (await silentFrom(now, [id])).has(id) && removeToldSound(sound);
}
