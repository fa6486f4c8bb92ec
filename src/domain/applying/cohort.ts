import { defineNoun, type Reach } from '#domain/engine';
import { localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { cohortActs } from './cohort.acts.ts';
import { COHORT_STATUSES, type Cohort, CohortModel } from './cohort.model.ts';

const all: Reach = () => ({});

/** 批次, for those who look after the programme; who applies reads the invitation through `findCohortsTaking`. */
export const cohorts = defineNoun({
  kind: 'cohort',
  name: '批次',
  letter: 'C',
  path: paths.cohorts,
  model: CohortModel,
  statuses: COHORT_STATUSES,
  acts: cohortActs,
  sees: { administrator: all, regulator: all, 'park-officer': all },
  moves: 'stays',
  holds: 'posts',
  clocks: {},
  filters: {},
  textOf: ({ name }) => name,
  params: () => ({}),
});

/** An invitation somebody applies to. No permission is asked: whoever may apply reads it. @throws NotFound */
export async function getInvitation(reference: string): Promise<Cohort> {
  const cohort = await cohorts.peek(reference);
  if (cohort === undefined) throw notFound('common.not-found');
  return cohort;
}

/** The cohort of an application. @throws NotFound */
export const getCohortById = (id: string): Promise<Cohort> =>
  CohortModel.findById(id)
    .lean<Cohort>()
    .orFail(() => notFound('common.not-found'));

/** Cohorts that take applications on the day of `now` (of firms in `regionCode`, where given), soonest to close first. */
export async function findCohortsTaking(now: Date, regionCode?: string): Promise<Cohort[]> {
  const today = localDate(now);
  const holding = [2, 4, 6].map((length) => regionCode?.slice(0, length) ?? '');
  return CohortModel.find({
    isOpen: true,
    opensOn: { $lte: today },
    closesOn: { $gte: today },
    ...(regionCode === undefined ? {} : { regionCode: { $in: holding } }),
  })
    .sort({ closesOn: 1 })
    .limit(50)
    .lean<Cohort[]>();
}
