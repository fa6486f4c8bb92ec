import type { QueryFilter } from 'mongoose';
import { desk } from '#domain/deadlines';
import { aboutOwner, defineNoun, deskOfOwner, ofFirm, onlyOf, ownerName, SIGHT_OF_OWNED } from '#domain/engine';
import { endOfLocalDay, formatYearDay, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { emergencyPlanActs } from './emergencyPlan.acts.ts';
import {
  EMERGENCY_PLAN_CHANGING,
  EMERGENCY_PLAN_STATUSES,
  type EmergencyPlan,
  EmergencyPlanModel,
  type EmergencyPlanStatus,
} from './emergencyPlan.model.ts';
import { type PlanKind, planKindLabel, planTerms } from './emergencyPlan.rules.ts';

const IN_FORCE: QueryFilter<EmergencyPlan> = { status: { $in: ['signed', 'filed'] } };
export const isInForce = ({ status }: Pick<EmergencyPlan, 'status'>): boolean =>
  status === 'signed' || status === 'filed';

/** What a plan in force lacks on a day, worst first; nothing of one that is as it should be. */
export function lacksOf(row: EmergencyPlan, now: Date): { label: string; tone: 'bad' | 'waiting' }[] {
  if (!isInForce(row)) return [];
  const day = localDate(now);
  const isOver = (due: string | undefined): boolean => due !== undefined && due < day;
  return [
    ...(isOver(row.drillBy) ? [{ label: '演练过期', tone: 'bad' as const }] : []),
    ...(isOver(row.evaluateBy) ? [{ label: '评估过期', tone: 'bad' as const }] : []),
    ...(isOver(row.reviseBy) ? [{ label: '修订过期', tone: 'bad' as const }] : []),
    ...(row.mustFile === true && row.status === 'signed' ? [{ label: '没有备案', tone: 'waiting' as const }] : []),
    ...(row.lastDrill === undefined ? [{ label: '这一版没有演练过', tone: 'waiting' as const }] : []),
  ];
}

/** 应急预案: of a firm or of a park; everybody of a firm reads what is in force there. */
export const emergencyPlans = defineNoun({
  kind: 'emergency-plan',
  name: '应急预案',
  letter: 'YA',
  path: '/emergency-plans',
  model: EmergencyPlanModel,
  statuses: EMERGENCY_PLAN_STATUSES,
  acts: emergencyPlanActs,
  sees: { ...SIGHT_OF_OWNED, worker: onlyOf(ofFirm, IN_FORCE) },
  about: aboutOwner,
  // A firm takes it along.
  moves: { body: 'new' },
  changing: EMERGENCY_PLAN_CHANGING,
  holds: 'posts',
  clocks: {
    'emergency-plan-file': {
      ladder: 'emergency-plan',
      title: ({ title }) => `报备案：${title}`,
      runs: ({ status, mustFile, asked }) => status === 'signed' && mustFile === true && asked === undefined,
      dueAt: ({ since }) => inWorkingDays(since, planTerms(since).fileWorkingDays),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'emergency-plan-register': {
      ladder: 'emergency-plan',
      title: ({ title }) => `答复备案：${title}`,
      runs: ({ status, asked }) => status === 'signed' && asked !== undefined,
      dueAt: ({ asked, since }) => {
        const at = asked?.at ?? since;
        return inWorkingDays(at, planTerms(at).answerWorkingDays);
      },
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'emergency-plan-evaluate': {
      ladder: 'emergency-plan',
      title: ({ title }) => `评估预案：${title}`,
      runs: (row) => isInForce(row) && row.evaluateBy !== undefined && row.reviseBy === undefined,
      dueAt: ({ evaluateBy = '' }) => endOfLocalDay(evaluateBy),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'emergency-plan-revise': {
      ladder: 'emergency-plan',
      title: ({ title }) => `出新版：${title}`,
      runs: (row) => isInForce(row) && row.reviseBy !== undefined,
      dueAt: ({ reviseBy = '' }) => endOfLocalDay(reviseBy),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'emergency-plan-drill': {
      ladder: 'emergency-drill',
      title: ({ title }) => `应急演练：${title}`,
      runs: (row) => isInForce(row) && row.drillBy !== undefined,
      dueAt: ({ drillBy = '' }) => endOfLocalDay(drillBy),
      owedBy: (row) => [deskOfOwner(row)],
    },
  },
  filters: {
    kind: (kind: PlanKind) => ({ kind }),
    status: (status: EmergencyPlanStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
    isInForce: (_: true) => IN_FORCE,
    /** Its drill is overdue: listed to the park and the body. */
    isUndrilled: (_: true, { now }) => ({ isOpen: true, drillBy: { $lt: localDate(now) } }),
  },
  standing: ['status', 'isOpen', 'isInForce', 'isUndrilled'],
  textOf: ({ title, edition }) => `${title}（第 ${edition} 版）`,
  params: async (row) => ({
    owner: await ownerName(row),
    kind: planKindLabel(row.kind),
    title: row.title,
    edition: row.edition,
    number: row.filed?.number ?? '',
    drillBy: row.drillBy === undefined ? '' : formatYearDay(row.drillBy),
    reason: shorten(row.reason ?? ''),
    reviseBy: row.reviseBy === undefined ? '' : formatYearDay(row.reviseBy),
    reviseFor: row.reviseFor ?? '',
  }),
});
