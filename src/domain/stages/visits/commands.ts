import { createHash } from 'node:crypto';
import { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import { canonical, type Effect, record, takeAction, takeReference } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import { enrolmentLifecycle, getEnrolment, isWorking, peekEnrolmentById } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, dayField, idsField, reasonField, requireFields, wordsField } from '#kernel/input';
import { nextStatus, statusRow } from '#kernel/lifecycle';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { enrolmentField, visitField } from '../fields.ts';
import { canReadRecord } from '../policy.ts';
import { personOf } from '../takeStage.ts';
import { closeHomework, closeVisit, registerHomework, registerVisit } from './clocks.ts';
import { hasSigned, mayEverVisit } from './policy.ts';
import { dayOf, visitKind } from './queries.ts';
import {
  type Finding,
  type Homework,
  type Signature,
  type Visit,
  type VisitAction,
  VisitModel,
  visitLifecycle,
} from './visit.model.ts';

export const planVisitInput = z.object({
  reference: enrolmentField,
  plannedOn: dayField('请选择日期'),
  purpose: wordsField('请写明这次辅导做什么'),
});
export const changeVisitInput = z.object({ reference: visitField, plannedOn: dayField('请选择日期') });
const reasoned = z.object({ reference: visitField, reason: reasonField });
export const cancelVisitInput = reasoned;
export const returnVisitInput = reasoned;
export const signVisitInput = z.object({
  reference: visitField,
  contentHash: z.string({ error: '请打开记录看过再签字' }).min(1, '请打开记录看过再签字'),
});
export const finishHomeworkInput = z.object({
  reference: visitField,
  homeworkId: chosenId('没有这项作业'),
  note: wordsField('请写一句怎么完成的'),
});

const MOST_ROWS = 20;
export const writeVisitInput = z.object({
  reference: visitField,
  visitedOn: dayField('请选择到企业的日期'),
  summary: wordsField('请写这次辅导做了什么', 2_000),
  findings: z
    .array(z.object({ text: wordsField('请写明看到的问题'), isForPlan: z.boolean().default(false) }))
    .max(MOST_ROWS, `最多 ${MOST_ROWS} 条`)
    .default([]),
  homework: z
    .array(z.object({ text: wordsField('请写明要做什么'), dueOn: dayField('请选择作业的日期') }))
    .max(MOST_ROWS, `最多 ${MOST_ROWS} 项`)
    .default([]),
  photoIds: idsField,
});

function requireWorking(enrolment: Enrolment, action: VisitAction): void {
  if (isWorking(enrolment)) return;
  const { label } = statusRow(enrolmentLifecycle, enrolment.status);
  const row = visitLifecycle.actions.find((one) => one.action === action);
  throw conflict('enrolment.not-in-this-status', { params: { status: label, action: row?.label ?? '' } });
}

/** Agrees on a day on which the adviser comes. The same act again gives the first visit. @throws Invalid at `plannedOn` */
export async function planVisit(ctx: Context, raw: z.input<typeof planVisitInput>): Promise<Visit> {
  const input = requireFields(planVisitInput, raw);
  const enrolment = await getEnrolment(ctx, input.reference);
  if (!mayEverVisit(ctx.actor, 'plan-visit', enrolment)) throw forbidden('common.not-allowed');
  requireWorking(enrolment, 'plan-visit');
  if (input.plannedOn < localDate(ctx.now)) throw invalid('common.check-fields', { plannedOn: '日期不能早于今天' });
  const visit: Visit = {
    _id: newId(ctx.now),
    reference: await takeReference('V', ctx.now),
    enrolmentId: enrolment._id,
    enrolmentReference: enrolment.reference,
    enterpriseId: enrolment.enterpriseId,
    purpose: input.purpose,
    plannedOn: input.plannedOn,
    summary: '',
    findings: [],
    homework: [],
    photoIds: [],
    status: 'planned',
    isOpen: true,
    signatures: [],
    plannedBy: personOf(ctx).by,
    ...(ctx.onceKey === undefined ? {} : { onceKey: ctx.onceKey }),
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      await VisitModel.create([visit]);
      await registerVisit(ctx, enrolment, visit);
      await record(ctx, {
        name: 'programme.visit-planned',
        subject: { kind: 'visit', id: visit._id, reference: visit.reference },
        about: visitKind.about(visit),
        facts: { status: 'planned', plannedOn: visit.plannedOn },
      });
    });
  } catch (error) {
    const key = ctx.onceKey;
    const first = isDuplicateKey(error, 'once')
      ? await VisitModel.findOne({ onceKey: key as string }).lean<Visit>()
      : null;
    if (first !== null) return first;
    throw error;
  }
  return visit;
}

