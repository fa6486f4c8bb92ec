import type { QueryFilter } from 'mongoose';
import type { z } from 'zod';
import { type InputOf, placeBeside } from '#domain/engine';
import { getFile, isOwnDraftFile, type StoredFile } from '#domain/evidence';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { referenceOf, requireFields } from '#kernel/input';
import { inTransaction } from '#platform/mongo';
import { colleagueName } from '../firmPeople.ts';
import { type Plan, PlanModel } from '../plan/plan.model.ts';
import { plans } from '../plan/plan.ts';
import { carryOutByItem, linkItem, unlinkItem } from '../suggestions/suggestion.commands.ts';
import { explainSeenBefore, isEmpty, lapseOf, putEvidence } from './evidence.ts';
import type { ItemAction, itemActs } from './item.acts.ts';
import { type ItemCheck, type ItemEvidence, ItemModel, type PlanItem } from './item.model.ts';
import { planItems } from './item.ts';

type Given<A extends ItemAction> = z.input<ReturnType<typeof planItems.inputOf<A>>>;
const whoActs = ({ actor }: Context): { personId: string; name: string } =>
  actor.kind === 'person' ? actor : { personId: '', name: '' };

const teamOf = ({ team }: Pick<Plan, 'team'>): string[] => team.map(({ personId }) => personId);

/** What an item has before anything is agreed on. */
export const emptyItem = (plan: Plan) => ({
  ...placeBeside(plan),
  planId: plan._id,
  planReference: plan.reference,
  teamIds: teamOf(plan),
  fundFen: 0,
  round: 1,
  evidence: [],
  isLapsed: false,
  checks: [],
});

/**
 * Marks the plan as touched, so that it is neither closed nor given another team while something is added to it.
 * @throws Conflict `plans.plan-closed`, or when the team has changed since the plan was read.
 */
export async function touchOpenPlan(ctx: Context, { planId, teamIds }: Pick<PlanItem, 'planId' | 'teamIds'>) {
  const plan = await PlanModel.findOneAndUpdate(
    { _id: planId, isOpen: true },
    { $inc: { version: 1 }, $set: { updatedAt: ctx.now } },
  ).lean<Plan>();
  if (plan === null) throw conflict('plans.plan-closed');
  if (teamOf(plan).join() !== teamIds.join()) throw conflict('common.changed-meanwhile');
}

/** Lets the improvement team of a plan check its items from now on, in the transaction that names it. */
export async function seatTeam(ctx: Context, plan: Plan): Promise<void> {
  const ofPlan = { planId: plan._id };
  await ItemModel.updateMany(ofPlan, { $set: { teamIds: teamOf(plan) } });
  for (const item of await ItemModel.find({ ...ofPlan, status: 'done' }).lean<PlanItem[]>())
    await planItems.keepClocks(ctx, item);
}

/**
 * What was agreed on as fields of the item.
 * @throws Invalid at `ownerId` for somebody of another firm, at `dueOn` for a day gone by.
 */
async function agree(
  now: Date,
  firm: { enterpriseId: string },
  input: InputOf<typeof itemActs, 'accept-item'>,
): Promise<Partial<PlanItem>> {
  const { dueOn, ownerId } = input;
  if (dueOn < localDate(now)) throw invalid('plans.due-in-past', { dueOn: '日期不能早于今天' });
  const ownerName = await colleagueName(ownerId, firm.enterpriseId, 'ownerId');
  return { ...given(input), ownerName, dueAt: endOfLocalDay(dueOn) };
}

export const addItemInput = planItems
  .inputOf('add-item')
  .omit({ reference: true })
  .extend({ planReference: referenceOf('P') });

/**
 * Puts an item into a plan of the actor's firm. A repeat of the same act (`ctx.onceKey`) returns the first item.
 * What was found on a visit or in an assessment is put into a plan once.
 * @throws NotFound for a plan out of sight, Conflict `plans.plan-closed` or `plans.already-item`, Invalid with fields.
 */
