import { localDate } from '#kernel/dates';
import { type Duty, type DutyEntry, DutyEntryModel, DutyModel } from './duty.model.ts';
import { redOn } from './duty.ts';

/** The last lines of one, the newest day first. No permission is asked: whoever sees the row reads them. */
export const lastEntries = ({ _id }: Pick<Duty, '_id'>, limit: number): Promise<DutyEntry[]> =>
  DutyEntryModel.find({ dutyId: _id }).sort({ day: -1, _id: -1 }).limit(limit).lean<DutyEntry[]>();

/** Every line of one, the first day first; however many there are, a few at a time. No permission is asked. */
export const everyEntry = ({ _id }: Pick<Duty, '_id'>): AsyncIterable<DutyEntry> =>
  DutyEntryModel.find({ dutyId: _id })
    .sort({ day: 1, _id: 1 })
    .lean<DutyEntry[]>()
    .cursor() as AsyncIterable<DutyEntry>;

/** How the duties of a park and its firms stand: its own, those that are late, and how many have promised today. */
export interface DutyStanding {
  own: readonly Duty[];
  red: readonly Duty[];
  redCount: number;
  pledges: { owed: number; done: number };
}

/** The same as a park's book shows it. No permission is asked: the page says whose park it is. */
export async function dutyStanding(parkId: string, now: Date, limit: number): Promise<DutyStanding> {
  const today = localDate(now);
  const red = { parkId, ...redOn(now) };
  const pledge = { parkId, status: 'owed', type: 'pledge.daily' } as const;
  const [own, late, redCount, owed, done] = await Promise.all([
    DutyModel.find({ parkId, enterpriseId: { $exists: false } })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Duty[]>(),
    DutyModel.find(red).sort({ _id: 1 }).limit(limit).lean<Duty[]>(),
    DutyModel.countDocuments(red),
    DutyModel.countDocuments({ ...pledge, startsOn: { $lte: today } }),
    DutyModel.countDocuments({ ...pledge, lastOn: today }),
  ]);
  return { own, red: late, redCount, pledges: { owed, done } };
}
