import mongoose, { Schema } from 'mongoose';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import { blind } from '#platform/sealing';
import { doneDays } from './doneRules.ts';
import type { Subject } from './event.model.ts';

/** That a form or a message has had one effect. The row tells neither which, nor on what, nor whose, and no time but a day. */
interface DoneAct {
  _id: string;
  /** Of the form or message: all its effects have it. */
  once: string;
  /** Of the request that had the effect, which may go on to have it once more. */
  by: string;
  expiresAt: Date;
}

const text = { type: String, required: true };
const schema = new Schema<DoneAct>(
  { _id: NAMED_ID, once: text, by: text, expiresAt: { type: Date, required: true } },
  { collection: 'doneActs', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ once: 1 }, { name: 'by_form' });
const DoneActModel = mongoose.model<DoneAct>('DoneAct', schema);

const onceOf = (onceKey: string): string => blind(onceKey, 'done-acts');

/** Notes an effect of a form or message; what another had noted before, undefined for the first. In a transaction. */
async function note(
  { now, requestId }: Context,
  onceKey: string,
  effect: string,
): Promise<{ isSameRequest?: boolean }> {
  const by = blind(`${onceKey} ${requestId}`, 'done-acts');
  const expiresAt = atLocalHour(addDays(localDate(now), doneDays(now)), 0);
  const before = await DoneActModel.findOneAndUpdate(
    { _id: blind(`${onceKey} ${effect}`, 'done-acts') },
    { $setOnInsert: { once: onceOf(onceKey), by, expiresAt } },
    { upsert: true, returnDocument: 'before' },
  ).lean<DoneAct>();
  return before === null ? {} : { isSameRequest: before.by === by };
}

/**
 * Takes a step for this very form or message (`ctx.onceKey`), in the step's transaction and before anything else: a button
 * pressed twice, at once or in a row, has one effect also where the step leaves the status as it is.
 * @returns false when it was taken before: whoever asks gives back the row as it stands.
 */
export async function claimStep(ctx: Context, step: string, { kind, id }: Subject): Promise<boolean> {
  if (ctx.onceKey === undefined) return true;
  return (await note(ctx, ctx.onceKey, `step ${step} ${kind} ${id}`)).isSameRequest === undefined;
}

/**
 * Notes, in the transaction of the act itself, that a form has had this effect.
 * @returns false when an earlier sending of the same form had it.
 */
export async function noteDone(ctx: Context, event: string, { kind, id }: Subject): Promise<boolean> {
  if (ctx.onceKey === undefined || ctx.door !== 'web') return true;
  return (await note(ctx, ctx.onceKey, `event ${event} ${kind} ${id}`)).isSameRequest !== false;
}

/** Whether this very act (`ctx.onceKey`) has taken effect already: what refuses it now is what it did itself. */
export const wasDone = async ({ onceKey }: Context): Promise<boolean> =>
  onceKey !== undefined && (await DoneActModel.exists({ once: onceOf(onceKey) })) !== null;
