import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { addMonths, endOfLocalDay, formatYearDay, type LocalDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { parkAssessmentActs } from './parkAssessment.acts.ts';
import {
  PARK_ASSESSMENT_STATUSES,
  type ParkAssessment,
  ParkAssessmentModel,
  type ParkAssessmentStatus,
} from './parkAssessment.model.ts';
import { assessmentClock, type Trigger, triggerLabel } from './parkAssessment.rules.ts';

const openDays = ({ measures }: ParkAssessment): LocalDate[] =>
  measures.flatMap(({ done, due }) => (done === undefined ? [due] : []));
/** When measures were done that nobody else has looked at, the first one first. */
const uncheckedSince = ({ measures }: ParkAssessment): Date[] =>
  measures
    .flatMap(({ done, checked }) => (done === undefined || checked !== undefined ? [] : [done.at]))
    .toSorted((one, other) => +one - +other);
/** The last day of the one that was adopted. */
export function nextOn({ adoptedOn = '', isChemical, since }: ParkAssessment): LocalDate {
  const { months, chemicalMonths } = assessmentClock(since);
  return addMonths(adoptedOn, isChemical ? chemicalMonths : months);
}

/** 园区整体性安全风险评估: of the park and the bodies above it; no firm has a part in it. */
export const parkAssessments = defineNoun({
  kind: 'park-assessment',
  name: '园区整体评估',
  letter: 'PG',
  path: '/park-assessments',
  model: ParkAssessmentModel,
  statuses: PARK_ASSESSMENT_STATUSES,
  acts: parkAssessmentActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'park-assessment-decide': {
      ladder: 'park-assessment',
      title: ({ trigger }) => `决定要不要重新评估园区：${triggerLabel(trigger)}`,
      runs: ({ status }) => status === 'proposed',
      dueAt: ({ createdAt }) => inWorkingDays(createdAt, assessmentClock(createdAt).decideWorkingDays),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ raisedBy }) => [raisedBy],
    },
    'park-assessment-report': {
      ladder: 'park-assessment',
      title: ({ trigger }) => `交园区整体评估报告：${triggerLabel(trigger)}`,
      runs: ({ status }) => status === 'due',
      dueAt: ({ dueOn = '' }) => endOfLocalDay(dueOn),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'park-assessment-review': {
      ladder: 'park-assessment',
      title: () => '审园区整体评估报告',
      runs: ({ status }) => status === 'reviewing',
      dueAt: ({ since }) => inWorkingDays(since, assessmentClock(since).decideWorkingDays),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ raisedBy }) => [raisedBy],
    },
    'park-assessment-measure': {
      ladder: 'park-assessment',
      title: () => '落实园区整体评估的措施',
      runs: (row) => row.status === 'tracking' && openDays(row).length > 0,
      dueAt: (row) => endOfLocalDay(openDays(row).toSorted()[0] ?? ''),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'park-assessment-check': {
      ladder: 'park-assessment',
      title: () => '核对园区整体评估的措施',
      runs: (row) => row.status === 'tracking' && uncheckedSince(row).length > 0,
      dueAt: (row) => {
        const [first = row.since] = uncheckedSince(row);
        return inWorkingDays(first, assessmentClock(first).decideWorkingDays);
      },
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'park-assessment-next': {
      ladder: 'park-assessment-next',
      title: () => '园区整体评估到期，要重新做',
      // What was asked for since comes first, and never the other way round.
      runs: ({ status, replacedBy }) => status === 'tracking' && replacedBy === undefined,
      dueAt: (row) => endOfLocalDay(nextOn(row)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
  },
  filters: {
    status: (status: ParkAssessmentStatus) => ({ status }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ trigger, why }) => `${triggerLabel(trigger)}：${shorten(why)}`,
  params: async ({ parkId, trigger, why, dueOn, reason = '' }) => ({
    park: await parkName(parkId),
    trigger: triggerLabel(trigger as Trigger),
    why: shorten(why),
    due: dueOn === undefined ? '' : formatYearDay(dueOn),
    reason: shorten(reason),
  }),
});
