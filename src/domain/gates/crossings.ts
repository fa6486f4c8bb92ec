import type { BreachKind, ObservedBreach } from '#domain/breaches';
import { findShownPasses, type Pass, type Shown } from '#domain/passes';
import { endOfLocalDay, HOUR_MS, MINUTE_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { newId } from '#kernel/ids';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import {
  type Crossing,
  CrossingModel,
  type Direction,
  type Presence,
  PresenceModel,
  type Where,
} from './crossing.model.ts';
import { comesAfter, stepOn, whereAfter } from './fold.ts';
import type { Gate } from './gate.model.ts';
import { gateTerms } from './gate.rules.ts';
import { breachOf, coreKeyOf, entryKeyOf } from './judge.ts';
import { isReadable, isWhole } from './whole.ts';

/** One crossing as a gate tells it. */
export interface Told {
  key: string;
  direction: Direction;
  at: Date;
  /** What was shown: a plate, the number of a pass, or both. */
  plate?: string;
  pass?: string;
  isRescue: boolean;
  /** The barrier was open already: told from the queue of a line that was down. */
  hasPassed: boolean;
  goods?: string;
  waybill?: string;
  /** What its cameras saw beside the crossing. */
  observed?: ObservedBreach;
  by?: string;
}

/** What the barrier is to do, and why. `reused` names another crossing than this key did before: nothing is kept of it. */
export interface Answer {
  key: string;
  order: 'open' | 'stop' | 'reused';
  breach?: BreachKind;
}

/** What is known of one batch, read at once: two hundred a second are not asked for one by one. */
interface Known {
  passes: ReadonlyMap<Told, Pass>;
  /** By subject, as they stand after each crossing of the batch. */
  presences: Map<string, Presence>;
  /** Authorisations and single entries that are used up. */
  used: Set<string>;
}

const idOf = (parkId: string, subject: string): string => `${parkId}/${subject}`;
const shownOf = ({ pass, plate, at }: Told): Shown => ({ at, ...given({ reference: pass, plate }) });

/** Who it may be, the likeliest first: a plate that was read where the pass names another is what stands there. */
function subjectsOf({ plate, pass }: Told, known: Pass | undefined): string[] {
  const isOther = known?.plate !== undefined && plate !== undefined && known.plate !== plate;
  const likely = isOther ? [plate, known.plate] : [known?.plate, plate];
  return [...likely, known?.reference, pass].filter((one) => one !== undefined);
}

/** Whoever is in by a pass, under whatever plate was read when they came. */
const insideBy = (pass: Pass | undefined, presences: Known['presences']): string | undefined =>
  pass === undefined
    ? undefined
    : [...presences.values()].find((one) => one.isInside && one.passReference === pass.reference)?.subject;

/** Of two in one car one is in under the plate; once that one is out, the other is whoever the plate lets out. */
const insideWith = (plate: string | undefined, presences: Known['presences']): string | undefined =>
  plate === undefined ? undefined : [...presences.values()].find((one) => one.isInside && one.plate === plate)?.subject;

/** Whether somebody else is in under the name: driver and passenger each have the plate of their car on a pass. */
function isAnother(subject: string, { pass: shown }: Told, pass: Pass | undefined, presences: Known['presences']) {
  const one = presences.get(subject);
  return (
    shown !== undefined &&
    pass !== undefined &&
    one?.isInside === true &&
    one.passReference !== undefined &&
    one.passReference !== pass.reference
  );
}

/**
 * Who crosses. Out goes whoever of them is in: a pass shown coming in, and the plate read going out, are one; of two in one
 * car each goes by the pass they show.
 */
function subjectOf(told: Told, pass: Pass | undefined, presences: Known['presences']): string {
  const subjects = subjectsOf(told, pass);
  const own = subjects.filter((one) => !isAnother(one, told, pass, presences));
  const first = (own[0] ?? pass?.reference ?? subjects[0]) as string;
  if (told.direction === 'in') {
    const already = told.plate === undefined ? insideBy(pass, presences) : undefined;
    return already ?? first;
  }
  const inside = own.find((one) => presences.get(one)?.isInside === true);
  const byPlate = told.pass === undefined ? insideWith(told.plate, presences) : undefined;
  return inside ?? insideBy(pass, presences) ?? byPlate ?? first;
}

async function readKnown(gate: Gate, told: readonly Told[]): Promise<Known> {
  const { parkId } = gate;
  const found = await findShownPasses(parkId, told.map(shownOf));
  const passes = new Map(
    told.flatMap((one, n) => {
      const pass = found[n];
      return pass === undefined || !isReadable(pass) ? [] : [[one, pass] as const];
    }),
  );
  const ids = told.flatMap((one) => subjectsOf(one, passes.get(one)).map((subject) => idOf(parkId, subject)));
  const rows = await PresenceModel.find({ _id: { $in: [...new Set(ids)] } }).lean<Presence[]>();
  const references = [...new Set([...passes.values()].map(({ reference }) => reference))];
  const byPass =
    references.length === 0
      ? []
      : await PresenceModel.find({ passReference: { $in: references }, isInside: true }).lean<Presence[]>();
  const plates = told.flatMap((one) => (one.direction === 'out' && one.pass === undefined ? (one.plate ?? []) : []));
  const inCars =
    plates.length === 0
      ? []
      : await PresenceModel.find({ parkId, plate: { $in: [...new Set(plates)] }, isInside: true }).lean<Presence[]>();
  const keys = [...passes].flatMap(([one, pass]) => [coreKeyOf(gate, pass), entryKeyOf(gate, pass, one.at)]);
  return {
    passes,
    presences: new Map((await mended([...inCars, ...byPass, ...rows])).map((row) => [row.subject, row])),
    used: await findUsed(keys),
  };
}

/** Presences as they were written; one that somebody spoiled is told anew by its crossings. */
async function mended(rows: readonly Presence[]): Promise<Presence[]> {
  const found = await Promise.all(
    rows.map(async (row) =>
      isWhole(row) ? [row] : whereMended(row, await foldAnew(row.parkId, row.subject, row.base)),
    ),
  );
  return found.flat();
}
/** A presence with where it is; nothing where its crossings do not say. */
function whereMended({ until: _, base, ...row }: Presence, where: Where | undefined): Presence[] {
  if (where === undefined) return [];
  const until = new Date(where.at.getTime() + gateTerms(where.at).mostInsideHours * HOUR_MS);
  return [{ ...row, ...where, until, ...(base !== undefined && isWhole(base) ? { base } : {}) }];
}

async function findUsed(keys: readonly (string | undefined)[]): Promise<Set<string>> {
  const asked = [...new Set(keys.filter((key) => key !== undefined))];
  if (asked.length === 0) return new Set();
  const rows = await CrossingModel.find({ usesUp: { $in: asked } })
    .select({ usesUp: 1 })
    .lean<Crossing[]>();
  return new Set(rows.flatMap(({ usesUp = [] }) => usesUp));
}

/** What comes through a gate that is shut is kept, and is let through by nobody but for rescue. */
const isShutAt = ({ status, since }: Gate, { at, isRescue }: Told): boolean =>
  status === 'shut' && at >= since && !isRescue;

/** What one crossing is, by everything known before it. Nobody is ever kept in. */
function judge(now: Date, gate: Gate, told: Told, { passes, presences, used }: Known): Crossing {
  const { key, direction, at, isRescue, observed, by } = told;
  const pass = passes.get(told);
  const [coreKey, entryKey] = pass === undefined ? [] : [coreKeyOf(gate, pass), entryKeyOf(gate, pass, at)];
  const isUsed = (one: string | undefined): boolean => one !== undefined && used.has(one);
  const seen = { ...told, isCoreUsed: isUsed(coreKey), isEntryUsed: isUsed(entryKey) };
  const broken = direction === 'out' ? undefined : isShutAt(gate, told) ? 'gate-shut' : breachOf(gate, pass, seen);
  const order = broken === undefined ? 'open' : 'stop';
  const hasPassed = order === 'open' || told.hasPassed;
  const subject = subjectOf(told, pass, presences);
  const before = presences.get(subject);
  const isTwice = hasPassed && !isRescue && direction === 'in' && before?.isInside === true && comesAfter(told, before);
  const isUnseenOut = isTwice && (gate.isBorder || before?.zone === gate.zone);
  const breach = broken ?? (isUnseenOut ? 'in-without-out' : isRescue ? undefined : observed);
  const usesUp = isRescue || order === 'stop' ? [] : [coreKey, entryKey].filter((one) => one !== undefined);
  return {
    _id: newId(now),
    ...{ parkId: gate.parkId, gateId: gate._id, zone: gate.zone, isBorder: gate.isBorder },
    ...{ key, direction, at, receivedAt: now, subject, isRescue, order, hasPassed },
    isLate: now.getTime() - at.getTime() > gateTerms(now).lateMinutes * MINUTE_MS,
    ...(pass === undefined
      ? {}
      : given({ passReference: pass.reference, enterpriseId: pass.enterpriseId, sector: pass.sector })),
    ...(breach === undefined ? {} : { breach, owesCase: true }),
    ...(direction === 'in' && usesUp.length > 0 ? { usesUp } : {}),
    ...given({ by }),
  };
}

/** When somebody who came in has stayed too long: by the rule, and no longer than their pass runs. */
function outBy({ at }: Crossing, pass: Pass | undefined): Date {
  const longest = new Date(at.getTime() + gateTerms(at).mostInsideHours * HOUR_MS);
  const end = pass === undefined ? longest : endOfLocalDay(pass.endsOn);
  return end < longest ? end : longest;
}

/** Where its subject is after a crossing, for the next of the batch and to be written. */
async function moveTo(crossing: Crossing, pass: Pass | undefined, known: Known, earlier: readonly Crossing[]) {
  const { parkId, subject, direction } = crossing;
  const before = known.presences.get(subject);
  const isNext = before === undefined || comesAfter(crossing, before);
  const where = isNext ? stepOn(before, crossing) : await foldAnew(parkId, subject, before.base, earlier);
  if (where === undefined) return;
  const { isOverstayTold: _told, ...rest } = before ?? {};
  const isBack = isNext && direction === 'in';
  known.presences.set(subject, {
    ...(isBack ? rest : before),
    ...{ _id: idOf(parkId, subject), parkId, subject },
    ...where,
    ...(isNext && pass !== undefined
      ? given({ passReference: pass.reference, plate: pass.plate, enterpriseId: pass.enterpriseId })
      : {}),
    ...(isBack ? { until: outBy(crossing, pass) } : {}),
  });
}

/** Where one subject is by everything that is kept of it, and by what is about to be. */
export async function foldAnew(
  parkId: string,
  subject: string,
  base: Where | undefined,
  more: readonly Crossing[] = [],
): Promise<Where | undefined> {
  const found = await CrossingModel.find({ parkId, subject, hasPassed: true }).lean<Crossing[]>();
  const kept = found.filter(({ at }) => at instanceof Date);
  return whereAfter(isWhole(base) ? base : undefined, [
    ...kept,
    ...more.filter((one) => one.subject === subject && one.hasPassed),
  ]);
}

/** Judges one after the other what has not been told before, and writes all of it at once. */
async function takeFresh(now: Date, gate: Gate, fresh: readonly Told[]): Promise<Crossing[]> {
  const known = await readKnown(gate, fresh);
  const taken: Crossing[] = [];
  const moved = new Set<string>();
  for (const told of fresh) {
    const crossing = judge(now, gate, told, known);
    taken.push(crossing);
    for (const key of crossing.usesUp ?? []) known.used.add(key);
    if (!crossing.hasPassed) continue;
    await moveTo(crossing, known.passes.get(told), known, taken);
    moved.add(crossing.subject);
  }
  await CrossingModel.insertMany(taken);
  await writePresences([...moved].toSorted().map((subject) => known.presences.get(subject) as Presence));
  return taken;
}

/** In one order, whoever writes: two batches that touch the same ones meet at the first. */
async function writePresences(rows: readonly Presence[]): Promise<void> {
  if (rows.length === 0) return;
  await PresenceModel.bulkWrite(
    rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
  );
}

const answerOf = ({ key, order, breach }: Crossing): Answer => ({ key, order, ...given({ breach }) });
/** Whether a key that is known names the crossing that is told. */
const isSame = (kept: Crossing, { direction, at }: Told): boolean =>
  kept.direction === direction && kept.at.getTime() === at.getTime();

/**
 * Takes what a gate tells, in the order it happened, in one transaction: what was told before changes nothing and is
 * answered as it was.
 */
export async function takeCrossings(now: Date, gate: Gate, told: readonly Told[]): Promise<Answer[]> {
  const inOrder = told.toSorted((one, other) => (comesAfter(one, other) ? 1 : -1));
  const take = (): Promise<Answer[]> =>
    inTransaction(async () => {
      const keys = inOrder.map(({ key }) => key);
      const kept = await CrossingModel.find({ gateId: gate._id, key: { $in: keys } }).lean<Crossing[]>();
      const byKey = new Map(kept.map((row) => [row.key, row]));
      const fresh = inOrder.filter(
        (one, n) => !byKey.has(one.key) && inOrder.findIndex(({ key }) => key === one.key) === n,
      );
      if (fresh.length > 0) for (const row of await takeFresh(now, gate, fresh)) byKey.set(row.key, row);
      return told.map((one): Answer => {
        const row = byKey.get(one.key) as Crossing;
        return isSame(row, one) ? answerOf(row) : { key: one.key, order: 'reused' };
      });
    });
  for (let tries = 1; ; tries++) {
    try {
      return await take();
    } catch (error) {
      // Told twice at once, or one authorisation at two gates: the second looks again and finds the first.
      if (tries >= MOST_TRIES || !isDuplicateKey(error)) throw error;
    }
  }
}
const MOST_TRIES = 5;
