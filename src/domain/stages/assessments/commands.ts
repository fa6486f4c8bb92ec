import { createHash } from 'node:crypto';
import { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import { canonical, type Effect, record, takeAction } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import { getEnrolment, isWorking, ROUNDS, type Round, roundLabel, setRoundsDue } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict, type FieldErrors, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { idsField, requireFields, wordsField } from '#kernel/input';
import { nextStatus } from '#kernel/lifecycle';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { closeRounds, registerRounds, repeatsDue } from '../clocks.ts';
import { enrolmentField, noteField } from '../fields.ts';
import { type Part, partIn, requireWorking } from '../policy.ts';
import { personOf } from '../takeStage.ts';
import { templateAt, templateVersion } from '../templates/templates.ts';
import {
  type Answer,
  type Assessment,
  type AssessmentAction,
  AssessmentModel,
  assessmentLifecycle,
} from './assessment.model.ts';
import { assessmentKind, findFinishedRounds } from './queries.ts';
import { pillarScores, readAnswer } from './scores.ts';

const round = z.enum(ROUNDS.map((row) => row.code) as [Round, ...Round[]], { error: '没有这一轮评估' });
export const startAssessmentInput = z.object({ reference: enrolmentField, round });
export const saveAssessmentInput = z.object({
  reference: enrolmentField,
  round,
  /** As typed, by item code. */
  answers: z.record(z.string(), z.string().max(40)).default({}),
  note: noteField,
  photoIds: idsField,
});
export const confirmAssessmentInput = z.object({
  reference: enrolmentField,
  round,
  contentHash: z.string({ error: '请打开评估内容看过再确认' }).min(1, '请打开评估内容看过再确认'),
});
export const returnAssessmentInput = z.object({
  reference: enrolmentField,
  round,
  reason: wordsField('请写明哪里不对'),
});

/** The adviser assesses; the firm's manager, who answers for the firm, confirms or objects. */
const WHO: Readonly<Record<AssessmentAction, Part>> = {
  'start-assessment': 'adviser',
  'save-assessment': 'adviser',
  'submit-assessment': 'adviser',
  'confirm-assessment': 'manager',
  'return-assessment': 'manager',
};

/** May the actor take this step of this round? `one` is absent before it is begun. */
export function mayAssess(ctx: Context, action: AssessmentAction, enrolment: Enrolment, one?: Assessment): boolean {
  if (!isWorking(enrolment) || partIn(ctx.actor, enrolment) !== WHO[action]) return false;
  if (action === 'start-assessment') return one === undefined;
  const row = assessmentLifecycle.actions.find((candidate) => candidate.action === action);
  const isSame = action === 'confirm-assessment' && one?.assessedBy === personOf(ctx).by;
  return one !== undefined && row?.from.some((status) => status === one.status) === true && !isSame;
}

/**
 * Whether a round can be begun: the baseline from the start, its repeats once it is confirmed, the panel's questionnaire
 * while the firm is being accepted.
 */
export function isRoundOpen(enrolment: Enrolment, round: Round, isBaselineFinished: boolean): boolean {
  if (round === 'baseline') return true;
  return round === 'acceptance' ? enrolment.status === 'accepting' : isBaselineFinished;
}

/** The enrolment, when the actor's part in it allows the step and it is not paused or over. */
async function enrolmentFor(ctx: Context, reference: string, action: AssessmentAction): Promise<Enrolment> {
  const enrolment = await getEnrolment(ctx, reference);
  if (partIn(ctx.actor, enrolment) !== WHO[action]) throw forbidden('common.not-allowed');
  requireWorking(enrolment, '评估');
  return enrolment;
}

/**
 * Begins a round with the questionnaire in force; begun already, it is given back as it is.
 * @throws Forbidden for anybody but the firm's adviser.
 */
export async function startAssessment(ctx: Context, raw: z.input<typeof startAssessmentInput>): Promise<Assessment> {
  const input = requireFields(startAssessmentInput, raw);
  const enrolment = await enrolmentFor(ctx, input.reference, 'start-assessment');
  if (!isRoundOpen(enrolment, input.round, (await findFinishedRounds(ctx, enrolment._id)).includes('baseline'))) {
    throw conflict(input.round === 'acceptance' ? 'enrolment.round-in-acceptance' : 'enrolment.baseline-first');
  }
  const { version } = await templateAt('assessment', ctx.now);
  const draft: Assessment = {
    _id: newId(ctx.now),
    reference: `${enrolment.reference}/${input.round}`,
    enrolmentId: enrolment._id,
    enrolmentReference: enrolment.reference,
    enterpriseId: enrolment.enterpriseId,
    round: input.round,
    templateVersion: version,
    answers: {},
    note: '',
    photoIds: [],
    status: 'draft',
    isOpen: true,
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      await AssessmentModel.create([draft]);
      await record(ctx, {
        name: 'programme.assessment-started',
        subject: { kind: 'assessment', id: draft._id, reference: draft.reference },
        about: assessmentKind.about(draft),
        facts: { status: 'draft', round: input.round },
      });
    });
    return draft;
  } catch (error) {
    if (!isDuplicateKey(error, 'one_round')) throw error;
    return AssessmentModel.findOne({ enrolmentId: enrolment._id, round: input.round })
      .lean<Assessment>()
      .orFail(() => notFound('common.not-found'));
  }
}

