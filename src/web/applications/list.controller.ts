import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  type ApplicationFilter,
  applicationLifecycle,
  cohorts,
  findApplications,
  findOwnApplications,
} from '#domain/applying';
import { findEnterprises, findRegions, regionName } from '#domain/organisations';
import { appliesForEnterprise, type PersonActor } from '#kernel/actor';
import { given } from '#kernel/given';
import { paths } from '#kernel/paths';
import {
  askedCode,
  askedCursor,
  askedFlag,
  askedIn,
  askedRegion,
  askedWords,
  choicesOf,
  isFiltered,
  pagerOf,
} from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import { presentRow } from './presentApplication.ts';

const LIST = paths.applications;
const SENT = applicationLifecycle.statuses.filter((row) => row.code !== 'draft');
const ALL = { code: 'all', label: '全部' } as const;
const listQuery = z.object({
  q: askedWords,
  status: askedCode([ALL, ...SENT]),
  cohort: askedWords,
  region: askedRegion,
  overdue: askedFlag,
  after: askedCursor,
});

function filterOf(
  { q, status, cohort, region, overdue, after }: z.infer<typeof listQuery>,
  invitations: readonly { _id: string; reference: string }[],
): ApplicationFilter {
  // Somebody who looks for a firm wants to find it, however its application stands.
  const isAll = status === 'all' || (q !== undefined && status === undefined);
  const one = status === 'all' || status === undefined ? undefined : [status];
  return given({
    q,
    statuses: isAll ? SENT.map((row) => row.code) : one,
    cohortId: invitations.find(({ reference }) => reference === cohort)?._id,
    regionCode: region,
    isOverdue: overdue,
    after,
  });
}

/** The worklist of a park or a competent body, what has waited longest first; of a firm, its own applications. */
export async function showApplications(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  if (appliesForEnterprise(req.actor)) {
    const { rows } = await findOwnApplications(ctx);
    return res.page('applications/mine', {
      title: '项目申请',
      rows: await presentEach(ctx, 'application', rows.toReversed(), (row) => presentRow(row, req.now)),
      mayStart: !rows.some((row) => row.isOpen),
    });
  }
  const query = askedIn(listQuery, req, res);
  const { rows: invitations } = await cohorts.find(ctx, { limit: 50 });
  const { rows, nextCursor } = await findApplications(ctx, filterOf(query, invitations));
  // Firms nobody has checked are in no list of enterprises.
  const known = await findEnterprises({ ids: rows.map((row) => row.enterpriseId) });
  const isUnchecked = (id: string): boolean => !known.some((firm) => firm._id === id);
  const own = (ctx.actor as PersonActor).scope.regionCode ?? '45';
  res.page('applications/index', {
    title: '申请审核',
    q: query.q ?? '',
    rows: await presentEach(contextOf(req), 'application', rows, (row) =>
      presentRow(row, req.now, isUnchecked(row.enterpriseId)),
    ),
    statuses: choicesOf('等待办理', [ALL, ...SENT], query.status),
    cohorts: choicesOf(
      '全部批次',
      invitations.map((row) => ({ code: row.reference, label: row.name })),
      query.cohort,
    ),
    regions: choicesOf(
      '全部地区',
      findRegions(own)
        .filter((region) => region.code !== own)
        .map((region) => ({ code: region.code, label: regionName(region.code) })),
      query.region,
    ),
    isOverdue: query.overdue ?? false,
    exportFilter: JSON.stringify(filterOf(query, invitations)),
    isFiltered: isFiltered(query),
    ...pagerOf(LIST, query, nextCursor),
  });
}
