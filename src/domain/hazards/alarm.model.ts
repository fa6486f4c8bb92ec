import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
import type { Hazard } from './hazard.models.ts';
import { alarmSteps } from './hazardRules.ts';

/**
 * An urgent case nobody has taken on yet. It climbs in minutes, and the minute of a report without a name may stand
 * nowhere: all but a blinded id is sealed, the row changes with every step and is gone with the last, or once somebody
 * took the case on.
 */
interface AlarmRow {
  /** The case, blinded. */
  _id: string;
  sealed: string;
}
interface Running {
  hazardId: string;
  /** When it was told, as ISO text. */
  startedAt: string;
  /** How many steps have been taken since. */
  step: number;
}

/** A running alarm: what stands in it, where it can still be opened. */
export interface Alarm extends AlarmRow {
  running?: { hazardId: string; startedAt: Date; step: number };
}

const schema = new Schema<AlarmRow>(
  { _id: NAMED_ID, sealed: { type: String, required: true } },
  { collection: 'hazardAlarms', versionKey: false },
);
const AlarmModel = mongoose.model<AlarmRow>('HazardAlarm', schema);

const SEALED = sealedField<Running>('hazardAlarms', 'sealed');
const idOf = (hazardId: string): string => blind(hazardId, 'alarm-of-hazard');
export const minutesAfter = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * 60_000);

/** Begins to count the minutes until somebody takes the case on. Call it in the transaction that tells of it. @param now To the minute. */
export async function startAlarm(now: Date, { _id: hazardId }: Pick<Hazard, '_id'>): Promise<void> {
  const _id = idOf(hazardId);
  const sealed = SEALED.seal(_id, { hazardId, startedAt: now.toISOString(), step: 0 });
  await AlarmModel.updateOne({ _id }, { $set: { sealed } }, { upsert: true });
}

/** Somebody has it in hand, or it was none. */
export const endAlarm = async (hazardId: string): Promise<void> => {
  await AlarmModel.deleteOne({ _id: idOf(hazardId) });
};

/** Moves an alarm on, or ends it where no step is left. @returns false when somebody was faster. */
export async function moveAlarm({ _id, sealed, running }: Alarm, step: number | undefined): Promise<boolean> {
  if (step === undefined) return (await AlarmModel.deleteOne({ _id, sealed })).deletedCount > 0;
  const { hazardId, startedAt } = opened(running);
  const next = SEALED.seal(_id, { hazardId, startedAt: startedAt.toISOString(), step });
  return (await AlarmModel.updateOne({ _id, sealed }, { $set: { sealed: next } })).modifiedCount > 0;
}

/** What stands in an alarm. @throws Error for one that cannot be opened: it is set aside, and stops none of the others. */
export function opened(running: Alarm['running']): NonNullable<Alarm['running']> {
  if (running === undefined) throw new Error('alarm: it cannot be opened');
  return running;
}

/** Where the alarm of a case is kept, and since when it runs; undefined where it runs no more. */
export const ALARM_BESIDE = { collection: 'hazardAlarms', idOf } as const;
export const startOf = (row: unknown): Date | undefined =>
  row === undefined ? undefined : open(row as AlarmRow).running?.startedAt;

function open({ _id, sealed }: AlarmRow): Alarm {
  try {
    const { hazardId, startedAt, step } = SEALED.open(_id, sealed);
    return { _id, sealed, running: { hazardId, startedAt: new Date(startedAt), step } };
  } catch {
    return { _id, sealed };
  }
}

/**
 * Alarms whose next step has come, and those that cannot be opened. When it comes stands in no index, so all that run are
 * opened: few, for an hour each.
 */
export async function findDueAlarms(now: Date, limit: number, without: readonly string[]): Promise<Alarm[]> {
  const due: Alarm[] = [];
  for await (const row of AlarmModel.find({ _id: { $nin: [...without] } })
    .sort({ _id: 1 })
    .lean<AlarmRow>()
    .cursor()) {
    const alarm = open(row);
    const { startedAt = now, step = 0 } = alarm.running ?? {};
    const next = alarm.running === undefined ? undefined : alarmSteps(startedAt)[step];
    if (next === undefined || minutesAfter(startedAt, next.minutes) <= now) due.push(alarm);
    if (due.length === limit) break;
  }
  return due;
}
