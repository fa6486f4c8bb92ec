import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  type ApplicationFilter,
  applicationLifecycle,
  findApplications,
  findCohorts,
  findOwnApplications,
} from '#domain/applying';
import { findEnterprises, findRegions, regionName } from '#domain/organisations';
import { appliesForEnterprise, type PersonActor } from '#kernel/actor';
import { contextOf } from '../visit.ts';
import { presentRow } from './presentApplication.ts';

const word = z.string().trim().min(1).max(40).optional().catch(undefined);

/** What the address of the worklist says; anything unreadable is left out. */
const listQuery = z.object({
  q: word,
  status: word,
  cohort: word,
  region: z
    .string()
    .regex(/^45\d{0,4}$/)
    .optional()
    .catch(undefined),
  overdue: z.literal('1').optional().catch(undefined),
  after: z.string().max(60).optional().catch(undefined),
});
type Query = z.infer<typeof listQuery>;

const addressOf = (query: Query): string => {
  const params = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
  return params.size === 0 ? '/applications' : `/applications?${params}`;
};

const SENT = applicationLifecycle.statuses.filter((row) => row.code !== 'draft');

function filterOf(query: Query, cohorts: readonly { _id: string; reference: string }[]): ApplicationFilter {
  const status = SENT.find((row) => row.code === query.status)?.code;
  const cohortId = cohorts.find((cohort) => cohort.reference === query.cohort)?._id;
  return {
    ...(status === undefined ? {} : { statuses: [status] }),
    ...(query.q === undefined ? {} : { q: query.q }),
    // Somebody who looks for a firm wants to find it, however its application stands.
    ...(query.status === 'all' || (query.q !== undefined && query.status === undefined)
      ? { statuses: SENT.map((row) => row.code) }
      : {}),
    ...(cohortId === undefined ? {} : { cohortId }),
    ...(query.region === undefined ? {} : { regionCode: query.region }),
    ...(query.overdue === undefined ? {} : { isOverdue: true }),
    ...(query.after === undefined ? {} : { after: query.after }),
  };
}

const chosen = (rows: readonly { value: string; label: string }[], value: string | undefined) =>
  rows.map((row) => ({ ...row, isChosen: row.value === (value ?? '') }));

/** The worklist of a park or a competent body, what has waited longest first; of a firm, its own applications. */
export async function showApplications(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  if (appliesForEnterprise(req.actor)) {
    const { rows } = await findOwnApplications(ctx);
    return res.page('applications/mine', {
      title: '项目申请',
      rows: await Promise.all(rows.toReversed().map((row) => presentRow(row, req.now))),
      mayStart: !rows.some((row) => row.isOpen),
    });
  }
  const query = listQuery.parse(req.query);
  const { rows: cohorts } = await findCohorts({ limit: 50 });
  const { rows, nextCursor } = await findApplications(ctx, filterOf(query, cohorts));
  // Firms nobody has checked are in no list of enterprises.
  const known = await findEnterprises({ ids: rows.map((row) => row.enterpriseId) });
  const isUnchecked = (id: string): boolean => !known.some((firm) => firm._id === id);
  const own = (ctx.actor as PersonActor).scope.regionCode ?? '45';
  const isPaged = query.after !== undefined || nextCursor !== undefined;
  const { after: _, ...kept } = query;
  res.page('applications/index', {
    title: '申请审核',
    q: query.q ?? '',
    rows: await Promise.all(rows.map((row) => presentRow(row, req.now, isUnchecked(row.enterpriseId)))),
    statuses: chosen(
      [
        { value: '', label: '等待办理' },
        { value: 'all', label: '全部' },
        ...SENT.map(({ code, label }) => ({ value: code, label })),
      ],
      query.status,
    ),
    cohorts: chosen(
      [{ value: '', label: '全部批次' }, ...cohorts.map((row) => ({ value: row.reference, label: row.name }))],
      query.cohort,
    ),
    regions: chosen(
      [
        { value: '', label: '全部地区' },
        ...findRegions(own)
          .filter((region) => region.code !== own)
          .map((region) => ({ value: region.code, label: regionName(region.code) })),
      ],
      query.region,
    ),
    isOverdue: query.overdue === '1',
    exportFilter: JSON.stringify(filterOf(query, cohorts)),
    isFiltered: Object.values(kept).some((value) => value !== undefined),
    first: query.after === undefined ? undefined : addressOf(kept),
    next: nextCursor === undefined ? undefined : addressOf({ ...kept, after: nextCursor }),
    isPaged,
  });
}
