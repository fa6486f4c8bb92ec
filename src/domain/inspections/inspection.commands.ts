import type { QueryFilter } from 'mongoose';
import type { z } from 'zod';
import { bodiesUpFrom } from '#domain/competence';
import { firmOf, getHazard } from '#domain/hazards';
import { type Enterprise, findEnterpriseByCreditCode } from '#domain/organisations';
import { type PersonActor, personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, addMonths, atLocalHour, type LocalDate, localDate } from '#kernel/dates';
import { AppError, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { claimed } from '#kernel/moments';
import { findReference } from '#kernel/references';
import { isDuplicateKey, ofText } from '#platform/mongo';
import { type Inspection, InspectionModel, type Inspector } from './inspection.model.ts';
import { causesOn, EMERGENCY, groundsOn, inspectionTerms, itemsOn } from './inspection.rules.ts';
import { inspections } from './inspection.ts';

type Given<A extends keyof typeof inspections.acts> = z.input<ReturnType<typeof inspections.inputOf<A>>>;
const proposeInput = inspections.inputOf('propose').omit({ reference: true });
type Typed = z.output<typeof proposeInput>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

/** Firms a body may inspect: of its region, of a department of sectors in these. @throws Invalid at `creditCode` */
async function firmIn({ scope }: PersonActor, creditCode: string): Promise<Enterprise> {
  const firm = await findEnterpriseByCreditCode(creditCode);
  const { regionCode = '', sectors = [] } = scope;
  const isTheirs =
    firm?.status === 'active' &&
    firm.regionCode.startsWith(regionCode) &&
    (sectors.length === 0 || sectors.includes(firm.sector));
  if (firm === undefined || !isTheirs) throw wrong('creditCode', '没有找到这家企业，或者它不在您的管理范围内');
  return firm;
}

/** Who goes, a line each: a name, then the number of the certificate. @throws Invalid at `people` */
function inspectorsOf(typed: string, leastPeople: number): Inspector[] {
  const people = typed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, certificate] = /^(\S+)[\s,，:：]+(\S.*)$/.exec(line) ?? [];
      if (name === undefined || certificate === undefined || !/\d/.test(certificate))
        throw wrong('people', `「${line}」没有执法证号，请写成：姓名 执法证号`);
      return { name, certificate };
    });
  if (new Set(people.map(({ certificate }) => certificate)).size < people.length)
    throw wrong('people', '两个人不能是同一个执法证号');
  if (people.length < leastPeople) throw wrong('people', `持证执法人员至少 ${leastPeople} 人，专家写在下面`);
  return people;
}

/** What only one planned for the firm asks. @throws Invalid */
function refuseUnfit(ctx: Context, typed: Typed, day: LocalDate): void {
  const { kind, cause, whyOnSite, isUnannounced, items } = typed;
  const known = itemsOn(day);
  if (items.some((item) => !known.some(({ code }) => code === item))) throw wrong('items', '请从列表里选');
  if (kind === 'urgent') return;
  if (cause === EMERGENCY || !causesOn(day).some(({ code }) => code === cause)) throw wrong('cause', '请选择检查种类');
  if (kind === 'on-site' && whyOnSite === undefined) throw wrong('whyOnSite', '请写明为什么不能书面核查');
  if (kind === 'off-site' && isUnannounced === 'yes') throw wrong('isUnannounced', '书面核查要先通知企业');
  if (visitAtOf(typed) <= ctx.now)
    throw wrong('visitTime', '这个时间已经过了；检查以前要先批准，来不及的按紧急检查登记');
}
const visitAtOf = ({ visitOn, visitTime }: Pick<Typed, 'visitOn' | 'visitTime'>): Date =>
  new Date(`${visitOn}T${visitTime}:00.000+08:00`);

/** Inspections of a firm that take place or took place between two moments, whoever's. */
const takingPlace = (firmId: string, from: Date, to: Date): QueryFilter<Inspection> => ({
  firmId,
  visitAt: { $gte: from, $lt: to },
  status: { $nin: ['declined', 'cancelled'] },
});

/** @throws Invalid at `whyOften` for one of many in a month without its reason. */
async function refuseOften({ whyOften, kind }: Typed, firmId: string, visitOn: LocalDate, now: Date): Promise<void> {
  if (kind !== 'on-site' || whyOften !== undefined) return;
  const { oftenFrom } = inspectionTerms(now);
  const first = `${visitOn.slice(0, 7)}-01`;
  const month = takingPlace(firmId, atLocalHour(first, 0), atLocalHour(addMonths(first, 1), 0));
  const there = await InspectionModel.countDocuments({ ...month, kind: { $ne: 'off-site' } });
  if (there + 1 >= oftenFrom)
    throw wrong('whyOften', `这家企业这个月已经安排 ${there} 次检查，第 ${oftenFrom} 次起要写明理由`);
}

