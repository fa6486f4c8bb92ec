import type { PipelineStage, QueryFilter } from 'mongoose';
import { COUNTY_OF_ROW } from '#domain/engine';
import { findRegion, SECTORS, sectorLabel, UNKNOWN_SECTOR } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { type Major, MajorModel } from './major.model.ts';
import { recurrenceDays } from './major.rules.ts';

/** What keeps a region, park or sector from being clear (动态清零). Every one has to be nought. */
export const BOARD_STATES = [
  { code: 'open', label: '没办完' },
  { code: 'overdue', label: '逾期' },
  { code: 'extended', label: '延期中' },
  { code: 'disputed', label: '有异议' },
  { code: 'recurred', label: '重复出现' },
  { code: 'downgraded', label: '改为一般' },
  { code: 'judged-none', label: '判为不属重大' },
  { code: 'unassigned', label: '没有责任人' },
] as const;
export type BoardState = (typeof BOARD_STATES)[number]['code'];

/** What sector a file may be of: one of a firm, or that of a firm nobody has found yet. */
export const FILED_SECTORS: readonly { code: string; label: string }[] = [
  ...SECTORS,
  { code: UNKNOWN_SECTOR, label: sectorLabel(UNKNOWN_SECTOR) },
];

/** The files that stand so, as the store is asked; lists and numbers ask alike. */
export function standingSo(state: BoardState, now: Date): QueryFilter<Major> {
  const lately = { $gte: new Date(now.getTime() - recurrenceDays(now) * DAY_MS) };
  switch (state) {
    case 'open':
      return { isOpen: true };
    case 'overdue':
      return { isOpen: true, lateSince: { $lt: now } };
    case 'extended':
      return { isOpen: true, isExtended: true };
    case 'disputed':
      return { isDisputed: true };
    case 'recurred':
      return { recursOf: { $exists: true }, status: { $nin: ['not-major', 'merged'] }, createdAt: lately };
    case 'downgraded':
      return { status: 'downgraded', downgradedAt: lately };
    case 'judged-none':
      return { status: 'not-major', since: lately };
    case 'unassigned':
      return { isOpen: true, isMajor: true, ownerId: { $exists: false } };
  }
}

export interface BoardPlace {
  region?: string | undefined;
  /** What was written at this division itself, and at none below it. */
  directly?: string | undefined;
  parkId?: string | undefined;
  isOutsideParks?: true | undefined;
  sector?: string | undefined;
}
export type BoardCounts = Record<BoardState, number>;
export interface BoardRow {
  code: string;
  /** What its list and its own board are asked by; undefined where it cannot be read what it is. */
  of: BoardPlace | undefined;
  counts: BoardCounts;
}
export interface Board {
  all: BoardCounts;
  /** Clear: every number is nought, as of `at`. */
  isClear: boolean;
  at: Date;
  regions: BoardRow[];
  parks: BoardRow[];
  sectors: BoardRow[];
}

interface Group {
  /** A row that is broken may lack any of them: it is counted all the same. */
  _id: { county?: string | null; parkId: string | null; sector?: string | null };
  state: BoardState;
  count: number;
}

/** By what those are found that count for some weeks only. */
const TIME_OF: Partial<Record<BoardState, keyof Major>> = {
  recurred: 'createdAt',
  downgraded: 'downgradedAt',
  'judged-none': 'since',
};
/**
 * Asked for in the order of its time, a state is read by the index of that time. Without it the store takes the index of the
 * status as often, whose newest come first too, and reads the years behind them.
 */
const inOrder = (state: BoardState): PipelineStage.Sort[] => {
  const time = TIME_OF[state];
  return time === undefined ? [] : [{ $sort: { [time]: -1 } }];
};

/** How many stand so in each county, park and sector; one command, in which each state is asked for by its own index. */
function countEachState(query: (state: BoardState) => QueryFilter<Major>): Promise<Group[]> {
  const [first = [], ...others] = BOARD_STATES.map(({ code: state }) => [
    { $match: query(state) },
    ...inOrder(state),
    {
      $group: {
        _id: { county: COUNTY_OF_ROW, parkId: '$parkId', sector: '$sector' },
        count: { $sum: 1 },
      },
    },
    { $set: { state } },
  ]);
  const { collectionName: coll } = MajorModel.collection;
  return MajorModel.aggregate<Group>([
    ...first,
    ...others.map((pipeline) => ({ $unionWith: { coll, pipeline } })),
  ] as PipelineStage[]);
}

const none = (): BoardCounts => Object.fromEntries(BOARD_STATES.map(({ code }) => [code, 0])) as BoardCounts;

/** Letters of the division a table is told by: one level below what is looked at. */
const below = (actor: PersonActor, region: string | undefined): number =>
  Math.min(6, (region ?? actor.scope.regionCode ?? '450000').length + 2);

/**
 * The numbers of the board in the actor's scope. Each is counted by the very filter its list is asked by.
 * @param query Of the list of files.
 */
export async function countBoard(
  ctx: Context,
  place: BoardPlace,
  query: (state: BoardState) => QueryFilter<Major>,
): Promise<Board> {
  const all = none();
  const tables = { regions: new Map<string, BoardCounts>(), parks: new Map(), sectors: new Map() };
  const letters = actsAs(ctx.actor, 'regulator', 'park-officer') ? below(ctx.actor, place.region) : 6;
  for (const { _id, state, count } of await countEachState(query)) {
    all[state] += count;
    for (const [table, key] of [
      [tables.regions, (_id.county ?? '').slice(0, letters)],
      [tables.parks, _id.parkId ?? ''],
      [tables.sectors, _id.sector ?? ''],
    ] as const) {
      const counts = table.get(key) ?? none();
      counts[state] += count;
      table.set(key, counts);
    }
  }
  const rows = (table: Map<string, BoardCounts>, placeOf: (code: string) => BoardPlace | undefined): BoardRow[] =>
    [...table]
      .map(([code, counts]) => ({ code, of: placeOf(code), counts }))
      .toSorted((one, other) => (one.code < other.code ? -1 : 1));
  const regionOf = (code: string): BoardPlace => (code.length < letters ? { directly: code } : { region: code });
  return {
    all,
    isClear: Object.values(all).every((count) => count === 0),
    at: ctx.now,
    regions: rows(tables.regions, (code) => (findRegion(code) === undefined ? undefined : regionOf(code))),
    parks: rows(tables.parks, (parkId) => (parkId === '' ? { isOutsideParks: true } : { parkId })),
    sectors: rows(tables.sectors, (sector) =>
      FILED_SECTORS.some(({ code }) => code === sector) ? { sector } : undefined,
    ),
  };
}
