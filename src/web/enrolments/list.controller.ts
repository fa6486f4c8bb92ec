import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  type EnrolmentFilter,
  type EnrolmentStage,
  enrolmentLifecycle,
  findEnrolments,
  GROUNDS,
  type Ground,
  SIZES,
  type Size,
} from '#domain/programme';
import { contextOf } from '../visit.ts';
import { presentEnrolmentRow } from './presentEnrolment.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);
const word = z.string().max(24);
const query = z.object({
  q: z.string().trim().min(1).max(40).optional().catch(undefined),
  reached: word.optional().catch(undefined),
  stage: word.optional().catch(undefined),
  ground: word.optional().catch(undefined),
  size: word.optional().catch(undefined),
  sector: z
    .string()
    .regex(/^[A-T]$/)
    .optional()
    .catch(undefined),
  region: z
    .string()
    .regex(/^45(\d{2}){0,2}$/)
    .optional()
    .catch(undefined),
  cohort: id.optional().catch(undefined),
  adviser: id.optional().catch(undefined),
  enterprise: id.optional().catch(undefined),
  after: id.optional().catch(undefined),
});
type Query = z.infer<typeof query>;

/** The filter of the domain that an address asks for; what cannot be read is left out, so an old bookmark still opens. */
function filterOf(asked: Query): EnrolmentFilter {
  const stage = enrolmentLifecycle.statuses.find((row) => row.code === asked.stage)?.code as EnrolmentStage | undefined;
  const reached = enrolmentLifecycle.statuses.find((row) => row.code === asked.reached)?.code;
  const ground = GROUNDS.find((row) => row.code === asked.ground)?.code as Ground | undefined;
  const size = SIZES.find((row) => row.code === asked.size)?.code as Size | undefined;
  return {
    ...(asked.q === undefined ? {} : { q: asked.q }),
    ...(stage === undefined ? {} : { stage }),
    ...(reached === undefined ? {} : { reached }),
    ...(ground === undefined ? {} : { ground }),
    ...(size === undefined ? {} : { size }),
    ...(asked.sector === undefined ? {} : { sector: asked.sector }),
    ...(asked.region === undefined ? {} : { regionCode: asked.region }),
    ...(asked.cohort === undefined ? {} : { cohortId: asked.cohort }),
    ...(asked.adviser === undefined ? {} : { adviserId: asked.adviser }),
    ...(asked.enterprise === undefined ? {} : { enterpriseId: asked.enterprise }),
    ...(asked.after === undefined ? {} : { after: asked.after }),
  };
}

function addressWith(asked: Query, change: Partial<Query>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...asked, after: undefined, ...change })) {
    if (value !== undefined) params.set(key, value);
  }
  const search = params.toString();
  return search === '' ? '/enrolments' : `/enrolments?${search}`;
}

const choices = (rows: readonly { code: string; label: string }[], all: string, chosen: string | undefined) =>
  [{ code: '', label: all }, ...rows].map(({ code, label }) => ({ code, label, isChosen: code === (chosen ?? '') }));

/** Firms in the programme in the actor's charge, by the filter in the address. */
export async function showList(req: Request, res: Response): Promise<void> {
  const asked = query.parse(req.query);
  const { rows, nextCursor } = await findEnrolments(contextOf(req), filterOf(asked));
  const first = asked.after === undefined ? undefined : addressWith(asked, {});
  const next = nextCursor === undefined ? undefined : addressWith(asked, { after: nextCursor });
  const { q, stage: _, ground: __, size: ___, after: ____, ...kept } = asked;
  res.page('enrolments/index', {
    title: '入项企业',
    q: q ?? '',
    kept: Object.entries(kept).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    quick: [
      { label: '全部', href: addressWith(asked, { stage: undefined }), isCurrent: asked.stage === undefined },
      ...enrolmentLifecycle.statuses.map(({ code, label }) => ({
        label,
        href: addressWith(asked, { stage: code }),
        isCurrent: asked.stage === code,
      })),
    ],
    stages: choices(enrolmentLifecycle.statuses, '全部阶段', asked.stage),
    grounds: choices(GROUNDS, '全部理由', asked.ground),
    sizes: choices(SIZES, '全部规模', asked.size),
    rows: await Promise.all(rows.map((row) => presentEnrolmentRow(row, req.now))),
    isFiltered: Object.entries(asked).some(([key, value]) => key !== 'after' && value !== undefined),
    first,
    next,
    isPaged: first !== undefined || next !== undefined,
  });
}
