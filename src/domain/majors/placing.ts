import type { Model } from 'mongoose';
import { type Desk, desk, placeDeadlines } from '#domain/deadlines';
import { type LeftPark, leavingNow } from '#domain/engine';
import type { Context } from '#kernel/context';
import { given } from '#kernel/given';
import type { CaseNow } from './following.ts';
import { peekFileOf } from './major.commands.ts';
import { CHANGING, type Major, MajorModel } from './major.model.ts';
import { STOP_CHANGING, type Stop, StopModel } from './stops/stop.model.ts';
import { tallyFile } from './trend.ts';
import type { Whose } from './whose.ts';

/** Where a case lies after its firm has moved, and who is competent for it there. */
type CasePlace = Pick<CaseNow, '_id' | 'parkId' | 'bodyId' | 'byPark' | 'regionPath'>;

/**
 * At which desks what was owed at a park and a body waits once these have changed: what the old park had to decide is
 * whoever's is competent now, what it had to do otherwise is the new park's.
 */
export function newDesks(
  before: Pick<Whose, 'byPark' | 'bodyId'>,
  { parkId = '', bodyId, byPark }: Pick<Whose, 'parkId' | 'bodyId' | 'byPark'>,
  fromParkId: string,
): ReadonlyMap<Desk, Desk> {
  const competent = byPark ? desk.park(parkId) : desk.body(bodyId);
  return new Map([
    [desk.park(fromParkId), before.byPark ? competent : desk.park(parkId)],
    [desk.body(before.bodyId), desk.body(bodyId)],
  ]);
}

async function take<T extends Whose & { _id: string; formerParks: LeftPark[] }>(
  { now }: Context,
  { model, kind, changing }: { model: Model<T>; kind: string; changing: readonly (keyof T & string)[] },
  row: T,
  { parkId, bodyId, byPark, regionPath }: CasePlace,
  fromParkId: string,
): Promise<void> {
  const place = { ...given({ parkId }), bodyId, byPark, regionPath };
  const left = leavingNow<T>(row, changing, { parkId: fromParkId, now });
  await model.updateOne(
    { _id: row._id } as never,
    { $set: { ...place, updatedAt: now }, $push: { formerParks: left }, $inc: { version: 1 } } as never,
  );
  await placeDeadlines({ kind, id: row._id }, place, newDesks(row, place, fromParkId));
}

const FILES = { model: MajorModel, kind: 'major-hazard', changing: CHANGING };
const STOPS = { model: StopModel, kind: 'stop-order', changing: STOP_CHANGING };

/** Takes the file of a case along to another park with what stands still because of it, in the transaction of the move. */
export async function placeFile(ctx: Context, place: CasePlace, fromParkId: string): Promise<void> {
  const file = await peekFileOf(place._id);
  if (file !== undefined) {
    await take<Major>(ctx, FILES as never, file, place, fromParkId);
    const { parkId: _, ...there } = file;
    const { bodyId, regionPath } = place;
    await tallyFile(file, { ...there, ...given({ parkId: place.parkId }), bodyId, regionPath });
  }
  await placeStops(ctx, place, fromParkId);
}

/** The same of what stands still alone: its case may be closed before work may go on. */
export async function placeStops(ctx: Context, place: CasePlace, fromParkId: string): Promise<void> {
  const there = await StopModel.find({ hazardId: place._id, parkId: fromParkId }).lean<Stop[]>();
  for (const stop of there) await take<Stop>(ctx, STOPS as never, stop, place, fromParkId);
}

/** Cases of a firm, whoever has them, because of which something stands still in a park. */
export const casesStopped = (enterpriseId: string, parkId: string): Promise<string[]> =>
  StopModel.distinct('hazardId', {
    $or: [{ enterpriseId }, { aboutFirmId: enterpriseId }],
    ...{ parkId, isOpen: true },
  });
