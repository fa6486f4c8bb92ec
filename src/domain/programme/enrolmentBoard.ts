import type { ClientSession } from 'mongoose';
import { adjustTallies, type Dims, defineBoard, type Move, sumTallies } from '#domain/tallies';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';
import { narrowed, scopeOnBoard } from './boardScope.ts';
import { type Enrolment, EnrolmentModel } from './enrolment.model.ts';
import { GROUNDS, type Ground } from './grounds.ts';
import type { EnrolmentStage } from './lifecycle.ts';
import type { Size } from './sizeTable.ts';

/**
 * Firms in the programme by place, cohort and how they stand, and those that left a place by how they stood then (`left`:
 * out of the park, the county, or the city with it), so that a place's past stays its own. The narrow cuts answer the board as it opens; the wide one
 * answers any combination of filters.
 */
const BOARD = defineBoard({
  name: 'enrolments',
  label: '入项企业',
  shownOn: paths.enrolmentBoard,
  opens: paths.enrolments,
  cuts: [
    ['county', 'left', 'cohort', 'stage', 'sector'],
    ['county', 'left', 'cohort', 'stage', 'sector', 'size'],
    ['county', 'left', 'cohort', 'stage', 'sector', 'grounds'],
    ['county', 'left', 'cohort', 'stage', 'sector', 'size', 'grounds', 'reached', 'adviser'],
    ['park', 'left', 'cohort', 'stage', 'sector', 'size', 'grounds', 'reached', 'adviser'],
  ],
  recount: async function* (session) {
    for await (const enrolment of counted(session)) for (const dims of placesOf(enrolment)) yield { dims, by: 1 };
  },
});
type Dim = (typeof BOARD)['cuts'][number][number];

/** Whole days firms have spent in stages they have finished, and how many such firms there are. */
const STAYS = defineBoard({
  name: 'stage-stays',
  label: '阶段停留天数',
  shownOn: paths.enrolmentBoard,
  opens: 'measured',
  cuts: [
    ['county', 'cohort', 'stage', 'sector', 'what'],
    ['park', 'cohort', 'stage', 'sector', 'what'],
  ],
  recount: async function* (session) {
    for await (const enrolment of counted(session)) yield* staysOf(enrolment, 1);
  },
});

/** Stages in the order of the programme. */
export const STAGE_ORDER = ['preparing', 'implementing', 'accepting', 'improving'] as const;

type Counted = Pick<
  Enrolment,
  | 'regionPath'
  | 'parkId'
  | 'cohortId'
  | 'status'
  | 'pausedFrom'
  | 'size'
  | 'sector'
  | 'grounds'
  | 'adviserId'
  | 'stageDays'
> &
  Partial<Pick<Enrolment, 'formerParks'>>;

/** The furthest stage a firm has been in, for the funnel: being paused, sent back or gone does not undo it. */
function reached({ status, pausedFrom, stageDays }: Counted): EnrolmentStage {
  const been = new Set<string>([status, ...(pausedFrom === undefined ? [] : [pausedFrom]), ...Object.keys(stageDays)]);
  return STAGE_ORDER.findLast((stage) => been.has(stage)) ?? 'preparing';
}

const placeOf = (enrolment: Counted) => ({
  county: enrolment.regionPath.at(-1),
  park: enrolment.parkId,
  cohort: enrolment.cohortId,
  sector: enrolment.sector,
});

const dimsOf = (enrolment: Counted) => ({
  ...placeOf(enrolment),
  stage: enrolment.status,
  size: enrolment.size,
  // Grounds overlap, so the set is one value; readers add up the sets that hold a ground.
  grounds: GROUNDS.filter(({ code }) => enrolment.grounds.includes(code))
    .map(({ code }) => code)
    .join(','),
  reached: reached(enrolment),
  adviser: enrolment.adviserId,
});

