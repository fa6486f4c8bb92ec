import { desk } from '#domain/deadlines';
import { defineNoun, type Reach, type Sight } from '#domain/engine';
import type { JournalEvent } from '#domain/journal';
import { bodyName, enterpriseName } from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, endOfLocalDay, formatDateTime, HOUR_MS, localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { inspectionActs } from './inspection.acts.ts';
import { INSPECTION_STATUSES, type Inspection, InspectionModel, type InspectionStatus } from './inspection.model.ts';
import { inspectionTerms, itemsOn } from './inspection.rules.ts';

/** A firm's own, from the moment it is to know: before, it is in no list, count, search or sheet of theirs. */
const ofKnowingFirm: Reach = ({ scope }) =>
  scope.enterpriseId === undefined ? undefined : { firmId: scope.enterpriseId, isKnown: true };
const SIGHT: Sight = {
  regulator: ({ scope }) => (scope.bodyId === undefined ? undefined : { bodyIds: scope.bodyId }),
  'enterprise-manager': ofKnowingFirm,
  'safety-officer': ofKnowingFirm,
};

export const itemsText = ({ items, createdAt }: Pick<Inspection, 'items' | 'createdAt'>): string =>
  items.map((item) => labelIn(itemsOn(localDate(createdAt)), item)).join('、');

export const makeUpDue = ({ startedAt, createdAt }: Inspection): Date => {
  const from = startedAt ?? createdAt;
  return new Date(from.getTime() + inspectionTerms(from).makeUpHours * HOUR_MS);
};

/** Until when the step that is next after its beginning is taken. */
export const finishDue = ({ status, since }: Inspection): Date => {
  const { recordDays, tellDays, closeDays } = inspectionTerms(since);
  const days = status === 'started' ? recordDays : status === 'recorded' ? tellDays : closeDays;
  return endOfLocalDay(addDays(localDate(since), days));
};
const FINISHING: Partial<Record<InspectionStatus, string>> = {
  started: '写检查记录',
  refused: '企业拒绝检查，接着查或者办结',
  recorded: '把检查结果告知企业',
  told: '办结检查',
};

/** What the firm is told by; what came before is not its to read, nor when that was. */
const FIRST_KNOWN = ['announce', 'start', 'start-urgent', 'refuse'] as const;

const noun = defineNoun({
  kind: 'inspection',
  name: '行政检查',
  letter: 'JC',
  path: paths.inspections,
  model: InspectionModel,
  statuses: INSPECTION_STATUSES,
  acts: inspectionActs,
  sees: SIGHT,
  // Its trail is read on its own page alone: on the firm's it would tell of an unannounced one what came before it.
  about: () => [],
  // It is its body's, wherever the firm goes.
  moves: 'stays',
  holds: 'posts',
  refusal: (_actor, action, { approvedAt }) =>
    action === 'close' && approvedAt === undefined ? conflict('inspections.not-made-up') : undefined,
  clocks: {
    'inspection-approve': {
      ladder: 'inspection-approve',
      title: ({ visitAt }) => `批准检查（${formatDateTime(visitAt)} 开始）`,
      runs: ({ status }) => status === 'proposed',
      dueAt: ({ visitAt }) => visitAt,
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ proposedBy }) => [proposedBy],
    },
    'inspection-make-up': {
      ladder: 'inspection-make-up',
      title: (row) => `补批紧急检查（${formatDateTime(makeUpDue(row))} 以前）`,
      runs: ({ isOpen, kind, approvedAt }) => isOpen && kind === 'urgent' && approvedAt === undefined,
      dueAt: makeUpDue,
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ proposedBy }) => [proposedBy],
      isUrgent: () => true,
    },
    'inspection-visit': {
      ladder: 'inspection-days',
      title: ({ visitAt }) => `按批准的时间检查（${formatDateTime(visitAt)}）`,
      runs: ({ status }) => status === 'approved' || status === 'announced',
      dueAt: ({ visitAt }) => endOfLocalDay(localDate(visitAt)),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'inspection-finish': {
      ladder: 'inspection-days',
      title: ({ status }) => FINISHING[status] ?? '',
      runs: ({ status }) => FINISHING[status] !== undefined,
      dueAt: finishDue,
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
  },
  filters: {
    status: (status: InspectionStatus) => ({ status }),
    isOpen: (_: true) => ({ isOpen: true }),
    // What brought it on is not for the firm.
    isExempt: (_: true, { actor }) => (actsAs(actor, 'regulator') ? { isExempt: true } : { _id: { $in: [] } }),
  },
  textOf: itemsText,
  params: async (row) => ({
    firm: await enterpriseName(row.firmId),
    body: await bodyName(row.bodyId),
    when: formatDateTime(row.startedAt ?? row.visitAt),
    items: itemsText(row),
    people: row.people.map(({ name, certificate }) => `${name}（${certificate}）`).join('、'),
    reason: shorten(row.reason ?? ''),
    notice: shorten(row.notice ?? ''),
    outcome: shorten(row.outcome ?? ''),
  }),
});

/** 涉企行政检查. No park reads any, nor the firm what it is not to know: neither one before it, nor how one came about. */
export const inspections = {
  ...noun,
  trail: async (ctx: Context, reference: string): Promise<JournalEvent[]> => {
    const events = await noun.trail(ctx, reference);
    if (actsAs(ctx.actor, 'regulator')) return events;
    const first = events.findIndex(({ name }) => FIRST_KNOWN.some((act) => inspectionActs[act].event === name));
    return first < 0 ? [] : events.slice(first);
  },
};
