import type { z } from 'zod';
import { regionName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { ruleOn } from '#kernel/rules';
import { isDuplicateKey } from '#platform/mongo';
import type { CohortAction } from './cohort.acts.ts';
import { type Cohort, CohortModel } from './cohort.model.ts';
import { cohorts, getCohortById } from './cohort.ts';
import { ELIGIBILITY } from './eligibilityRule.ts';
import { mayRunCohorts } from './policy.ts';
import { callWaiting } from './waiting.ts';

type Given<A extends CohortAction> = z.input<ReturnType<typeof cohorts.inputOf<A>>>;
export const openCohortInput = cohorts.inputOf('open-cohort').omit({ reference: true });

function checkDays(opensOn: string, closesOn: string): void {
  if (closesOn < opensOn) throw invalid('cohorts.days-reversed', { closesOn: '截止日期不能早于开始日期' });
}

/** @throws Invalid at `name` where another cohort is called so. */
const naming = (work: Promise<Cohort>): Promise<Cohort> =>
  work.catch((error: unknown) => {
    if (!isDuplicateKey(error, 'one_cohort_name')) throw error;
    throw invalid('cohorts.name-taken', { name: '已有同名的批次，请换一个名称' });
  });

/**
 * Opens a cohort: from `opensOn` to `closesOn`, both included, firms of its region may apply. Its applications are all
 * judged by the rules in force today, whatever changes later.
 * @throws Forbidden; Invalid at `name`, `closesOn`.
 */
export async function openCohort(ctx: Context, raw: z.input<typeof openCohortInput>): Promise<Cohort> {
  const { actor } = ctx;
  if (actor.kind !== 'person' || !mayRunCohorts(actor)) throw forbidden('common.not-allowed');
  const input = requireFields(openCohortInput, raw);
  checkDays(input.opensOn, input.closesOn);
  if (input.closesOn < localDate(ctx.now)) throw invalid('cohorts.days-past', { closesOn: '截止日期不能早于今天' });
  const { version: ruleVersion } = ruleOn(ELIGIBILITY, localDate(ctx.now));
  const draft = { ...input, admittedCount: 0, ruleVersion, openedBy: actor.personId };
  return naming(cohorts.make(ctx, 'open-cohort', draft, { facts: { capacity: input.capacity } }));
}

/** Changes name, last day or places. Region, first day and rules stay: firms have applied under them. */
export const changeCohort = (ctx: Context, raw: Given<'change-cohort'>): Promise<Cohort> =>
  naming(
    cohorts.step(ctx, 'change-cohort', raw, ({ opensOn, admittedCount }, { name, closesOn, capacity }) => {
      checkDays(opensOn, closesOn);
      if (capacity < admittedCount) {
        throw invalid('cohorts.capacity-below', { capacity: `已批准 ${admittedCount} 家，名额不能更少` });
      }
      const set = { name, closesOn, capacity };
      return { set, facts: set, also: ({ _id }) => callWaiting(ctx, _id) };
    }),
  );

/** No more applications are taken; those sent in are still decided. */
export const closeCohort = (ctx: Context, raw: Given<'close-cohort'>): Promise<Cohort> =>
  cohorts.step(ctx, 'close-cohort', raw);

/** Takes applications again, up to its last day. */
export const reopenCohort = (ctx: Context, raw: Given<'reopen-cohort'>): Promise<Cohort> =>
  cohorts.step(ctx, 'reopen-cohort', raw);

/**
 * Asks whether a cohort takes an application today.
 * @throws Conflict `cohorts.not-yet`, `cohorts.over`, `cohorts.full`.
 */
export function requireTaking(cohort: Cohort, now: Date): void {
  const today = localDate(now);
  if (today < cohort.opensOn) throw conflict('cohorts.not-yet', { params: { day: formatDay(cohort.opensOn) } });
  if (!cohort.isOpen || today > cohort.closesOn) {
    throw conflict('cohorts.over', { params: { day: formatDay(cohort.closesOn) } });
  }
  if (cohort.admittedCount >= cohort.capacity) throw conflict('cohorts.full', { params: { count: cohort.capacity } });
}

/** Asks whether the cohort's region holds a firm. @throws Invalid at `regionCode`. */
export function requireInside(cohort: Cohort, regionCode: string): void {
  if (regionCode.startsWith(cohort.regionCode)) return;
  throw invalid('cohorts.outside', {
    regionCode: `本批次只面向${regionName(cohort.regionCode)}的企业，请选别的批次`,
  });
}

/**
 * Takes one place of a cohort, if one is left beside those that are kept for whoever waits before, in the transaction of
 * an admission.
 * @param before how many applications wait before this one.
 * @throws Conflict `cohorts.full`, `cohorts.others-wait`.
 */
export async function takePlace(cohortId: string, before: number): Promise<Cohort> {
  const cohort = await CohortModel.findOneAndUpdate(
    { _id: cohortId, $expr: { $lt: [{ $add: ['$admittedCount', before] }, '$capacity'] } },
    { $inc: { admittedCount: 1 } },
    { returnDocument: 'after' },
  ).lean<Cohort>();
  if (cohort !== null) return cohort;
  const { capacity, admittedCount } = await getCohortById(cohortId);
  if (admittedCount < capacity) throw conflict('cohorts.others-wait', { params: { count: before } });
  throw conflict('cohorts.full', { params: { count: capacity } });
}
