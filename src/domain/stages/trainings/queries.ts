import type { QueryFilter } from 'mongoose';
import { getEnrolment } from '#domain/programme';
import { type Context, readOnce } from '#kernel/context';
import type { LocalDate } from '#kernel/dates';
import { canReadRecord } from '../policy.ts';
import { type Training, TrainingModel } from './training.model.ts';

/** Classes of an enrolment the actor may read, the newest first; voided ones too. @throws NotFound */
export async function findTrainings(ctx: Context, reference: string): Promise<Training[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const rows = await readTrainings(ctx, { enrolmentId: enrolment._id });
  return rows.slice(0, 200).filter((row) => canReadRecord(ctx.actor, enrolment, row.heldOn));
}

export interface TrainingFilter {
  enrolmentId?: string;
  enterpriseId?: string;
  /** Both inclusive, Shanghai days. */
  from?: LocalDate;
  until?: LocalDate;
}

/** People and hours; one person who came twice is one person. */
export interface Trained {
  classes: number;
  managers: number;
  workers: number;
  /** Hours times people. */
  personHours: number;
  /** Accounts of those who have one, for the share of staff who took part. */
  personIds: string[];
}

/** Classes, the newest first; voided ones too. No permission is asked: numbers for checklists and outcomes. */
export function readTrainings(ctx: Context, filter: TrainingFilter): Promise<Training[]> {
  const { from, until, ...owner } = filter;
  const days = { ...(from === undefined ? {} : { $gte: from }), ...(until === undefined ? {} : { $lte: until }) };
  const query: QueryFilter<Training> = {
    ...owner,
    ...(from === undefined && until === undefined ? {} : { heldOn: days }),
  };
  return readOnce(ctx, `trainings:${JSON.stringify(filter)}`, () =>
    TrainingModel.find(query).sort({ heldOn: -1 }).limit(2_000).lean<Training[]>(),
  );
}

/** Who was trained. No permission is asked. */
export const countTrained = async (ctx: Context, filter: TrainingFilter): Promise<Trained> =>
  trainedIn(await readTrainings(ctx, filter));

/** Who was trained in some classes; voided ones do not count. */
export function trainedIn(classes: readonly Training[]): Trained {
  const rows = classes.filter(({ voided }) => voided === undefined);
  const people = new Map(
    rows.flatMap((row) => row.attendees).map((one) => [`${one.side}:${one.personId ?? one.name}`, one]),
  );
  const sides = [...people.values()];
  return {
    classes: rows.length,
    managers: sides.filter((one) => one.side === 'manager').length,
    workers: sides.filter((one) => one.side === 'worker').length,
    personHours: rows.reduce((sum, row) => sum + row.hours * row.attendees.length, 0),
    personIds: [...new Set(sides.flatMap((one) => (one.personId === undefined ? [] : [one.personId])))],
  };
}
