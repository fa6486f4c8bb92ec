import { type Cohort, peekCohort } from '#domain/applying';
import type { Noun } from './noun.ts';

/** Cohorts are public invitations; nobody is written to about them. */
export const cohortNoun: Noun<Cohort> = {
  kind: 'cohort',
  peek: peekCohort,
  statusOf: (cohort) => cohort.status,
  linkPath: (reference) => `/cohorts/${reference}`,
  params: async () => ({}),
  notices: {
    'programme.cohort-opened': [],
    'programme.cohort-changed': [],
    'programme.cohort-closed': [],
    'programme.cohort-reopened': [],
  },
};
