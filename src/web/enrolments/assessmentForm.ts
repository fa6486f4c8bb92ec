import { type Answer, type AssessmentItem, LEVELS, PILLARS } from '#domain/stages';
import type { FieldSpec, Option } from '../forms.ts';

const YES_NO: readonly Option[] = [
  { code: 'yes', label: '做到' },
  { code: 'no', label: '没做到' },
  { code: 'na', label: '不适用' },
];
const SCORES: readonly Option[] = LEVELS.map(({ score, label }) => ({
  code: String(score),
  label: `${score} ${label}`,
}));

/** Name of the field of an item, as the command's errors call it. */
export const fieldName = (item: AssessmentItem): string => `answer-${item.code}`;

function fieldOf(item: AssessmentItem): FieldSpec {
  const name = fieldName(item);
  if (item.kind === 'practice') return { name, label: item.label, kind: 'radios', options: YES_NO };
  if (item.kind === 'score') return { name, label: item.label, kind: 'radios', options: SCORES };
  return { name, label: `${item.label}（${item.unit ?? ''}）`, kind: 'number' };
}

export interface Section<T> {
  title: string;
  rows: T[];
}

/** Items in the order people go through them: five in place, other practices, numbers, 5S. Empty sections are left out. */
export function sectionsOf(items: readonly AssessmentItem[]): Section<AssessmentItem>[] {
  const practices = (pillar?: string) => items.filter((one) => one.kind === 'practice' && one.pillar === pillar);
  return [
    ...PILLARS.map(({ code, label }) => ({ title: label, rows: practices(code) })),
    { title: '良好做法', rows: practices() },
    { title: '数字', rows: items.filter((one) => one.kind === 'number') },
    { title: '5S 打分', rows: items.filter((one) => one.kind === 'score') },
  ].filter((section) => section.rows.length > 0);
}

/** All fields of the questionnaire with the note and the photos. */
export const assessmentFields = (items: readonly AssessmentItem[]): FieldSpec[] => [
  ...sectionsOf(items).flatMap((section) => section.rows.map(fieldOf)),
  { name: 'note', label: '总的看法（可以不填）', kind: 'area' },
  { name: 'photos', label: '现场照片', kind: 'photos' },
];

/** An answer in words. */
export function answerText(item: AssessmentItem, answer: Answer | undefined): string {
  if (answer === undefined) return '—';
  if (item.kind === 'practice') return YES_NO.find((row) => row.code === answer)?.label ?? '—';
  if (item.kind === 'score') return SCORES.find((row) => row.code === String(answer))?.label ?? '—';
  return `${answer} ${item.unit ?? ''}`;
}