interface Step extends Effect<Visit> {
  also?: (after: Visit) => Promise<unknown>;
}

/** The beats every step of a visit shares. @throws NotFound, Forbidden, Conflict */
async function takeVisit(
  ctx: Context,
  reference: string,
  action: VisitAction,
  decide: (visit: Visit, enrolment: Enrolment) => Promise<Step> | Step,
): Promise<Visit> {
  return inTransaction(async () => {
    const visit = await VisitModel.findOne({ reference }).lean<Visit>();
    const enrolment = visit === null ? undefined : await peekEnrolmentById(visit.enrolmentId);
    if (visit === null || enrolment === undefined || !canReadRecord(ctx.actor, enrolment, dayOf(visit))) {
      throw notFound('common.not-found');
    }
    if (!mayEverVisit(ctx.actor, action, enrolment)) throw forbidden('common.not-allowed');
    requireWorking(enrolment, action);
    nextStatus(visitLifecycle, action, visit.status);
    const { also, ...effect } = await decide(visit, enrolment);
    const after = await takeAction(ctx, visitKind, visit, action, effect);
    await also?.(after);
    return after;
  });
}

/** Moves a planned visit to another day. @throws Invalid at `plannedOn` for a day gone by. */
export async function changeVisit(ctx: Context, raw: z.input<typeof changeVisitInput>): Promise<Visit> {
  const { reference, plannedOn } = requireFields(changeVisitInput, raw);
  if (plannedOn < localDate(ctx.now)) throw invalid('common.check-fields', { plannedOn: '日期不能早于今天' });
  return takeVisit(ctx, reference, 'change-visit', (_visit, enrolment) => ({
    event: 'programme.visit-changed',
    set: { plannedOn },
    facts: { plannedOn },
    also: (after) => registerVisit(ctx, enrolment, after),
  }));
}

const hashOf = (visit: Pick<Visit, 'reference' | 'visitedOn' | 'summary' | 'findings' | 'homework' | 'photoIds'>) =>
  createHash('sha256')
    .update(
      canonical([visit.reference, visit.visitedOn, visit.summary, visit.findings, visit.homework, visit.photoIds]),
    )
    .digest('hex');

/** True while the record is what was signed: what came after it (homework done) is no part of it. */
export function isVisitIntact(visit: Visit): boolean {
  const homework = visit.homework.map(({ done: _, ...row }) => row);
  return visit.signatures.every((signature) => signature.contentHash === hashOf({ ...visit, homework }));
}

/**
 * Writes, or writes anew, what was done and found. Nothing can be changed once the first side has signed.
 * @throws Invalid at `visitedOn` for a day to come, `homework` for a day before the visit.
 */
export async function writeVisit(ctx: Context, raw: z.input<typeof writeVisitInput>): Promise<Visit> {
  const { reference, ...input } = requireFields(writeVisitInput, raw);
  if (input.visitedOn > localDate(ctx.now)) throw invalid('common.check-fields', { visitedOn: '还没到这一天' });
  if (input.homework.some((row) => row.dueOn < input.visitedOn)) {
    throw invalid('common.check-fields', { homework: '作业的日期不能早于辅导那天' });
  }
  return takeVisit(ctx, reference, 'write-visit', async (visit) => {
    await attachPhotos(ctx, { photoIds: input.photoIds, subject: { kind: 'visit', id: visit._id } });
    const findings: Finding[] = input.findings.map((row) => ({
      id: sameId(visit.findings, row.text, ctx.now),
      ...row,
    }));
    const homework: Homework[] = input.homework.map((row) => ({
      id: sameId(visit.homework, row.text, ctx.now),
      ...row,
    }));
    const content = { ...input, findings, homework };
    return {
      event: 'programme.visit-written',
      set: { ...content, contentHash: hashOf({ reference: visit.reference, ...content }) },
      facts: { visitedOn: input.visitedOn, findings: findings.length, homework: homework.length },
      also: (after) => closeVisit(ctx, after),
    };
  });
}

