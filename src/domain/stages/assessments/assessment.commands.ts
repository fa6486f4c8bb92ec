import { createHash } from 'node:crypto';
import { z } from 'zod';
import { placeBeside } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { canonical } from '#domain/journal';
import { type Enrolment, getEnrolment, ROUNDS, type Round, roundLabel } from '#domain/programme';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { AppError, conflict, type FieldErrors, forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { nextStatus } from '#kernel/lifecycle';
import { isDuplicateKey } from '#platform/mongo';
import { afterRound } from '../clocks.ts';
import { enrolmentField } from '../fields.ts';
import { partIn, requireWorking } from '../policy.ts';
import { personOf } from '../takeStage.ts';
import { templateAt, templateVersion } from '../templates/templates.ts';
import type { AssessmentAction } from './assessment.acts.ts';
import type { Answer, Assessment } from './assessment.model.ts';
import { assessments, findFinishedRounds, roundReference } from './assessment.ts';
import { pillarScores, readAnswer } from './scores.ts';

/** A round is asked for by its enrolment and its name. */
const roundInput = z.object({
  reference: enrolmentField,
  round: z.enum(ROUNDS.map((row) => row.code) as [Round, ...Round[]], { error: '没有这一轮评估' }),
});
type Asked = z.input<typeof roundInput>;
type Given<A extends AssessmentAction> = z.input<ReturnType<typeof assessments.inputOf<A>>> & Asked;

const numbered = <T extends Asked>(raw: T): T => {
  const { reference, round } = requireFields(roundInput, raw);
  return { ...raw, reference: roundReference(reference, round) };
};
const factsOf = ({ round }: Pick<Assessment, 'round'>) => ({ round, roundLabel: roundLabel(round) });

/**
 * Whether a round can be begun: the baseline from the start, its repeats once it is confirmed, the panel's questionnaire
 * while the firm is being accepted.
 */
export function isRoundOpen(enrolment: Enrolment, round: Round, isBaselineFinished: boolean): boolean {
  if (round === 'baseline') return true;
  return round === 'acceptance' ? enrolment.status === 'accepting' : isBaselineFinished;
}

/**
 * Begins a round with the questionnaire in force; begun already, it is given back as it is.
 * @throws Forbidden for anybody but the firm's adviser.
 */
export async function startAssessment(ctx: Context, raw: Asked): Promise<Assessment> {
  const { reference, round } = requireFields(roundInput, raw);
  const enrolment = await getEnrolment(ctx, reference);
  if (partIn(ctx.actor, enrolment) !== 'adviser') throw forbidden('common.not-allowed');
  requireWorking(enrolment, assessments.acts['start-assessment'].label);
  if (!isRoundOpen(enrolment, round, (await findFinishedRounds(ctx, enrolment._id)).includes('baseline'))) {
    throw conflict(round === 'acceptance' ? 'enrolment.round-in-acceptance' : 'enrolment.baseline-first');
  }
  const number = roundReference(enrolment.reference, round);
  const { version } = await templateAt('assessment', ctx.now);
  try {
    return await assessments.make(
      ctx,
      'start-assessment',
      {
        ...placeBeside(enrolment),
        reference: number,
        enrolmentId: enrolment._id,
        enrolmentReference: enrolment.reference,
        adviserId: personOf(ctx).by,
        round,
        templateVersion: version,
        answers: {},
        note: '',
      },
      { facts: factsOf({ round }) },
    );
  } catch (error) {
    const begun = isDuplicateKey(error) ? await assessments.peek(number) : undefined;
    if (begun === undefined) throw error;
    return begun;
  }
}

/** Reads every typed answer. @throws Invalid with a sentence at each field; holes are allowed in a draft only. */
async function readAnswers(one: Assessment, typed: Record<string, string>, isDraft: boolean) {
  const { items } = await templateVersion('assessment', one.templateVersion);
  const answers: Record<string, Answer> = {};
  const fields: Record<string, string> = {};
  for (const item of items) {
    const { answer, problem } = readAnswer(item, typed[item.code] ?? '');
    if (answer !== undefined) answers[item.code] = answer;
    else if (problem !== undefined) fields[`answer-${item.code}`] = problem;
    else if (!isDraft) fields[`answer-${item.code}`] = '这一项还没有回答';
  }
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields as FieldErrors);
  return { answers, items };
}

/** Photos of the round show how it is there now. */
const showDone = (ctx: Context, one: Assessment, photoIds: readonly string[]) =>
  attachPhotos(ctx, {
    ...{ photoIds, subject: assessments.subjectOf(one) },
    ...{ proves: 'done', firmId: one.enterpriseId },
  });

