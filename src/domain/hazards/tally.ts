import { SECTORS, UNKNOWN_SECTOR } from '#domain/organisations';
import { adjustTallies, defineBoard, sumTallies, type Wanted } from '#domain/tallies';
import { type Actor, actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';
import { APART, type Hazard, HazardModel } from './hazard.models.ts';
import type { HazardStatus } from './lifecycle.ts';

/** Cases by where they are and how they stand. */
const BOARD = defineBoard({
  name: 'hazards',
  label: '隐患',
  shownOn: paths.home,
  opens: paths.hazards,
  cuts: [
    ['enterprise', 'status', 'grade'],
    ['park', 'status', 'grade'],
    ['county', 'sector', 'status', 'grade'],
    ['body', 'sector', 'status', 'grade'],
  ],
  // Read row by row: one `$group` over everything would outlast the time a single answer of the store may take.
  recount: async function* (session) {
    const cases = HazardModel.find()
      .select({ _id: 0, enterpriseId: 1, parkId: 1, bodyId: 1, regionPath: 1, sector: 1, status: 1, isMajor: 1 })
      .session(session)
      .lean<Counted>()
      .cursor({ batchSize: 2_000 });
    for await (const hazard of cases) yield { dims: dimsOf(hazard), by: 1 };
  },
});
type Dim = (typeof BOARD)['cuts'][number][number];
type Counted = Pick<Hazard, 'enterpriseId' | 'parkId' | 'bodyId' | 'regionPath' | 'sector' | 'status' | 'isMajor'>;

const dimsOf = (hazard: Counted) => ({
  enterprise: hazard.enterpriseId === APART ? undefined : hazard.enterpriseId,
  park: hazard.parkId,
  body: hazard.bodyId,
  county: hazard.regionPath.at(-1),
  sector: hazard.sector,
  status: hazard.status,
  grade: hazard.isMajor ? 'major' : 'general',
});

/**
 * Moves a case on the board from what it was, if it was, to what it is now; none of it counts before others know of the
 * case. Call in the transaction of the change.
 */
export async function tallyHazard(before: Counted | undefined, after: Hazard): Promise<void> {
  const moves = [
    ...(before === undefined ? [] : [{ board: BOARD, dims: dimsOf(before), by: -1 }]),
    { board: BOARD, dims: dimsOf(after), by: 1 },
  ];
  await adjustTallies(moves, after.heldUntil);
}

type Scoped = Partial<Record<Dim, Wanted | undefined>>;

/** What a sectoral or special body sees beside its sectors: cases of others it is competent for by their matter. */
function byMatter(actor: Actor): Scoped[] {
  if (!actsAs(actor, 'regulator') || actor.scope.sectors === undefined || actor.scope.bodyId === undefined) return [];
  const { sectors, bodyId } = actor.scope;
  const others = [...SECTORS.map(({ code }) => code), UNKNOWN_SECTOR].filter((code) => !sectors.includes(code));
  return others.length === 0 ? [] : [{ body: bodyId, sector: others }];
}

/** What of the board lies in the actor's scope; the same as `visibleTo`, for the roles that see whole areas. */
function scopeOf(actor: Actor): Scoped | undefined {
  if (actor.kind !== 'person') return undefined;
  const { scope } = actor;
  if (runsEnterprise(actor)) return scope.enterpriseId === undefined ? undefined : { enterprise: scope.enterpriseId };
  if (actsAs(actor, 'adviser')) return scope.enterpriseIds?.length ? { enterprise: scope.enterpriseIds } : undefined;
  if (actsAs(actor, 'park-officer')) return scope.parkId === undefined ? undefined : { park: scope.parkId };
  if (!actsAs(actor, 'regulator') || scope.regionCode === undefined) return undefined;
  return {
    county: { startsWith: scope.regionCode },
    ...(scope.sectors === undefined ? {} : { sector: scope.sectors }),
  };
}

/** Cases in the actor's scope by status and grade; none for those who see single cases only. */
export async function countByStatus(
  ctx: Context,
): Promise<{ status: HazardStatus; isMajor: boolean; count: number }[]> {
  const scope = scopeOf(ctx.actor);
  if (scope === undefined) return [];
  const parts = await Promise.all(
    [scope, ...byMatter(ctx.actor)].map((part) => sumTallies(BOARD, part, ['status', 'grade'], ctx.now)),
  );
  const counts = new Map<string, { status: HazardStatus; isMajor: boolean; count: number }>();
  for (const { dims, count } of parts.flat()) {
    const key = `${dims.status} ${dims.grade}`;
    const so = counts.get(key)?.count ?? 0;
    counts.set(key, { status: dims.status as HazardStatus, isMajor: dims.grade === 'major', count: so + count });
  }
  return [...counts.values()];
}
