import { leftParkOf } from '#domain/engine';
import { ownEnterprise } from '#domain/organisations';
import { type Enrolment, getEnrolment } from '#domain/programme';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { measureOutcomes, type Outcome, type OutcomeSource, readFirmRecords } from './measure.ts';
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

/** The last day whose records the actor may read: a park or body reads on up to the day the firm moved away. */
const readableUntil = ({ actor, now }: Context, enrolment: Enrolment): LocalDate =>
  leftParkOf(actor, enrolment)?.until ?? localDate(now);

async function measureRounds(ctx: Context, enrolment: Enrolment, rounds: readonly Round[]): Promise<OutcomeRound[]> {
  const { enterpriseId, admittedAt } = enrolment;
  const today = readableUntil(ctx, enrolment);
  const all = rounds.map((round) => {
    const window = windowOf(round, localDate(admittedAt));
    // A round still running when the firm left is not the former park's to read: it holds days after.
    const isTheirs = today === localDate(ctx.now) || today >= window.to;
    const isAhead = today < window.from || !isTheirs;
    const standing = isAhead ? ('ahead' as const) : today < window.to ? ('running' as const) : ('over' as const);
    return { round, window, standing };
  });
  const begun = all.flatMap(({ standing, window }) => (standing === 'ahead' ? [] : [window]));
  if (begun.length === 0) return all.map((one) => ({ ...one, outcomes: [] }));
  const records = await readFirmRecords(ctx, enterpriseId, begun);
  return all.map((one) => ({
    ...one,
    outcomes: one.standing === 'ahead' ? [] : measureOutcomes(records, one.window, today),
  }));
}

/** All rounds of a firm in the programme, the baseline first. @throws NotFound */
export async function getOutcomes(ctx: Context, reference: string): Promise<OutcomeRound[]> {
  const enrolment = await getEnrolment(ctx, reference);
  return measureRounds(
    ctx,
    enrolment,
    ROUNDS.map(({ code }) => code),
  );
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
  const [{ outcomes, window }] = (await measureRounds(ctx, enrolment, [input.round])) as [OutcomeRound];
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
  return MonthlyRecordModel.find({ enterpriseId: ownEnterprise(ctx).enterpriseId })
    .sort({ month: -1 })
    .limit(limit)
    .lean<MonthlyRecord[]>();
}
