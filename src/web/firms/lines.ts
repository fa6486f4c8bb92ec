import { applicationLifecycle, findApplications, type ListedApplication } from '#domain/applying';
import { type DrawnNoun, drawnOf } from '#domain/engine';
import { findHazards, type HazardRow } from '#domain/hazards';
import { NOUNS } from '#domain/nouns';
import type { Enterprise } from '#domain/organisations';
import { type Enrolment, findEnrolments } from '#domain/programme';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';
import { presentRow as presentApplicationRow } from '../applications/presentApplication.ts';
import { presentEnrolmentRow } from '../enrolments/presentEnrolment.ts';
import { presentHazardRow } from '../hazards/presentHazard.ts';
import { type Line, type Numbered, presentLine } from '../nouns/line.ts';
import { presentEach, type UnreadableLine } from '../unreadable.ts';

const joined = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' · ');
const tag = (isThere: boolean, label: string, tone = 'bad') => (isThere ? [{ label, tone }] : []);

async function hazardLine(hazard: HazardRow, now: Date): Promise<Line> {
  const { status, isMajor, isUrgent, isOverdue, enterprise, place, reportedOn, ...row } = await presentHazardRow(
    hazard,
    now,
  );
  const tags = [status, ...tag(isMajor, '重大'), ...tag(isUrgent, '紧急'), ...tag(isOverdue, '逾期')];
  return { ...row, meta: joined(enterprise, place, row.category, `${reportedOn}上报`), tags };
}

async function enrolmentLine(enrolment: Enrolment, now: Date): Promise<Line> {
  const { status, name, place, days, isOpen, ...row } = await presentEnrolmentRow(enrolment, now);
  return { ...row, text: name, meta: joined(place, isOpen ? `这个阶段 ${days} 天` : ''), tags: [status] };
}

async function applicationLine(application: ListedApplication, now: Date): Promise<Line> {
  const { name, ...row } = await presentApplicationRow(application, now);
  return { ...row, text: name };
}

type Found<T> = Promise<{ rows: readonly T[] }>;
const lines = async <T extends { _id: string; reference: string }>(
  ctx: Context,
  kind: string,
  found: Found<T>,
  line: (row: T, now: Date) => Line | Promise<Line>,
) => presentEach(ctx, kind, (await found).rows, (row) => line(row, ctx.now));

/** Tabs of a firm's page, in their order. One without a shelf, or without one this person may see, is not shown. */
export const TABS = [
  { code: 'hazards', label: '隐患' },
  { code: 'programme', label: '项目' },
  { code: 'plans', label: '计划' },
  { code: 'filings', label: '报备' },
  { code: 'inspections', label: '检查' },
  { code: 'rewards', label: '奖励' },
  { code: 'insurance', label: '保险' },
  { code: 'emergencies', label: '应急' },
] as const;

/** What a firm's page shows of one noun. */
export interface Shelf {
  tab: (typeof TABS)[number]['code'];
  title: string;
  /** The noun's own list: who may open it sees the shelf, and it has the rest. */
  path: string;
  find: (ctx: Context, firm: Enterprise, limit: number) => Promise<(Line | UnreadableLine)[]>;
  /** What of it answers to words, for the search of the whole portal. */
  search?: (ctx: Context, q: string, limit: number) => Promise<(Line | UnreadableLine)[]>;
}

const ALL = applicationLifecycle.statuses.map(({ code }) => code);

/** What lies on a firm's page of nouns that are not put in words, in this order within its tab. */
const OWN: readonly Shelf[] = [
  {
    tab: 'hazards',
    title: '隐患',
    path: paths.hazards,
    find: (ctx, { _id }, limit) => lines(ctx, 'hazard', findHazards(ctx, { enterpriseId: _id, limit }), hazardLine),
    search: (ctx, q, limit) => lines(ctx, 'hazard', findHazards(ctx, { q, limit }), hazardLine),
  },
  {
    tab: 'programme',
    title: '入项企业',
    path: paths.enrolment.pattern,
    find: (ctx, { _id }, limit) =>
      lines(ctx, 'enrolment', findEnrolments(ctx, { enterpriseId: _id, limit }), enrolmentLine),
    search: (ctx, q, limit) => lines(ctx, 'enrolment', findEnrolments(ctx, { q, limit }), enrolmentLine),
  },
  {
    tab: 'programme',
    title: '申请',
    path: paths.applications,
    find: (ctx, { creditCode }, limit) =>
      lines(ctx, 'application', findApplications(ctx, { q: creditCode, statuses: ALL, limit }), applicationLine),
    search: (ctx, q, limit) =>
      lines(ctx, 'application', findApplications(ctx, { q, statuses: ALL, limit }), applicationLine),
  },
];

/**
 * The shelf of a noun whose words name a tab.
 * @throws Error for a tab there is not, or a list that cannot be asked for one firm: the portal must not start.
 */
export function shelfOf(drawn: DrawnNoun): Shelf[] {
  const noun = drawn as DrawnNoun<Numbered>;
  const { kind, name, path, words } = noun;
  if (words.tab === undefined) return [];
  const tab = TABS.find(({ code }) => code === words.tab)?.code;
  if (!('enterpriseId' in noun.filters)) throw new Error(`nobody can ask for every ${kind} of a firm`);
  if (tab === undefined) throw new Error(`a ${kind} lies under ${words.tab}, and a firm's page has no such tab`);
  const shelf: Shelf = {
    tab,
    title: name,
    path,
    find: (ctx, { _id }, limit) =>
      lines(ctx, kind, noun.find(ctx, { enterpriseId: _id, limit }), (row) => presentLine(noun, row, ctx)),
  };
  return [shelf];
}

/** What lies on a firm's page. */
export const SHELVES: readonly Shelf[] = [...OWN, ...drawnOf(NOUNS).flatMap(shelfOf)];
