import { z } from 'zod';
import { giveContact, type Hazard, isUnnamed, loadOwn, noteCheckedOn } from '#domain/hazards';
import { byTheHour, type Context } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { lineField, optionalWords, referenceOf, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { openSecret, sealSecret, type Watch, WatchModel } from './watch.model.ts';
import { watches } from './watch.ts';

/** Asks whoever reported how they are: the clock does, once for each day of the rule. @returns whether this call did. */
export async function askHowTheyAre(ctx: Context, hazard: Hazard): Promise<boolean> {
  const { _id: hazardId, reference: hazardReference, bodyId, checkInAt, createdAt } = hazard;
  if (checkInAt === undefined) return false;
  const days = Math.round((checkInAt.getTime() - createdAt.getTime()) / DAY_MS);
  return inTransaction(async () => {
    if (!(await noteCheckedOn(hazard, ctx.now))) return false;
    const once = { ...ctx, onceKey: `check-in:${hazardId}:${days}` };
    const asked = { kind: 'check-in' as const, bodyId, hazardId, hazardReference, days, secret: '' };
    await watches.make(once, 'ask', asked, { also: ({ _id }) => keep(_id, {}) });
    return true;
  });
}

/** Every row has its sealed part from the beginning. */
export const keep = (_id: string, secret: Parameters<typeof sealSecret>[1]): Promise<unknown> =>
  WatchModel.updateOne({ _id }, { $set: { secret: sealSecret(_id, secret) } });

/** The question that waits for whoever reported a case. */
const findCheckIn = async (hazardId: string): Promise<Watch | undefined> =>
  (await WatchModel.findOne({ hazardId, status: 'asked' }).sort({ _id: -1 }).lean<Watch>()) ?? undefined;

export const answerCheckInInput = z.object({
  reference: referenceOf('H'),
  queryCode: lineField('请填写查询码').optional(),
  answer: z.enum(['fine', 'harmed'], { error: '请选择一项' }),
  words: optionalWords(500),
  /** Their word that the regulator may find them. */
  withContact: z.boolean().default(false),
});

/**
 * Says how they fare, to the competent body alone: it lies sealed, and a good answer goes the same way as a bad one.
 * @throws Invalid at `queryCode` for a wrong one, Forbidden for who did not report it, Conflict `protection.not-asked`.
 */
export async function answerCheckIn(at: Context, raw: z.input<typeof answerCheckInInput>): Promise<Watch> {
  const { answer, words, withContact, ...own } = requireFields(answerCheckInInput, raw);
  return inTransaction(async () => {
    const hazard = await loadOwn(at, own);
    const asked = await findCheckIn(hazard._id);
    if (asked === undefined) throw conflict('protection.not-asked');
    const secret = sealSecret(asked._id, {
      ...openSecret(asked),
      answer,
      ...(words === undefined ? {} : { words }),
    });
    if (withContact && isUnnamed(hazard)) await giveContact(hazard._id, true);
    return watches.change(byTheHour(at), asked, 'answer', { set: { secret } });
  });
}
