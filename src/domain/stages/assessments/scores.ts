import type { AssessmentItem, Pillar } from '../templates/template.model.ts';
import { PILLARS } from '../templates/template.model.ts';
import type { Answer } from './assessment.model.ts';

/** How far a firm is in one pillar: practices met of those that apply. */
export interface PillarScore {
  pillar: Pillar;
  label: string;
  met: number;
  applicable: number;
  /** In percent, whole; undefined when nothing applies. */
  percent?: number;
}

/** The five-in-place board of one round. */
export function pillarScores(
  items: readonly AssessmentItem[],
  answers: Readonly<Record<string, Answer>>,
): PillarScore[] {
  return PILLARS.map(({ code, label }) => {
    const applicable = items.filter(
      (item) => item.pillar === code && ['yes', 'no'].includes(String(answers[item.code])),
    );
    const met = applicable.filter((item) => answers[item.code] === 'yes').length;
    return {
      pillar: code,
      label,
      met,
      applicable: applicable.length,
      ...(applicable.length === 0 ? {} : { percent: Math.round((met * 100) / applicable.length) }),
    };
  });
}

const LARGEST = 100_000_000;

/** Reads one typed answer. `problem` is the sentence at its field; both absent when it was left empty. */
export function readAnswer(item: AssessmentItem, typed: string): { answer?: Answer; problem?: string } {
  const text = typed.normalize('NFKC').trim();
  if (text === '') return {};
  if (item.kind === 'practice') {
    return text === 'yes' || text === 'no' || text === 'na' ? { answer: text } : { problem: '请选择一个答案' };
  }
  const value = Number(text);
  if (item.kind === 'score') {
    return Number.isInteger(value) && value >= 1 && value <= 5 ? { answer: value } : { problem: '请选择 1 到 5 分' };
  }
  const isGood = /^\d+(\.\d{1,2})?$/.test(text) && value <= LARGEST;
  return isGood ? { answer: value } : { problem: '请填写数字，没有就填 0' };
}
