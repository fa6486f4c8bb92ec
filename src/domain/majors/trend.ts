import { SECTORS, UNKNOWN_SECTOR } from '#domain/organisations';
import { adjustTallies, defineBoard, sumTallies, type Wanted } from '#domain/tallies';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addMonths, atLocalHour, formatMonth, localDate } from '#kernel/dates';
import { paths, pathsUnder } from '#kernel/paths';
import type { BoardPlace } from './board.ts';
import { MAJOR_PAGES, type Major, MajorModel } from './major.model.ts';

/** Months drawn, the one that runs included. */
const MONTHS_DRAWN = 12;
/** Those there may be files of. */
const [FIRST_YEAR, LAST_YEAR] = [2020, 2056];
/** Every month a list can be asked by, the latest first. */
export const MONTHS: readonly { code: string; label: string }[] = Array.from(
  { length: (LAST_YEAR - FIRST_YEAR + 1) * 12 },
  (_, i) => addMonths(`${LAST_YEAR}-12-01`, -i).slice(0, 7),
).map((code) => ({ code, label: formatMonth(code) }));

const monthOf = (at: Date): string => localDate(at).slice(0, 7);
/** The time of a month, Shanghai. */
export const timeOf = (month: string): { $gte: Date; $lt: Date } => ({
  $gte: atLocalHour(`${month}-01`, 0),
  $lt: atLocalHour(addMonths(`${month}-01`, 1), 0),
});

/** Files by where they lie and the month in which they were opened (`found`), and came to an end (`ended`). */
const BOARD = defineBoard({
  name: 'major-months',
  label: '重大隐患每月立案和办结',
  shownOn: paths.majorBoard,
  opens: pathsUnder(MAJOR_PAGES.path).list,
  cuts: [
    // Months first: a region reads those that are drawn, and nothing of the years before.
    ['month', 'county', 'what'],
    ['month', 'county', 'park', 'sector', 'what'],
    ['park', 'sector', 'what', 'month'],
    ['body', 'county', 'park', 'sector', 'what', 'month'],
  ],
  recount: async function* (session) {
    const files = MajorModel.find()
      .select({ parkId: 1, bodyId: 1, regionPath: 1, sector: 1, isOpen: 1, createdAt: 1, since: 1 })
      .session(session)
      .lean<Counted>()
      .cursor({ batchSize: 2_000 });
    for await (const file of files) for (const dims of dimsOf(file)) yield { dims, by: 1 };
  },
});
type Counted = Pick<Major, 'parkId' | 'bodyId' | 'regionPath' | 'sector' | 'isOpen' | 'createdAt' | 'since'>;

/** A row that is broken may lack any of them: its time decides where it counts, and without one it counts nowhere. */
function dimsOf(file: Partial<Counted>) {
  const { parkId, bodyId, regionPath, sector, isOpen, createdAt, since } = file;
  if (createdAt === undefined) return [];
  const at = { county: regionPath?.at(-1), park: parkId, body: bodyId, sector };
  return [
    { ...at, what: 'found', month: monthOf(createdAt) },
    // What has ended stays in its last status: since then it is over.
    ...(isOpen || since === undefined ? [] : [{ ...at, what: 'ended', month: monthOf(since) }]),
  ];
}

/** Moves a file from the months and place it was counted in, if it was, to those it is in now; in the transaction of the change. */
export async function tallyFile(before: Counted | undefined, after: Counted): Promise<void> {
  const moves = (file: Counted, by: number) => dimsOf(file).map((dims) => ({ board: BOARD, dims, by }));
  await adjustTallies([...(before === undefined ? [] : moves(before, -1)), ...moves(after, 1)]);
}

type Scoped = Partial<Record<(typeof BOARD)['cuts'][number][number], Wanted | undefined>>;

/** What of the board the actor sees of a place: the same as the list of files, for those who see whole areas. */
function scopesOf(
  { scope, role }: PersonActor,
  { region, directly, parkId, isOutsideParks, sector }: BoardPlace,
): Scoped[] {
  const county: Wanted | undefined = directly ?? (region === undefined ? undefined : { startsWith: region });
  const park = isOutsideParks ? '' : parkId;
  if (role === 'park-officer') {
    if (scope.parkId === undefined || (park !== undefined && park !== scope.parkId)) return [];
    return [{ county, sector, park: scope.parkId }];
  }
  const { regionCode = '', sectors, bodyId } = scope;
  const isInside = [region, directly].every((code) => code === undefined || code.startsWith(regionCode));
  // A wider place than one's own is one's own.
  const own: Wanted | undefined = isInside && county !== undefined ? county : { startsWith: regionCode };
  if (!isInside && ![region, directly].every((code) => code === undefined || regionCode.startsWith(code))) return [];
  if (directly !== undefined && !isInside) return [];
  if (sectors === undefined) return [{ county: own, park, sector }];
  const wanted = sector === undefined ? [...sectors] : sectors.filter((code) => code === sector);
  const others = [...SECTORS.map(({ code }) => code), UNKNOWN_SECTOR].filter(
    (code) => !(sectors as readonly string[]).includes(code) && (sector === undefined || code === sector),
  );
  return [
    ...(wanted.length === 0 ? [] : [{ county: own, park, sector: wanted }]),
    // What a body is competent for by its matter lies in any sector.
    ...(bodyId === undefined || others.length === 0 ? [] : [{ body: bodyId, county: own, park, sector: others }]),
  ];
}

/** One month of a place: opened in it, over in it, and open when it ended, or now. */
export interface TrendMonth {
  month: string;
  found: number;
  ended: number;
  open: number;
}

/**
 * The last months of a place, the oldest first.
 * @param openNow How many are open there now; back from it each month is reckoned.
 */
export async function trendOf(ctx: Context, place: BoardPlace, openNow: number): Promise<TrendMonth[]> {
  const { actor, now } = ctx;
  if (!actsAs(actor, 'park-officer', 'regulator')) return [];
  const months = Array.from({ length: MONTHS_DRAWN }, (_, i) => addMonths(`${monthOf(now)}-01`, -i).slice(0, 7));
  const parts = await Promise.all(
    scopesOf(actor, place).map((scope) => sumTallies(BOARD, { ...scope, month: months }, ['what', 'month'], now)),
  );
  const counts = new Map<string, number>();
  for (const { dims, count } of parts.flat()) {
    const key = `${dims.what} ${dims.month}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  let open = openNow;
  const rows = months.map((month): TrendMonth => {
    const [found, ended] = [counts.get(`found ${month}`) ?? 0, counts.get(`ended ${month}`) ?? 0];
    const row = { month, found, ended, open };
    open += ended - found;
    return row;
  });
  return rows.toReversed();
}
