import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict } from '#kernel/errors';
import { tellFollowers } from './followers.ts';
import { type Enterprise, EnterpriseModel, LocationModel, type Park, ParkModel } from './organisation.models.ts';
import { findBodyFor, getPark } from './queries.ts';

/**
 * Moves an enterprise and its places from one park to another. Lying elsewhere, or in a park of another body, its
 * competent body is worked out anew: the sectoral one of its trade where there is one, else the park's own. Called inside
 * the transaction of the transfer, which has authorised it and records it.
 *
 * @returns the enterprise as it was and is; undefined when it no longer lies in `fromParkId`.
 * @throws Conflict `parks.merged` when the new park has itself become part of another.
 */
export async function moveEnterprise(
  ctx: Context,
  move: { enterpriseId: string; fromParkId: string; toParkId: string },
): Promise<{ before: Enterprise; after: Enterprise } | undefined> {
  const here = { _id: move.enterpriseId, parkId: move.fromParkId };
  const before = await EnterpriseModel.findOne(here).lean<Enterprise>();
  if (before === null) return undefined;
  const [from, to] = [await getPark(move.fromParkId), await getPark(move.toParkId)];
  if (to.mergedInto !== undefined) throw conflict('parks.merged');
  const after = await EnterpriseModel.findOneAndUpdate(
    here,
    {
      $set: { parkId: to._id, ...(await placeIn(before, from, to)) },
      $push: { formerParks: { parkId: from._id, until: localDate(ctx.now) } },
    },
    { returnDocument: 'after' },
  ).lean<Enterprise>();
  if (after === null) throw conflict('common.changed-meanwhile');
  await LocationModel.updateMany({ enterpriseId: before._id, parkId: from._id }, { $set: { parkId: to._id } });
  await tellFollowers(ctx, after._id);
  return { before, after };
}

async function placeIn(firm: Enterprise, from: Park, to: Park): Promise<Pick<Enterprise, 'regionCode' | 'bodyId'>> {
  const isInside = firm.regionCode.startsWith(to.regionCode);
  const regionCode = isInside ? firm.regionCode : to.regionCode;
  if (isInside && from.bodyId === to.bodyId) return { regionCode, bodyId: firm.bodyId };
  const nearest = await findBodyFor({ regionCode, sector: firm.sector });
  return { regionCode, bodyId: nearest.kind === 'sectoral' ? nearest._id : (to.bodyId ?? nearest._id) };
}

/** The competent body a firm would have in another park. @throws NotFound */
export const bodyInPark = async (firm: Enterprise, from: Park, to: Park): Promise<string> =>
  (await placeIn(firm, from, to)).bodyId;

/** Makes a park part of another: from now on it takes no firms. @throws Conflict when it is part of one already. */
export async function mergePark(ctx: Context, merge: { parkId: string; intoParkId: string }): Promise<void> {
  const into = await getPark(merge.intoParkId);
  if (into.mergedInto !== undefined) throw conflict('parks.merged');
  const { modifiedCount } = await ParkModel.updateOne(
    { _id: merge.parkId, mergedInto: { $exists: false } },
    { $set: { mergedInto: merge.intoParkId, mergedOn: localDate(ctx.now) } },
  );
  if (modifiedCount === 0) throw conflict('parks.merged');
}
