import type { QueryFilter } from 'mongoose';
import { leftParkOf } from '#domain/engine';
import { firmsOfTrades } from '#domain/organisations';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import type { Asked } from '#platform/count';
import { isPledge } from './duty.acts.ts';
import { type Duty, type DutyEntry, DutyEntryModel, DutyModel } from './duty.model.ts';
import type { DutyType } from './duty.rules.ts';
import { redOn } from './duty.ts';
import { type Firm, missingOf, requiredOn } from './required.ts';

type Lines = Pick<Duty, '_id'> & Partial<Pick<Duty, 'parkId' | 'formerParks'>>;
/** Lines of one as far as whoever reads it may: a park or body its firm has left reads none of those written since. */
function linesOf(actor: Actor, row: Lines): QueryFilter<DutyEntry> {
  const left = leftParkOf(actor, row);
  return { dutyId: row._id, ...(left === undefined ? {} : { day: { $lte: left.until }, at: { $lte: left.untilAt } }) };
}

/** The last lines of one, the newest day first. No permission is asked: whoever sees the row reads them. */
export const lastEntries = ({ actor }: Context, row: Lines, limit: number): Promise<DutyEntry[]> =>
  DutyEntryModel.find(linesOf(actor, row)).sort({ day: -1, _id: -1 }).limit(limit).lean<DutyEntry[]>();

/** Every line of one, the first day first; however many there are, a few at a time. No permission is asked. */
export const everyEntry = ({ actor }: Context, row: Lines): AsyncIterable<DutyEntry> =>
  DutyEntryModel.find(linesOf(actor, row))
    .sort({ day: 1, _id: 1 })
    .lean<DutyEntry[]>()
    .cursor() as AsyncIterable<DutyEntry>;

/** More firms of the trades that have to enter something than one park has. */
const MOST_FIRMS = 1_000;
/** As many late things as a book names. */
const MOST_SHOWN = 20;

/** How the duties of a park and its firms stand. */
export interface DutyStanding {
  /** The park's own. */
  own: readonly Duty[];
  /** Of the park and its firms: late, or missed the day before; the first few, and whether there are more. */
  red: readonly Duty[];
  hasMoreRed: boolean;
  /** Firms that promise every day, and those that have today. */
  pledges: { owed: number; done: number };
  /** Firms that have said nothing of what they have to enter. */
  missing: readonly { name: string; firmId: string; types: readonly DutyType[] }[];
}

/** What is asked of the store for it, so that the page of a park asks once for all its registers. */
export function dutiesAsked(parkId: string, now: Date) {
  const { trades, types } = requiredOn(now);
  return {
    ownDuties: [DutyModel, { parkId, enterpriseId: { $exists: false } }],
    redDuties: [DutyModel, { parkId, ...redOn(now) }, MOST_SHOWN + 1],
    enteredDuties: [DutyModel, { parkId, type: { $in: [...types] } }],
    dutyFirms: firmsOfTrades(parkId, trades, MOST_FIRMS),
  } as const satisfies Record<string, Asked>;
}

/** The same, of what was found. No permission is asked: the page says whose park it is. */
export function dutyStandingOf(
  found: Readonly<Record<keyof ReturnType<typeof dutiesAsked>, readonly unknown[]>>,
  now: Date,
): DutyStanding {
  const today = localDate(now);
  const [red, entered, firms] = [found.redDuties, found.enteredDuties, found.dutyFirms] as [Duty[], Duty[], Firm[]];
  // One entered after the hour of today is asked from tomorrow.
  const isOfToday = ({ dueOn, lastOn }: Duty): boolean => lastOn === today || dueOn <= today;
  const pledges = entered.filter((row) => isPledge(row) && row.status === 'owed' && isOfToday(row));
  const keys = new Set(entered.map(({ openKey }) => openKey));
  return {
    own: found.ownDuties as Duty[],
    red: red.slice(0, MOST_SHOWN),
    hasMoreRed: red.length > MOST_SHOWN,
    pledges: { owed: pledges.length, done: pledges.filter(({ lastOn }) => lastOn === today).length },
    missing: firms
      .map((firm) => ({ name: firm.name, firmId: firm._id, types: missingOf(firm, keys, now) }))
      .filter(({ types }) => types.length > 0),
  };
}
