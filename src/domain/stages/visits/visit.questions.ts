import type { Question } from '#domain/engine';
import { formatDay, localDate } from '#kernel/dates';
import type { FieldErrors } from '#kernel/errors';
import type { FieldSpec, Values } from '#kernel/fields';
import { MOST_ROWS } from './visit.acts.ts';
import { dueOf, homeworkLeft, type Visit } from './visit.model.ts';

const LEAST_ROWS = 4;
const rows = Array.from({ length: MOST_ROWS }, (_, i) => i);
/** A few rows more than are there. */
const offered = (have: number): number[] => rows.slice(0, Math.max(LEAST_ROWS, have + 2));

/** The record: lists are asked as rows of plain fields, so that the page works without scripts. */
export const RECORD: readonly Question<Visit>[] = [
  { name: 'visitedOn', label: '哪天到企业', kind: 'date' },
  { name: 'summary', label: '做了什么', kind: 'area', rows: 5 },
  {
    name: 'findings',
    of: ({ findings }) =>
      offered(findings.length).flatMap((i): FieldSpec[] => [
        { name: `finding${i}`, label: `看到的问题 ${i + 1}`, kind: 'area', rows: 2 },
        { name: `forPlan${i}`, label: '建议列入安全发展计划', kind: 'check' },
      ]),
  },
  {
    name: 'homework',
    of: ({ homework }) =>
      offered(homework.length).flatMap((i): FieldSpec[] => [
        { name: `homework${i}`, label: `作业 ${i + 1}`, kind: 'text' },
        { name: `homeworkDue${i}`, label: `作业 ${i + 1} 哪天之前`, kind: 'date' },
      ]),
  },
  { name: 'photos', label: '照片', kind: 'photos' },
];

/** What the record starts with: what was written before, today where nothing was. */
export const recordOf = ({ visitedOn, summary, findings, homework }: Visit, now: Date): Values => ({
  visitedOn: visitedOn ?? localDate(now),
  summary,
  ...Object.fromEntries(
    findings.flatMap(({ text, isForPlan }, i) => [
      [`finding${i}`, text],
      [`forPlan${i}`, isForPlan ? '1' : ''],
    ]),
  ),
  ...Object.fromEntries(
    homework.flatMap(({ text, dueOn }, i) => [
      [`homework${i}`, text],
      [`homeworkDue${i}`, dueOn],
    ]),
  ),
});

/** Which piece of homework is done. */
export const WHICH_HOMEWORK: Question<Visit> = {
  name: 'homeworkId',
  of: (visit) => ({
    label: '哪一项作业',
    kind: 'radios',
    options: homeworkLeft(visit).map((one) => ({ code: one.id, label: `${one.text}（${formatDay(dueOf(one))}）` })),
  }),
};

/** What the rows of the record were filled with, by the names of its fields. */
export type Typed = Readonly<Record<string, unknown>>;
const written = (typed: Typed, name: string): string => {
  const text = typed[name];
  return typeof text === 'string' ? text.trim() : '';
};

/** The rows somebody wrote something into. */
export const writtenRows = (typed: Typed) => ({
  findings: rows
    .filter((i) => written(typed, `finding${i}`) !== '')
    .map((i) => ({ text: written(typed, `finding${i}`), isForPlan: typed[`forPlan${i}`] === true })),
  homework: rows
    .filter((i) => written(typed, `homework${i}`) !== '')
    .map((i) => ({ text: written(typed, `homework${i}`), dueOn: written(typed, `homeworkDue${i}`) })),
});

/** The command speaks of lists; the form shows what it says at the first row that can be meant. */
export function atRows(typed: Typed, { findings, homework, ...others }: FieldErrors): FieldErrors {
  const wrong = rows.find(
    (i) => written(typed, `homework${i}`) !== '' && written(typed, `homeworkDue${i}`) < written(typed, 'visitedOn'),
  );
  return {
    ...others,
    ...(findings === undefined ? {} : { finding0: findings }),
    ...(homework === undefined ? {} : { [`homeworkDue${wrong ?? 0}`]: homework }),
  };
}