/**
 * One of the most a year for each item, the lowest that is free.
 * @throws Invalid at `items`, naming the item that has none left.
 */
async function slotsFor(bodyId: string, firmId: string, items: readonly string[], day: LocalDate): Promise<string[]> {
  const slots: string[] = [];
  for (const item of new Set(items)) {
    const row = itemsOn(day).find(({ code }) => code === item);
    const most = row?.mostAYear ?? 0;
    const all = Array.from({ length: most }, (_, n) => [bodyId, item, firmId, day.slice(0, 4), n + 1].join('/'));
    const taken = new Set((await InspectionModel.distinct('slots', { slots: ofText({ $in: all }) })) as string[]);
    const free = all.find((slot) => !taken.has(slot));
    if (free === undefined)
      throw wrong('items', `「${row?.label}」今年对这家企业已经安排 ${most} 次，到了上限；可以改成书面核查`);
    slots.push(free);
  }
  return slots;
}

/** What one planned has that an urgent one has not, and the other way round. */
async function draftOf(ctx: Context, bodyId: string, firmId: string, typed: Typed) {
  const { kind, isUnannounced, people, visitOn, visitTime, creditCode: _, ...words } = typed;
  const isUrgent = kind === 'urgent';
  const visitAt = isUrgent ? claimed(ctx.now, 'visit', visitOn, visitTime) : visitAtOf(typed);
  const cause = isUrgent ? EMERGENCY : (typed.cause ?? '');
  const counts = kind === 'on-site' && causesOn(localDate(ctx.now)).some((row) => row.code === cause && row.counts);
  return {
    ...given(words),
    ...{ why: typed.why, items: [...new Set(typed.items)], kind, cause, visitAt },
    ...{ isUnannounced: isUrgent || isUnannounced === 'yes', isKnown: isUrgent, hazards: [] as string[] },
    people: inspectorsOf(people, inspectionTerms(ctx.now).leastPeople),
    isExempt: kind !== 'off-site' && !counts,
    slots: counts ? await slotsFor(bodyId, firmId, typed.items, visitOn) : [],
    ...(isUrgent ? { startedAt: visitAt } : {}),
  };
}

/** As many may be proposed of one firm in one moment as there are a year. */
const MOST_TRIES = 6;

/**
 * Plans one for the head to approve, or enters an urgent one as it happens.
 * @throws Forbidden without a body, Invalid with fields.
 */
export async function proposeInspection(ctx: Context, raw: z.input<typeof proposeInput>): Promise<Inspection> {
  const { actor } = ctx;
  const bodyId = actor.kind === 'person' && actor.role === 'regulator' ? actor.scope.bodyId : undefined;
  if (actor.kind !== 'person' || bodyId === undefined) throw forbidden('common.not-allowed');
  const typed = requireFields(proposeInput, raw);
  refuseUnfit(ctx, typed, localDate(ctx.now));
  const { _id: firmId } = await firmIn(actor, typed.creditCode);
  const whose = { bodyId, bodyIds: await bodiesUpFrom(bodyId), firmId, proposedBy: personIn(actor) };
  const action = typed.kind === 'urgent' ? 'start-urgent' : 'propose';
  for (let nth = 1; ; nth++) {
    const once =
      ctx.onceKey === undefined ? null : await InspectionModel.findOne({ onceKey: ofText(ctx.onceKey) }).lean();
    if (once === null) await refuseOften(typed, firmId, typed.visitOn, ctx.now);
    const draft = { ...whose, ...(await draftOf(ctx, bodyId, firmId, typed)) };
    try {
      return await inspections.make(ctx, action, draft);
    } catch (error) {
      // Somebody took the same one of the year at the same time: the next one, while there is one.
      if (nth === MOST_TRIES || !isDuplicateKey(error, 'one_slot')) throw error;
    }
  }
}

const decided = (ctx: Context, head: string) => ({ head, decidedBy: personIn(ctx.actor), approvedAt: ctx.now });

/** The head approves it, before it takes place. @throws Invalid at `head` */
export const approveInspection = (ctx: Context, raw: Given<'approve'>): Promise<Inspection> =>
  inspections.step(ctx, 'approve', raw, (_, { head }) => ({ set: decided(ctx, head) }));

/** The head approves afterwards what could not wait. @throws Invalid at `head` */
export const makeUpInspection = (ctx: Context, raw: Given<'make-up'>): Promise<Inspection> =>
  inspections.step(ctx, 'make-up', raw, (_, { head }) => ({ set: decided(ctx, head) }));

/** The head decides against it; what it would have taken of the year is free again. @throws Invalid with fields */
export const declineInspection = (ctx: Context, raw: Given<'decline'>): Promise<Inspection> =>
  inspections.step(ctx, 'decline', raw, (_, { head, reason }) => ({
    set: { head, reason, decidedBy: personIn(ctx.actor), slots: [] },
  }));

