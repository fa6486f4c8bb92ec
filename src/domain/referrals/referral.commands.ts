import type { z } from 'zod';
import { accidents } from '#domain/accidents';
import { bodiesUpFrom } from '#domain/competence';
import { majors } from '#domain/majors';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { AppError, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { claimed } from '#kernel/moments';
import { findReference } from '#kernel/references';
import { isDuplicateKey, ofText } from '#platform/mongo';
import { type Referral, ReferralModel } from './referral.model.ts';
import { offencesOn } from './referral.rules.ts';
import { referrals } from './referral.ts';

type Given<A extends keyof typeof referrals.acts> = z.input<ReturnType<typeof referrals.inputOf<A>>>;
const proposeInput = referrals.inputOf('propose').omit({ reference: true });
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

/** What it comes of, of what the actor sees. @throws Invalid at `from` */
async function sourceOf(
  ctx: Context,
  typed: string,
): Promise<Pick<Referral, 'fromKind' | 'fromId' | 'fromReference' | 'firmId'>> {
  const accident = findReference(typed, 'N');
  const major = findReference(typed, 'M');
  try {
    if (accident !== undefined) {
      const { _id, reference, enterpriseId } = await accidents.get(ctx, accident);
      return { fromKind: 'accident', fromId: _id, fromReference: reference, firmId: enterpriseId };
    }
    if (major !== undefined) {
      const { _id, reference, enterpriseId, aboutFirmId } = await majors.get(ctx, major);
      return { fromKind: 'major-hazard', fromId: _id, fromReference: reference, firmId: aboutFirmId ?? enterpriseId };
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'NotFound') throw error;
    throw wrong('from', '没有找到这个编号，或者它不在您的管理范围内');
  }
  throw wrong('from', '请填写事故（N 开头）或者重大隐患档案（M 开头）的编号');
}

/** @throws Invalid at `from`, naming the one that is there. */
async function refuseTwice(openKey: string): Promise<never> {
  const there = await ReferralModel.findOne({ openKey: ofText(openKey) }).lean<Referral>();
  throw wrong('from', `这个编号已经提出移送：${there?.reference ?? ''}，还没有办结`);
}

/**
 * Reports to the head of the actor's own body that a crime is suspected, from an accident or a major hazard the actor sees.
 * @throws Forbidden without a body, Invalid with fields.
 */
export async function proposeReferral(ctx: Context, raw: z.input<typeof proposeInput>): Promise<Referral> {
  const { actor } = ctx;
  const bodyId = actor.kind === 'person' && actor.role === 'regulator' ? actor.scope.bodyId : undefined;
  if (bodyId === undefined) throw forbidden('common.not-allowed');
  const { from, ...typed } = requireFields(proposeInput, raw);
  if (!offencesOn(localDate(ctx.now)).some(({ code }) => code === typed.offence))
    throw wrong('offence', '请从列表里选');
  const source = await sourceOf(ctx, from);
  const openKey = `${source.fromId}/${bodyId}`;
  const draft = {
    ...typed,
    ...source,
    bodyId,
    bodyIds: await bodiesUpFrom(bodyId),
    openKey,
    proposedBy: personIn(actor),
  };
  try {
    return await referrals.make(ctx, 'propose', draft, { facts: { from: source.fromReference } });
  } catch (error) {
    if (isDuplicateKey(error, 'one_open')) return refuseTwice(openKey);
    throw error;
  }
}

/** The head decides to hand it over: from now on the hours run. @throws Invalid at `head` */
export const approveReferral = (ctx: Context, raw: Given<'approve'>): Promise<Referral> =>
  referrals.step(ctx, 'approve', raw, (_, { head }) => ({
    set: { head, decidedBy: personIn(ctx.actor), approvedAt: ctx.now },
  }));

/** The head decides against it, with the reason on record. @throws Invalid with fields */
export const declineReferral = (ctx: Context, raw: Given<'decline'>): Promise<Referral> =>
  referrals.step(ctx, 'decline', raw, (_, { head, reason }) => ({
    set: { head, reason, decidedBy: personIn(ctx.actor) },
    unset: ['openKey'],
    facts: { reason, said: reason },
  }));

/** It was handed to the police, with what and when. @throws Invalid at `handedTime` */
export const handOverReferral = (ctx: Context, raw: Given<'hand-over'>): Promise<Referral> =>
  referrals.step(ctx, 'hand-over', raw, ({ approvedAt }, { handedOn, handedTime, ...typed }) => {
    const handedAt = claimed(ctx.now, 'handed', handedOn, handedTime);
    // Minutes are typed without their seconds.
    if (approvedAt !== undefined && handedAt.getTime() < Math.floor(approvedAt.getTime() / 60_000) * 60_000)
      throw wrong('handedTime', '不能早于批准移送的时间');
    return { set: { ...typed, handedAt }, facts: { said: `${typed.police}，${typed.file}` } };
  });

/** What the police answer. @throws Invalid at `reason` of one they do not file, at `answeredOn` */
export const answerReferral = (ctx: Context, raw: Given<'answer'>): Promise<Referral> =>
  referrals.step(ctx, 'answer', raw, ({ handedAt, since }, { result, answerFile, answeredOn, reason }) => {
    if (answeredOn > localDate(ctx.now)) throw wrong('answeredOn', '还没有到这一天');
    if (answeredOn < localDate(handedAt ?? since)) throw wrong('answeredOn', '不能早于移送的日期');
    if (result === 'not-filed' && reason === undefined) throw wrong('reason', '请写明不立案的理由');
    return {
      to: result,
      set: { answerFile, answeredOn, ...given({ reason }) },
      unset: ['openKey'],
      facts: { said: answerFile },
    };
  });
