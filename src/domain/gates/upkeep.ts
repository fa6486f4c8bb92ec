import { openBreach } from '#domain/breaches';
import { findHeld } from '#domain/journal';
import type { Context } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { given } from '#kernel/given';
import { inTransaction } from '#platform/mongo';
import { type Crossing, CrossingModel, type Presence, PresenceModel } from './crossing.model.ts';
import { foldAnew } from './crossings.ts';
import { whereAfter } from './fold.ts';
import { type Gate, GateModel } from './gate.model.ts';
import { gateTerms } from './gate.rules.ts';
import { isWhole } from './whole.ts';

/** Crossings whose breach has no case yet. */
export const findOwingCase = (_now: Date, limit: number, without: readonly string[]): Promise<Crossing[]> =>
  CrossingModel.find({ owesCase: true, _id: { $nin: [...without] } })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Crossing[]>();

/** Opens the case of one, once; false when another run did. */
export async function openCaseOf({ now }: Context, { _id }: Pick<Crossing, '_id'>): Promise<boolean> {
  return inTransaction(async () => {
    const owing = await CrossingModel.findOneAndUpdate(
      { _id, owesCase: true },
      { $unset: { owesCase: 1 } },
    ).lean<Crossing>();
    const gate = owing === null ? null : await GateModel.findById(owing.gateId).lean<Gate>();
    if (owing?.breach === undefined || gate === null) return false;
    const { parkId, subject, at, passReference, enterpriseId, sector } = owing;
    await openBreach(now, {
      kind: owing.breach,
      parkId,
      regionPath: gate.regionPath,
      subject,
      gateName: gate.name,
      crossingId: _id,
      at,
      ...given({ passReference, enterpriseId, sector }),
    });
    return true;
  });
}

/** Whoever is inside though their pass is over. */
export const findOverstaying = (now: Date, limit: number, without: readonly string[]): Promise<Presence[]> =>
  PresenceModel.find({
    isInside: true,
    until: { $lt: now },
    isOverstayTold: { $ne: true },
    _id: { $nin: [...without] },
  })
    .sort({ until: 1 })
    .limit(limit)
    .lean<Presence[]>();

/** Opens the case of one who stayed too long, once a stay. */
export async function openOverstay({ now }: Context, { _id }: Pick<Presence, '_id'>): Promise<boolean> {
  return inTransaction(async () => {
    const row = await PresenceModel.findOneAndUpdate(
      { _id, isInside: true, until: { $lt: now }, isOverstayTold: { $ne: true } },
      { $set: { isOverstayTold: true } },
    ).lean<Presence>();
    const gate = row === null ? null : await GateModel.findById(row.gateId).lean<Gate>();
    if (row === null || gate === null) return false;
    const { parkId, subject, passReference, enterpriseId } = row;
    await openBreach(now, {
      kind: 'overstay',
      parkId,
      regionPath: gate.regionPath,
      subject,
      gateName: gate.name,
      crossingId: _id,
      at: now,
      ...(passReference === undefined ? {} : { passReference }),
      ...(enterpriseId === undefined ? {} : { enterpriseId }),
    });
    return true;
  });
}

/**
 * Takes crossings away that are older than the rule keeps them, of one subject at a time: where they led is kept, so that
 * whoever is inside stays on the list; none of a park where an accident keeps what there is. @returns false when none is left.
 */
export async function purgeNext({ now }: Context): Promise<boolean> {
  const before = new Date(now.getTime() - gateTerms(now).keepDays * DAY_MS);
  const { parkIds: held } = await findHeld();
  const parkIds = (await GateModel.distinct('parkId')).filter((parkId) => !held.includes(parkId));
  const oldest = await CrossingModel.findOne({ parkId: { $in: parkIds }, at: { $lt: before } })
    .sort({ at: 1 })
    .lean<Crossing>();
  if (oldest === null) return false;
  const { parkId, subject } = oldest;
  await inTransaction(async () => {
    const gone = { parkId, subject, at: { $lt: before } };
    const [row, old] = [
      await PresenceModel.findOne({ parkId, subject }).lean<Presence>(),
      await CrossingModel.find(gone).lean<Crossing[]>(),
    ];
    await CrossingModel.deleteMany(gone);
    if (row === null) return;
    const base = whereAfter(
      row.base,
      old.filter(({ hasPassed }) => hasPassed),
    );
    const isOver = !row.isInside && row.at < before;
    if (isOver) await PresenceModel.deleteOne({ _id: row._id });
    else if (base !== undefined) await PresenceModel.updateOne({ _id: row._id }, { $set: { base } });
  });
  return true;
}

const WHERE = ['key', 'isInside', 'ins', 'outs', 'zone', 'gateId'] as const;

/** Where everybody of a park is, reckoned anew from what is kept; what it finds otherwise it mends. @returns how many. */
export async function rebuildPresences(parkId: string): Promise<number> {
  let mended = 0;
  for await (const { _id, subject } of PresenceModel.find({ parkId }).lean<Presence[]>().cursor()) {
    mended += await inTransaction(async () => {
      const row = await PresenceModel.findById(_id).lean<Presence>();
      const where = row === null ? undefined : await foldAnew(parkId, subject, row.base);
      if (row === null || where === undefined) return 0;
      const isSame = isWhole(row) && +where.at === +row.at && WHERE.every((key) => where[key] === row[key]);
      if (!isSame) await PresenceModel.updateOne({ _id }, { $set: where });
      return isSame ? 0 : 1;
    });
  }
  return mended;
}
