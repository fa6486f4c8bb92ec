import { type ApplicationStatus, countApplications } from '#domain/applying';
import { personName } from '#domain/identity';
import { regionName, sectorLabel } from '#domain/organisations';
import {
  averageStays,
  type BoardFilter,
  type BoardRow,
  countCameIn,
  countEnrolments,
  countFunnel,
  countLeft,
  enrolmentLifecycle,
  GROUNDS,
  SIZES,
} from '#domain/programme';
import type { Context } from '#kernel/context';
import { given } from '#kernel/given';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import type { Charts } from '../charts.ts';
import { addressOf } from '../listAddress.ts';
import { type BoardQuery, boardAddress } from './board.filter.ts';

/** For what an application left open. */
const UNSAID = '未填';

const LIST = paths.enrolments;
const MOST_ADVISERS = 30;
const stageLabel = (code: string): string =>
  statusRow(enrolmentLifecycle, code as (typeof enrolmentLifecycle)['statuses'][number]['code']).label;
const total = (rows: readonly BoardRow[]): number => rows.reduce((sum, row) => sum + row.count, 0);
const byCount = (a: BoardRow, b: BoardRow): number => b.count - a.count;

/** A breakdown as a chart over its numbers, each of which opens its list. */
async function breakdown(
  charts: Charts,
  id: string,
  title: string,
  rows: readonly BoardRow[],
  labelOf: (value: string) => string,
  hrefOf: (value: string) => string,
) {
  if (rows.length === 0) return undefined;
  const shown = rows.map(({ value, count }) => ({ label: labelOf(value), value: count, href: hrefOf(value) }));
  return { id, title, what: title, unit: '家', svg: await charts.bars(shown), rows: shown };
}

/** The list of applications with what of the board's filter it knows. */
const applicationsOf = ({ region }: BoardQuery, cohort: string | undefined, status?: string): string =>
  addressOf(paths.applications, { region, cohort, status });

/** Regions one step below what is looked at: cities of the autonomous region, counties of a city. */
function regionRows(rows: readonly BoardRow[], top: string): BoardRow[] {
  const length = top.length === 2 ? 4 : 6;
  const sums = new Map<string, number>();
  for (const { value, count } of rows) {
    const code = value.slice(0, length);
    sums.set(code, (sums.get(code) ?? 0) + count);
  }
  return [...sums].map(([value, count]) => ({ value, count })).sort(byCount);
}

/** Steps from application to acceptance; each holds everybody who came that far, wherever they are now. */
async function funnel(
  ctx: Context,
  charts: Charts,
  filter: BoardFilter,
  query: BoardQuery,
  sent: ReadonlyMap<ApplicationStatus, number>,
  cohort: string | undefined,
) {
  const { stage: _s, ...wide } = filter;
  const applied = [...sent.values()].reduce((sum, count) => sum + count, 0);
  const isNarrow = filter.size !== undefined || filter.ground !== undefined || filter.sector !== undefined;
  // Who was admitted elsewhere has applied elsewhere: without them more would come in than ever applied.
  const cameIn = isNarrow
    ? 0
    : await countCameIn(ctx, given({ cohortId: filter.cohortId, regionCode: filter.regionCode }));
  const steps = [
    ...(isNarrow ? [] : [{ label: '已提交申请', value: applied, href: applicationsOf(query, cohort, 'all') }]),
    ...(cameIn === 0
      ? []
      : [
          {
            label: '在别处加入、后来转入',
            value: cameIn,
            href: boardAddress(LIST, query, { stage: undefined, in: '1' }),
          },
        ]),
    ...(await countFunnel(ctx, wide)).map(({ reached, label, count }) => ({
      label,
      value: count,
      href: boardAddress(LIST, query, { stage: undefined, reached }),
    })),
  ];
  return { id: 'funnel', title: '从申请到验收', what: '步骤', unit: '家', svg: await charts.bars(steps), rows: steps };
}

async function adviserRows(ctx: Context, filter: BoardFilter, query: BoardQuery) {
  const rows = (await countEnrolments(ctx, filter, 'adviser')).sort(byCount);
  const named = rows.filter((row) => row.value !== '').slice(0, MOST_ADVISERS);
  const without = rows.find((row) => row.value === '')?.count ?? 0;
  return {
    without,
    rows: await Promise.all(
      named.map(async ({ value, count }) => ({
        name: await personName(value),
        count,
        href: boardAddress(LIST, query, { adviser: value }),
      })),
    ),
  };
}

