import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { managersOf, runnersOf } from '#domain/identity';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { atMost, chosenId, wordsField } from '#kernel/input';
import { tidy } from '#kernel/text';
import type { Plan, PlanStatus } from './plan.model.ts';

const MOST_GOALS = 10;
const GOAL = atMost(200, '每条目标');

/** One goal a line. */
const goals = z
  .string({ error: '请写明今年要达到的目标' })
  .transform((text) =>
    text
      .split(/\r?\n/)
      .map(tidy)
      .filter((line) => line !== ''),
  )
  .refine((lines) => lines.length > 0, '请写明今年要达到的目标')
  .refine((lines) => lines.length <= MOST_GOALS, `最多 ${MOST_GOALS} 条目标`)
  .refine((lines) => lines.every((line) => line.length <= GOAL[0]), GOAL[1]);

const optionalPerson = z
  .string()
  .transform((id) => (id === '' ? undefined : id))
  .pipe(chosenId('请从名单里选择').optional())
  .optional();

type Is = (actor: PersonActor, plan: Plan) => boolean;
const firm: Is = (actor, { enterpriseId }) => runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
/** Starting and closing are the 主要负责人's (意见（四）). */
const manager: Is = (actor, plan) => firm(actor, plan) && actsAs(actor, 'enterprise-manager');

const toTeam = ({ team }: Plan): string[] => team.map((member) => member.personId);
const toManagers = ({ enterpriseId }: Plan): Promise<string[]> => managersOf(enterpriseId);
export const toRunners = ({ enterpriseId }: Plan): Promise<string[]> => runnersOf(enterpriseId);
const toAll = async (plan: Plan): Promise<string[]> => [...(await runnersOf(plan.enterpriseId)), ...toTeam(plan)];

/** 企业安全发展计划 of one firm and year: drafted by those who run safety, started by the 主要负责人, closed when all is checked. */
export const planActs = defineActs<Plan, PlanStatus>()({
  'draft-plan': {
    label: '新建计划',
    from: [],
    to: 'draft',
    may: firm,
    needs: {
      year: z.coerce.number({ error: '请选择年份' }).int('请选择年份').min(2020, '请选择年份').max(2100, '请选择年份'),
      goals,
    },
    event: 'plans.drafted',
    done: '新建计划',
    said: '计划已新建，请组建改进小组、增加改进事项。',
    told: [],
  },
  'change-plan': {
    label: '修改目标',
    from: ['draft', 'running'],
    to: 'stay',
    may: firm,
    needs: { goals },
    event: 'plans.changed',
    done: '修改了目标',
    said: '目标已修改。',
    told: [],
  },
  'name-team': {
    label: '组建改进小组',
    from: ['draft', 'running'],
    to: 'stay',
    may: firm,
    needs: {
      leaderId: chosenId('请选择组长'),
      deputyId: optionalPerson,
      secretaryId: optionalPerson,
      liaisonIds: z.array(chosenId('请从名单里选择')).default([]),
    },
    event: 'plans.team-named',
    done: '组建了改进小组',
    said: '改进小组已组建，成员会收到通知。',
    told: [{ to: toTeam, template: 'plan-team-named', whileIn: ['draft', 'running'] }],
  },
  'ask-approval': {
    label: '请负责人批准',
    from: ['draft'],
    to: 'stay',
    may: (actor, plan) => firm(actor, plan) && !manager(actor, plan),
    when: ({ askedAt }) => askedAt === undefined,
    needs: {},
    event: 'plans.approval-asked',
    done: '已请主要负责人批准',
    said: '已请主要负责人批准。',
    told: [{ to: toManagers, template: 'plan-approval-asked' }],
  },
  'start-plan': {
    label: '批准并启动',
    from: ['draft'],
    to: 'running',
    may: manager,
    needs: {},
    event: 'plans.started',
    done: '主要负责人批准，计划启动',
    said: '计划已启动。',
    told: [{ to: toAll, template: 'plan-started' }],
  },
  'close-plan': {
    label: '结束计划',
    from: ['running'],
    to: 'closed',
    may: manager,
    needs: { effectivenessNote: wordsField('请写明这一年的效果：哪些目标达到了，哪些没有，为什么', 2_000) },
    event: 'plans.closed',
    done: '计划结束',
    said: '计划已结束。',
    told: [{ to: toAll, template: 'plan-closed' }],
  },
});
export type PlanAction = keyof typeof planActs;
