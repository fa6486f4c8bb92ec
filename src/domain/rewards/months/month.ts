import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, onlyOf } from '#domain/engine';
import { addDays, endOfLocalDay, formatDay, formatMonth, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { shorten } from '#kernel/text';
import { sumsOf } from './listing.ts';
import { monthActs, openDisputes } from './month.acts.ts';
import { MONTH_STATUSES, MonthModel, type MonthStatus, type RewardMonth } from './month.model.ts';
import { monthRule } from './month.rules.ts';

/** Nobody answers their own: where all that is open is one person's, it is not theirs to answer. */
const onlyRaisers = (month: RewardMonth): string[] => {
  const raisers = [...new Set(openDisputes(month).map(({ by }) => by))];
  return raisers.length === 1 ? raisers : [];
};

/** 奖励月结: of a firm and month, for whoever works there. */
export const rewardMonths = defineNoun({
  kind: 'reward-month',
  name: '奖励月结',
  letter: 'U',
  path: '/reward-months',
  model: MonthModel,
  statuses: MONTH_STATUSES,
  acts: monthActs,
  // Workers check a list, once there is one.
  sees: {
    worker: onlyOf(ofFirm, { status: { $ne: 'due' } }),
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
  },
  moves: { body: 'kept' },
  holds: 'posts',
  clocks: {
    'reward-month-list': {
      ladder: 'reward-month',
      title: ({ month }) => `${formatMonth(month)}奖励待核对、月结`,
      runs: ({ status }) => status === 'due',
      dueAt: ({ createdAt }) => endOfLocalDay(addDays(localDate(createdAt), monthRule(createdAt).listDays)),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'reward-month-answer': {
      ladder: 'reward-month',
      title: ({ month }) => `${formatMonth(month)}奖励有异议待答复`,
      runs: (month) => month.status === 'checking' && openDisputes(month).length > 0,
      dueAt: (month) => {
        const at = openDisputes(month)[0]?.at ?? month.since;
        return endOfLocalDay(addDays(localDate(at), monthRule(at).answerDays));
      },
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      notBy: onlyRaisers,
    },
  },
  filters: {
    status: (status: MonthStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    isOpen: (_: true) => ({ isOpen: true }),
    monthId: (_id: string) => ({ _id }),
  },
  textOf: ({ month }) => `${formatMonth(month)}的奖励`,
  params: ({ month, objectUntil, disputes, rows, unnamed }, { facts }) => ({
    month: formatMonth(month),
    until: objectUntil === undefined ? '' : formatDay(objectUntil),
    granted: yuanOf(sumsOf(rows).grantedFen),
    paid: yuanOf(sumsOf(rows).paidFen),
    unnamed: unnamed.count === 0 ? '' : `${unnamed.count} 笔 ${yuanOf(unnamed.totalFen)}`,
    answer: shorten(disputes.find(({ id }) => id === facts['dispute'])?.answer?.text ?? ''),
  }),
});
