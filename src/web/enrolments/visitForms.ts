import { type Visit, type VisitAction, visits } from '#domain/stages';
import { localDate } from '#kernel/dates';
import type { FieldErrors } from '#kernel/errors';
import type { ActForm } from '../actPage.ts';
import type { FieldSpec, Input, Values } from '../forms.ts';

/** Steps of a visit with a page of the usual kind. Writing and signing have their own. */
export type VisitStep = Extract<VisitAction, 'change-visit' | 'cancel-visit' | 'return-visit' | 'finish-homework'>;

export const VISIT_FORMS: Readonly<Record<VisitStep, ActForm>> = {
  'change-visit': {
    lead: '双方都会收到新的日期。',
    submit: '改日期',
    said: visits.acts['change-visit'].said,
    fields: [{ name: 'plannedOn', label: '改到哪一天', kind: 'date', isFuture: true }],
  },
  'cancel-visit': {
    lead: '取消后双方都会收到通知。',
    submit: '取消这次辅导',
    said: visits.acts['cancel-visit'].said,
    fields: [{ name: 'reason', label: '理由', kind: 'area' }],
    isDanger: true,
  },
  'return-visit': {
    lead: '辅导员会收到您的意见，改好后重新签字。',
    submit: '退回',
    said: visits.acts['return-visit'].said,
    fields: [{ name: 'reason', label: '哪里不对', kind: 'area' }],
  },
  'finish-homework': {
    lead: '写一句怎么完成的，辅导员会收到通知。',
    submit: '已经完成',
    said: visits.acts['finish-homework'].said,
    fields: [
      { name: 'homeworkId', label: '哪一项作业', kind: 'radios' },
      { name: 'note', label: '怎么完成的', kind: 'area' },
    ],
  },
};

const LEAST_ROWS = 4;
const MOST_ROWS = 20;
const rowsFor = (have: number): number => Math.min(Math.max(LEAST_ROWS, have + 2), MOST_ROWS);

/** How many rows of each kind the form offers: a few more than are there. */
export const rowCounts = (visit: Visit) => ({
  findings: rowsFor(visit.findings.length),
  homework: rowsFor(visit.homework.length),
});

/** Fields of the record; lists are rows of plain fields, so that the page works without scripts. */
export function writeFields(counts: { findings: number; homework: number }): FieldSpec[] {
  return [
    { name: 'visitedOn', label: '哪天到企业', kind: 'date' },
    { name: 'summary', label: '做了什么', kind: 'area', rows: 5 },
    ...Array.from({ length: counts.findings }, (_, i): FieldSpec[] => [
      { name: `finding${i}`, label: `看到的问题 ${i + 1}`, kind: 'area', rows: 2 },
      { name: `forPlan${i}`, label: '建议列入安全发展计划', kind: 'check' },
    ]).flat(),
    ...Array.from({ length: counts.homework }, (_, i): FieldSpec[] => [
      { name: `homework${i}`, label: `作业 ${i + 1}`, kind: 'text' },
      { name: `homeworkDue${i}`, label: `作业 ${i + 1} 哪天之前`, kind: 'date' },
    ]).flat(),
    { name: 'photos', label: '照片', kind: 'photos' },
  ];
}

/** What the form starts with: what was written before, today where nothing was. */
export function writeValues(visit: Visit, now: Date): Values {
  return {
    visitedOn: visit.visitedOn ?? localDate(now),
    summary: visit.summary,
    ...Object.fromEntries(
      visit.findings.flatMap((row, i) => [
        [`finding${i}`, row.text],
        [`forPlan${i}`, row.isForPlan ? '1' : ''],
      ]),
    ),
    ...Object.fromEntries(
      visit.homework.flatMap((row, i) => [
        [`homework${i}`, row.text],
        [`homeworkDue${i}`, row.dueOn],
      ]),
    ),
  };
}

const rows = Array.from({ length: MOST_ROWS }, (_, i) => i);
const isWritten = (text: string | undefined): boolean => (text ?? '').trim() !== '';

/** The rows somebody wrote something into. */
export const writtenRows = (input: Input) => ({
  findings: rows
    .filter((i) => isWritten(input[`finding${i}`]))
    .map((i) => ({ text: input[`finding${i}`], isForPlan: input[`forPlan${i}`] })),
  homework: rows
    .filter((i) => isWritten(input[`homework${i}`]))
    .map((i) => ({ text: input[`homework${i}`], dueOn: input[`homeworkDue${i}`] })),
});

/** The command speaks of lists; the form shows what it says at the first row that can be meant. */
export function atRows(input: Input, fields: FieldErrors): FieldErrors {
  const { findings, homework, ...others } = fields;
  const wrong = rows.find(
    (i) => isWritten(input[`homework${i}`]) && (input[`homeworkDue${i}`] ?? '') < (input.visitedOn ?? ''),
  );
  return {
    ...others,
    ...(findings === undefined ? {} : { finding0: findings }),
    ...(homework === undefined ? {} : { [`homeworkDue${wrong ?? 0}`]: homework }),
  };
}
