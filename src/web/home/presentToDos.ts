import type { ToDo } from '#domain/hazards';
import type { PlanToDo } from '#domain/plans';
import { formatDay, localDate } from '#kernel/dates';
import { presentHazardRow } from '../hazards/presentHazard.ts';

const PATHS: Readonly<Record<PlanToDo['kind'], string>> = { item: 'items', suggestion: 'suggestions', plan: 'plans' };
const NOUNS: Readonly<Record<PlanToDo['kind'], string>> = {
  item: '改进事项',
  suggestion: '合理化建议',
  plan: '发展计划',
};

function dueText(dueAt: Date | undefined, now: Date): string {
  if (dueAt === undefined) return '';
  if (dueAt < now) return '已逾期';
  return localDate(dueAt) === localDate(now) ? '今天到期' : `${formatDay(localDate(dueAt))}到期`;
}

/** What waits for a person, of cases and of the development plan, the soonest due first. */
export async function presentToDos(cases: readonly ToDo[], planned: readonly PlanToDo[], now: Date, shown: number) {
  const never = Number.MAX_SAFE_INTEGER;
  const rows = [
    ...cases.map((toDo) => ({ at: toDo.hazard.dueAt?.getTime() ?? never, toDo, plan: undefined })),
    ...planned.map((plan) => ({ at: plan.dueAt?.getTime() ?? never, toDo: undefined, plan })),
  ].toSorted((a, b) => a.at - b.at);
  return Promise.all(
    rows.slice(0, shown).map(async ({ toDo, plan }) =>
      plan === undefined
        ? { ...(await presentHazardRow(toDo.hazard, now)), ask: toDo.label, dueText: dueText(toDo.hazard.dueAt, now) }
        : {
            reference: plan.reference,
            href: `/${PATHS[plan.kind]}/${plan.reference}`,
            ask: plan.label,
            text: plan.text,
            place: NOUNS[plan.kind],
            isUrgent: false,
            isMajor: false,
            isOverdue: plan.dueAt !== undefined && plan.dueAt < now,
            dueText: dueText(plan.dueAt, now),
          },
    ),
  );
}
