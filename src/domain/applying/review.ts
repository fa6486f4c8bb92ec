import { z } from 'zod';
import { desk } from '#domain/deadlines';
import { annulRegistration } from '#domain/identity';
import { getEnterprise, setProving } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { chosenCode, lineField, optionalWords, reasonField, requireFields, wordsField } from '#kernel/input';
import { inWorkingDays } from '#kernel/workingDays';
import type { Application, Verdict } from './application.model.ts';
import { applicationClock, reasonsFor } from './applicationRules.ts';
import { reviewClock, takeStep } from './change.ts';
import { applicationField } from './fields.ts';
import { callWaiting, countBefore, holdPlaces, placesLeft } from './waiting.ts';

const seen = { reference: applicationField, contentHash: z.string().default('') };
const reasonCode = chosenCode('请选择理由');

export const returnApplicationInput = z.object({ ...seen, reasonCode, reason: reasonField });
export const recommendApplicationInput = z.object({ ...seen, note: optionalWords() });
export const refuseApplicationInput = z.object({
  ...seen,
  reasonCode,
  reason: reasonField,
  wouldChange: wordsField('请写明怎样才能符合，或怎样补正', 800),
});
export const withdrawApplicationInput = z.object({
  reference: applicationField,
  reasonCode: lineField('请选择理由').optional(),
  reason: optionalWords(),
});

function requireReason(ctx: Context, kind: 'return' | 'refuse' | 'withdraw', code: string): void {
  const isKnown = reasonsFor(kind, localDate(ctx.now)).some((reason) => reason.code === code);
  if (!isKnown) throw invalid('common.check-fields', { reasonCode: '请选择理由' });
}

/** A verdict about the submission that is on the table now. */
export function verdictOf(
  ctx: Context,
  application: Application,
  said: Omit<Verdict, 'by' | 'at' | 'number'>,
): Verdict {
  const { submission } = application;
  return {
    ...said,
    ...(submission === undefined ? {} : { number: submission.number, contentHash: submission.contentHash }),
    by: ctx.actor.kind === 'person' ? ctx.actor.personId : 'system',
    at: ctx.now,
  };
}

/**
 * 退回补正: sends an application back with what is missing. The park may in its turn, the competent body in its own; the
 * firm gets a clock, the credit code stays taken.
 */
export async function returnApplication(
  ctx: Context,
  raw: z.input<typeof returnApplicationInput>,
): Promise<Application> {
  const { contentHash, ...input } = requireFields(returnApplicationInput, raw);
  requireReason(ctx, 'return', input.reasonCode);
  const dueAt = inWorkingDays(ctx.now, applicationClock(ctx.now).correctWorkingDays);
  const said = { kind: 'returned' as const, reasonCode: input.reasonCode, reason: input.reason };
  return takeStep(
    ctx,
    input.reference,
    'return',
    (application) => ({
      effect: {
        event: 'programme.application-returned',
        set: { dueAt },
        unset: ['parkDueAt'],
        push: { verdicts: verdictOf(ctx, application, said) },
        facts: { reasonCode: input.reasonCode, reason: input.reason },
      },
      clocks: async ({ enterpriseId }) => [
        { kind: 'correct', title: '申请待补正', dueAt, owedBy: [desk.applicants(enterpriseId)] },
      ],
    }),
    contentHash,
  );
}

/** 园区推荐: the park says that it knows the firm and stands behind what it wrote; the competent body decides next. */
export async function recommendApplication(
  ctx: Context,
  raw: z.input<typeof recommendApplicationInput>,
): Promise<Application> {
  const { contentHash, note, ...input } = requireFields(recommendApplicationInput, raw);
  const dueAt = inWorkingDays(ctx.now, applicationClock(ctx.now).decideWorkingDays);
  const said = { kind: 'recommended' as const, ...(note === undefined ? {} : { reason: note }) };
  return takeStep(
    ctx,
    input.reference,
    'recommend',
    (application) => ({
      effect: {
        event: 'programme.application-recommended',
        set: { dueAt },
        unset: ['parkDueAt'],
        push: { verdicts: verdictOf(ctx, application, said) },
        facts: { reason: note },
      },
      clocks: async ({ bodyId }) => [reviewClock(bodyId, dueAt)],
    }),
    contentHash,
  );
}

