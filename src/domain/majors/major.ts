import { defineNoun } from '#domain/engine';
import { addMonths, endOfLocalDay, formatDay, HOUR_MS, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { type BoardState, standingSo } from './board.ts';
import { majorActs, unanswered } from './major.acts.ts';
import {
  CHANGING,
  type FoundBy,
  LEVELS,
  MAJOR_STATUSES,
  type Major,
  MajorModel,
  type MajorStatus,
} from './major.model.ts';
import { majorClock } from './major.rules.ts';
import { firmDesk, firmName, nowIn, SIGHT } from './whose.ts';

const after = (at: Date, hours: number): Date => new Date(at.getTime() + hours * HOUR_MS);
/** When something was last said of how far it is. */
const lastWord = ({ progress, plannedAt, since }: Major): Date => progress.at(-1)?.at ?? plannedAt ?? since;

/** 重大隐患档案: seen by whoever sees the cases of firm, park and region, and by no worker for having reported one. */
export const majors = defineNoun({
  kind: 'major-hazard',
  name: '重大隐患档案',
  letter: 'M',
  path: '/majors',
  model: MajorModel,
  statuses: MAJOR_STATUSES,
  acts: majorActs,
  sees: SIGHT,
  about: ({ isApart, enterpriseId }) => (isApart ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
  isByTheHour: ({ isByHour }) => isByHour,
  changing: CHANGING,
  // A case takes its file along (`placeFile`).
  moves: { body: 'kept', take: async () => 0 },
  holds: 'posts',
  clocks: {
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
      dueAt: (major) =>
        endOfLocalDay(addMonths(localDate(lastWord(major)), majorClock(lastWord(major)).progressMonths)),
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
  },
  filters: {
    status: (status: MajorStatus, ctx) => ({ status, ...nowIn(ctx) }),
    state: (state: BoardState, ctx) => ({ ...standingSo(state, ctx.now), ...nowIn(ctx) }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    region: (region: string) => ({ regionPath: region }),
    parkId: (parkId: string) => ({ parkId }),
    sector: (sector: string) => ({ sector }),
    isOpen: (_: true, ctx) => ({ isOpen: true, ...nowIn(ctx) }),
    foundBy: (foundBy: FoundBy) => ({ foundBy }),
  },
  textOf: ({ text }) => shorten(text),
  params: async (major, { facts }) => ({
    firm: await firmName(major),
    hazard: major.hazardReference,
    text: shorten(major.text),
    basis: shorten(major.basis ?? ''),
    level: labelIn(LEVELS, String(facts['level'] ?? '')),
    answerBy: typeof facts['answerBy'] === 'string' ? formatDay(facts['answerBy']) : '',
    dueOn: major.plan === undefined ? '' : formatDay(major.plan.dueOn),
    said: shorten(typeof facts['said'] === 'string' ? facts['said'] : ''),
  }),
  events: {
    'majors.judged': { done: '判为重大隐患', told: [] },
    'majors.planned': { done: '写了治理方案，进入治理', told: [] },
    'majors.handed-in': { done: '治理完成，交企业自验', told: [] },
    'majors.closure-requested': { done: '申请销号', told: [] },
    'majors.closed': { done: '现场核查通过，销号', told: [] },
    'majors.sent-back': { done: '退回继续治理', told: [] },
    'majors.downgraded': { done: '监管部门改为一般隐患', told: [] },
    'majors.disputed': { done: '上报人说还没有解决，待另一人复核', told: [] },
    'majors.not-major': { done: '判定不属重大隐患', told: [] },
  },
});
