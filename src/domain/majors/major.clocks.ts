import type { Clocks } from '#domain/engine';
import { addMonths, endOfLocalDay, HOUR_MS, localDate } from '#kernel/dates';
import { inWorkingDays } from '#kernel/workingDays';
import { unanswered } from './major.acts.ts';
import type { Major } from './major.model.ts';
import { majorClock } from './major.rules.ts';
import { firmDesk } from './whose.ts';

const after = (at: Date, hours: number): Date => new Date(at.getTime() + hours * HOUR_MS);
/** When something was last said of how far it is. */
const lastWord = ({ progress, plannedAt, since }: Major): Date => progress.at(-1)?.at ?? plannedAt ?? since;

/** What falls due of a file by itself; what falls due of its case stands with the case. */
export const MAJOR_CLOCKS: Clocks<Major> = {
  'major-control': {
    ladder: 'major',
    title: () => '重大隐患要马上管控',
    runs: ({ status }) => status === 'judged',
    dueAt: ({ judgedAt, since }) => after(judgedAt ?? since, majorClock(judgedAt ?? since).controlHours),
    owedBy: (major) => [firmDesk(major)],
    isUrgent: () => true,
  },
  'major-report': {
    ladder: 'major',
    title: () => '重大隐患要向监管部门和职工大会报告',
    runs: ({ status, report }) => report === undefined && (status === 'judged' || status === 'controlled'),
    dueAt: ({ foundAt }) => after(foundAt, majorClock(foundAt).reportHours),
    owedBy: (major) => [firmDesk(major)],
    isUrgent: () => true,
  },
  'major-plan': {
    ladder: 'major',
    title: () => '重大隐患要补齐治理方案',
    // Until it is arranged the clock of the case runs.
    runs: ({ status, caseStatus }) => status === 'reported' && caseStatus !== 'valid',
    dueAt: ({ since }) => inWorkingDays(since, majorClock(since).planWorkingDays),
    owedBy: (major) => [firmDesk(major)],
    isUrgent: () => true,
  },
  'major-progress': {
    ladder: 'major',
    title: () => '重大隐患要报治理进展',
    runs: ({ status }) => status === 'rectifying',
    dueAt: (major) => endOfLocalDay(addMonths(localDate(lastWord(major)), majorClock(lastWord(major)).progressMonths)),
    owedBy: (major) => [firmDesk(major)],
    isUrgent: () => true,
    round: ({ progress }) => progress.length,
  },
  'major-answer': {
    ladder: 'major',
    title: () => '督办要答复',
    runs: (major) => major.isOpen && unanswered(major) !== undefined,
    dueAt: (major) => endOfLocalDay(unanswered(major)?.answerBy ?? localDate(major.since)),
    owedBy: (major) => [firmDesk(major)],
    isUrgent: () => true,
    round: ({ orders }) => orders.filter(({ answer }) => answer !== undefined).length,
  },
};
