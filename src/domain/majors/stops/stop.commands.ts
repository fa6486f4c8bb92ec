import type { z } from 'zod';
import { placeBeside } from '#domain/engine';
import { attachPhotos, findShownBefore, type Proves, placesTold } from '#domain/evidence';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { checkNoHand } from '../involved.ts';
import { peekFileOf } from '../major.commands.ts';
import { majors } from '../major.ts';
import { checkOver } from '../whose.ts';
import type { Stop } from './stop.model.ts';
import { stops } from './stop.ts';

type Given<A extends Parameters<typeof stops.inputOf>[0]> = z.input<ReturnType<typeof stops.inputOf<A>>>;

async function withPhotos(
  ctx: Context,
  stop: Stop,
  photoIds: readonly string[],
  proves: Proves,
): Promise<Pick<Stop, 'photoIds'>> {
  const kept = [...new Set([...stop.photoIds, ...photoIds])];
  const firmId = stop.aboutFirmId ?? stop.enterpriseId;
  await attachPhotos(ctx, { photoIds: kept, subject: stops.subjectOf(stop), proves, firmId });
  return { photoIds: kept };
}

/**
 * Asked of whoever decides about a stop: they are competent or above who is, have no hand in it, and see it as it is.
 * @throws Forbidden `common.not-allowed`, `majors.has-hand`; Conflict `majors.changed-since-seen`.
 */
async function checkDecides(ctx: Context, stop: Stop, seen: string | undefined): Promise<void> {
  if (seen !== undefined && seen !== String(stop.version)) throw conflict('majors.changed-since-seen');
  await checkOver(ctx, stop);
  const { hazardId, aboutFirmId, enterpriseId, createdAt } = stop;
  const since = (await peekFileOf(hazardId))?.foundAt ?? createdAt;
  await checkNoHand(ctx, { hazardId, firmId: aboutFirmId ?? enterpriseId, since }, true);
}

/**
 * Photos of the review are of this visit; the same picture seen before needs a reason, but for a case nobody may be told of.
 * @throws Invalid at `photoIds`, `note`
 */
async function checkNew(ctx: Context, stop: Stop, photoIds: readonly string[], note?: string): Promise<void> {
  const { _id, reference, enterpriseId, aboutFirmId } = stop;
  const about = { _id, reference, firmId: aboutFirmId ?? enterpriseId, ...given({ aboutFirmId }) };
  const shown = await placesTold(ctx, about, await findShownBefore(ctx, photoIds));
  if (shown.length > 0 && note === undefined)
    throw invalid('majors.photo-seen-before', { note: '有照片和以前交过的相同，请写明为什么可以用' });
}

export const issueStopInput = stops.inputOf('issue').omit({ reference: true });

/**
 * Stops what a major hazard makes unsafe, by the competent body or one above.
 * @throws NotFound for a file out of sight, Forbidden for anybody else, Conflict `majors.no-stop` for one that is over.
 */
export async function issueStop(ctx: Context, raw: z.input<typeof issueStopInput>): Promise<Stop> {
  const { major: reference, what, basis } = requireFields(issueStopInput, raw);
  const major = await majors.get(ctx, reference);
  if (!major.isOpen) throw conflict('majors.no-stop');
  await checkOver(ctx, major);
  const { aboutFirmId: firmId = major.enterpriseId, foundAt: since } = major;
  await checkNoHand(ctx, { hazardId: major.hazardId, firmId, since }, false);
  const { hazardId, hazardReference, aboutFirmId, isApart, isByHour, byPark } = major;
  return stops.make(
    ctx,
    'issue',
    {
      ...placeBeside(major),
      ...{ hazardId, hazardReference, majorReference: major.reference, isApart, isByHour, byPark },
      ...given({ aboutFirmId }),
      ...{ what, basis, issuedBy: personIn(ctx.actor) },
    },
    { facts: { said: what } },
  );
}

/** The firm asks to go on: what was done, and who found it safe (暂行规定第十八条). */
export const askResume = (ctx: Context, raw: Given<'ask-resume'>): Promise<Stop> =>
  stops.step(ctx, 'ask-resume', raw, async (stop, { photoIds, ...asked }, ctx) => ({
    set: {
      asked: { ...asked, by: personIn(ctx.actor), at: ctx.now },
      ...(await withPhotos(ctx, stop, photoIds, 'done')),
    },
    facts: { said: asked.done },
  }));

/** The review on site before work goes on, by another than who asked. @throws Invalid at `visitedOn`, `photoIds` */
export const resumeStopped = (ctx: Context, raw: Given<'resume'>): Promise<Stop> =>
  stops.step(ctx, 'resume', raw, async (stop, { seen, visitedOn, found, photoIds, note }, ctx) => {
    await checkDecides(ctx, stop, seen);
    if (visitedOn > localDate(ctx.now) || visitedOn < localDate(stop.asked?.at ?? stop.since))
      throw invalid('common.check-fields', { visitedOn: '到现场的日期应在申请以后、今天以前' });
    await checkNew(ctx, stop, photoIds, note);
    return {
      set: {
        review: { visitedOn, found, photoIds, by: personIn(ctx.actor), at: ctx.now, ...given({ note }) },
        ...(await withPhotos(ctx, stop, photoIds, 'reviewed')),
      },
      facts: { visitedOn, said: found },
    };
  });

/** It stays stopped. */
export const refuseResume = (ctx: Context, raw: Given<'refuse'>): Promise<Stop> =>
  stops.step(ctx, 'refuse', raw, async (stop, { seen, reason }, ctx) => {
    await checkDecides(ctx, stop, seen);
    return { set: { reason }, facts: { reason, said: reason } };
  });

/** It should not have been stopped. */
export const liftStop = (ctx: Context, raw: Given<'lift'>): Promise<Stop> =>
  stops.step(ctx, 'lift', raw, async (stop, { reason }, ctx) => {
    await checkDecides(ctx, stop, undefined);
    return { set: { reason }, facts: { reason, said: reason } };
  });
