import type { Request, Response } from 'express';
import { z } from 'zod';
import { SECTORS } from '#domain/organisations';
import { type EnrolmentFilter, enrolmentLifecycle, findEnrolments, GROUNDS, SIZES } from '#domain/programme';
import { given } from '#kernel/given';
import { paths } from '#kernel/paths';
import {
  askedCode,
  askedId,
  askedIn,
  askedRegion,
  askedWords,
  choicesOf,
  isFiltered,
  keptOf,
  pagerOf,
  quickFilters,
} from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import { presentEnrolmentRow } from './presentEnrolment.ts';

const LIST = paths.enrolments;
const { statuses } = enrolmentLifecycle;
const listQuery = z.object({
  q: askedWords,
  reached: askedCode(statuses),
  stage: askedCode(statuses),
  ground: askedCode(GROUNDS),
  size: askedCode(SIZES),
  sector: askedCode(SECTORS),
  region: askedRegion,
  cohort: askedId,
  adviser: askedId,
  enterprise: askedId,
  left: z.literal('1').optional().catch(undefined),
  in: z.literal('1').optional().catch(undefined),
  after: askedId,
});

/** The filter of the domain that an address asks for. */
const filterOf = ({
  region,
  cohort,
  adviser,
  enterprise,
  left,
  in: came,
  ...same
}: z.infer<typeof listQuery>): EnrolmentFilter =>
  given({
    ...same,
    regionCode: region,
    cohortId: cohort,
    adviserId: adviser,
    enterpriseId: enterprise,
    ...(left && { hasLeft: true as const }),
    ...(came && { cameIn: true as const }),
  });

/** Firms in the programme in the actor's charge, by the filter in the address. */
export async function showList(req: Request, res: Response): Promise<void> {
  const query = askedIn(listQuery, req, res);
  const { rows, nextCursor } = await findEnrolments(contextOf(req), filterOf(query));
  res.page('enrolments/index', {
    title: '入项企业',
    q: query.q ?? '',
    kept: keptOf(query, ['q', 'stage', 'ground', 'size']),
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ...statuses.map(({ code, label }) => [label, { stage: code }] as const),
    ]),
    stages: choicesOf('全部阶段', statuses, query.stage),
    grounds: choicesOf('全部理由', GROUNDS, query.ground),
    sizes: choicesOf('全部规模', SIZES, query.size),
    rows: await presentEach(contextOf(req), 'enrolment', rows, (row) => presentEnrolmentRow(row, req.now)),
    isFiltered: isFiltered(query),
    ...pagerOf(LIST, query, nextCursor),
  });
}