export const waitForPlaceInput = z.object({ reference: applicationField });

/**
 * 列入候补: of a cohort that is full, in the order of these steps; nothing is due until a place is free. Two firms never
 * get one place: whoever admits is asked for those that wait before.
 * @throws Conflict `applications.place-free` while a place is left that nobody waits for.
 */
export async function waitForPlace(ctx: Context, raw: z.input<typeof waitForPlaceInput>): Promise<Application> {
  const { reference } = requireFields(waitForPlaceInput, raw);
  return takeStep(ctx, reference, 'wait', async (application) => {
    await holdPlaces(ctx, application.cohortId);
    if ((await placesLeft(application.cohortId)) > 0) throw conflict('applications.place-free');
    return {
      effect: {
        event: 'programme.application-waits',
        set: { waitingSince: ctx.now },
        unset: ['dueAt', 'parkDueAt'],
        facts: { position: (await countBefore(application)) + 1 },
      },
      clocks: async () => [],
    };
  });
}

/**
 * 不予批准: with the reason, the last day to object, and what would change the answer. The credit code is free again. Of
 * somebody who registered a firm without being it, the registration goes too.
 */
export async function refuseApplication(
  ctx: Context,
  raw: z.input<typeof refuseApplicationInput>,
): Promise<Application> {
  const { contentHash, ...input } = requireFields(refuseApplicationInput, raw);
  requireReason(ctx, 'refuse', input.reasonCode);
  const appealUntil = addDays(localDate(ctx.now), applicationClock(ctx.now).appealDays);
  const { reasonCode: code, reason, wouldChange } = input;
  const said = { kind: 'refused' as const, reasonCode: code, reason, wouldChange, appealUntil };
  return takeStep(
    ctx,
    input.reference,
    'refuse',
    (application) => ({
      effect: {
        event: 'programme.application-refused',
        set: { holdsCode: false },
        unset: ['dueAt', 'parkDueAt'],
        push: { verdicts: verdictOf(ctx, application, said) },
        facts: { reasonCode: code, reason, wouldChange, appealUntil },
      },
      also: async ({ enterpriseId, cohortId, waitingSince }) => {
        await setProving(enterpriseId, false);
        if (waitingSince !== undefined) await callWaiting(ctx, cohortId);
        const firm = await getEnterprise(enterpriseId);
        if (code === 'not-the-firm' && firm.status === 'registered') await annulRegistration(ctx, enterpriseId);
      },
    }),
    contentHash,
  );
}

/** 撤回: the firm takes its application back, also a draft; it may apply anew. */
export async function withdrawApplication(
  ctx: Context,
  raw: z.input<typeof withdrawApplicationInput>,
): Promise<Application> {
  const { reference: wanted, reasonCode: code, reason } = requireFields(withdrawApplicationInput, raw);
  if (code !== undefined) requireReason(ctx, 'withdraw', code);
  const why = { ...(code === undefined ? {} : { reasonCode: code }), ...(reason === undefined ? {} : { reason }) };
  return takeStep(ctx, wanted, 'withdraw', (application) => ({
    effect: {
      event: 'programme.application-withdrawn',
      set: { holdsCode: false },
      unset: ['dueAt', 'parkDueAt'],
      push: { verdicts: verdictOf(ctx, application, { kind: 'withdrawn', ...why }) },
      facts: { ...why, wasSent: application.submittedAt !== undefined },
    },
    also: async ({ enterpriseId, cohortId, waitingSince }) => {
      await setProving(enterpriseId, false);
      if (waitingSince !== undefined) await callWaiting(ctx, cohortId);
    },
  }));
}
