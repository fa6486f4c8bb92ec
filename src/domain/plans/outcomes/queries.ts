import { getEnrolment } from '#domain/programme';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { deedsOf } from './deeds.ts';
import { measureOutcomes, type Outcome, type OutcomeSource } from './measure.ts';
import { type MonthlyRecord, MonthlyRecordModel } from './monthlyRecord.model.ts';
import { type OutcomeCode, type OutcomeWindow, ROUNDS, type Round, windowOf } from './outcomeRules.ts';

/** The numbers of one round; none while its window has not begun. */
export interface OutcomeRound {
  round: Round;
  window: OutcomeWindow;
  /** `ahead` has not begun, `running` will still change, `over` is what the round says. */
  standing: 'ahead' | 'running' | 'over';
  outcomes: Outcome[];
}

async function roundOf(ctx: Context, enterpriseId: string, admittedAt: Date, round: Round): Promise<OutcomeRound> {
  const window = windowOf(round, localDate(admittedAt));
  const today = localDate(ctx.now);
  if (today < window.from) return { round, window, standing: 'ahead', outcomes: [] };
  const outcomes = await measureOutcomes(enterpriseId, window, await deedsOf(enterpriseId, window));
  return { round, window, standing: today < window.to ? 'running' : 'over', outcomes };
}

/** All rounds of a firm in the programme, the baseline first. @throws NotFound */
export async function getOutcomes(ctx: Context, reference: string): Promise<OutcomeRound[]> {
  const { enterpriseId, admittedAt } = await getEnrolment(ctx, reference);
  return Promise.all(ROUNDS.map(({ code }) => roundOf(ctx, enterpriseId, admittedAt, code)));
}

/**
 * What one number was counted from. People's names are for their own firm; everybody else gets how many of each team.
 * @throws NotFound, or Forbidden for workers, who see the numbers but not other people's cases.
 */
export async function getOutcomeSources(
  ctx: Context,
  input: { reference: string; round: Round; code: OutcomeCode },
): Promise<{ outcome: Outcome | undefined; window: OutcomeWindow }> {
  const { enterpriseId, admittedAt } = await getEnrolment(ctx, input.reference);
  if (ctx.actor.kind === 'person' && ctx.actor.role === 'worker') throw forbidden('common.not-allowed');
  const { outcomes, window } = await roundOf(ctx, enterpriseId, admittedAt, input.round);
  const outcome = outcomes.find((one) => one.code === input.code);
  if (outcome === undefined || runsEnterprise(ctx.actor)) return { outcome, window };
  return { outcome: { ...outcome, sources: withoutNames(outcome.sources) }, window };
}

function withoutNames(sources: readonly OutcomeSource[]): OutcomeSource[] {
  const teams = new Map<string, number>();
  for (const source of sources.filter((one) => one.isPersonal)) {
    const team = source.note.split('：')[0] ?? '';
    teams.set(team, (teams.get(team) ?? 0) + 1);
  }
  const counted = [...teams].map(([label, count]) => ({ label, note: `${count} 人参与`, isCounted: true }));
  return [...sources.filter((one) => !one.isPersonal), ...counted];
}

/** Months the actor's firm has told of, the newest first. */
export async function findMonthlyRecords(ctx: Context, limit = 24): Promise<MonthlyRecord[]> {
  if (!runsEnterprise(ctx.actor) || ctx.actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  return MonthlyRecordModel.find({ enterpriseId: ctx.actor.scope.enterpriseId })
    .sort({ month: -1 })
    .limit(limit)
    .lean<MonthlyRecord[]>();
}
