import type { BreachKind } from '#domain/breaches';
import { findShownPass, type Pass } from '#domain/passes';
import { endOfLocalDay, MINUTE_MS } from '#kernel/dates';
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
import { breachOf } from './judge.ts';

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
  by?: string;
}

/** What the barrier is to do, and why. */
export interface Answer {
  key: string;
  order: 'open' | 'stop';
  breach?: BreachKind;
}

const idOf = (parkId: string, subject: string): string => `${parkId}/${subject}`;

async function judged(gate: Gate, told: Told): Promise<{ pass?: Pass; breach?: BreachKind }> {
  const shown = given({ reference: told.pass, plate: told.plate });
  const pass = await findShownPass(gate.parkId, shown, told.at);
  const known = pass === undefined ? {} : { pass };
  if (told.direction === 'out') return known;
  const coreKey = gate.zone === 'core' ? pass?.coreKey : undefined;
  const isCoreUsed = coreKey !== undefined && (await CrossingModel.exists({ coreKey })) !== null;
  const breach = breachOf(gate, pass, { ...told, isCoreUsed });
  return breach === undefined ? known : { ...known, breach };
}

/** Writes one crossing and brings its presence to where it leads. Nobody is ever kept in. */
async function takeOne(now: Date, gate: Gate, told: Told): Promise<Answer> {
  const { key, direction, at, isRescue } = told;
  const { pass, breach: broken } = await judged(gate, told);
  const order = broken === undefined ? 'open' : 'stop';
  const hasPassed = order === 'open' || told.hasPassed;
  const subject = pass?.plate ?? told.plate ?? pass?.reference ?? told.pass ?? '';
  const place = { parkId: gate.parkId, gateId: gate._id, zone: gate.zone, isBorder: gate.isBorder };
  const before = await PresenceModel.findById(idOf(gate.parkId, subject)).lean<Presence>();
  const isTwice = direction === 'in' && hasPassed && before?.isInside === true && comesAfter(told, before);
  const isElsewhere = isTwice && before?.zone !== gate.zone;
  const breach = broken ?? (isTwice && !isElsewhere && !isRescue ? 'in-without-out' : undefined);
  const crossing: Crossing = {
    _id: newId(now),
    ...place,
    key,
    direction,
    at,
    receivedAt: now,
    isLate: now.getTime() - at.getTime() > gateTerms(now).lateMinutes * MINUTE_MS,
    subject,
    isRescue,
    order,
    hasPassed,
    ...(pass === undefined
      ? {}
      : { passReference: pass.reference, enterpriseId: pass.enterpriseId, sector: pass.sector }),
    ...(breach === undefined ? {} : { breach, owesCase: true }),
    ...(order === 'open' && direction === 'in' && gate.zone === 'core' && pass?.coreKey !== undefined
      ? { coreKey: pass.coreKey }
      : {}),
    ...(told.by === undefined ? {} : { by: told.by }),
  };
  await CrossingModel.create([crossing]);
  if (hasPassed) await moveTo(crossing, before ?? undefined, pass);
  return { key, order, ...(breach === undefined ? {} : { breach }) };
}

async function moveTo(crossing: Crossing, before: Presence | undefined, pass: Pass | undefined): Promise<void> {
  const { parkId, subject } = crossing;
  const isNext = before === undefined || comesAfter(crossing, before);
  const where = isNext ? stepOn(before, crossing) : await foldAnew(parkId, subject, before.base);
  if (where === undefined) return;
  const known = pass === undefined ? {} : { passReference: pass.reference, enterpriseId: pass.enterpriseId };
  const until = pass === undefined ? {} : { until: endOfLocalDay(pass.endsOn) };
  await PresenceModel.updateOne(
    { _id: idOf(parkId, subject) },
    {
      $set: { parkId, subject, ...whereOf(where), ...(isNext ? { ...known, ...until } : {}) },
      ...(crossing.direction === 'in' ? { $unset: { isOverstayTold: 1 } } : {}),
    },
    { upsert: true },
  );
}

const whereOf = ({ isInside, ins, outs, at, key, zone, gateId }: Where): Where => ({
  isInside,
  ins,
  outs,
  at,
  key,
  zone,
  gateId,
});

/** Where one subject is by everything that is kept of it. */
export async function foldAnew(parkId: string, subject: string, base: Where | undefined): Promise<Where | undefined> {
  const kept = await CrossingModel.find({ parkId, subject, hasPassed: true }).lean<Crossing[]>();
  return whereAfter(base, kept);
}

/**
 * Takes what a gate tells, in the order it happened, in one transaction: what was told before changes nothing and is
 * answered as it was.
 */
export async function takeCrossings(now: Date, gate: Gate, told: readonly Told[]): Promise<Answer[]> {
  const inOrder = told.toSorted((one, other) => (comesAfter(one, other) ? 1 : -1));
  const take = (): Promise<Answer[]> =>
    inTransaction(async () => {
      const keys = inOrder.map(({ key }) => key);
      const known = await CrossingModel.find({ gateId: gate._id, key: { $in: keys } }).lean<Crossing[]>();
      const answers = new Map<string, Answer>(
        known.map(({ key, order, breach }) => [key, { key, order, ...(breach === undefined ? {} : { breach }) }]),
      );
      for (const one of inOrder) if (!answers.has(one.key)) answers.set(one.key, await takeOne(now, gate, one));
      return told.map(({ key }) => answers.get(key) as Answer);
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
