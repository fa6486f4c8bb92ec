import type { QueryFilter } from 'mongoose';
import type { z } from 'zod';
import { attachPhotos } from '#domain/evidence';
import { actsAs, personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/mongo';
import { type Board, type BoardPlace, countBoard } from './board.ts';
import { checkNoHand, fileOnce } from './involved.ts';
import { keepLateness, latenessOf } from './lateness.ts';
import { type Major, MajorModel, type Order, standingOf } from './major.model.ts';
import { majors } from './major.ts';
import { type TrendMonth, trendOf } from './trend.ts';
import { levelOf, SIGHT } from './whose.ts';

type Given<A extends Parameters<typeof majors.inputOf>[0]> = z.input<ReturnType<typeof majors.inputOf<A>>>;

/** What a step of the file's own changes, and where it stands then. */
const next = (major: Major, set: Partial<Major>) => ({ set, to: standingOf({ ...major, ...set }) });
const doneBy = (ctx: Context) => ({ by: personIn(ctx.actor), at: ctx.now });

async function withPhotos(ctx: Context, major: Major, photoIds: readonly string[]): Promise<Pick<Major, 'photoIds'>> {
  const kept = [...new Set([...major.photoIds, ...photoIds])];
  const firmId = major.aboutFirmId ?? major.enterpriseId;
  await attachPhotos(ctx, { photoIds: kept, subject: majors.subjectOf(major), proves: 'done', firmId });
  return { photoIds: kept };
}

/** What keeps people safe until it is put right; written down anew whenever it changes. */
export const controlMajor = (ctx: Context, raw: Given<'control'>): Promise<Major> =>
  majors.step(ctx, 'control', raw, async (major, { measures, interim, photoIds }, ctx) => ({
    ...next(major, {
      control: { measures: [...new Set(measures)], interim, ...doneBy(ctx) },
      ...(await withPhotos(ctx, major, photoIds)),
    }),
    facts: { measures, said: interim },
  }));

/**
 * Reports to the competent body and to the workers (安全生产法第四十一条). Once.
 * @throws Invalid at `congressOn` for a day to come, or before it was discovered.
 */
export const reportMajor = (ctx: Context, raw: Given<'report'>): Promise<Major> =>
  majors.step(ctx, 'report', raw, (major, said, ctx) => {
    // The day before: what is told by the hour may have been found on either side of midnight.
    if (said.congressOn > localDate(ctx.now) || said.congressOn < addDays(localDate(major.foundAt), -1))
      throw invalid('common.check-fields', { congressOn: '向职工报告的日期应在发现以后、今天以前' });
    return { ...next(major, { report: { ...said, ...doneBy(ctx) } }), facts: { said: said.state } };
  });

/** How far the treatment is, at least once a quarter. */
export const reportProgress = (ctx: Context, raw: Given<'progress'>): Promise<Major> =>
  majors.step(ctx, 'progress', raw, async (major, { text, photoIds }, ctx) => ({
    set: {
      progress: [...major.progress, { text, photoIds, ...doneBy(ctx) }],
      ...(await withPhotos(ctx, major, photoIds)),
    },
    facts: { said: text },
  }));

/** 自验: the firm's own word that it is done, by another person than who did it. @throws Forbidden `common.same-person` */
export const acceptMajor = (ctx: Context, raw: Given<'accept'>): Promise<Major> =>
  majors.step(ctx, 'accept', raw, (_, said, ctx) => ({ set: { acceptance: { ...said, ...doneBy(ctx) } } }));

/** Puts a hazard under supervision (挂牌督办), by its park or a body over it. @throws Invalid at `answerBy` for a day gone by. */
export const superviseMajor = (ctx: Context, raw: Given<'supervise'>): Promise<Major> =>
  majors.step(ctx, 'supervise', raw, async (major, said, ctx) => {
    const { orders, hazardId, foundAt: since, aboutFirmId: firmId = major.enterpriseId } = major;
    await checkNoHand(ctx, { hazardId, firmId, since }, false);
    if (said.answerBy < localDate(ctx.now))
      throw invalid('common.check-fields', { answerBy: '答复的期限不能早于今天' });
    const level = ctx.actor.kind === 'person' ? levelOf(ctx.actor) : 'county';
    const order: Order = { id: newId(ctx.now), level, ...said, ...doneBy(ctx) };
    return { set: { orders: [...orders, order] }, facts: { level, answerBy: said.answerBy, said: said.what } };
  });

/** The firm's answer to an order. @throws Conflict `majors.answered` for one that is answered by now. */
export const answerOrder = (ctx: Context, raw: Given<'answer'>): Promise<Major> =>
  majors.step(ctx, 'answer', raw, ({ orders }, { order: id, text }, ctx) => {
    const order = orders.find((one) => one.id === id && one.answer === undefined);
    if (order === undefined) throw conflict('majors.answered');
    const answer = { text, ...doneBy(ctx) };
    return {
      set: { orders: orders.map((one) => (one === order ? { ...one, answer } : one)) },
      facts: { level: order.level, said: text },
    };
  });

/** Late files that climb to the next level now. */
export const findToEscalate = (now: Date, limit: number, without: readonly string[]): Promise<Major[]> =>
  MajorModel.find({ escalateAt: { $lte: now }, _id: { $nin: [...without] } } as QueryFilter<Major>)
    .sort({ escalateAt: 1, _id: 1 })
    .limit(limit)
    .lean<Major[]>();

/** Lets a late file climb one level; where it is no longer late nothing climbs. @returns false when another worker was faster. */
export const escalateMajor = (ctx: Context, { _id, reference, escalateAt }: Major): Promise<boolean> =>
  inTransaction(async () => {
    const file = await MajorModel.findOne({ _id, escalateAt } as QueryFilter<Major>).lean<Major>();
    if (file === null) return false;
    const { escalations } = file;
    const { step } = await latenessOf(file);
    if (step === undefined || step.at.getTime() !== escalateAt?.getTime()) {
      await keepLateness(file);
      return true;
    }
    await majors.step(ctx, 'escalate', { reference }, (_, __, ctx) => ({
      set: { escalations: [...escalations, { level: step.level, at: ctx.now }] },
      facts: { level: step.level },
    }));
    return true;
  });

/** What is known later is added; nothing of an ended file is changed. */
export const addToMajor = (ctx: Context, raw: Given<'add'>): Promise<Major> =>
  majors.step(ctx, 'add', raw, (major, { text }, ctx) => ({
    set: { addenda: [...major.addenda, { text, ...doneBy(ctx) }] },
    facts: { said: text },
  }));

/** The file of a case; undefined where there is none. No permission is asked. */
export const peekFileOf = async (hazardId: string): Promise<Major | undefined> =>
  (await MajorModel.findOne({ hazardId }).lean<Major>()) ?? undefined;

/** Cases among these whose file cannot be changed, which is set aside and told. */
export async function brokenFiles(ctx: Context, hazardIds: readonly string[]): Promise<ReadonlySet<string>> {
  const files = await MajorModel.find({ hazardId: { $in: [...hazardIds] } }).lean<Major[]>();
  const whole = new Set((await majors.changeable(ctx, files)).map(({ _id }) => _id));
  return new Set(files.filter(({ _id }) => !whole.has(_id)).map(({ hazardId }) => hazardId));
}

/** The file of a case, for who may open it; nothing is asked for who may open none. */
export async function fileSeenBy(ctx: Context, hazardId: string): Promise<Major | undefined> {
  const { actor } = ctx;
  if (actor.kind !== 'person' || SIGHT[actor.role] === undefined) return undefined;
  const file = await fileOnce(ctx, hazardId);
  return file !== undefined && majors.canSee(actor, file) ? file : undefined;
}

/**
 * Asked before a case is handed to the competent body: its file is whole, and the firm itself has found it done.
 * @throws Conflict `majors.not-whole` with what is missing.
 */
export async function checkWhole(hazardId: string): Promise<void> {
  const file = await peekFileOf(hazardId);
  if (file?.status === 'accepted') return;
  const missing = [
    ...(file?.control === undefined ? ['管控措施'] : []),
    ...(file?.report === undefined ? ['向监管部门和职工大会的报告'] : []),
    ...(file?.plan === undefined && file?.isOnSpot !== true ? ['治理方案'] : []),
    ...(file?.acceptance === undefined ? ['企业自验'] : []),
  ];
  throw conflict('majors.not-whole', { params: { missing: missing.join('、') } });
}

/**
 * Asked before the fix of a major hazard is arranged: people are safe and it was reported first.
 * @throws Conflict `majors.control-first`.
 */
export async function checkControlled(hazardId: string): Promise<void> {
  const file = await peekFileOf(hazardId);
  if (file?.control === undefined || file.report === undefined) throw conflict('majors.control-first');
}

/** 动态清零 in the actor's scope; each number is that of its list. @throws Forbidden for who supervises nothing. */
export async function majorBoard(ctx: Context, place: BoardPlace): Promise<Board> {
  if (!actsAs(ctx.actor, 'park-officer', 'regulator')) throw forbidden('common.not-allowed');
  return countBoard(ctx, place, (state) => majors.query(ctx, { state, ...(given(place) as object) }));
}

/** How the files of a place went, month by month. @throws Forbidden as the board. */
export async function majorTrend(ctx: Context, place: BoardPlace, openNow: number): Promise<TrendMonth[]> {
  if (!actsAs(ctx.actor, 'park-officer', 'regulator')) throw forbidden('common.not-allowed');
  return trendOf(ctx, place, openNow);
}
