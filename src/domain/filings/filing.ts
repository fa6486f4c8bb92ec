import { desk } from '#domain/deadlines';
import { defineNoun, ofAdvised, ofFirm, ofPark, ofRegion } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { endOfLocalDay, formatDays, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { filingActs } from './filing.acts.ts';
import { FILING_STATUSES, type Filing, FilingModel, type FilingStatus } from './filing.model.ts';
import { type FilingKind, filingClock, kindLabel, typeLabel } from './filing.rules.ts';

const what = (filing: Filing): string => typeLabel(filing) || kindLabel(filing.kind);

/** 作业报备: whoever works beside special work should know of it, so the whole firm sees its own. */
export const filings = defineNoun({
  // Sealed events call it so.
  kind: 'work-filing',
  name: '作业报备',
  letter: 'W',
  path: '/filings',
  model: FilingModel,
  statuses: FILING_STATUSES,
  acts: filingActs,
  sees: {
    worker: ofFirm,
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    adviser: ofAdvised,
    'park-officer': ofPark,
    regulator: ofRegion,
  },
  // It speaks of work at that place.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'filing-answer': {
      ladder: 'filing-answer',
      title: (filing) => `${what(filing)}报备待收悉`,
      runs: ({ status }) => status === 'filed',
      dueAt: ({ kind, since }) => inWorkingDays(since, filingClock(since).answerWorkingDays[kind]),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'filing-refile': {
      ladder: 'filing-firm',
      title: (filing) => `${what(filing)}报备要补充`,
      runs: ({ status }) => status === 'returned',
      dueAt: ({ since }) => inWorkingDays(since, filingClock(since).refileWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'filing-finish': {
      ladder: 'filing-firm',
      title: (filing) => `${what(filing)}到了完工日期，请报告完工`,
      runs: ({ isOpen }) => isOpen,
      dueAt: ({ endsOn }) => endOfLocalDay(endsOn),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
  },
  filters: {
    kind: (kind: FilingKind) => ({ kind }),
    status: (status: FilingStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    isOpen: (_: true) => ({ isOpen: true }),
    /** Should have been finished by now. */
    isOverdue: (_: true, { now }) => ({ isOpen: true, endsOn: { $lt: localDate(now) } }),
  },
  newPhotos: 'there',
  textOf: (filing) => `${what(filing)}：${filing.what}`,
  params: async (filing, { facts }) => ({
    kind: kindLabel(filing.kind),
    firm: await enterpriseName(filing.enterpriseId),
    what: shorten(filing.what),
    days: formatDays(filing.startsOn, filing.endsOn),
    isLate: filing.isLate,
    reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
  }),
});

/** What a list of filings can be asked for. */
export type FilingFilter = NonNullable<Parameters<typeof filings.find>[1]>;

/** True for work that should be over by now. */
export const isFilingOverdue = (filing: Pick<Filing, 'isOpen' | 'endsOn'>, now: Date): boolean =>
  filing.isOpen && filing.endsOn < localDate(now);
