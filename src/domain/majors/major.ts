import { defineNoun } from '#domain/engine';
import { formatDay, localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { labelIn } from '#kernel/labels';
import { shorten } from '#kernel/text';
import { type BoardState, standingSo } from './board.ts';
import { keepLateness } from './lateness.ts';
import { majorActs } from './major.acts.ts';
import { MAJOR_CLOCKS } from './major.clocks.ts';
import {
  CHANGING,
  type FoundBy,
  LEVELS,
  MAJOR_PAGES,
  MAJOR_STATUSES,
  type Major,
  MajorModel,
  type MajorStatus,
} from './major.model.ts';
import { tallyFile, timeOf } from './trend.ts';
import { firmName, isFirms, nowIn, SIGHT } from './whose.ts';

/** What of it is late, and since when. */
const lateWords = ({ lateSince, fixDueAt }: Major): string =>
  lateSince === undefined
    ? ''
    : `应在${formatDay(localDate(lateSince))}前${lateSince.getTime() === fixDueAt?.getTime() ? '治理完成' : '办完这一步'}`;

/** 重大隐患档案: seen by whoever sees the cases of firm, park and region, and by no worker for having reported one. */
export const majors = defineNoun({
  kind: 'major-hazard',
  name: '重大隐患档案',
  letter: 'M',
  path: MAJOR_PAGES.path,
  model: MajorModel,
  statuses: MAJOR_STATUSES,
  acts: majorActs,
  sees: SIGHT,
  about: ({ isApart, enterpriseId }) => (isApart ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
  isByTheHour: ({ isByHour }) => isByHour,
  // Theirs, but a colleague was faster, or it is too early: nothing to hold against them.
  refusal: (actor, action, major) => {
    if (actor.kind !== 'person' || !isFirms(actor, major)) return undefined;
    if (action === 'answer') return conflict('majors.answered');
    return action === 'report' ? conflict('common.not-now') : undefined;
  },
  ringsAtNight: () => true,
  changing: CHANGING,
  // A case takes its file along (`placeFile`).
  moves: { body: 'kept', take: async () => 0 },
  holds: 'posts',
  clocks: MAJOR_CLOCKS,
  moved: async (before, after) => {
    await keepLateness(after);
    await tallyFile(before, after);
  },
  filters: {
    status: (status: MajorStatus, ctx) => ({ status, ...nowIn(ctx) }),
    state: (state: BoardState, ctx) => ({ ...standingSo(state, ctx.now), ...nowIn(ctx) }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    region: (region: string) => ({ regionPath: region }),
    // Written at the division itself, and at none below it.
    directly: (region: string) => ({ regionPath: { $all: [region], $size: region.length / 2 } }),
    parkId: (parkId: string) => ({ parkId }),
    isOutsideParks: (_: true) => ({ parkId: { $exists: false } }),
    sector: (sector: string) => ({ sector }),
    isOpen: (_: true, ctx) => ({ isOpen: true, ...nowIn(ctx) }),
    foundBy: (foundBy: FoundBy) => ({ foundBy }),
    // Opened in a month, over in it, and open when it ended: the lines of the board.
    foundIn: (month: string, ctx) => ({ createdAt: timeOf(month), ...nowIn(ctx) }),
    endedIn: (month: string, ctx) => ({ isOpen: false, since: timeOf(month), ...nowIn(ctx) }),
    openAt: (month: string, ctx) => ({
      createdAt: { $lt: timeOf(month).$lt },
      $or: [{ isOpen: true }, { since: { $gte: timeOf(month).$lt } }],
      ...nowIn(ctx),
    }),
  },
  textOf: ({ text }) => shorten(text),
  params: async (major, { facts }) => ({
    firm: await firmName(major),
    hazard: major.hazardReference,
    text: shorten(major.text),
    basis: shorten(major.basis ?? ''),
    level: labelIn(LEVELS, String(facts['level'] ?? '')),
    answerBy: typeof facts['answerBy'] === 'string' ? formatDay(facts['answerBy']) : '',
    late: lateWords(major),
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
    'majors.merged': { done: '并入另一件重大隐患', told: [] },
  },
});
