import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { type ConditionCode, conditionLabel, conditionTerms } from '../grade.rules.ts';
import { conditionActs } from './condition.acts.ts';
import { CONDITION_STATUSES, type Condition, ConditionModel, type ConditionStatus } from './condition.model.ts';

/** 十有两禁 of a chemical park (意见（十七）). */
export const conditions = defineNoun({
  kind: 'park-condition',
  name: '十有两禁',
  letter: 'SY',
  path: '/conditions',
  model: ConditionModel,
  statuses: CONDITION_STATUSES,
  acts: conditionActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'condition-check': {
      ladder: 'grade-answer',
      title: ({ code }) => `十有两禁待核对：${conditionLabel(code)}`,
      runs: ({ status }) => status === 'handed-in',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), conditionTerms(since).checkDays)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
      notBy: ({ handedInBy }) => [handedInBy],
    },
    'condition-expiry': {
      ladder: 'evidence-expiry',
      title: ({ code }) => `十有两禁材料到期：${conditionLabel(code)}`,
      runs: ({ status, until }) => until !== undefined && (status === 'met' || status === 'partly'),
      dueAt: ({ until = '' }) => endOfLocalDay(until),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
  },
  filters: {
    status: (status: ConditionStatus) => ({ status }),
    code: (code: ConditionCode) => ({ code }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  newPhotos: 'there',
  textOf: ({ code }: Condition) => conditionLabel(code),
  params: async ({ parkId, code, status, note = '' }) => ({
    park: await parkName(parkId),
    condition: conditionLabel(code),
    verdict: CONDITION_STATUSES.find((row) => row.code === status)?.label ?? '',
    note,
  }),
});