/**
 * Everything the board of enrolment shows under a filter. `top` is the widest region of the actor, `cohort` the number
 * of the one chosen, for the list of applications knows cohorts by it.
 */
export async function presentBoard(
  ctx: Context,
  charts: Charts,
  filter: BoardFilter,
  query: BoardQuery,
  { top, cohort }: { top: string | undefined; cohort: string | undefined },
) {
  const place = given({ cohortId: filter.cohortId, regionCode: filter.regionCode });
  const { stage: _s, ground: _g, ...asLeft } = filter;
  const [all, hasLeft, stages, counties, grounds, sizes, sectors, sent, everSent, stays, advisers] = await Promise.all([
    countEnrolments(ctx, filter, 'cohort'),
    filter.stage === undefined && filter.ground === undefined ? countLeft(ctx, asLeft) : 0,
    countEnrolments(ctx, filter, 'stage'),
    top === undefined ? [] : countEnrolments(ctx, filter, 'county'),
    countEnrolments(ctx, filter, 'ground'),
    countEnrolments(ctx, filter, 'size'),
    countEnrolments(ctx, filter, 'sector'),
    countApplications(ctx, place),
    countApplications(ctx, place, 'ever'),
    averageStays(ctx, { ...place, ...(filter.sector ? { sector: filter.sector } : {}) }),
    adviserRows(ctx, filter, query),
  ]);
  const inStage = (code: string): number => stages.find((row) => row.value === code)?.count ?? 0;
  const waiting = (['submitted', 'resubmitted', 'recommended'] as const).reduce(
    (sum, s) => sum + (sent.get(s) ?? 0),
    0,
  );
  const steps = await funnel(ctx, charts, filter, query, everSent, cohort);
  const area = filter.regionCode ?? top;
  const regions = area === undefined || area.length === 6 ? [] : regionRows(counties, area);
  return {
    tiles: [
      { label: '加入过的企业', value: total(all), href: boardAddress(LIST, query) },
      ...(hasLeft === 0
        ? []
        : [{ label: '其中已转出，按转出那天计', value: hasLeft, href: boardAddress(LIST, query, { left: '1' }) }]),
      { label: '待审核的申请', value: waiting, href: applicationsOf(query, cohort) },
      {
        label: '暂停',
        value: inStage('paused'),
        href: boardAddress(LIST, query, { stage: 'paused' }),
        isBad: inStage('paused') > 0,
      },
      // The same number as the last step below, and the same list.
      ...steps.rows.slice(-1),
    ],
    isEmpty: total(all) === 0 && sent.size === 0,
    funnel: steps,
    charts: (
      await Promise.all([
        breakdown(
          charts,
          'by-stage',
          '各阶段',
          enrolmentLifecycle.statuses.flatMap(({ code }) => stages.filter((row) => row.value === code)),
          stageLabel,
          (stage) => boardAddress(LIST, query, { stage: stage as never }),
        ),
        breakdown(charts, 'by-region', '各地', regions, regionName, (region) =>
          boardAddress(paths.enrolmentBoard, query, { region }),
        ),
        breakdown(
          charts,
          'by-ground',
          '入项理由（可以不止一条）',
          grounds.sort(byCount),
          (code) => labelIn(GROUNDS, code, UNSAID),
          (ground) => boardAddress(LIST, query, { ground: ground as never }),
        ),
        breakdown(
          charts,
          'by-size',
          '企业规模',
          SIZES.flatMap(({ code }) => sizes.filter((row) => row.value === code)),
          (code) => labelIn(SIZES, code, UNSAID),
          (size) => boardAddress(LIST, query, { size: size as never }),
        ),
        breakdown(charts, 'by-sector', '行业门类', sectors.sort(byCount), sectorLabel, (sector) =>
          boardAddress(LIST, query, { sector: sector as never }),
        ),
      ])
    ).filter((chart) => chart !== undefined),
    stays: stays.map(({ stage, days, stays: count }) => ({ stage: stageLabel(stage), days, count })),
    overdue: addressOf(paths.applications, { region: query.region, cohort, overdue: '1' }),
    advisers,
  };
}