/** The firm is told when who comes to look at what. */
export const announceInspection = (ctx: Context, raw: Given<'announce'>): Promise<Inspection> =>
  inspections.step(ctx, 'announce', raw, () => ({ set: { isKnown: true } }));

/** They have said who they are. @throws Invalid at `visitTime` before it was approved, at `arrival` on site */
export const startInspection = (ctx: Context, raw: Given<'start'>): Promise<Inspection> =>
  inspections.step(ctx, 'start', raw, ({ kind, approvedAt }, { visitOn, visitTime, arrival }) => {
    const startedAt = claimed(ctx.now, 'visit', visitOn, visitTime);
    // Minutes are typed without their seconds.
    if (approvedAt !== undefined && startedAt.getTime() < Math.floor(approvedAt.getTime() / 60_000) * 60_000)
      throw wrong('visitTime', '不能早于批准的时间');
    if (kind !== 'off-site' && arrival === undefined) throw wrong('arrival', '请选择怎么亮明身份');
    return { set: { startedAt, isKnown: true, ...given({ arrival }) }, unset: ['ground', 'reason'] };
  });

/** The firm did not let them, for a reason of its own or of the law. @throws Invalid at `ground` */
export const refuseInspection = (ctx: Context, raw: Given<'refuse'>): Promise<Inspection> =>
  inspections.step(ctx, 'refuse', raw, (_, { ground, reason }) => {
    if (!groundsOn(localDate(ctx.now)).some(({ code }) => code === ground)) throw wrong('ground', '请从列表里选');
    return { set: { ground, reason, isKnown: true } };
  });

/** Hazards of the firm it found, by their numbers. @throws Invalid at `hazards` */
async function hazardsOf(ctx: Context, firmId: string, typed: string): Promise<string[]> {
  const found: string[] = [];
  for (const word of typed.split(/[\s,，、;；]+/).filter((one) => one !== '')) {
    const reference = findReference(word, 'H');
    if (reference === undefined) throw wrong('hazards', `「${word}」不是隐患编号，隐患是 H 开头`);
    const { hazard } = await getHazard(ctx, reference).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.kind !== 'NotFound') throw error;
      throw wrong('hazards', `没有找到 ${reference}，或者它不在您的管理范围内`);
    });
    if (firmOf(hazard) !== firmId) throw wrong('hazards', `${reference} 不是这家企业的`);
    // The firm reads the record: it is not to learn that somebody spoke before the body came.
    if (hazard.isAnonymous) throw wrong('hazards', `${reference} 是不具名报告的，不写进企业看得到的记录`);
    found.push(reference);
  }
  return [...new Set(found)];
}

/** What they saw, signed by the firm or not (安全生产法第六十八条). @throws Invalid at `signNote`, `hazards` */
export const recordInspection = (ctx: Context, raw: Given<'record'>): Promise<Inspection> =>
  inspections.step(ctx, 'record', raw, async ({ firmId }, { findings, signing, signNote, hazards = '' }) => {
    if (signing === 'refused' && signNote === undefined) throw wrong('signNote', '请写明企业为什么没有签字');
    const found = await hazardsOf(ctx, firmId, hazards);
    return { set: { findings, signing, hazards: found, ...given({ signNote }) } };
  });

/** The firm is told what came of it. @throws Invalid at `notice` */
export const tellInspection = (ctx: Context, raw: Given<'tell'>): Promise<Inspection> =>
  inspections.step(ctx, 'tell', raw, (_, { notice }) => ({ set: { notice } }));

/** @throws Invalid at `outcome`, Conflict for an urgent one that was not approved afterwards */
export const closeInspection = (ctx: Context, raw: Given<'close'>): Promise<Inspection> =>
  inspections.step(ctx, 'close', raw, (_, { outcome }) => ({ set: { outcome } }));

/** It does not take place; what it would have taken of the year is free again. @throws Invalid at `reason` */
export const cancelInspection = (ctx: Context, raw: Given<'cancel'>): Promise<Inspection> =>
  inspections.step(ctx, 'cancel', raw, (_, { reason }) => ({ set: { reason, slots: [] } }));

/** Other bodies' of the same firm in the days around it, the nearest page of them. */
export function findBeside({ _id, firmId, bodyId, visitAt }: Inspection): Promise<Inspection[]> {
  const { besideDays } = inspectionTerms(visitAt);
  const day = localDate(visitAt);
  const [from, to] = [atLocalHour(addDays(day, -besideDays), 0), atLocalHour(addDays(day, besideDays + 1), 0)];
  return InspectionModel.find({ ...takingPlace(firmId, from, to), _id: { $ne: _id }, bodyId: { $ne: bodyId } })
    .sort({ visitAt: 1 })
    .limit(MOST_SHOWN)
    .lean<Inspection[]>();
}
const MOST_SHOWN = 10;