/** Where a firm is counted: where it lies, and once in every park, county and city it has left, as it stood that day. */
const placesOf = (enrolment: Counted): Dims[] => [
  { ...dimsOf(enrolment), left: '' },
  ...(enrolment.formerParks ?? []).flatMap(({ parkId, regionPath = [], goneFrom = [], frozen }) => {
    const { status, pausedFrom, adviserId, stageDays = {} } = frozen as unknown as Counted;
    const then = dimsOf({ ...enrolment, regionPath, parkId, status, pausedFrom, adviserId, stageDays } as Counted);
    const [, city = '', county = ''] = regionPath;
    const left = goneFrom.includes(city) ? 'city' : 'county';
    return [
      ...(goneFrom.includes(county) ? [{ ...then, park: undefined, left }] : []),
      ...(goneFrom.includes(parkId) ? [{ ...then, county: undefined, left: 'park' }] : []),
    ];
  }),
];

/** Stages a firm has finished: those before the one it is in, was paused in, or had come to when it went. */
function finished(enrolment: Counted): [stage: string, days: number][] {
  const orderOf = (stage: string | undefined): number => (STAGE_ORDER as readonly string[]).indexOf(stage ?? '');
  const { status, pausedFrom, stageDays } = enrolment;
  const at = [status, pausedFrom, reached(enrolment)].map(orderOf).find((order) => order >= 0) ?? 0;
  return Object.entries(stageDays).filter(([stage]) => orderOf(stage) >= 0 && orderOf(stage) < at);
}

const staysOf = (enrolment: Counted, sign: 1 | -1): Move[] =>
  finished(enrolment).flatMap(([stage, days]) => [
    { board: STAYS, dims: { ...placeOf(enrolment), stage, what: 'days' }, by: sign * days },
    { board: STAYS, dims: { ...placeOf(enrolment), stage, what: 'stays' }, by: sign },
  ]);

/**
 * Moves a firm on the boards from what it was, if it was, to what it is now. `takeAction` calls it for every change; only
 * admission, which has no before, calls it itself.
 */
export async function tallyEnrolment(before: Counted | undefined, after: Counted): Promise<void> {
  await adjustTallies([
    ...(before === undefined ? [] : placesOf(before).map((dims): Move => ({ board: BOARD, dims, by: -1 }))),
    ...(before === undefined ? [] : staysOf(before, -1)),
    ...placesOf(after).map((dims): Move => ({ board: BOARD, dims, by: 1 })),
    ...staysOf(after, 1),
  ]);
}

export interface BoardFilter {
  cohortId?: string;
  regionCode?: string;
  stage?: EnrolmentStage;
  size?: Size;
  ground?: Ground;
  sector?: string;
}

/** One group of firms of the board. */
export interface BoardRow {
  value: string;
  count: number;
}
export type BoardBy = 'county' | 'stage' | 'size' | 'ground' | 'sector' | 'adviser' | 'reached' | 'cohort';

function queryOf(ctx: Context, filter: BoardFilter) {
  const scope = scopeOnBoard(ctx.actor);
  if (scope === undefined) return undefined;
  const { cohortId, regionCode, stage, size, sector } = filter;
  const place = narrowed(scope, regionCode);
  const own = place.sector;
  const isForeign = sector !== undefined && own !== undefined && !(own as readonly string[]).includes(sector);
  if (isForeign) return undefined;
  return {
    ...place,
    ...(cohortId === undefined ? {} : { cohort: cohortId }),
    ...(stage === undefined ? {} : { stage }),
    ...(size === undefined ? {} : { size }),
    ...(sector === undefined ? {} : { sector }),
  };
}

/** Which of those that left a place count there: for a region, those that left all of it. */
function leftOf({ actor }: Context): string[] {
  if (actor.kind !== 'person') return [];
  if (actor.role === 'park-officer') return ['park'];
  return { 4: ['city'], 6: ['city', 'county'] }[actor.scope.regionCode?.length ?? 0] ?? [];
}

