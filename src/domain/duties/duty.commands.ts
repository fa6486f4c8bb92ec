import type { z } from 'zod';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { followClosings } from '#domain/stages';
import { personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { addDays, daysBetween, type LocalDate, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { isAsked } from './duty.acts.ts';
import { type Duty, type DutyEntry, DutyEntryModel, DutyModel } from './duty.model.ts';
import { type DutyTerms, dueDay, dutyLimits, dutyTerms, dutyTypesOf, lastMoment } from './duty.rules.ts';
import { duties } from './duty.ts';
import { dutyKey, ownerOf, placeOfDuty } from './owner.ts';

type Given<A extends keyof typeof duties.acts> = z.input<ReturnType<typeof duties.inputOf<A>>>;
const enterInput = duties.inputOf('enter').omit({ reference: true });
export type EnterDuty = z.input<typeof enterInput>;

const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });
const THERE = '已经登记过这一件，请打开那一条';
/** Photos shown on the row itself; those of each time stay with its entry. */
const LAST_PHOTOS = 20;

/** @throws Invalid at the field for a day that has yet to come. */
function past(now: Date, field: string, day: LocalDate | undefined): void {
  if (day !== undefined && day > localDate(now)) throw wrong(field, '这一天还没有到，请核对');
}

type Due = Pick<Duty, 'dueOn' | 'dueAt'> & Partial<Pick<Duty, 'rollOn'>>;
/** When it is due next; what is asked every day is not asked again before the next midnight. */
function dueOf(terms: DutyTerms, of: { startsOn: LocalDate; lastOn?: LocalDate | undefined; now: Date }): Due {
  const dueOn = dueDay(terms, of);
  const due = { dueOn, dueAt: lastMoment(terms, dueOn) };
  if (terms.every !== 'day') return due;
  const today = localDate(of.now);
  return { ...due, rollOn: dueOn > today ? dueOn : addDays(today, 1) };
}

