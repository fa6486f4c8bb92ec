import { desk } from '#domain/deadlines';
import { defineNoun } from '#domain/engine';
import { formatDay } from '#kernel/dates';
import { inWorkingDays } from '#kernel/workingDays';
import { OF_BODY_ALONE } from '../ofBody.ts';
import { watchRule } from '../protectionRules.ts';
import { watchActs } from './watch.acts.ts';
import { WATCH_STATUSES, type WatchKind, WatchModel, type WatchStatus } from './watch.model.ts';

/** 上报人保护: what reporters say of how they fare, and what happens to accounts, for their competent body alone. */
export const watches = defineNoun({
  kind: 'watch',
  name: '上报人保护',
  letter: 'G',
  path: '/watches',
  model: WatchModel,
  statuses: WATCH_STATUSES,
  acts: watchActs,
  ...OF_BODY_ALONE,
  clocks: {
    'watch-see': {
      ladder: 'protection',
      title: ({ kind }) => (kind === 'accounts' ? '企业账号变动要看' : '上报人的回访答复要看'),
      runs: ({ status }) => status === 'waiting',
      dueAt: ({ since }) => inWorkingDays(since, watchRule(since).seeWorkingDays),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
  },
  filters: {
    status: (status: WatchStatus) => ({ status }),
    kind: (kind: WatchKind) => ({ kind }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ kind, day = '', hazardReference, days }) =>
    kind === 'accounts' ? `${formatDay(day)}企业账号变动` : `隐患 ${hazardReference} 上报 ${days} 天回访`,
  params: ({ kind, hazardReference = '', days = 0, day = '' }) => ({
    hazard: hazardReference,
    days,
    isAccounts: kind === 'accounts',
    day: day === '' ? '' : formatDay(day),
  }),
});