/** How many firms have left the actor's park or region; they are in every number that does not ask how a firm stands. */
export async function countLeft(ctx: Context, filter: Omit<BoardFilter, 'stage' | 'ground'>): Promise<number> {
  const [query, left] = [queryOf(ctx, filter), leftOf(ctx)];
  if (query === undefined || left.length === 0) return 0;
  return (await sumTallies(BOARD, { ...query, left }, ['left'], ctx.now)).reduce((sum, row) => sum + row.count, 0);
}

/**
 * Firms in the actor's scope under a filter, counted apart by one thing; nothing for roles that look after no area.
 * A firm with two grounds counts under both. One that left the scope counts as it stood that day, but where it is asked
 * how firms stand today (stage, adviser).
 */
export async function countEnrolments(ctx: Context, filter: BoardFilter, by: BoardBy): Promise<BoardRow[]> {
  const asksStanding = by === 'stage' || by === 'adviser' || filter.stage !== undefined;
  const scope = queryOf(ctx, filter);
  if (scope === undefined) return [];
  const query = { ...scope, left: ['', ...(asksStanding ? [] : leftOf(ctx))] };
  const dim: Dim = by === 'ground' ? 'grounds' : by;
  const dims: Dim[] = filter.ground === undefined || dim === 'grounds' ? [dim] : [dim, 'grounds'];
  const rows = (await sumTallies(BOARD, query, dims, ctx.now)).filter(
    (row) => filter.ground === undefined || row.dims.grounds.split(',').includes(filter.ground),
  );
  const counts = new Map<string, number>();
  for (const row of rows) {
    const values = by === 'ground' ? row.dims.grounds.split(',').filter((one) => one !== '') : [row.dims[dim]];
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + row.count);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

/** Steps of the programme as the funnel names them. */
const FUNNEL = [
  { reached: 'preparing', label: '批准加入' },
  { reached: 'implementing', label: '到过组织实施' },
  { reached: 'accepting', label: '到过验收评估' },
  { reached: 'improving', label: '通过验收' },
] as const satisfies readonly { reached: (typeof STAGE_ORDER)[number]; label: string }[];

/** Steps from admission to acceptance; each holds every firm that came so far, wherever it is now. */
export async function countFunnel(
  ctx: Context,
  filter: Omit<BoardFilter, 'stage'>,
): Promise<{ reached: EnrolmentStage; label: string; count: number }[]> {
  const rows = await countEnrolments(ctx, filter, 'reached');
  const orderOf = (stage: string): number => (STAGE_ORDER as readonly string[]).indexOf(stage);
  return FUNNEL.map(({ reached, label }) => ({
    reached,
    label,
    count: rows.filter((row) => orderOf(row.value) >= orderOf(reached)).reduce((sum, row) => sum + row.count, 0),
  }));
}

/** Average whole days firms stayed in each stage they have finished, pauses left out. */
export async function averageStays(
  ctx: Context,
  filter: Pick<BoardFilter, 'cohortId' | 'regionCode' | 'sector'>,
): Promise<{ stage: string; days: number; stays: number }[]> {
  const query = queryOf(ctx, filter);
  if (query === undefined) return [];
  const rows = await sumTallies(STAYS, query, ['stage', 'what'], ctx.now);
  return STAGE_ORDER.flatMap((stage) => {
    const of = (what: string) => rows.find((row) => row.dims.stage === stage && row.dims.what === what)?.count ?? 0;
    const stays = of('stays');
    return stays === 0 ? [] : [{ stage, days: Math.round(of('days') / stays), stays }];
  });
}

const KEYS = [
  'regionPath',
  'parkId',
  'cohortId',
  'status',
  'pausedFrom',
  'size',
  'sector',
  'grounds',
  'adviserId',
  'stageDays',
  'formerParks',
] as const;

/** Every enrolment once; the boards read them one by one, for no two have stayed equally long. */
async function* counted(session: ClientSession): AsyncIterable<Counted> {
  yield* EnrolmentModel.find({})
    .select(Object.fromEntries(KEYS.map((key) => [key, 1])))
    .session(session)
    .lean<Counted>()
    .cursor({ batchSize: 1_000 }) as unknown as AsyncIterable<Counted>;
}
