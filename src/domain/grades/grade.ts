import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { addDays, addMonths, endOfLocalDay, localDate } from '#kernel/dates';
import { gradeActs } from './grade.acts.ts';
import { GRADE_STATUSES, type GradeStatus, type ParkGrade, ParkGradeModel } from './grade.model.ts';
import { effectText, type Grade, gradeLabel, gradeTerms, pointsOf, totalOf } from './grade.rules.ts';

/** The sheet that counts so far: the one checked last. */
export const sheetOf = ({ own, assessed, checked }: ParkGrade) => checked ?? assessed ?? own;

const answerBy = ({ since }: ParkGrade): Date => endOfLocalDay(addDays(localDate(since), gradeTerms(since).answerDays));
const ofRegionalBody = ({ bodyId }: ParkGrade) => (bodyId === undefined ? [] : [desk.body(bodyId)]);

/** 化工园区等级: the park scores and hands in, the autonomous region checks and publishes (意见（十七）). */
export const grades = defineNoun({
  kind: 'park-grade',
  name: '园区分级',
  letter: 'DJ',
  path: '/grades',
  model: ParkGradeModel,
  statuses: GRADE_STATUSES,
  acts: gradeActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'grade-recheck': {
      ladder: 'grade-answer',
      title: () => '化工园区等级待复核',
      runs: ({ status }) => status === 'third-party',
      dueAt: answerBy,
      owedBy: ofRegionalBody,
    },
    'grade-publish': {
      ladder: 'grade-answer',
      title: () => '化工园区等级待公布',
      runs: ({ status }) => status === 'rechecked',
      dueAt: answerBy,
      owedBy: ofRegionalBody,
    },
    'grade-redo': {
      ladder: 'grade-redo',
      title: ({ grade }) => `化工园区${grade ?? ''}级到期，要重新评定`,
      runs: ({ status }) => status === 'published',
      dueAt: ({ publishedOn = '', since }) => endOfLocalDay(addMonths(publishedOn, gradeTerms(since).recheckMonths)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
  },
  filters: {
    status: (status: GradeStatus) => ({ status }),
    grade: (grade: Grade) => ({ grade, status: 'published' as const }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ grade, status }) =>
    grade === undefined ? '正在评定' : `${gradeLabel(grade)}${status === 'superseded' ? '（以前）' : ''}`,
  params: async (row, { at }) => ({
    park: await parkName(row.parkId),
    points: pointsOf(totalOf(sheetOf(row))),
    grade: row.grade === undefined ? '' : gradeLabel(row.grade),
    effect: row.grade === undefined ? '' : effectText(row.grade, at),
    reason: row.reason ?? '',
  }),
});
