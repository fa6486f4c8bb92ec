import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { placeBeside } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { canonical } from '#domain/journal';
import { getEnrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { enrolmentField } from '../fields.ts';
import { partIn, requireWorking } from '../policy.ts';
import { personOf } from '../takeStage.ts';
import type { VisitAction } from './visit.acts.ts';
import type { Signature, Visit } from './visit.model.ts';
import { visits } from './visit.ts';

type Given<A extends VisitAction> = z.input<ReturnType<typeof visits.inputOf<A>>>;

export const planVisitInput = visits.inputOf('plan-visit').extend({ reference: enrolmentField });

const notPast = (ctx: Context, plannedOn: string): void => {
  if (plannedOn < localDate(ctx.now)) throw invalid('common.check-fields', { plannedOn: '日期不能早于今天' });
};

/** Agrees on a day on which the adviser comes. @param raw `reference` is the enrolment's. @throws Invalid at `plannedOn` */
export async function planVisit(ctx: Context, raw: z.input<typeof planVisitInput>): Promise<Visit> {
  const { reference, plannedOn, purpose } = requireFields(planVisitInput, raw);
  const enrolment = await getEnrolment(ctx, reference);
  if (partIn(ctx.actor, enrolment) !== 'adviser') throw forbidden('common.not-allowed');
  requireWorking(enrolment, visits.acts['plan-visit'].label);
  notPast(ctx, plannedOn);
  const { by } = personOf(ctx);
  return visits.make(
    ctx,
    'plan-visit',
    {
      ...placeBeside(enrolment),
      enrolmentId: enrolment._id,
      enrolmentReference: enrolment.reference,
      adviserId: by,
      plannedBy: by,
      purpose,
      plannedOn,
      summary: '',
      findings: [],
      homework: [],
      signatures: [],
    },
    { facts: { plannedOn } },
  );
}

/** Moves a planned visit to another day. @throws Invalid at `plannedOn` for a day gone by. */
export const changeVisit = (ctx: Context, raw: Given<'change-visit'>): Promise<Visit> =>
  visits.step(ctx, 'change-visit', raw, (_, { plannedOn }) => {
    notPast(ctx, plannedOn);
    return { set: { plannedOn }, facts: { plannedOn } };
  });

const hashOf = (visit: Pick<Visit, 'reference' | 'visitedOn' | 'summary' | 'findings' | 'homework' | 'photoIds'>) =>
  createHash('sha256')
    .update(
      canonical([visit.reference, visit.visitedOn, visit.summary, visit.findings, visit.homework, visit.photoIds]),
    )
    .digest('hex');

/** True while the record is what was signed: what came after it (homework done, days moved) is no part of it. */
export function isVisitIntact(visit: Visit): boolean {
  const homework = visit.homework.map(({ done: _, movedTo: __, ...row }) => row);
  return visit.signatures.every((signature) => signature.contentHash === hashOf({ ...visit, homework }));
}

/**
 * Writes, or writes anew, what was done and found. Nothing can be changed once the first side has signed.
 * @throws Invalid at `visitedOn` for a day to come, `homework` for a day before the visit.
 */
export const writeVisit = (ctx: Context, raw: Given<'write-visit'>): Promise<Visit> =>
  visits.step(ctx, 'write-visit', raw, async (visit, input) => {
    const { visitedOn, summary, photoIds } = input;
    if (visitedOn > localDate(ctx.now)) throw invalid('common.check-fields', { visitedOn: '还没到这一天' });
    if (input.homework.some((row) => row.dueOn < visitedOn)) {
      throw invalid('common.check-fields', { homework: '作业的日期不能早于辅导那天' });
    }
    const firmId = visit.enterpriseId;
    await attachPhotos(ctx, { photoIds, subject: visits.subjectOf(visit), proves: 'done', firmId });
    const findings = input.findings.map((row) => ({ id: sameId(visit.findings, row.text, ctx.now), ...row }));
    const homework = input.homework.map((row) => ({ id: sameId(visit.homework, row.text, ctx.now), ...row }));
    const content = { visitedOn, summary, findings, homework, photoIds };
    return {
      set: { ...content, contentHash: hashOf({ reference: visit.reference, ...content }) },
      facts: { visitedOn, findings: findings.length, homework: homework.length },
    };
  });

/** The same words keep their id when a record is written anew. */
const sameId = (rows: readonly { id: string; text: string }[], text: string, now: Date): string =>
  rows.find((row) => row.text === text)?.id ?? newId(now);

function sign(ctx: Context, visit: Visit, side: Signature['side'], contentHash: string): Signature {
  if (visit.contentHash !== contentHash) throw conflict('common.changed-meanwhile');
  return { side, ...personOf(ctx), at: ctx.now, contentHash };
}

/** The adviser signs what they wrote: from now on it is frozen. @throws Conflict when the page is stale. */
export const signVisit = (ctx: Context, raw: Given<'sign-visit'>): Promise<Visit> =>
  visits.step(ctx, 'sign-visit', raw, (visit, { contentHash }) => ({
    set: { signatures: [sign(ctx, visit, 'adviser', contentHash)] },
    unset: ['returnReason'],
    facts: { contentHash },
  }));

/**
 * The firm signs the very content the adviser signed; its homework's clocks start.
 * @throws Forbidden `enrolment.same-person` for one person with two roles, Conflict when the page is stale.
 */
export const countersignVisit = (ctx: Context, raw: Given<'countersign-visit'>): Promise<Visit> =>
  visits.step(ctx, 'countersign-visit', raw, (visit, { contentHash }) => ({
    set: { signatures: [...visit.signatures, sign(ctx, visit, 'firm', contentHash)] },
    facts: { contentHash, homework: visit.homework.length },
  }));

/** The firm does not agree; the first signature falls and the adviser writes anew. @throws Invalid at `reason` */
export const returnVisit = (ctx: Context, raw: Given<'return-visit'>): Promise<Visit> =>
  visits.step(ctx, 'return-visit', raw, (_, { reason }) => ({
    set: { signatures: [], returnReason: reason },
    facts: { reason },
  }));

/** Calls a visit off. @throws Invalid at `reason` */
export const cancelVisit = (ctx: Context, raw: Given<'cancel-visit'>): Promise<Visit> =>
  visits.step(ctx, 'cancel-visit', raw, (_, { reason }) => ({ facts: { reason } }));

/** The firm says that it has done a piece of homework. @throws NotFound, Conflict when it is done already. */
export const finishHomework = (ctx: Context, raw: Given<'finish-homework'>): Promise<Visit> =>
  visits.step(ctx, 'finish-homework', raw, (visit, { homeworkId, note }) => {
    const homework = visit.homework.find((row) => row.id === homeworkId);
    if (homework === undefined) throw notFound('common.not-found');
    if (homework.done !== undefined) throw conflict('common.changed-meanwhile');
    const done = { note, ...personOf(ctx), at: ctx.now };
    return {
      set: { homework: visit.homework.map((row) => (row.id === homeworkId ? { ...row, done } : row)) },
      facts: { homework: homework.text, note },
    };
  });
