import type { z } from 'zod';
import { placeBeside } from '#domain/engine';
import { ownEnterprise } from '#domain/organisations';
import { type Enrolment, findActiveEnrolment } from '#domain/programme';
import { personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { colleagueName, rolesInFirm } from '../firmPeople.ts';
import { countOpenItems, hasItems } from '../items/count.ts';
import { seatTeam } from '../items/item.commands.ts';
import { monthOwed } from '../outcomes/monthOwed.ts';
import { planRule } from '../planRules.ts';
import type { PlanAction } from './plan.acts.ts';
import { type Duty, type Plan, PlanModel, type TeamMember } from './plan.model.ts';
import { plans } from './plan.ts';
import { isWhole, sideOf } from './team.ts';

type Given<A extends PlanAction> = z.input<ReturnType<typeof plans.inputOf<A>>>;

/** The enrolment on which the actor's firm may draft a plan; undefined outside the programme. */
export async function findOwnEnrolment({ actor }: Context): Promise<Enrolment | undefined> {
  if (!runsEnterprise(actor) || actor.scope.enterpriseId === undefined) return undefined;
  return findActiveEnrolment(actor.scope.enterpriseId);
}

export const draftPlanInput = plans.inputOf('draft-plan').omit({ reference: true });

/**
 * Begins the development plan of the actor's firm for a year (意见（十六）). A firm has one a year; the database says so.
 * @throws Forbidden `plans.not-enrolled` outside the programme, Conflict `plans.year-taken`, Invalid at `year`, `goals`.
 */
export async function draftPlan(ctx: Context, raw: z.input<typeof draftPlanInput>): Promise<Plan> {
  const { year, goals } = requireFields(draftPlanInput, raw);
  const { enterpriseId } = ownEnterprise(ctx);
  const thisYear = Number(localDate(ctx.now).slice(0, 4));
  if (year < thisYear || year > thisYear + 1) {
    throw invalid('common.check-fields', { year: `只能做 ${thisYear} 年或 ${thisYear + 1} 年的计划` });
  }
  const enrolment = await findOwnEnrolment(ctx);
  if (enrolment === undefined) throw forbidden('plans.not-enrolled');
  const { _id: enrolmentId, reference: enrolmentReference, name } = enrolment;
  const draft = { ...placeBeside(enrolment), enrolmentId, enrolmentReference, name, year, goals, team: [] };
  try {
    return await plans.make(ctx, 'draft-plan', draft, { facts: { year } });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await PlanModel.findOne({ enterpriseId, year }).lean<Plan>();
    if (first === null) throw error;
    if (ctx.onceKey !== undefined && first.onceKey === ctx.onceKey) return first;
    throw conflict('plans.year-taken', { params: { year, reference: first.reference } });
  }
}

/** Rewrites the goals. A request for approval made before falls away, for it was about other goals. */
export const changePlan = (ctx: Context, raw: Given<'change-plan'>): Promise<Plan> =>
  plans.step(ctx, 'change-plan', raw, (_, { goals }) => ({
    set: { goals },
    unset: ['askedAt'],
    facts: { count: goals.length },
  }));

/**
 * Names the improvement team 改进小组: leader, deputy, secretary, liaisons. Whom a member speaks for follows from the part
 * they have in the firm, so that nobody can be entered as a worker who is none.
 * @throws Invalid at the post of somebody who is not of the firm or named twice.
 */
export const nameTeam = (ctx: Context, raw: Given<'name-team'>): Promise<Plan> =>
  plans.step(ctx, 'name-team', raw, async (plan, { leaderId, deputyId, secretaryId, liaisonIds }) => {
    const posts: [Duty, string, readonly (string | undefined)[]][] = [
      ['leader', 'leaderId', [leaderId]],
      ['deputy', 'deputyId', [deputyId]],
      ['secretary', 'secretaryId', [secretaryId]],
      ['liaison', 'liaisonIds', [...new Set(liaisonIds)]],
    ];
    const wanted = posts.flatMap(([duty, field, ids]) =>
      ids.flatMap((id) => (id === undefined ? [] : [{ duty, field, id }])),
    );
    const { mostMembers } = planRule(ctx.now);
    if (wanted.length > mostMembers) {
      throw invalid('common.check-fields', { liaisonIds: `小组最多 ${mostMembers} 人` });
    }
    const team: TeamMember[] = [];
    for (const { duty, field, id } of wanted) {
      if (team.some((member) => member.personId === id)) {
        throw invalid('plans.member-twice', { [field]: '一个人只能担任一个职务，请换一个人' });
      }
      const name = await colleagueName(id, plan.enterpriseId, field);
      const roles = await rolesInFirm(id, plan.enterpriseId);
      team.push({ personId: id, name, duty, side: sideOf(roles) });
    }
    if (plan.status === 'running') requireBothSides(team);
    return {
      set: { team },
      unset: ['askedAt'],
      facts: { count: team.length },
      also: (named) => seatTeam(ctx, named),
    };
  });

/** @throws Invalid `plans.team-one-sided` at `liaisonIds` unless managers and workers both sit in the team. */
function requireBothSides(team: readonly TeamMember[]): void {
  if (isWhole(team)) return;
  throw invalid('plans.team-one-sided', { liaisonIds: '改进小组要有组长，并且管理层和员工都要有人参加' });
}

/** Tells the 主要负责人 that the plan is ready. */
export const askApproval = (ctx: Context, raw: Given<'ask-approval'>): Promise<Plan> =>
  plans.step(ctx, 'ask-approval', raw, ({ team }) => {
    requireBothSides(team);
    return { set: { askedAt: ctx.now } };
  });

/**
 * The 主要负责人 approves the plan and starts it.
 * @throws Invalid `plans.team-one-sided`, Conflict `plans.enrolment-paused` or `plans.no-longer-enrolled`.
 */
export const startPlan = (ctx: Context, raw: Given<'start-plan'>): Promise<Plan> =>
  plans.step(ctx, 'start-plan', raw, async (plan) => {
    requireBothSides(plan.team);
    const enrolment = await findActiveEnrolment(plan.enterpriseId);
    if (enrolment === undefined) throw conflict('plans.no-longer-enrolled');
    if (enrolment.status === 'paused') throw conflict('plans.enrolment-paused');
    return {
      set: { startedBy: personIn(ctx.actor), startedAt: ctx.now, monthOwed: await monthOwed(plan, ctx.now) },
      unset: ['askedAt'],
    };
  });

/**
 * Ends the plan. Everything in it has been checked effective or cancelled with its reason, and the note says what came
 * of it.
 * @throws Conflict `plans.items-open`, `plans.no-items`; Invalid at `effectivenessNote`.
 */
export const closePlan = (ctx: Context, raw: Given<'close-plan'>): Promise<Plan> =>
  plans.step(ctx, 'close-plan', raw, async (plan, { effectivenessNote }) => {
    const open = await countOpenItems(plan._id);
    if (open > 0) throw conflict('plans.items-open', { params: { count: open } });
    if (!(await hasItems(plan._id))) throw conflict('plans.no-items');
    return { set: { effectivenessNote, closedBy: personIn(ctx.actor), closedAt: ctx.now }, unset: ['monthOwed'] };
  });