export async function addItem(ctx: Context, raw: z.input<typeof addItemInput>): Promise<PlanItem> {
  const { planReference, origin, originReference, ...input } = requireFields(addItemInput, raw);
  const plan = await plans.get(ctx, planReference);
  if (!runsEnterprise(ctx.actor)) throw forbidden('common.not-allowed');
  // Of a part of something, `V2026-0001#…`, only the number is written large.
  const from = originReference?.includes('#') ? originReference : originReference?.toUpperCase();
  const { problem, type } = input;
  const draft = {
    ...emptyItem(plan),
    ...(await agree(ctx.now, plan, input)),
    problem,
    type,
    origin: { kind: origin, ...(from ? { reference: from } : {}) },
  };
  return planItems.make(ctx, 'add-item', draft, {
    facts: { origin, from, dueOn: input.dueOn },
    also: async (item) => {
      await touchOpenPlan(ctx, item);
      if (from?.includes('#')) await requireOnlyItem(item, from);
      if (origin === 'suggestion' && from) await linkItem(ctx, { reference: from, itemReference: item.reference });
    },
  });
}

/** The item of a firm's plan that came from this, unless it was given up, or is the one of the id. No permission is asked. */
export async function findItemFrom(enterpriseId: string, from: string, but = ''): Promise<PlanItem | undefined> {
  const isKept = { status: { $nin: ['cancelled', 'dismissed'] }, _id: { $ne: but } };
  const kept = { enterpriseId, 'origin.reference': from, ...isKept };
  return (
    (await ItemModel.findOne(kept as QueryFilter<PlanItem>)
      .sort({ _id: 1 })
      .lean<PlanItem>()) ?? undefined
  );
}

/** In the transaction that has touched the plan: whoever adds the same at once waits for it. */
async function requireOnlyItem({ _id, enterpriseId }: PlanItem, from: string): Promise<void> {
  const first = await findItemFrom(enterpriseId, from, _id);
  if (first !== undefined) throw conflict('plans.already-item', { params: { reference: first.reference } });
}

/** Takes a proposed item into the plan, with everything a plan item needs. */
export const acceptItem = (ctx: Context, raw: Given<'accept-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'accept-item', raw, async (item, input) => {
    await touchOpenPlan(ctx, item);
    return { set: await agree(ctx.now, item, input), facts: { dueOn: input.dueOn } };
  });

/** Leaves a proposed item out of the plan, for a reason everybody can read. */
export const dismissItem = (ctx: Context, raw: Given<'dismiss-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'dismiss-item', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/** Changes what was agreed on, also who does it and by when. */
export const changeItem = (ctx: Context, raw: Given<'change-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'change-item', raw, async (item, input) => {
    // A day that was agreed on and has gone by may stand; only a new one must lie ahead.
    const set = await agree(input.dueOn === item.dueOn ? item.createdAt : ctx.now, item, input);
    return {
      ...(input.ownerId === item.ownerId ? {} : { event: 'plans.item-handed-over' }),
      set,
      unset: (['rootCause', 'resources'] as const).filter((key) => set[key] === undefined),
      facts: { dueOn: input.dueOn },
    };
  });

/** The 主要负责人 takes an item out of the plan, for a reason everybody can read; its suggestion is the firm's again. */
export const cancelItem = (ctx: Context, raw: Given<'cancel-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'cancel-item', raw, (_, { reason }) => ({
    set: { reason, isLapsed: false },
    unset: ['lapsesOn'],
    facts: { reason },
    also: (item) => unlinkItem(ctx, item),
  }));

