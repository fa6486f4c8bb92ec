import { z } from 'zod';
import { findActiveEnrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict, invalid } from '#kernel/errors';
import { chosenId, referenceOf, requireFields, wordsField } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { colleagueName, rolesInFirm } from '../firmPeople.ts';
import { countOpenItems, hasItems } from '../items/count.ts';
import { seatTeam } from '../items/item.commands.ts';
import { openMonthClock } from '../outcomes/monthClock.ts';
import { planRule } from '../planRules.ts';
import { stepPlan } from './change.ts';
import { goalsField } from './draftPlan.ts';
import type { Duty, Plan, TeamMember } from './plan.model.ts';

const reference = referenceOf('P');
const personId = (context: Context) => (context.actor.kind === 'person' ? context.actor.personId : '');

export const changePlanInput = z.object({ reference, goals: goalsField });

/** Rewrites the goals. A request for approval made before falls away, for it was about other goals. */
export async function changePlan(ctx: Context, raw: z.input<typeof changePlanInput>): Promise<Plan> {
  const input = requireFields(changePlanInput, raw);
  return stepPlan(ctx, input.reference, 'change-plan', () => ({
    event: 'plans.changed',
    set: { goals: input.goals },
    unset: ['askedAt'],
    facts: { count: input.goals.length },
  }));
}

const optionalPerson = z
  .string()
  .transform((id) => (id === '' ? undefined : id))
  .pipe(chosenId('请从名单里选择').optional())
  .optional();

export const nameTeamInput = z.object({
  reference,
  leaderId: chosenId('请选择组长'),
  deputyId: optionalPerson,
  secretaryId: optionalPerson,
  liaisonIds: z.array(chosenId('请从名单里选择')).default([]),
});

/**
 * Names the improvement team 改进小组: leader, deputy, secretary, liaisons. Whom a member speaks for follows from the part
 * they have in the firm, so that nobody can be entered as a worker who is none.
 * @throws Invalid at the post of somebody who is not of the firm or named twice.
 */
export async function nameTeam(ctx: Context, raw: z.input<typeof nameTeamInput>): Promise<Plan> {
  const input = requireFields(nameTeamInput, raw);
  const wanted: { duty: Duty; field: string; id: string }[] = [
    { duty: 'leader', field: 'leaderId', id: input.leaderId },
    ...(input.deputyId === undefined ? [] : [{ duty: 'deputy' as const, field: 'deputyId', id: input.deputyId }]),
    ...(input.secretaryId === undefined
      ? []
      : [{ duty: 'secretary' as const, field: 'secretaryId', id: input.secretaryId }]),
    ...[...new Set(input.liaisonIds)].map((id) => ({ duty: 'liaison' as const, field: 'liaisonIds', id })),
  ];
  const { mostMembers } = planRule(ctx.now);
  if (wanted.length > mostMembers) {
    throw invalid('common.check-fields', { liaisonIds: `小组最多 ${mostMembers} 人` });
  }
  return inTransaction(async () => {
    const named = await stepPlan(ctx, input.reference, 'name-team', async (plan) => {
      const team: TeamMember[] = [];
      for (const { duty, field, id } of wanted) {
        if (team.some((member) => member.personId === id)) {
          throw invalid('plans.member-twice', { [field]: '一个人只能担任一个职务，请换一个人' });
        }
        const name = await colleagueName(id, plan.enterpriseId, field);
        const roles = await rolesInFirm(id, plan.enterpriseId);
        team.push({
          personId: id,
          name,
          duty,
          side: roles.every((role) => role === 'worker') ? 'worker' : 'management',
        });
      }
      if (plan.status === 'running') requireBothSides(team);
      return { event: 'plans.team-named', set: { team }, unset: ['askedAt'], facts: { count: team.length } };
    });
    await seatTeam(ctx, named);
    return named;
  });
}

/** @throws Invalid `plans.team-one-sided` at `liaisonIds` unless managers and workers both sit in the team. */
function requireBothSides(team: readonly TeamMember[]): void {
  const sides = new Set(team.map((member) => member.side));
  if (team.some((member) => member.duty === 'leader') && sides.size === 2) return;
  throw invalid('plans.team-one-sided', { liaisonIds: '改进小组要有组长，并且管理层和员工都要有人参加' });
}

/** Tells the 主要负责人 that the plan is ready. */
export async function askApproval(ctx: Context, input: { reference: string }): Promise<Plan> {
  return stepPlan(ctx, requireFields(z.object({ reference }), input).reference, 'ask-approval', (plan) => {
    requireBothSides(plan.team);
    return { event: 'plans.approval-asked', set: { askedAt: ctx.now } };
  });
}

/**
 * The 主要负责人 approves the plan and starts it.
 * @throws Invalid `plans.team-one-sided`, Conflict `plans.enrolment-paused` or `plans.no-longer-enrolled`.
 */
export async function startPlan(ctx: Context, input: { reference: string }): Promise<Plan> {
  const asked = requireFields(z.object({ reference }), input);
  return inTransaction(async () => {
    const started = await stepPlan(ctx, asked.reference, 'start-plan', async (plan) => {
      requireBothSides(plan.team);
      const enrolment = await findActiveEnrolment(plan.enterpriseId);
      if (enrolment === undefined) throw conflict('plans.no-longer-enrolled');
      if (enrolment.status === 'paused') throw conflict('plans.enrolment-paused');
      return {
        event: 'plans.started',
        set: { startedBy: personId(ctx), startedAt: ctx.now },
        unset: ['askedAt'],
      };
    });
    await openMonthClock(ctx, started);
    return started;
  });
}

export const closePlanInput = z.object({
  reference,
  effectivenessNote: wordsField('请写明这一年的效果：哪些目标达到了，哪些没有，为什么', 2_000),
});

/**
 * Ends the plan. Everything in it has been checked effective or cancelled with its reason, and the note says what came
 * of it.
 * @throws Conflict `plans.items-open`, `plans.no-items`; Invalid at `effectivenessNote`.
 */
export async function closePlan(ctx: Context, raw: z.input<typeof closePlanInput>): Promise<Plan> {
  const input = requireFields(closePlanInput, raw);
  return stepPlan(ctx, input.reference, 'close-plan', async (plan) => {
    const open = await countOpenItems(plan._id);
    if (open > 0) throw conflict('plans.items-open', { params: { count: open } });
    if (!(await hasItems(plan._id))) throw conflict('plans.no-items');
    return {
      event: 'plans.closed',
      set: { effectivenessNote: input.effectivenessNote, closedBy: personId(ctx), closedAt: ctx.now },
    };
  });
}
