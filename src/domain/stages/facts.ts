import type { Enrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { findFinishedRounds } from './assessments/assessment.ts';
import { stageRule } from './stageRules.ts';
import type { AutoFact } from './templates/template.model.ts';
import { countTrained } from './trainings/queries.ts';
import { countSignedVisits } from './visits/visit.ts';

/** Which facts hold for a firm now, each with the numbers behind it. */
export async function factsOf(
  ctx: Context,
  enrolment: Enrolment,
): Promise<Record<AutoFact, { holds: boolean; because: string }>> {
  const rule = stageRule(ctx.now);
  const [rounds, visits, trained] = await Promise.all([
    findFinishedRounds(ctx, enrolment._id),
    countSignedVisits(ctx, enrolment._id),
    countTrained(ctx, { enrolmentId: enrolment._id }),
  ]);
  const round = (code: Parameters<typeof rounds.includes>[0]) => ({
    holds: rounds.includes(code),
    because: rounds.includes(code) ? '评估已经双方确认' : '评估还没有完成',
  });
  return {
    adviser: {
      holds: enrolment.adviserId !== undefined,
      because: enrolment.adviserId === undefined ? '由主管部门安排' : '已安排',
    },
    baseline: round('baseline'),
    'month-3': round('month-3'),
    'month-6': round('month-6'),
    'month-12': round('month-12'),
    acceptance: round('acceptance'),
    training: {
      holds: trained.managers >= rule.trainedManagers && trained.workers >= rule.trainedWorkers,
      because: `管理人员 ${trained.managers}/${rule.trainedManagers} 人，员工 ${trained.workers}/${rule.trainedWorkers} 人`,
    },
    visits: { holds: visits >= rule.visits, because: `双方已签字 ${visits}/${rule.visits} 次` },
  };
}
