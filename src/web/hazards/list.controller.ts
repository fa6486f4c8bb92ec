import type { Request, Response } from 'express';
import {
  CATEGORIES,
  findHazardMarks,
  findMyReports,
  type HazardFilter,
  type HazardStatus,
  hazardLifecycle,
} from '#domain/hazards';
import { actsAs } from '#kernel/actor';
import { contextOf } from '../visit.ts';
import { drawLines } from './drawnLines.ts';
import { addressWith, countFilters, type ListQuery, listQuery } from './list.filter.ts';
import { presentHazardRow } from './presentHazard.ts';

/** The filter of the domain that an address asks for. */
export function filterOf(query: ListQuery): HazardFilter {
  const status = hazardLifecycle.statuses.find((row) => row.code === query.status)?.code as HazardStatus | undefined;
  return {
    ...(query.q === undefined ? {} : { q: query.q }),
    ...(status === undefined ? {} : { status }),
    ...(query.category === undefined ? {} : { category: query.category }),
    ...(query.open === undefined ? {} : { isOpen: true }),
    ...(query.overdue === undefined ? {} : { isOverdue: true }),
    ...(query.major === undefined ? {} : { isMajor: true }),
    ...(query.urgent === undefined ? {} : { isUrgent: true }),
    ...(query.enterprise === undefined ? {} : { enterpriseId: query.enterprise }),
    ...(query.place === undefined ? {} : { locationId: query.place }),
    ...(query.after === undefined ? {} : { after: query.after }),
  };
}

/** Filters one press away. Each is a link, so that any of them can be kept or sent on. */
function quickFilters(query: ListQuery) {
  const none = { status: undefined, open: undefined, overdue: undefined, major: undefined, urgent: undefined };
  const row = (label: string, change: Partial<ListQuery>, isCurrent: boolean) => ({
    label,
    href: addressWith(query, { ...none, ...change }),
    isCurrent,
  });
  const isPlain = [query.status, query.open, query.overdue, query.major, query.urgent].every((v) => v === undefined);
  return [
    row('全部', {}, isPlain),
    row('未办结', { open: '1' }, query.open === '1'),
    row('逾期', { overdue: '1' }, query.overdue === '1'),
    row('紧急', { urgent: '1' }, query.urgent === '1'),
    row('重大', { major: '1' }, query.major === '1'),
    row('待验收', { status: 'submitted' }, query.status === 'submitted'),
    row('待销号', { status: 'closure-requested' }, query.status === 'closure-requested'),
  ];
}

/** Cases of the actor's firm, park or region, by the filter in the address. */
export async function showList(req: Request, res: Response): Promise<void> {
  const query = listQuery.parse(req.query);
  const ctx = contextOf(req);
  const { rows, nextCursor } = await findHazardMarks(ctx, filterOf(query));
  const first = query.after === undefined ? undefined : addressWith(query, {});
  const next =
    nextCursor === undefined
      ? undefined
      : `${addressWith(query, {})}${addressWith(query, {}).includes('?') ? '&' : '?'}after=${nextCursor}`;
  res.page('hazards/index', {
    title: '隐患',
    q: query.q ?? '',
    kept: Object.entries(query)
      .filter(([key, value]) => !['q', 'after', 'category', 'status'].includes(key) && value !== undefined)
      .map(([name, value]) => ({ name, value })),
    quick: quickFilters(query),
    categories: [{ code: '', label: '全部类型' }, ...CATEGORIES].map(({ code, label }) => ({
      code,
      label,
      isChosen: code === (query.category ?? ''),
    })),
    statuses: [{ code: '', label: '全部状态' }, ...hazardLifecycle.statuses].map(({ code, label }) => ({
      code,
      label,
      isChosen: code === (query.status ?? ''),
    })),
    lines: await drawLines(ctx, res, rows),
    first,
    next,
    isPaged: first !== undefined || next !== undefined,
    isFiltered: countFilters(query) > 0,
    exportFilter: JSON.stringify(filterOf(query)),
    mayReport: actsAs(req.actor, 'enterprise-manager', 'safety-officer'),
  });
}

/** What the person reported or joined themselves. */
export async function showMyReports(req: Request, res: Response): Promise<void> {
  const after = typeof req.query['after'] === 'string' ? req.query['after'] : undefined;
  const { rows, nextCursor } = await findMyReports(contextOf(req), after);
  res.page('hazards/mine', {
    title: '我的上报',
    cases: await Promise.all(rows.map((row) => presentHazardRow(row, req.now))),
    first: after === undefined ? undefined : '/my-reports',
    next: nextCursor === undefined ? undefined : `/my-reports?after=${nextCursor}`,
    isPaged: after !== undefined || nextCursor !== undefined,
  });
}