/** Saves what has been answered so far. @throws Invalid at `answer-<code>` for what cannot be read. */
export const saveAssessment = (ctx: Context, raw: Given<'save-assessment'>): Promise<Assessment> =>
  assessments.step(ctx, 'save-assessment', numbered(raw), async (one, { answers: typed, note, photoIds }) => {
    const { answers } = await readAnswers(one, typed, true);
    await showDone(ctx, one, photoIds);
    return { set: { answers, note, photoIds }, facts: factsOf(one) };
  });

const hashOf = (one: Pick<Assessment, 'reference' | 'templateVersion' | 'answers' | 'note' | 'photoIds'>): string =>
  createHash('sha256')
    .update(canonical([one.reference, one.templateVersion, one.answers, one.note, one.photoIds]))
    .digest('hex');

/** Hands the finished round over to the firm. @throws Invalid at `answer-<code>` for what is missing or unreadable. */
export const submitAssessment = (ctx: Context, raw: Given<'submit-assessment'>): Promise<Assessment> =>
  assessments.step(ctx, 'submit-assessment', numbered(raw), async (one, { answers: typed, note, photoIds }) => {
    const { answers, items } = await readAnswers(one, typed, false);
    await showDone(ctx, one, photoIds);
    const { by, byName } = personOf(ctx);
    const scores = pillarScores(items, answers).filter((row) => row.percent !== undefined);
    return {
      set: {
        answers,
        note,
        photoIds,
        pillars: Object.fromEntries(scores.map((row) => [row.pillar, row.percent as number])),
        contentHash: hashOf({ ...one, answers, note, photoIds }),
        assessedBy: by,
        assessedByName: byName,
        assessedAt: ctx.now,
      },
      unset: ['returnReason'],
      facts: factsOf(one),
      also: (after) => afterRound(ctx, after),
    };
  });

type Answering = 'confirm-assessment' | 'return-assessment';

/**
 * Runs what a firm does with a round it was shown.
 * @throws Conflict instead of NotFound when the round has gone back to its adviser: whoever saw it is told where it is.
 */
async function toldWhere<T>({ actor }: Context, raw: Asked, action: Answering, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isGone = error instanceof AppError && error.kind === 'NotFound' && runsEnterprise(actor);
    const one = isGone ? await assessments.peek(numbered(raw).reference) : undefined;
    const wasShown = one?.returnReason !== undefined && actor.kind === 'person';
    if (wasShown && actor.scope.enterpriseId === one.enterpriseId)
      nextStatus(assessments.lifecycle, action, one.status);
    throw error;
  }
}

/** A round for its firm to answer. @throws Conflict when it has gone back to its adviser, NotFound otherwise out of sight. */
export const getRoundToAnswer = (ctx: Context, raw: Asked, action: Answering): Promise<Assessment> =>
  toldWhere(ctx, raw, action, () => assessments.get(ctx, numbered(raw).reference));

const answer = <A extends Answering>(
  ctx: Context,
  action: A,
  raw: Given<A>,
  decide: Parameters<typeof assessments.step<A>>[3],
): Promise<Assessment> => toldWhere(ctx, raw, action, () => assessments.step(ctx, action, numbered(raw), decide));

/**
 * The firm's manager confirms exactly what they were shown. The baseline starts the clocks of the repeats.
 * @throws Conflict when the page is stale, Forbidden `enrolment.same-person` for whoever assessed.
 */
export const confirmAssessment = (ctx: Context, raw: Given<'confirm-assessment'>): Promise<Assessment> =>
  answer(ctx, 'confirm-assessment', raw, (one, { contentHash }) => {
    if (one.contentHash !== contentHash) throw conflict('common.changed-meanwhile');
    const { by, byName } = personOf(ctx);
    return {
      set: { confirmedBy: by, confirmedByName: byName, confirmedAt: ctx.now },
      facts: factsOf(one),
      also: (after) => afterRound(ctx, after),
    };
  });

/** The firm objects; the adviser looks again. @throws Invalid at `reason` */
export const returnAssessment = (ctx: Context, raw: Given<'return-assessment'>): Promise<Assessment> =>
  answer(ctx, 'return-assessment', raw, (one, { reason }) => ({
    set: { returnReason: reason },
    unset: ['contentHash'],
    facts: { ...factsOf(one), reason },
    also: (after) => afterRound(ctx, after),
  }));
