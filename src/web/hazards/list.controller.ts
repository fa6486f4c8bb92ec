import type { Request, Response } from 'express';
import { z } from 'zod';
import { CATEGORIES, findHazardMarks, findMyReports, type HazardFilter, hazardLifecycle } from '#domain/hazards';
import { actsAs } from '#kernel/actor';
import { given } from '#kernel/given';
import { paths } from '#kernel/paths';
import {
  askedCode,
  askedCursor,
  askedFlag,
  askedId,
  askedIn,
  askedWords,
  choicesOf,
  isFiltered,
  keptOf,
  pagerOf,
  pagesQuery,
  quickFilters,
} from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import { drawLines } from './drawnLines.ts';
import { presentHazardRow } from './presentHazard.ts';

const LIST = paths.hazards;
const { statuses } = hazardLifecycle;
const listQuery = z.object({
  q: askedWords,
  status: askedCode(statuses),
  category: askedWords,
  overdue: askedFlag,
  major: askedFlag,
  urgent: askedFlag,
  'not-major': askedFlag,
  open: askedFlag,
  enterprise: askedId,
  place: askedId,
  after: askedCursor,
});

/** The filter of the domain that an address asks for. */
const filterOf = ({
  open,
  overdue,
  major,
  urgent,
  'not-major': notMajor,
  enterprise,
  place,
  ...same
}: z.infer<typeof listQuery>): HazardFilter =>
  given({
    ...same,
    isOpen: open,
    isOverdue: overdue,
    isMajor: major,
    isUrgent: urgent,
    isNotMajor: notMajor,
    enterpriseId: enterprise,
    locationId: place,
  });

/** Cases of the actor's firm, park or region, by the filter in the address. */
export async function showList(req: Request, res: Response): Promise<void> {
  const query = askedIn(listQuery, req, res);
  const ctx = contextOf(req);
  const { rows, nextCursor } = await findHazardMarks(ctx, filterOf(query));
  res.page('hazards/index', {
    title: '隐患',
    q: query.q ?? '',
    kept: keptOf(query, ['q', 'category', 'status']),
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ['未办结', { open: true }],
      ['逾期', { overdue: true }],
      ['紧急', { urgent: true }],
      ['重大', { major: true }],
      ['判为不属重大', { 'not-major': true }],
      ['待验收', { status: 'submitted' }],
      ['待销号', { status: 'closure-requested' }],
    ]),
    categories: choicesOf('全部类型', CATEGORIES, query.category),
    statuses: choicesOf('全部状态', statuses, query.status),
    lines: await drawLines(ctx, res, rows),
    ...pagerOf(LIST, query, nextCursor),
    isFiltered: isFiltered(query),
    exportFilter: JSON.stringify(filterOf(query)),
    mayReport: actsAs(req.actor, 'enterprise-manager', 'safety-officer'),
  });
}

/** What the person reported or joined themselves. */
export async function showMyReports(req: Request, res: Response): Promise<void> {
  const query = pagesQuery.parse(req.query);
  const { rows, nextCursor } = await findMyReports(contextOf(req), query.after);
  res.page('hazards/mine', {
    title: '我的上报',
    cases: await presentEach(contextOf(req), 'hazard', rows, (row) => presentHazardRow(row, req.now)),
    ...pagerOf(paths.myReports, query, nextCursor),
  });
}
