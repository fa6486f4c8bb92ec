import { type Enterprise, findEnterprises } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, type LocalDate, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { ruleOn } from '#kernel/rules';
import { type InsuredLine, insuranceClock, MUST_INSURE, mustInsureLine, mustInsureTrades } from './mustInsureRules.ts';
import { COVERED, covers, lastDayOf, type Policy, PolicyModel } from './policies/policy.model.ts';

/** How a firm that must insure stands; all but the last are the list of 应保未保. */
export const COVER_STATES = [
  { code: 'never', label: '从未投保', tone: 'bad' },
  { code: 'lapsed', label: '已脱保', tone: 'bad' },
  { code: 'expiring', label: '快到期', tone: 'waiting' },
  { code: 'covered', label: '在保', tone: 'good' },
] as const;
export type CoverState = (typeof COVER_STATES)[number]['code'];

type Span = Pick<Policy, 'enterpriseId' | 'status' | 'opensOn' | 'startsOn' | 'endsOn' | 'cancelledOn'>;

/** How policies that were confirmed make a firm stand on `day`. A renewal that follows without a gap counts on. */
export function coverState(spans: readonly Span[], day: LocalDate, expiringDays: number): CoverState {
  const known = spans.filter(({ opensOn }) => opensOn !== undefined && opensOn <= day);
  if (known.length === 0) return 'never';
  const now = spans.filter((span) => covers(span, day));
  if (now.length === 0) return 'lapsed';
  let until = now.map(lastDayOf).toSorted().at(-1) as LocalDate;
  for (const span of spans.toSorted((a, b) => (a.startsOn < b.startsOn ? -1 : 1)))
    if ((span.opensOn ?? '') <= addDays(until, 1) && lastDayOf(span) > until) until = lastDayOf(span);
  return until <= addDays(day, expiringDays) ? 'expiring' : 'covered';
}

async function spansOf(enterpriseIds: readonly string[]): Promise<Map<string, Span[]>> {
  const found = await PolicyModel.find(
    { enterpriseId: { $in: [...enterpriseIds] }, status: { $in: [...COVERED] } },
    { enterpriseId: 1, status: 1, opensOn: 1, startsOn: 1, endsOn: 1, cancelledOn: 1 },
  ).lean<Span[]>();
  return new Map(enterpriseIds.map((id) => [id, found.filter(({ enterpriseId }) => enterpriseId === id)]));
}

/** What the list of 应保未保 can be asked for. */
export interface CoverFilter {
  state?: CoverState | undefined;
  /** A division inside the regulator's. */
  region?: string | undefined;
  sector?: string | undefined;
  /** A line of business that must insure, by its code. */
  line?: string | undefined;
  /** A part of the name, or the credit code. */
  q?: string | undefined;
}
export interface CoverRow {
  firm: Enterprise;
  state: CoverState;
  line: InsuredLine;
}

/** Lines of business that must insure on a day. */
export const insuredLines = (day: LocalDate): readonly InsuredLine[] => ruleOn(MUST_INSURE, day).value;
const BATCH = 500;

/** Whom a regulator looks after, of those who must insure; nobody else is in any list. @throws Forbidden */
function mustOf({ actor, now }: Context, { region, sector }: CoverFilter) {
  if (!actsAs(actor, 'regulator') || actor.scope.regionCode === undefined) throw forbidden('common.not-allowed');
  const { regionCode, sectors } = actor.scope;
  const own = sectors === undefined ? undefined : [...sectors];
  const asked = sector === undefined ? own : (own ?? [sector]).filter((one) => one === sector);
  return {
    regionCode: region ?? regionCode,
    // Nobody looks into a region that is not theirs.
    ...(region?.startsWith(regionCode) === false ? { ids: [] } : {}),
    trades: mustInsureTrades(localDate(now)),
    ...(asked === undefined ? {} : { sectors: asked }),
  };
}

