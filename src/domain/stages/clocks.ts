import { desk } from '#domain/deadlines';
import { type Clocks, keepClocks } from '#domain/engine';
import {
  BODY_CLOCKS,
  type Enrolment,
  isWorking,
  peekEnrolmentById,
  ROUNDS,
  type Round,
  setRoundsDue,
  stageClock,
} from '#domain/programme';
import type { Context } from '#kernel/context';
import { addDays, addMonths, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { inWorkingDays } from '#kernel/workingDays';
import { type Assessment, AssessmentModel } from './assessments/assessment.model.ts';
import { stageRule } from './stageRules.ts';

type Rounds = NonNullable<Enrolment['roundsDue']>;

/** The baseline's day, counted from the day the first adviser comes. */
export const baselineDue = (now: Date): Rounds => ({
  baseline: addDays(localDate(now), stageRule(now).baselineDays),
});

/** The days of the repeats, counted from the day the baseline was finished. */
const repeatsDue = (now: Date): Rounds =>
  Object.fromEntries(stageRule(now).repeats.map(({ round, months }) => [round, addMonths(localDate(now), months)]));

/** The days after a pause: whatever was still to come moves on by as long as it lasted. */
export function movedOn(due: Rounds | undefined, pausedOn: LocalDate, days: number): Rounds {
  const entries = Object.entries(due ?? {}) as [Round, LocalDate][];
  return Object.fromEntries(entries.map(([round, day]) => [round, day < pausedOn ? day : addDays(day, days)]));
}

/** When the adviser is to go through a round: the panel's once the firm asked for acceptance, the rest by their days. */
function roundDueAt({ status, stageSince, roundsDue }: Enrolment, round: Round): Date | undefined {
  if (round === 'acceptance' && status === 'accepting')
    return inWorkingDays(stageSince, stageClock(stageSince).acceptanceRoundWorkingDays);
  const day = roundsDue?.[round];
  return day === undefined ? undefined : endOfLocalDay(day);
}

/** When a stage should be over: what is left of its days, and never less than whoever comes back to it has. */
function stageDueAt({ status, stageSince, stageDays }: Enrolment): Date {
  const { stageDays: allowed, againDays } = stageClock(stageSince);
  const days = status === 'preparing' || status === 'implementing' ? allowed[status] : 0;
  const spent = stageDays[status];
  const left = spent === undefined ? days : Math.max(days - spent, againDays);
  return endOfLocalDay(addDays(localDate(stageSince), left));
}

/** Moving on a stage: the adviser leads a firm into 组织实施, its manager asks for the acceptance. */
const STAGE_CLOCKS: Clocks<Enrolment> = {
  'stage-implementing': {
    ladder: 'programme-stage',
    title: () => '准备动员该结束了，缺的补上，进入组织实施',
    runs: ({ status, adviserId }) => status === 'preparing' && adviserId !== undefined,
    dueAt: stageDueAt,
    owedBy: ({ adviserId = '' }) => [desk.adviser(adviserId)],
  },
  'stage-acceptance': {
    ladder: 'programme-stage',
    title: () => '组织实施该结束了，缺的补上，申请验收',
    runs: ({ status }) => status === 'implementing',
    dueAt: stageDueAt,
    owedBy: ({ enterpriseId }) => [desk.manager(enterpriseId)],
  },
};

/**
 * What falls due for a firm in the programme: what its body owes it, when its stage should be over, and the rounds its adviser does.
 * @param handedOver Rounds that are the firm's to confirm, or finished.
 */
export const enrolmentClocks = (handedOver: readonly Round[]): Clocks<Enrolment> => ({
  ...BODY_CLOCKS,
  ...STAGE_CLOCKS,
  ...Object.fromEntries(
    ROUNDS.map(({ code, label }) => [
      `assessment-${code}`,
      {
        ladder: 'programme-assessment',
        title: () => label,
        runs: (enrolment: Enrolment) =>
          isWorking(enrolment) && !handedOver.includes(code) && roundDueAt(enrolment, code) !== undefined,
        dueAt: (enrolment: Enrolment) => roundDueAt(enrolment, code) as Date,
        owedBy: ({ adviserId }: Enrolment) => (adviserId === undefined ? [] : [desk.adviser(adviserId)]),
      },
    ]),
  ),
});

/** Brings the clocks of an enrolment to how it and its rounds stand. Call it in the transaction of the change. */
export async function keepEnrolmentClocks(ctx: Context, enrolment: Enrolment): Promise<void> {
  const { _id, reference } = enrolment;
  const handedOver = await AssessmentModel.distinct('round', { enrolmentId: _id, status: { $ne: 'draft' } });
  await keepClocks(ctx, { kind: 'enrolment', id: _id, reference }, enrolmentClocks(handedOver), enrolment);
}

/** A round has changed hands: the enrolment's clocks follow, and a finished baseline begins the repeats. */
export async function afterRound(ctx: Context, { enrolmentId, round, status }: Assessment): Promise<void> {
  const enrolment = await peekEnrolmentById(enrolmentId);
  if (enrolment === undefined) return;
  const isBegun = round === 'baseline' && status === 'finished';
  const roundsDue = { ...enrolment.roundsDue, ...(isBegun ? repeatsDue(ctx.now) : {}) };
  if (isBegun) await setRoundsDue(ctx, enrolmentId, roundsDue);
  await keepEnrolmentClocks(ctx, { ...enrolment, roundsDue });
}
