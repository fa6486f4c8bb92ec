import { type Cohort, cohortLifecycle, peekCohort } from '#domain/applying';
import type { RegisteredNoun } from '#domain/engine';

/** Cohorts are public invitations; nobody is written to about them. */
export const cohortNoun: RegisteredNoun<Cohort> = {
  kind: 'cohort',
  name: '批次',
  collection: 'cohorts',
  lifecycle: cohortLifecycle,
  peek: peekCohort,
  statusOf: (cohort) => cohort.status,
  pathOf: (reference) => `/cohorts/${reference}`,
  textOf: (one) => one.name,
  params: async () => ({}),
  events: {
    'programme.cohort-opened': { told: [] },
    'programme.cohort-changed': { told: [] },
    'programme.cohort-closed': { told: [] },
    'programme.cohort-reopened': { told: [] },
  },
  clocks: {},
  moves: 'stays',
};