/** Every firm that must insure, with how it stands today, in the order of their ids. */
async function* everyOne(ctx: Context, filter: CoverFilter): AsyncGenerator<CoverRow> {
  const [must, day, { expiringDays }] = [mustOf(ctx, filter), localDate(ctx.now), insuranceClock(ctx.now)];
  for (let after: string | undefined; ; ) {
    const firms = await findEnterprises({ ...must, limit: BATCH, ...(after === undefined ? {} : { after }) });
    const spans = await spansOf(firms.map(({ _id }) => _id));
    for (const firm of firms) {
      const line = mustInsureLine(firm, day);
      if (line === undefined || (filter.line !== undefined && line.code !== filter.line)) continue;
      yield { firm, line, state: coverState(spans.get(firm._id) ?? [], day, expiringDays) };
    }
    after = firms.at(-1)?._id;
    if (firms.length < BATCH || after === undefined) return;
  }
}

const STATES = COVER_STATES.map(({ code }) => code);
const inOrderOf = (one: CoverRow, other: CoverRow): number =>
  STATES.indexOf(one.state) - STATES.indexOf(other.state) ||
  one.firm.regionCode.localeCompare(other.firm.regionCode) ||
  one.firm.name.localeCompare(other.firm.name, 'zh-CN');

/**
 * A page of firms that must insure, those never insured first, then by region and name; without a state those that are not
 * insured, or not for long. A firm that need not insure is in no list.
 * @param after How many come before the page.
 * @throws Forbidden for all but regulators.
 */
export async function findCover(
  ctx: Context,
  { after = 0, limit = 25, ...filter }: CoverFilter & { after?: number | undefined; limit?: number },
): Promise<{ rows: CoverRow[]; nextCursor?: number }> {
  const q = filter.q?.normalize('NFKC').trim().toUpperCase() ?? '';
  const found: CoverRow[] = [];
  for await (const row of everyOne(ctx, filter)) {
    if (filter.state === undefined ? row.state === 'covered' : row.state !== filter.state) continue;
    if (q !== '' && !row.firm.name.toUpperCase().includes(q) && !row.firm.creditCode.startsWith(q)) continue;
    found.push(row);
  }
  const rows = found.toSorted(inOrderOf).slice(after, after + limit);
  return after + limit < found.length ? { rows, nextCursor: after + limit } : { rows };
}

/** How many of one division or section stand how. */
export interface CoverCount {
  code: string;
  counts: Record<CoverState, number>;
}

type Counts = Map<string, CoverCount>;

/**
 * How firms that must insure stand: all together, by the divisions under the regulator's, by section, and by line of business. Every number is
 * that of the list with the same filter. @throws Forbidden for all but regulators.
 */
export async function countCover(
  ctx: Context,
  filter: CoverFilter = {},
): Promise<{ all: CoverCount; regions: CoverCount[]; sectors: CoverCount[]; lines: CoverCount[] }> {
  const none = (code: string): CoverCount => ({ code, counts: { never: 0, lapsed: 0, expiring: 0, covered: 0 } });
  const all = none('');
  const [regions, sectors, lines] = [1, 2, 3].map(() => new Map<string, CoverCount>()) as [Counts, Counts, Counts];
  const deeper = Math.min(6, mustOf(ctx, filter).regionCode.length + 2);
  const add = (to: Map<string, CoverCount>, code: string, state: CoverState): void => {
    const row = to.get(code) ?? none(code);
    row.counts[state] += 1;
    to.set(code, row);
  };
  for await (const { firm, state, line } of everyOne(ctx, filter)) {
    add(lines, line.code, state);
    all.counts[state] += 1;
    add(regions, firm.regionCode.slice(0, deeper), state);
    add(sectors, firm.sector, state);
  }
  const inOrder = (rows: Map<string, CoverCount>) => [...rows.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return { all, regions: inOrder(regions), sectors: inOrder(sectors), lines: inOrder(lines) };
}