/** The same words keep their id when a record is written anew. */
const sameId = (rows: readonly { id: string; text: string }[], text: string, now: Date): string =>
  rows.find((row) => row.text === text)?.id ?? newId(now);

function sign(ctx: Context, visit: Visit, side: Signature['side'], contentHash: string): Signature {
  if (hasSigned(ctx.actor, visit)) throw forbidden('enrolment.same-person');
  if (visit.contentHash !== contentHash) throw conflict('common.changed-meanwhile');
  return { side, ...personOf(ctx), at: ctx.now, contentHash };
}

/** The adviser signs what they wrote: from now on it is frozen. @throws Conflict when the page is stale. */
export async function signVisit(ctx: Context, raw: z.input<typeof signVisitInput>): Promise<Visit> {
  const { reference, contentHash } = requireFields(signVisitInput, raw);
  return takeVisit(ctx, reference, 'sign-visit', (visit) => ({
    event: 'programme.visit-signed',
    set: { signatures: [sign(ctx, { ...visit, signatures: [] }, 'adviser', contentHash)] },
    unset: ['returnReason'],
    facts: { contentHash },
  }));
}

/**
 * The firm signs the very content the adviser signed; its homework's clocks start.
 * @throws Forbidden `enrolment.same-person` for one person with two roles, Conflict when the page is stale.
 */
export async function countersignVisit(ctx: Context, raw: z.input<typeof signVisitInput>): Promise<Visit> {
  const { reference, contentHash } = requireFields(signVisitInput, raw);
  return takeVisit(ctx, reference, 'countersign-visit', (visit, enrolment) => ({
    event: 'programme.visit-countersigned',
    set: { signatures: [...visit.signatures, sign(ctx, visit, 'firm', contentHash)] },
    facts: { contentHash, homework: visit.homework.length },
    also: (after) => registerHomework(ctx, enrolment, after),
  }));
}

/** The firm does not agree; the first signature falls and the adviser writes anew. @throws Invalid at `reason` */
export async function returnVisit(ctx: Context, raw: z.input<typeof reasoned>): Promise<Visit> {
  const { reference, reason } = requireFields(reasoned, raw);
  return takeVisit(ctx, reference, 'return-visit', () => ({
    event: 'programme.visit-returned',
    set: { signatures: [], returnReason: reason },
    facts: { reason },
  }));
}

/** Calls a visit off. @throws Invalid at `reason` */
export async function cancelVisit(ctx: Context, raw: z.input<typeof reasoned>): Promise<Visit> {
  const { reference, reason } = requireFields(reasoned, raw);
  return takeVisit(ctx, reference, 'cancel-visit', () => ({
    event: 'programme.visit-cancelled',
    facts: { reason },
    also: (after) => closeVisit(ctx, after),
  }));
}

/** The firm says that it has done a piece of homework. @throws NotFound, Conflict when it is done already. */
export async function finishHomework(ctx: Context, raw: z.input<typeof finishHomeworkInput>): Promise<Visit> {
  const { reference, homeworkId, note } = requireFields(finishHomeworkInput, raw);
  return takeVisit(ctx, reference, 'finish-homework', (visit) => {
    const homework = visit.homework.find((row) => row.id === homeworkId);
    if (homework === undefined) throw notFound('common.not-found');
    if (homework.done !== undefined) throw conflict('common.changed-meanwhile');
    const done = { note, ...personOf(ctx), at: ctx.now };
    return {
      event: 'programme.homework-finished',
      set: { homework: visit.homework.map((row) => (row.id === homeworkId ? { ...row, done } : row)) },
      facts: { homework: homework.text, note },
      also: (after) => closeHomework(ctx, after, homework),
    };
  });
}