type Entered = z.output<typeof enterInput>;
/** What each way of entering one cannot do without. @throws Invalid with fields. */
function checkEntry(now: Date, { kind, basis, startsOn, lastOn, reason }: Entered): void {
  const errors: Record<string, string> = {};
  if (kind === 'owed' && basis === undefined) errors['basis'] = '请写明为什么适用';
  if (kind === 'owed' && startsOn === undefined) errors['startsOn'] = '请选择从哪天起适用';
  if (kind === 'waived' && reason === undefined) errors['reason'] = '请写明为什么不适用';
  if (Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
  past(now, 'startsOn', startsOn);
  past(now, 'lastOn', lastOn);
}

const ENTERED_BY = { owed: 'enter', done: 'enter-done', waived: 'enter-waived' } as const;
/**
 * Enters something law asks of the firm, park or body of whoever acts, or says why it does not apply.
 * @throws Forbidden, Invalid with fields; at `type` where it is not theirs, or stands there already.
 */
export async function enterDuty(ctx: Context, raw: EnterDuty): Promise<Duty> {
  const { now } = ctx;
  const place = await placeOfDuty(ctx);
  const typed = requireFields(enterInput, raw);
  checkEntry(now, typed);
  const { kind, type, basis, lastOn, reason } = typed;
  if (!dutyTypesOf(ownerOf(place)).some(({ code }) => code === type)) throw wrong('type', '请从列出的事项里选一件');
  const startsOn = typed.startsOn ?? localDate(now);
  const terms = dutyTerms(type, now);
  const how = kind === 'owed' && terms.every === 'once' && lastOn !== undefined ? 'done' : kind;
  const { rollOn, ...due } = dueOf(terms, { startsOn, lastOn, now });
  const by = personIn(ctx.actor);
  const said = kind === 'waived' ? given({ reason, waivedBy: by }) : given({ basis, lastOn });
  const draft = {
    ...{ ...place, type, startsOn, ...due, ...said, ...(how === 'owed' ? given({ rollOn }) : {}) },
    ...{ missed: 0, missedInRow: 0, enteredBy: by, openKey: `${dutyKey(place)}/${type}` },
  };
  try {
    return await duties.make(ctx, ENTERED_BY[how], draft, { facts: { type, ...given({ said: reason ?? basis }) } });
  } catch (error) {
    if (isDuplicateKey(error, 'one_of_owner')) throw wrong('type', THERE);
    throw error;
  }
}

type Line = Pick<DutyEntry, 'day' | 'result'> & Partial<DutyEntry>;
/** Lines of what was done or missed, in the transaction of the step: a day counts once. */
const note = ({ now, actor }: Context, { _id: dutyId }: Duty, lines: readonly Line[]) =>
  DutyEntryModel.create(
    lines.map((line) => ({
      ...{ _id: newId(now), dutyId, by: personIn(actor), at: now, isLate: false, ...line },
      ...(line.result === 'failed' ? {} : { dayKey: `${dutyId}/${line.day}` }),
    })),
    { ordered: true },
  );

/** Days that went by without it, up to yesterday. */
function missedUntil({ dueOn, rollOn }: Duty, today: LocalDate): LocalDate[] {
  if (rollOn === undefined || dueOn >= today) return [];
  return Array.from({ length: daysBetween(dueOn, today) }, (_, n) => addDays(dueOn, n));
}
const asMissed = (days: readonly LocalDate[]): Line[] => days.map((day) => ({ day, result: 'missed' }));

/** Today too, once the hour of the day is over. */
function missedWithToday(now: Date, row: Duty): LocalDate[] {
  const today = localDate(now);
  const isOver = isAsked(row) && row.dueOn <= today && row.rollOn !== undefined;
  const days = missedUntil(row, today);
  return isOver && lastMoment(dutyTerms(row.type, now), today) < now ? [...days, today] : days;
}
const withMissed = (row: Duty, days: readonly LocalDate[]): Partial<Duty> => ({
  ...{ missed: row.missed + days.length, missedInRow: row.missedInRow + days.length },
  ...given({ lastMissedOn: days.at(-1) }),
});

/** What a row says once it was done: when it is due next, and that nothing is missed in a row any more. */
function afterDone(now: Date, row: Duty, lastOn: LocalDate, missed: readonly LocalDate[]): Partial<Duty> {
  const terms = dutyTerms(row.type, now);
  const { startsOn } = row;
  return {
    ...{ lastOn, ...dueOf(terms, { startsOn, lastOn, now }) },
    ...{ missed: row.missed + missed.length, missedInRow: 0, ...given({ lastMissedOn: missed.at(-1) }) },
  };
}

/** The firm promises for today, by one press. @throws Conflict once it has, or when it is not asked. */
export const pledgeToday = (ctx: Context, raw: Given<'pledge'>): Promise<Duty> =>
  duties.step(ctx, 'pledge', raw, (row) => {
    const today = localDate(ctx.now);
    const missed = missedUntil(row, today);
    const isLate = ctx.now > lastMoment(dutyTerms(row.type, ctx.now), today);
    return {
      set: afterDone(ctx.now, row, today, missed),
      facts: { on: today, isLate },
      also: () => note(ctx, row, [...asMissed(missed), { day: today, result: 'passed', isLate }]),
    };
  });

interface Shown {
  photoIds: readonly string[];
  fileIds: readonly string[];
}
async function tie(ctx: Context, row: Duty, { photoIds, fileIds }: Shown): Promise<void> {
  const subject = duties.subjectOf(row);
  const { enterpriseId: firmId } = row;
  await attachPhotos(ctx, { photoIds, subject, proves: 'done', ...given({ firmId }) });
  await attachFiles(ctx, { fileIds, subject });
}

/** @throws Invalid at `doneOn` for a day that does not count: not yet, another than today's, or before the last. */
function checkDay(now: Date, row: Duty, doneOn: LocalDate): void {
  past(now, 'doneOn', doneOn);
  if (row.rollOn !== undefined && doneOn !== localDate(now))
    throw wrong('doneOn', '每天要做的当天登记，过去的日子不补，请选今天');
  if (row.lastOn !== undefined && doneOn < row.lastOn) throw wrong('doneOn', '比已经登记的一次还早，请核对');
  if (row.lastOn === doneOn) throw wrong('doneOn', '这一天已经登记过了');
  if (row.lastOn !== undefined && doneOn < row.startsOn && dutyTerms(row.type, now).every === 'once')
    throw wrong('doneOn', '比变化那天还早，变化以后要再办一次，请核对');
}

/**
 * It was done once. What was not as it should be is kept and does not count: it stays due as it was.
 * @throws Invalid at `doneOn`
 */
export const doDuty = (ctx: Context, raw: Given<'do'>): Promise<Duty> =>
  duties.step(ctx, 'do', raw, async (row, { doneOn, result, who = '', note: said = '', photoIds, fileIds }) => {
    const { now } = ctx;
    checkDay(now, row, doneOn);
    await tie(ctx, row, { photoIds, fileIds });
    const line = { day: doneOn, result, who, note: said, photoIds, fileIds };
    const shown = { photoIds: [...new Set([...row.photoIds, ...photoIds])].slice(-LAST_PHOTOS) };
    const facts = { on: doneOn, result, said };
    if (result === 'failed') return { set: { ...shown, failedOn: doneOn }, facts, also: () => note(ctx, row, [line]) };
    const missed = missedUntil(row, localDate(now));
    return {
      ...(dutyTerms(row.type, now).every === 'once' ? { to: 'done' as const } : {}),
      set: { ...shown, ...afterDone(now, row, doneOn, missed) },
      unset: ['failedOn'],
      facts,
      also: () => note(ctx, row, [...asMissed(missed), line]),
    };
  });

/** Asked for again, counted from a day. */
function fresh(now: Date, row: Duty, startsOn: LocalDate, lastOn: LocalDate | undefined): Partial<Duty> {
  return { startsOn, missedInRow: 0, ...dueOf(dutyTerms(row.type, now), { startsOn, lastOn, now }) };
}

/** What it was done for has changed. @throws Invalid at `startsOn` */
export const doDutyAgain = (ctx: Context, raw: Given<'again'>): Promise<Duty> =>
  duties.step(ctx, 'again', raw, (row, { startsOn, reason }) => {
    past(ctx.now, 'startsOn', startsOn);
    return { set: fresh(ctx.now, row, startsOn, undefined), facts: { on: startsOn, said: reason } };
  });

/** The owner says why it does not apply; days that went by without it stay missed. @throws Invalid at `reason` */
export const waiveDuty = (ctx: Context, raw: Given<'waive'>): Promise<Duty> =>
  duties.step(ctx, 'waive', raw, (row, { reason }) => {
    const missed = missedWithToday(ctx.now, row);
    return {
      set: { reason, waivedBy: personIn(ctx.actor), ...withMissed(row, missed) },
      unset: ['rollOn'],
      facts: { said: reason },
      also: () => note(ctx, row, asMissed(missed)),
    };
  });

/**
 * A firm that has closed or moved away is asked for nothing any more, and its days count no further; it says so when it
 * works again. In the transaction of its leaving.
 */
async function lapseDuties(ctx: Context, enterpriseId: string, reason: string): Promise<void> {
  const rows = await DutyModel.find({ enterpriseId, status: 'owed' }).sort({ _id: 1 }).lean<Duty[]>();
  for (const row of await duties.changeable(ctx, rows)) {
    const missed = missedUntil(row, localDate(ctx.now));
    const set = { reason, ...withMissed(row, missed) };
    await duties.change(ctx, row, 'lapse', { set, unset: ['rollOn'], facts: { said: reason } });
    await note(ctx, row, asMissed(missed));
  }
}
followClosings(lapseDuties);

/** The body does not agree: it is asked for from today. @throws Invalid at `reason` */
export const objectToDuty = (ctx: Context, raw: Given<'object'>): Promise<Duty> =>
  duties.step(ctx, 'object', raw, (row, { reason }) => ({
    set: { reason, ...fresh(ctx.now, row, localDate(ctx.now), row.lastOn) },
    unset: ['waivedBy'],
    facts: { said: reason },
  }));

/** It applies again. @throws Invalid at `startsOn` */
export const resumeDuty = (ctx: Context, raw: Given<'resume'>): Promise<Duty> =>
  duties.step(ctx, 'resume', raw, (row, { startsOn }) => {
    past(ctx.now, 'startsOn', startsOn);
    return {
      set: fresh(ctx.now, row, startsOn, row.lastOn),
      unset: ['reason', 'waivedBy'],
      facts: { on: startsOn },
    };
  });

/** What is asked every day and whose next day has begun, the longest waiting first. No permission is asked. */
export const findDutiesToRoll = (now: Date, limit: number, without: readonly string[]): Promise<Duty[]> =>
  DutyModel.find({ rollOn: { $lte: localDate(now) }, ...(without.length === 0 ? {} : { _id: { $nin: [...without] } }) })
    .sort({ rollOn: 1, _id: 1 })
    .limit(limit)
    .lean<Duty[]>();

/** A new day begins, and the one before was done: nothing is told of that, or the trail would grow by a line every day. */
async function beginDay(ctx: Context, row: Duty, set: Due): Promise<void> {
  const after = await DutyModel.findOneAndUpdate(
    { _id: row._id, version: row.version },
    { $set: { ...set, updatedAt: ctx.now }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  ).lean<Duty>();
  if (after !== null) await duties.keepClocks(ctx, after);
}

/** Days went by without it: counted, written down, and told upward whenever so many in a row have come together. */
async function countMissed(ctx: Context, row: Duty, set: Due, days: readonly LocalDate[]): Promise<void> {
  const { tellAfter } = dutyLimits(ctx.now);
  const missedInRow = row.missedInRow + days.length;
  const isLong = Math.floor(missedInRow / tellAfter) > Math.floor(row.missedInRow / tellAfter);
  await duties.change(ctx, row, 'miss', {
    ...(isLong ? { event: 'duties.missed-long' } : {}),
    set: { ...set, ...withMissed(row, days) },
    facts: { days: days.length, on: days.at(-1) },
  });
  await note(ctx, row, asMissed(days));
}

/**
 * Begins the next day of what is asked every day, once however often the clock comes by.
 * @returns whether this call did it.
 */
export async function rollDuty({ now, requestId }: Context, seen: Pick<Duty, 'reference'>): Promise<boolean> {
  const ctx = systemContext(now, 'duties', requestId);
  const today = localDate(now);
  return inTransaction(async () => {
    // Read here: of two clocks the second meets what the first has done, and leaves it.
    const row = await duties.peek(seen.reference);
    if (row?.rollOn === undefined || row.status !== 'owed' || row.rollOn > today) return false;
    const set: Due = { dueOn: today, dueAt: lastMoment(dutyTerms(row.type, now), today), rollOn: addDays(today, 1) };
    const days = missedUntil(row, today);
    await (days.length === 0 ? beginDay(ctx, row, set) : countMissed(ctx, row, set, days));
    return true;
  });
}
