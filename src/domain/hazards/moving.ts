import { placeDeadlines } from '#domain/deadlines';
import { type FirmMove, leavingNow } from '#domain/engine';
import { record } from '#domain/journal';
import { casesStopped, keepLatenessOf, newDesks, placeFile, placeStops } from '#domain/majors';
import { type Enterprise, regionPathOf } from '#domain/organisations';
import { unpaidOf } from '#domain/rewards';
import { type Context, followingHidden } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { countEach } from '#platform/count';
import { decideInPark, isParks } from './competent.ts';
import { type Hazard, HazardModel, isWithFirm } from './hazard.models.ts';
import { isHeld, shownAt } from './hold.ts';
import { tallyHazard } from './tally.ts';

/** Everything of a case that may change after it was reported. */
export const CHANGING = [
  'status',
  'isOpen',
  'awaitsWords',
  'inChinese',
  'isMajor',
  'majorBasis',
  'criterion',
  'isClaimedMajor',
  'downgradeReason',
  'notMajor',
  'grade',
  'notValidReason',
  'duplicateOf',
  'notSameAs',
  'rectification',
  'fix',
  'review',
  'dispute',
  'upheld',
  'closingAnswer',
  'succeededBy',
  'extension',
  'extendedAt',
  'returnReason',
  'endorserIds',
  'unnamedEndorsers',
  'joinedLately',
  'dueAt',
  'isDueReckoned',
  'outsideAt',
  'bodyId',
  'competence',
  'unverifiedSince',
  'offerAt',
  'checkInAt',
  'round',
  'closedAt',
  'updatedAt',
  // A line of a list that was drawn for the case as it stood is right for the old park.
  'version',
] as const satisfies readonly (keyof Hazard)[];

/**
 * Takes a firm's cases to another park: open ones go over with their numbers and clocks, and the old park reads them as
 * they stand now; closed ones stay in the old park's count and the new park may read them. What a body has stays with it
 * and in its region; where the old park was competent, who is now has it, in the region the firm lies in by then. Called
 * inside the transaction of the transfer.
 *
 * @returns how many open cases the firm knows of went over.
 */
export async function moveHazards(ctx: Context, move: FirmMove): Promise<number> {
  const { enterpriseId, fromParkId, toParkId } = move;
  // Those about its own managers go along too, unseen by it.
  const its = { $or: [{ enterpriseId }, { aboutFirmId: enterpriseId }] };
  const open = await HazardModel.find({ ...its, isOpen: true, parkId: fromParkId }).lean<Hazard[]>();
  for (const before of open) {
    const after = await HazardModel.findOneAndUpdate(
      { _id: before._id, version: before.version },
      {
        $set: { parkId: toParkId, ...(await decidedAnew(ctx, before, move)), updatedAt: ctx.now },
        $push: { formerParks: leavingNow(before, CHANGING, { parkId: fromParkId, now: ctx.now }) },
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    )
      .lean<Hazard>()
      .orFail();
    await tallyHazard(before, after);
    const byPark = isParks(after);
    const desks = newDesks({ bodyId: before.bodyId, byPark: isParks(before) }, { ...after, byPark }, fromParkId);
    await placeDeadlines({ kind: 'hazard', id: after._id }, after, desks);
    await placeFile(ctx, { ...after, byPark }, fromParkId);
    // Of a case nobody knows of yet the journal tells no more than of the report itself.
    const isUnknown = isHeld(before, ctx.now);
    await record(isUnknown ? followingHidden(ctx, 'parks') : ctx, {
      name: 'hazards.moved-to-park',
      subject: { kind: 'hazard', id: after._id, reference: after.reference },
      about: isWithFirm(after) ? [{ kind: 'enterprise', id: enterpriseId }] : [],
      facts: { fromParkId, toParkId },
      hideActor: isUnknown,
    });
  }
  await HazardModel.updateMany(
    { ...its, isOpen: false, parkId: { $ne: toParkId } },
    { $addToSet: { laterParkIds: toParkId } },
  );
  const stopped = await casesStopped(enterpriseId, fromParkId);
  for (const closed of await HazardModel.find({ _id: { $in: stopped } }).lean<Hazard[]>()) {
    const there = { ...closed, parkId: toParkId, ...(await decidedAnew(ctx, closed, move)) };
    await placeStops(ctx, { ...there, byPark: isParks(there) }, fromParkId);
  }
  return open.filter((one) => one.enterpriseId === enterpriseId && !isHeld(one, ctx.now)).length;
}

/**
 * The park that was competent does not come along: the new one is, or its body, and with it the regions the firm lies in by
 * then; nobody there would see it otherwise. What a body has stays with it.
 */
async function decidedAnew(
  ctx: Context,
  before: Hazard,
  { toParkId, bodyId, regionPath }: FirmMove,
): Promise<Partial<Pick<Hazard, 'bodyId' | 'competence' | 'regionPath'>>> {
  if (!isParks(before)) return {};
  return { ...(await decideInPark({ ...before, bodyId }, toParkId, localDate(ctx.now))), regionPath };
}

/** Open cases known by `now` and rewards not yet paid of a firm, each counted up to a bound. No permission is asked. */
export function countOpenAndUnpaid(
  enterpriseId: string,
  now: Date,
): Promise<{ openCases: number; unpaidRewards: number }> {
  return countEach(
    {
      openCases: [HazardModel, { enterpriseId, isOpen: true, ...shownAt(now) }],
      unpaidRewards: unpaidOf(enterpriseId),
    },
    1_000,
  );
}

/**
 * Where a closed case belongs when it is opened again: to the park the firm lies in by then, and where the old park was
 * competent, to whoever is there. The parks it came through read it as it stood closed.
 */
export async function placeOnReopening(ctx: Context, hazard: Hazard, firm: Enterprise): Promise<Partial<Hazard>> {
  const { parkId } = firm;
  if (parkId === undefined || hazard.parkId === undefined) return {};
  const since = firm.formerParks?.findIndex((former) => former.parkId === hazard.parkId) ?? -1;
  // At home again, it was never away itself; the parks in between still read no further than the day they lost the firm.
  const passed = (since < 0 ? [] : (firm.formerParks ?? []).slice(since)).filter((one) => one.parkId !== parkId);
  const left = passed.map((one) => leavingNow(hazard, CHANGING, { parkId: one.parkId, now: endOfLocalDay(one.until) }));
  const { _id: enterpriseId, bodyId } = firm;
  const move = {
    enterpriseId,
    fromParkId: hazard.parkId,
    toParkId: parkId,
    bodyId,
    regionPath: regionPathOf(firm.regionCode),
  };
  return {
    parkId,
    ...(parkId === hazard.parkId ? {} : await decidedAnew(ctx, hazard, move)),
    ...(left.length === 0 ? {} : { formerParks: [...(hazard.formerParks ?? []), ...left], laterParkIds: [] }),
  };
}

/** Lets a case show the day its clock has by holidays published since. Called in the transaction of the clock. */
export async function moveHazardDue(id: string, from: Date, dueAt: Date): Promise<void> {
  await HazardModel.updateOne({ _id: id, dueAt: from, isOpen: true }, { $set: { dueAt }, $inc: { version: 1 } });
  await keepLatenessOf({ hazardId: id });
}