/** Begins an item. */
export const startItem = (ctx: Context, raw: Given<'start-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'start-item', raw);

/** Evidence as changes of the item; the lapse falls away where nothing in force has ended. */
function evidenceOf(ctx: Context, evidence: ItemEvidence[]) {
  const lapse = lapseOf(evidence, localDate(ctx.now));
  const photoIds = [...new Set(evidence.flatMap((one) => one.photoIds))];
  const unset: (keyof PlanItem)[] = lapse.lapsesOn === undefined ? ['lapsesOn'] : [];
  return { set: { evidence, photoIds, ...lapse }, unset };
}

/**
 * Says that an item is done. Without a photo, a document or a sentence of this round it is not: earlier rounds proved
 * what did not work.
 * @throws Invalid `plans.evidence-missing` at `note`.
 */
export const completeItem = (ctx: Context, raw: Given<'complete-item'>): Promise<PlanItem> =>
  planItems.step(ctx, 'complete-item', raw, async (item, input) => {
    const hasOwn = item.evidence.some((one) => one.round === item.round && !one.isReplaced);
    if (isEmpty(input) && !hasOwn) {
      throw invalid('plans.evidence-missing', { note: '请写一句做了什么，或者放照片、文件' });
    }
    const { set, unset } = evidenceOf(ctx, isEmpty(input) ? item.evidence : await putEvidence(ctx, item, input));
    const { personId, name } = whoActs(ctx);
    return {
      set: { ...set, doneBy: personId, doneByName: name, doneAt: ctx.now },
      unset,
      facts: { round: item.round, photoCount: input.photoIds.length, fileCount: input.fileIds.length },
    };
  });

/** Adds evidence while an item is open, or renews what proves that it still holds. @throws Invalid at `note` */
export const addEvidence = (ctx: Context, raw: Given<'add-evidence'>): Promise<PlanItem> =>
  planItems.step(ctx, 'add-evidence', raw, async (item, input) => {
    if (isEmpty(input)) throw invalid('plans.evidence-missing', { note: '请写一句，或者放照片、文件' });
    const { photoIds, fileIds, expiresOn } = input;
    const counts = { photoCount: photoIds.length, fileCount: fileIds.length };
    return {
      ...evidenceOf(ctx, await putEvidence(ctx, item, input)),
      facts: { ...counts, ...given({ expiresOn }), renewed: item.isLapsed },
    };
  });

const checkOf = (
  ctx: Context,
  { round }: PlanItem,
  result: ItemCheck['result'],
  note: string | undefined,
): ItemCheck => {
  const { personId, name } = whoActs(ctx);
  return { result, ...given({ note }), by: personId, byName: name, at: ctx.now, round };
};

/**
 * Another person finds that an item has worked. The suggestion it came from is carried out with it.
 * @throws Forbidden `plans.same-person` for its owner and for whoever said that it was done; Invalid at `note` for a photo that
 * was seen before, and no reason.
 */
export const findEffective = (ctx: Context, raw: Given<'check-effective'>): Promise<PlanItem> =>
  planItems.step(ctx, 'check-effective', raw, (item, { note }) => {
    explainSeenBefore(item, note);
    return {
      push: { checks: checkOf(ctx, item, 'effective', note) },
      facts: { round: item.round, ...given({ note }) },
      also: (after) => carryOutByItem(ctx, after),
    };
  });

/** Another person finds that it has not worked: it is done again, in its next round. */
export const findNotEffective = (ctx: Context, raw: Given<'check-not-effective'>): Promise<PlanItem> =>
  planItems.step(ctx, 'check-not-effective', raw, (item, { reason }) => ({
    set: { round: item.round + 1 },
    unset: ['doneBy', 'doneByName', 'doneAt'],
    push: { checks: checkOf(ctx, item, 'not-effective', reason) },
    facts: { reason, round: item.round + 1 },
  }));

/** Items whose evidence has ended and which nobody has marked yet; `without` those whose numbers are named. */
export async function findLapsing(now: Date, limit: number, without: readonly string[] = []): Promise<string[]> {
  const rows = await ItemModel.find({
    isLapsed: false,
    lapsesOn: { $lte: localDate(now) },
    ...(without.length === 0 ? {} : { reference: { $nin: [...without] } }),
  })
    .limit(limit)
    .select({ reference: 1 })
    .lean<Pick<PlanItem, 'reference'>[]>();
  return rows.map((row) => row.reference);
}

/**
 * Turns an item amber when its evidence has ended; the clock's own step, safe to take twice.
 * @returns whether this call did it.
 */
export const lapseEvidence = (ctx: Context, reference: string): Promise<boolean> =>
  inTransaction(async () => {
    const today = localDate(ctx.now);
    // Asked inside, so that the slower of two sees what the faster has done.
    if ((await ItemModel.exists({ reference, isLapsed: false, lapsesOn: { $lte: today } })) === null) return false;
    await planItems.step(ctx, 'lapse-evidence', { reference }, ({ evidence }) => evidenceOf(ctx, evidence));
    return true;
  });

/** A document of an item the actor sees, or one they have just chosen in a form. @throws NotFound */
export async function getPlanFile(ctx: Context, fileId: string): Promise<StoredFile> {
  const file = await getFile(fileId);
  if (file.subject === undefined) {
    if (isOwnDraftFile(ctx, file)) return file;
    throw notFound('common.not-found');
  }
  const item = file.subject.kind === planItems.kind ? await ItemModel.findById(file.subject.id).lean<PlanItem>() : null;
  if (item === null) throw notFound('common.not-found');
  // What was added after the firm left is not for the park it left.
  const { evidence } = await planItems.get(ctx, item.reference);
  if (!evidence.some(({ files }) => files.some(({ _id }) => _id === fileId))) throw notFound('common.not-found');
  return file;
}
