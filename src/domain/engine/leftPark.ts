import type { JournalEvent } from '#domain/journal';
import type { FormerPark } from '#domain/organisations';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';

/** A park the firm has left, with the row as it stood then: what that park reads from now on. */
export interface LeftPark extends FormerPark {
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
    untilAt: { type: Date, required: true },
    frozen: { type: Object, required: true },
  },
];

interface Leaving {
  parkId?: string;
  formerParks?: readonly LeftPark[];
}

/** The move that took the row away from the actor's park; undefined for everybody else, and once it is back. */
export const leftParkOf = (actor: Actor, { parkId, formerParks }: Leaving): LeftPark | undefined =>
  actsAs(actor, 'park-officer') && actor.scope.parkId !== parkId
    ? formerParks?.findLast((left) => left.parkId === actor.scope.parkId)
    : undefined;

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

/** The same for many rows at once, as a stage of an update: what a row has not got is not frozen either. */
export const freezeStage = (changing: readonly string[], move: { parkId: string; now: Date }) => ({
  $set: {
    formerParks: {
      $concatArrays: [
        { $ifNull: ['$formerParks', []] },
        [
          {
            parkId: move.parkId,
            until: localDate(move.now),
            untilAt: move.now,
            frozen: Object.fromEntries(changing.map((key) => [key, `$${key}`])),
          },
        ],
      ],
    },
  },
});
