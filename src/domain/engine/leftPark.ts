import type { JournalEvent } from '#domain/journal';
import type { FormerPark } from '#domain/organisations';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';

/** A park the firm has left, with the row as it stood then: what that park reads from now on. */
export interface LeftPark extends FormerPark {
  /** Regions it lay in then, widest first; kept by nouns whose body reads on too. */
  regionPath?: string[];
  /**
   * The park and the regions the row lies in no longer and of which this is the last stay: whoever looks after one of
   * these reads the row by this entry, and boards count it there once. Kept with `regionPath`.
   */
  goneFrom?: string[];
  /** The instant it moved. */
  untilAt: Date;
  /** Everything that could change, as it was. */
  frozen: Record<string, unknown>;
}

/** A firm that goes from one park to another, with the body and the regions it is under afterwards. */
export interface FirmMove {
  enterpriseId: string;
  fromParkId: string;
  toParkId: string;
  bodyId: string;
  regionPath: string[];
}

/**
 * What becomes of a noun when its firm moves: its rows and clocks stay where they are, or go along. What goes along may be
 * kept by the body it was filed under (意见（二）: a change of powers moves no case). `take` is left out where rows lie
 * nowhere by themselves.
 */
export type Moves =
  | 'stays'
  | { body: 'new' | 'kept'; take?: (ctx: Context, move: FirmMove) => Promise<number | undefined> };

/** `LeftPark` as a path of a schema. */
export const LEFT_PARKS_PATH = [
  {
    _id: false,
    parkId: { type: String, required: true },
    until: { type: String, required: true },
    regionPath: { type: [String], default: undefined },
    goneFrom: { type: [String], default: undefined },
    untilAt: { type: Date, required: true },
    frozen: { type: Object, required: true },
  },
];

interface Leaving {
  parkId?: string;
  formerParks?: readonly LeftPark[];
}

/**
 * The move that took the row away from the actor's park, or out of their region; undefined for everybody else, and once it
 * is back.
 */
export function leftParkOf(actor: Actor, { parkId, formerParks }: Leaving): LeftPark | undefined {
  if (actsAs(actor, 'park-officer') && actor.scope.parkId !== parkId)
    return formerParks?.findLast((left) => left.parkId === actor.scope.parkId);
  const region = actsAs(actor, 'regulator') ? actor.scope.regionCode : undefined;
  return region === undefined ? undefined : formerParks?.findLast((left) => left.goneFrom?.includes(region));
}

/** The instant at which somebody may judge a row: to a park or body its firm has left, that of the move. */
export const judgedAt = ({ actor, now }: Context, row: Leaving): Date => leftParkOf(actor, row)?.untilAt ?? now;

/**
 * The entries of parks left, each saying what it is the last stay in: of a row that now lies in `now`. Worked out anew
 * at every move.
 */
export const withGoneFrom = (
  formerParks: readonly LeftPark[],
  now: { parkId?: string; regionPath: readonly string[] },
): LeftPark[] =>
  formerParks.map((left, at) => {
    const later = formerParks.slice(at + 1).flatMap(({ parkId, regionPath = [] }) => [parkId, ...regionPath]);
    const elsewhere = [now.parkId, ...now.regionPath, ...later];
    return {
      ...left,
      goneFrom: [left.parkId, ...(left.regionPath ?? [])].filter((place) => !elsewhere.includes(place)),
    };
  });

/** The row as the actor may know it: to a park the firm has left it stands as it stood that day. */
export function asKnownTo<T extends Leaving>(actor: Actor, row: T, changing: readonly (keyof T & string)[]): T {
  const left = leftParkOf(actor, row);
  if (left === undefined) return row;
  const known = Object.entries(row).filter(([key]) => !(changing as readonly string[]).includes(key));
  return { ...(Object.fromEntries(known) as T), ...left.frozen };
}

/** What happened as far as the actor may read: to a park the firm has left, up to the move. */
export function knownTrail(actor: Actor, row: Leaving, trail: readonly JournalEvent[]): JournalEvent[] {
  const left = leftParkOf(actor, row);
  return trail.filter((event) => left === undefined || event.at <= left.untilAt);
}

/** The entry of the park a row leaves now. */
export const leavingNow = <T>(
  row: T,
  changing: readonly (keyof T & string)[],
  move: { parkId: string; now: Date },
): LeftPark => ({
  parkId: move.parkId,
  until: localDate(move.now),
  untilAt: move.now,
  frozen: Object.fromEntries(changing.flatMap((key) => (row[key] === undefined ? [] : [[key, row[key]]]))),
});
