import mongoose, { Schema } from 'mongoose';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import { blind } from '#platform/sealing';
import { doneDays } from './doneRules.ts';

/** That a form has taken effect. The row tells neither which form nor whose, and no time but a day. */
interface DoneAct {
  _id: string;
  expiresAt: Date;
}

const schema = new Schema<DoneAct>(
  { _id: NAMED_ID, expiresAt: { type: Date, required: true } },
  { collection: 'doneActs', versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
const DoneActModel = mongoose.model<DoneAct>('DoneAct', schema);

const idOf = (onceKey: string): string => blind(onceKey, 'done-acts');

/** Notes, in the transaction of the act itself, that it has taken effect. */
export async function noteDone({ onceKey, door, now }: Context): Promise<void> {
  if (onceKey === undefined || door !== 'web') return;
  const expiresAt = atLocalHour(addDays(localDate(now), doneDays(now)), 0);
  await DoneActModel.updateOne({ _id: idOf(onceKey) }, { $setOnInsert: { expiresAt } }, { upsert: true });
}

/** Whether this very act (`ctx.onceKey`) has taken effect already: what refuses it now is what it did itself. */
export const wasDone = async ({ onceKey }: Context): Promise<boolean> =>
  onceKey !== undefined && (await DoneActModel.exists({ _id: idOf(onceKey) })) !== null;
