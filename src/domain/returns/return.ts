import type { QueryFilter } from 'mongoose';
import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, ofPark, ofRegion } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { endOfLocalDay, formatYearDay, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { returnActs } from './return.acts.ts';
import { type FirmReturn, RETURN_STATUSES, ReturnModel, type ReturnStatus } from './return.model.ts';
import { periodLabel, returnRule } from './return.rules.ts';

/** How forms of a period stand, as bodies and parks count them. */
export const RETURN_STATES = [
  { code: 'all', label: '应报' },
  { code: 'sent', label: '已报' },
  { code: 'late', label: '其中迟报' },
  { code: 'waiting', label: '没到期没报' },
  { code: 'overdue', label: '逾期没报' },
] as const;
export type ReturnState = (typeof RETURN_STATES)[number]['code'];

/** The forms that stand so, as the store is asked: the list and the number of the board ask alike. */
export function standingSo(state: ReturnState, now: Date): QueryFilter<FirmReturn> {
  const today = localDate(now);
  switch (state) {
    case 'all':
      return {};
    case 'sent':
      return { sent: { $exists: true } };
    case 'late':
      return { isLate: true };
    case 'waiting':
      return { sent: { $exists: false }, dueOn: { $gte: today } };
    case 'overdue':
      return { sent: { $exists: false }, dueOn: { $lt: today } };
  }
}

/** 统计表: the firm's own word, read upward by park and bodies. */
export const returns = defineNoun({
  kind: 'statistics-return',
  name: '统计表',
  letter: 'TJ',
  path: '/returns',
  model: ReturnModel,
  statuses: RETURN_STATUSES,
  acts: returnActs,
  sees: { 'enterprise-manager': ofFirm, 'safety-officer': ofFirm, 'park-officer': ofPark, regulator: ofRegion },
  // It tells of a time when the firm lay there.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'return-fill': {
      ladder: 'return',
      title: ({ period }) => `填报${periodLabel(period)}隐患统计表`,
      runs: ({ status }) => status === 'due',
      dueAt: ({ dueOn }) => endOfLocalDay(dueOn),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'return-sign': {
      ladder: 'return',
      title: ({ period }) => `${periodLabel(period)}隐患统计表待主要负责人签字`,
      runs: ({ status }) => status === 'filled',
      dueAt: ({ sent, since, dueOn }) =>
        sent === undefined ? endOfLocalDay(dueOn) : inWorkingDays(since, returnRule(since).correctWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.manager(enterpriseId)],
    },
  },
  filters: {
    status: (status: ReturnStatus) => ({ status }),
    state: (state: ReturnState, { now }) => standingSo(state, now),
    period: (period: string) => ({ period }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    region: (region: string) => ({ regionPath: region }),
    // Written at the division itself, and at none below it.
    directly: (region: string) => ({ regionPath: { $all: [region], $size: region.length / 2 } }),
    parkId: (parkId: string) => ({ parkId }),
    isOutsideParks: (_: true) => ({ parkId: { $exists: false } }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ period }) => `${periodLabel(period)}隐患统计表`,
  params: async ({ enterpriseId, period, dueOn, sent, correction = '' }) => ({
    firm: await enterpriseName(enterpriseId),
    period: periodLabel(period),
    due: formatYearDay(dueOn),
    correction: shorten(sent !== undefined && correction === '' ? (sent.correction ?? '') : correction),
  }),
});
