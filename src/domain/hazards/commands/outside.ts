import type { QueryFilter } from 'mongoose';
import { z } from 'zod';
import { closeDeadlines } from '#domain/deadlines';
import { record } from '#domain/journal';
import { followCase } from '#domain/majors';
import { byTheHour, type Context, systemContext } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { lineField, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { caseOf } from '../caseOf.ts';
import { dueFields, openDeadline, subjectOf } from '../change.ts';
import { giveContact, isUnnamed } from '../contact.ts';
import { type Hazard, HazardModel } from '../hazard.models.ts';
import { nextCheckInAt, unverifiedDays } from '../hazardRules.ts';
import { holdAct, waitsForHour } from '../heldAct.model.ts';
import { mayHaveFile } from '../looks.ts';
import { loadOwn } from '../own.ts';
import { mayTakeOutside } from '../unverified.ts';
import { voiceIn } from '../voices.ts';
import { referenceField } from './fields.ts';
import { verifyDue } from './triage.ts';

export const takeOutsideInput = z.object({
  reference: referenceField,
  /** For who is not signed in: it shows that they reported it. */
  queryCode: lineField('请填写查询码').optional(),
  /** Their word that the regulator may find them. */
  withContact: z.boolean().default(false),
});

/**
 * Hands a case nobody has verified to its competent body, which judges it from then on; the firm goes on to put it right.
 * What is sealed of a reporter without a name goes along only on their word; a calm case without one goes at the next full
 * hour. Once it has gone, done again it changes nothing, whatever the second answer was.
 * @throws Invalid at `queryCode` for a wrong one, Forbidden for who did not report it, Conflict `hazards.not-outside-yet`.
 */
export async function takeOutside(at: Context, raw: z.input<typeof takeOutsideInput>): Promise<Hazard> {
  const { withContact, ...own } = requireFields(takeOutsideInput, raw);
  return inTransaction(async () => {
    const hazard = await loadOwn(at, own);
    if (hazard.outsideAt !== undefined) return hazard;
    if (!mayTakeOutside(hazard, at.now))
      throw conflict('hazards.not-outside-yet', { params: { days: unverifiedDays(hazard.createdAt) } });
    const hideActor = isUnnamed(hazard);
    if (waitsForHour(at, hazard, hideActor)) {
      const input = { ...own, withContact };
      await holdAct(at, hazard, { isOwn: true }, { act: 'outside', actor: at.actor, input });
      return hazard;
    }
    const ctx = hideActor ? byTheHour(at) : at;
    const { _id, version, createdAt, status } = hazard;
    const due = await verifyDue(ctx, { ...hazard, outsideAt: ctx.now });
    const checkInAt = hazard.checkInAt ?? nextCheckInAt(createdAt, ctx.now);
    const after = await HazardModel.findOneAndUpdate(
      { _id, version },
      {
        $set: {
          outsideAt: ctx.now,
          ...dueFields(due.at),
          updatedAt: ctx.now,
          ...(checkInAt === undefined ? {} : { checkInAt }),
        },
        $unset: { offerAt: 1 },
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) throw conflict('common.changed-meanwhile');
    if (isUnnamed(hazard) && withContact) await giveContact(_id, true);
    await closeDeadlines(ctx, { kind: 'hazard', id: _id });
    await openDeadline(ctx, after, {
      ...due,
      title: status === 'reported' ? '转交的隐患待受理' : '转交的隐患待核实',
    });
    // Its clock begins anew; nothing of the file tells who handed it over.
    if (mayHaveFile(after)) await followCase(systemContext(ctx.now, 'majors', ctx.requestId), caseOf(after), 'outside');
    await record(ctx, {
      name: 'hazards.taken-outside',
      subject: subjectOf(after),
      facts: hazard.isAnonymous ? { voice: voiceIn(hazard) } : {},
      hideActor,
    });
    return after;
  });
}

/** Cases whose reporter is to be offered that. */
export const findToOffer = (now: Date, limit: number, without: readonly string[]): Promise<Hazard[]> =>
  HazardModel.find({ offerAt: { $lte: now }, _id: { $nin: [...without] } } as QueryFilter<Hazard>)
    .sort({ offerAt: 1, _id: 1 })
    .limit(limit)
    .lean<Hazard[]>();

/** Offers it, once, unless the case has been verified meanwhile. @returns whether this call did. */
export async function offerOutside(at: Context, { _id, offerAt }: Pick<Hazard, '_id' | 'offerAt'>): Promise<boolean> {
  return inTransaction(async () => {
    const hazard = await HazardModel.findOneAndUpdate({ _id, offerAt } as QueryFilter<Hazard>, {
      $unset: { offerAt: 1 },
    }).lean<Hazard>();
    if (hazard === null) return false;
    const ctx = isUnnamed(hazard) ? byTheHour(at) : at;
    if (mayTakeOutside(hazard, at.now))
      await record(ctx, {
        name: 'hazards.outside-offered',
        subject: subjectOf(hazard),
        facts: { days: unverifiedDays(hazard.createdAt) },
      });
    return true;
  });
}

/** Cases whose reporter is to be asked how they are. */
export const findToCheckOn = (now: Date, limit: number, without: readonly string[]): Promise<Hazard[]> =>
  HazardModel.find({ checkInAt: { $lte: now }, _id: { $nin: [...without] } } as QueryFilter<Hazard>)
    .sort({ checkInAt: 1, _id: 1 })
    .limit(limit)
    .lean<Hazard[]>();

/** Notes in the transaction of the asking that it was done. @returns false when somebody else did. */
export async function noteCheckedOn({ _id, checkInAt, createdAt }: Hazard, now: Date): Promise<boolean> {
  const next = nextCheckInAt(createdAt, checkInAt !== undefined && checkInAt > now ? checkInAt : now);
  const { modifiedCount } = await HazardModel.updateOne(
    { _id, checkInAt } as QueryFilter<Hazard>,
    next === undefined ? { $unset: { checkInAt: 1 } } : { $set: { checkInAt: next } },
  );
  return modifiedCount === 1;
}
