import type { Enrolment, Round } from '#domain/programme';
import type { Context } from '#kernel/context';
import { findFinishedRounds } from './assessments/assessment.ts';
import { stageRule } from './stageRules.ts';
import { AUTO_FACTS, type AutoFact } from './templates/template.model.ts';
import { countTrained } from './trainings/queries.ts';
import { countSignedVisits } from './visits/visit.ts';

/** Whether a fact holds for a firm now, with the numbers behind it. */
export interface FactState {
  holds: boolean;
  because: string;
}
type Fact = (ctx: Context, enrolment: Enrolment) => Promise<FactState>;

const round =
  (code: Round): Fact =>
  async (ctx, enrolment) => {
    const holds = (await findFinishedRounds(ctx, enrolment._id)).includes(code);
    return { holds, because: holds ? '评估已经双方确认' : '评估还没有完成' };
  };

const FACTS = new Map<AutoFact, Fact>([
  [
    'adviser',
    async (_ctx, { adviserId }) => ({
      holds: adviserId !== undefined,
      because: adviserId === undefined ? '由主管部门安排' : '已安排',
    }),
  ],
  ['baseline', round('baseline')],
  ['month-3', round('month-3')],
  ['month-6', round('month-6')],
  ['month-12', round('month-12')],
  ['acceptance', round('acceptance')],
  [
    'training',
    async (ctx, { _id }) => {
      const rule = stageRule(ctx.now);
      const trained = await countTrained(ctx, { enrolmentId: _id });
      return {
        holds: trained.managers >= rule.trainedManagers && trained.workers >= rule.trainedWorkers,
        because: `管理人员 ${trained.managers}/${rule.trainedManagers} 人，员工 ${trained.workers}/${rule.trainedWorkers} 人`,
      };
    },
  ],
  [
    'visits',
    async (ctx, { _id }) => {
      const rule = stageRule(ctx.now);
      const visits = await countSignedVisits(ctx, _id);
      return { holds: visits >= rule.visits, because: `双方已签字 ${visits}/${rule.visits} 次` };
    },
  ],
]);

/** How a fact of a module that knows of stages, as plans do, is told here. @throws Error when it is told already. */
export function tellFact(code: AutoFact, fact: Fact): void {
  if (FACTS.has(code)) throw new Error(`the fact ${code} is told twice`);
  FACTS.set(code, fact);
}

/** @throws Error for a fact of the list that no module tells: asked once all are loaded, so that nothing starts without. */
export function requireFacts(): void {
  const untold = AUTO_FACTS.filter(({ code }) => !FACTS.has(code)).map(({ code }) => code);
  if (untold.length > 0) throw new Error(`no module tells the facts ${untold.join(', ')}`);
}

/** Those of the facts asked for, as they stand for a firm now. */
export async function factsOf(
  ctx: Context,
  enrolment: Enrolment,
  wanted: readonly AutoFact[],
): Promise<Partial<Record<AutoFact, FactState>>> {
  const told = await Promise.all(
    [...new Set(wanted)].map(async (code) => {
      const fact = FACTS.get(code);
      if (fact === undefined) throw new Error(`no module tells the fact ${code}`);
      return [code, await fact(ctx, enrolment)] as const;
    }),
  );
  return Object.fromEntries(told);
}
