import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { gradeLabel } from '#domain/grades';
import { parkName } from '#domain/organisations';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { expansionActs } from './expansion.acts.ts';
import { EXPANSION_STATUSES, type Expansion, ExpansionModel, type ExpansionStatus } from './expansion.model.ts';
import { expansionTerms } from './expansion.rules.ts';

/** Why it is not let in: the grade of the day it was judged, and the article. */
export const groundOf = ({ grade, article }: Pick<Expansion, 'grade' | 'article'>): string =>
  `${grade === undefined ? '园区没有公布过等级' : `园区是${gradeLabel(grade)}`}，按${article}不得扩区`;

/** 扩区申请 of chemical parks; no firm has a part in it. */
export const expansions = defineNoun({
  kind: 'expansion',
  name: '扩区申请',
  letter: 'KQ',
  path: '/expansions',
  model: ExpansionModel,
  statuses: EXPANSION_STATUSES,
  acts: expansionActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'expansion-answer': {
      ladder: 'expansion-answer',
      title: () => '决定扩区申请',
      runs: ({ status }) => status === 'applied',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), expansionTerms(since).answerDays)),
      owedBy: ({ bodyId }) => (bodyId === undefined ? [] : [desk.body(bodyId)]),
      notBy: ({ appliedBy }) => [appliedBy],
    },
  },
  filters: {
    status: (status: ExpansionStatus) => ({ status }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ ground }) => shorten(ground),
  params: async (row) => ({
    park: await parkName(row.parkId),
    ground: shorten(row.ground),
    why: groundOf(row),
    reason: shorten(row.reason ?? ''),
  }),
});
