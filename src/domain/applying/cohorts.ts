import { z } from 'zod';
import { type Kind, record, takeAction, takeReference } from '#domain/journal';
import { findRegion, regionName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { dayField, referenceOf, requireFields, wordsField } from '#kernel/input';
import { actionRow } from '#kernel/lifecycle';
import { ruleOn } from '#kernel/rules';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { type Cohort, CohortModel } from './cohort.model.ts';
import { ELIGIBILITY } from './eligibilityRule.ts';
import { type CohortAction, type CohortStatus, cohortLifecycle } from './lifecycle.ts';
import { mayRunCohorts } from './policy.ts';

const PAGE = 25;
const MOST_PLACES = 100_000;

export const cohortKind: Kind<Cohort, CohortStatus, CohortAction> = {
  kind: 'cohort',
  model: CohortModel,
  lifecycle: cohortLifecycle,
  about: () => [],
};

const fields = {
  name: wordsField('请填写批次名称', 40),
  closesOn: dayField('请选择截止日期'),
  capacity: z
    .union([z.number(), z.string()], { error: '请填写名额' })
    .transform((typed) => Number(typeof typed === 'string' ? typed.normalize('NFKC').trim() || Number.NaN : typed))
    .pipe(
      z
        .number({ error: '请填写名额，例如 24' })
        .int('名额应为整数')
        .min(1, '名额至少一家')
        .max(MOST_PLACES, '名额太大'),
    ),
};

export const openCohortInput = z.object({
  ...fields,
  regionCode: z.string({ error: '请选择范围' }).refine((code) => findRegion(code) !== undefined, '请选择范围'),
  opensOn: dayField('请选择开始日期'),
});
export const changeCohortInput = z.object({ ...fields, reference: referenceOf('C') });

const nameTaken = () => invalid('cohorts.name-taken', { name: '已有同名的批次，请换一个名称' });
const checkDays = (opensOn: string, closesOn: string): void => {
  if (closesOn < opensOn) throw invalid('cohorts.days-reversed', { closesOn: '截止日期不能早于开始日期' });
};

/**
 * Opens a cohort: from `opensOn` to `closesOn`, both included, firms of its region may apply. Its applications are all
 * judged by the rules in force today, whatever changes later.
 * @throws Forbidden; Invalid at `name`, `closesOn`.
 */
export async function openCohort(ctx: Context, raw: z.input<typeof openCohortInput>): Promise<Cohort> {
  if (!mayRunCohorts(ctx.actor)) throw forbidden('common.not-allowed');
  const input = requireFields(openCohortInput, raw);
  checkDays(input.opensOn, input.closesOn);
  if (input.closesOn < localDate(ctx.now)) throw invalid('cohorts.days-past', { closesOn: '截止日期不能早于今天' });
  const { onceKey } = ctx;
  const earlier = onceKey === undefined ? null : await CohortModel.findOne({ onceKey }).lean<Cohort>();
  if (earlier !== null) return earlier;
  const cohort: Cohort = {
    ...input,
    _id: newId(ctx.now),
    reference: await takeReference('C', ctx.now),
    admittedCount: 0,
    ruleVersion: ruleOn(ELIGIBILITY, localDate(ctx.now)).version,
    status: 'open',
    isOpen: true,
    openedBy: ctx.actor.kind === 'person' ? ctx.actor.personId : 'system',
    ...(onceKey === undefined ? {} : { onceKey }),
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      await CohortModel.create([cohort]);
      await record(ctx, {
        name: 'programme.cohort-opened',
        subject: { kind: 'cohort', id: cohort._id, reference: cohort.reference },
        facts: { status: 'open', capacity: cohort.capacity },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_cohort_name')) throw nameTaken();
    if (!isDuplicateKey(error, 'once')) throw error;
    return CohortModel.findOne({ onceKey: onceKey as string })
      .lean<Cohort>()
      .orFail();
  }
  return cohort;
}

async function run(
  ctx: Context,
  reference: string,
  action: CohortAction,
  event: string,
  decide: (cohort: Cohort) => Partial<Cohort> = () => ({}),
): Promise<Cohort> {
  if (!mayRunCohorts(ctx.actor)) throw forbidden('common.not-allowed');
  return inTransaction(async () => {
    const cohort = await getCohort(ctx, reference);
    const set = decide(cohort);
    return takeAction(ctx, cohortKind, cohort, action, { event: `programme.${event}`, set, facts: { ...set } });
  });
}

/** Changes name, last day or places. Region, first day and rules stay: firms have applied under them. */
export async function changeCohort(ctx: Context, raw: z.input<typeof changeCohortInput>): Promise<Cohort> {
  const { reference, ...set } = requireFields(changeCohortInput, raw);
  try {
    return await run(ctx, reference, 'change-cohort', 'cohort-changed', (cohort) => {
      checkDays(cohort.opensOn, set.closesOn);
      if (set.capacity < cohort.admittedCount) {
        throw invalid('cohorts.capacity-below', { capacity: `已批准 ${cohort.admittedCount} 家，名额不能更少` });
      }
      return set;
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_cohort_name')) throw nameTaken();
    throw error;
  }
}

/** No more applications are taken; those sent in are still decided. */
export const closeCohort = (ctx: Context, { reference }: { reference: string }): Promise<Cohort> =>
  run(ctx, reference, 'close-cohort', 'cohort-closed');

/** Takes applications again, up to its last day. */
export const reopenCohort = (ctx: Context, { reference }: { reference: string }): Promise<Cohort> =>
  run(ctx, reference, 'reopen-cohort', 'cohort-reopened');

/** May the actor do this to the cohort now? */
export const canCohort = (ctx: Pick<Context, 'actor'>, action: CohortAction, cohort: Pick<Cohort, 'status'>): boolean =>
  mayRunCohorts(ctx.actor) && actionRow(cohortLifecycle, action).from.includes(cohort.status);

/** The buttons of a cohort's page. */
export const cohortActionsFor = (ctx: Pick<Context, 'actor'>, cohort: Pick<Cohort, 'status'>) =>
  cohortLifecycle.actions.filter((row) => canCohort(ctx, row.action, cohort));

/** An invitation is public: who may apply must be able to read it. @throws NotFound */
export async function getCohort(_ctx: Context, reference: string): Promise<Cohort> {
  return CohortModel.findOne({ reference })
    .lean<Cohort>()
    .orFail(() => notFound('common.not-found'));
}

/** The cohort of an application. @throws NotFound */
export const getCohortById = (id: string): Promise<Cohort> =>
  CohortModel.findById(id)
    .lean<Cohort>()
    .orFail(() => notFound('common.not-found'));

/** The cohort as it stands, for messages. */
export async function peekCohort(reference: string): Promise<Cohort | undefined> {
  return (await CohortModel.findOne({ reference }).lean<Cohort>()) ?? undefined;
}

/** Cohorts the newest first; open or closed ones only where asked. */
export async function findCohorts(
  filter: { isOpen?: boolean; after?: string; limit?: number } = {},
): Promise<{ rows: Cohort[]; nextCursor?: string }> {
  const { isOpen, after, limit = PAGE } = filter;
  const rows = await CohortModel.find({
    ...(isOpen === undefined ? {} : { isOpen }),
    ...(after === undefined ? {} : { _id: { $lt: after } }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<Cohort[]>();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, nextCursor: last._id } : { rows: page };
}

/** Cohorts that take applications on the day of `now` (of firms in `regionCode`, where given), soonest to close first. */
export async function findCohortsTaking(now: Date, regionCode?: string): Promise<Cohort[]> {
  const today = localDate(now);
  const holding = [2, 4, 6].map((length) => regionCode?.slice(0, length) ?? '');
  return CohortModel.find({
    isOpen: true,
    opensOn: { $lte: today },
    closesOn: { $gte: today },
    ...(regionCode === undefined ? {} : { regionCode: { $in: holding } }),
  })
    .sort({ closesOn: 1 })
    .limit(50)
    .lean<Cohort[]>();
}

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
 * Takes one place of a cohort, if one is left, in the transaction of an admission.
 * @throws Conflict `cohorts.full`.
 */
export async function takePlace(cohortId: string): Promise<Cohort> {
  const cohort = await CohortModel.findOneAndUpdate(
    { _id: cohortId, $expr: { $lt: ['$admittedCount', '$capacity'] } },
    { $inc: { admittedCount: 1 } },
    { returnDocument: 'after' },
  ).lean<Cohort>();
  if (cohort !== null) return cohort;
  const { capacity } = await getCohortById(cohortId);
  throw conflict('cohorts.full', { params: { count: capacity } });
}
