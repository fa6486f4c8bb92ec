import { type Enrolment, getEnrolment } from '#domain/programme';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
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

/** The last day whose records the actor may read: a park reads on up to the day the firm moved away. */
function readableUntil({ actor, now }: Context, { parkId, formerParks }: Enrolment): LocalDate {
  const today = localDate(now);
  if (!actsAs(actor, 'park-officer') || actor.scope.parkId === parkId) return today;
  return formerParks.findLast((park) => park.parkId === actor.scope.parkId)?.until ?? today;
}

async function roundOf(ctx: Context, enrolment: Enrolment, round: Round): Promise<OutcomeRound> {
  const { enterpriseId, admittedAt } = enrolment;
  const window = windowOf(round, localDate(admittedAt));
  const today = readableUntil(ctx, enrolment);
  if (today < window.from) return { round, window, standing: 'ahead', outcomes: [] };
  // A round still running when the firm left is not the former park's to read: it holds days after.
  if (today !== localDate(ctx.now) && today < window.to) return { round, window, standing: 'ahead', outcomes: [] };
  const outcomes = await measureOutcomes(enterpriseId, window, await deedsOf(enterpriseId, window));
  return { round, window, standing: today < window.to ? 'running' : 'over', outcomes };
}

/** All rounds of a firm in the programme, the baseline first. @throws NotFound */
export async function getOutcomes(ctx: Context, reference: string): Promise<OutcomeRound[]> {
  const enrolment = await getEnrolment(ctx, reference);
  return Promise.all(ROUNDS.map(({ code }) => roundOf(ctx, enrolment, code)));
}

/**
 * What one number was counted from. People's names are for their own firm; everybody else gets how many of each team.
 * @throws NotFound, or Forbidden for workers, who see the numbers but not other people's cases.
 */
export async function getOutcomeSources(
  ctx: Context,
  input: { reference: string; round: Round; code: OutcomeCode },
): Promise<{ outcome: Outcome | undefined; window: OutcomeWindow }> {
  const enrolment = await getEnrolment(ctx, input.reference);
  if (ctx.actor.kind === 'person' && ctx.actor.role === 'worker') throw forbidden('common.not-allowed');
  const { outcomes, window } = await roundOf(ctx, enrolment, input.round);
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