type Decide = (one: Assessment, enrolment: Enrolment) => Promise<Effect<Assessment>> | Effect<Assessment>;

async function takeRound(
  ctx: Context,
  input: { reference: string; round: Round },
  action: AssessmentAction,
  decide: Decide,
  also?: (enrolment: Enrolment) => Promise<unknown>,
): Promise<Assessment> {
  return inTransaction(async () => {
    const enrolment = await enrolmentFor(ctx, input.reference, action);
    const one = await AssessmentModel.findOne({ enrolmentId: enrolment._id, round: input.round })
      .lean<Assessment>()
      .orFail(() => notFound('common.not-found'));
    nextStatus(assessmentLifecycle, action, one.status);
    const effect = await decide(one, enrolment);
    const after = await takeAction(ctx, assessmentKind, one, action, {
      ...effect,
      facts: { round: input.round, roundLabel: roundLabel(input.round), ...effect.facts },
    });
    await also?.(enrolment);
    return after;
  });
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

/** Saves what has been answered so far. @throws Invalid at `answer-<code>` for what cannot be read. */
export async function saveAssessment(ctx: Context, raw: z.input<typeof saveAssessmentInput>): Promise<Assessment> {
  const { answers: typed, note, photoIds, ...input } = requireFields(saveAssessmentInput, raw);
  return takeRound(ctx, input, 'save-assessment', async (one) => {
    const { answers } = await readAnswers(one, typed, true);
    await attachPhotos(ctx, { photoIds, subject: { kind: 'assessment', id: one._id } });
    return { event: 'programme.assessment-saved', set: { answers, note, photoIds } };
  });
}

const hashOf = (one: Pick<Assessment, 'reference' | 'templateVersion' | 'answers' | 'note' | 'photoIds'>): string =>
  createHash('sha256')
    .update(canonical([one.reference, one.templateVersion, one.answers, one.note, one.photoIds]))
    .digest('hex');

/** Hands the finished round over to the firm. @throws Invalid at `answer-<code>` for what is missing or unreadable. */
export async function submitAssessment(ctx: Context, raw: z.input<typeof saveAssessmentInput>): Promise<Assessment> {
  const { answers: typed, note, photoIds, ...input } = requireFields(saveAssessmentInput, raw);
  return takeRound(ctx, input, 'submit-assessment', async (one) => {
    const { answers, items } = await readAnswers(one, typed, false);
    await attachPhotos(ctx, { photoIds, subject: { kind: 'assessment', id: one._id } });
    const { by, byName } = personOf(ctx);
    const scores = pillarScores(items, answers).filter((row) => row.percent !== undefined);
    return {
      event: 'programme.assessment-submitted',
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
    };
  });
}

/**
 * The firm's manager confirms exactly what they were shown. The baseline starts the clocks of the repeats.
 * @throws Conflict when the page is stale, Forbidden `enrolment.same-person` for whoever assessed.
 */
export async function confirmAssessment(
  ctx: Context,
  raw: z.input<typeof confirmAssessmentInput>,
): Promise<Assessment> {
  const { contentHash, ...input } = requireFields(confirmAssessmentInput, raw);
  const decide: Decide = (one) => {
    const { by, byName } = personOf(ctx);
    if (one.assessedBy === by) throw forbidden('enrolment.same-person');
    if (one.contentHash !== contentHash) throw conflict('common.changed-meanwhile');
    return {
      event: 'programme.assessment-finished',
      set: { confirmedBy: by, confirmedByName: byName, confirmedAt: ctx.now },
    };
  };
  return takeRound(ctx, input, 'confirm-assessment', decide, async (enrolment) => {
    await closeRounds(ctx, enrolment, input.round);
    if (input.round !== 'baseline') return;
    const roundsDue = { ...enrolment.roundsDue, ...repeatsDue(ctx.now) };
    await setRoundsDue(ctx, enrolment._id, roundsDue);
    await registerRounds(ctx, { ...enrolment, roundsDue });
  });
}

/** The firm objects; the adviser looks again. @throws Invalid at `reason` */
export async function returnAssessment(ctx: Context, raw: z.input<typeof returnAssessmentInput>): Promise<Assessment> {
  const { reason, ...input } = requireFields(returnAssessmentInput, raw);
  return takeRound(ctx, input, 'return-assessment', () => ({
    event: 'programme.assessment-returned',
    set: { returnReason: reason },
    unset: ['contentHash'],
    facts: { reason },
  }));
}
