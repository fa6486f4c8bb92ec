import { readEach } from '#domain/aside';
import { desk, placeDeadlines } from '#domain/deadlines';
import { record } from '#domain/journal';
import { brokenFiles, followCase, giveStops, stoppedCases } from '#domain/majors';
import { runsEnterprise } from '#kernel/actor';
import { byTheHour, type Context, followingHidden } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { caseOf } from './caseOf.ts';
import { aboutOf, subjectOf } from './change.ts';
import { isUnnamed } from './contact.ts';
import { type Hazard, HazardModel, NO_PLACE } from './hazard.models.ts';
import { isHeld, shownAt } from './hold.ts';
import { mayHaveFile } from './looks.ts';
import { asKnownTo, visibleTo, wordsOf } from './policy.ts';
import { tallyHazard } from './tally.ts';

/** A part of premises that several firms use (园中园、厂中厂), as a place was told: who leads there, and whom it concerns. */
export interface SharedPart {
  part: string;
  leadId: string;
  /** Whose premises they are: the case belongs where these lie. */
  landlordId: string;
  tenancyIds: string[];
  firmIds: string[];
}
type Ask = (ctx: Context, enterpriseId: string, placeText: string) => Promise<SharedPart | undefined>;
const REGISTERS: Ask[] = [];

/** Whoever keeps which parts firms share says so once, at the start: every report asks it. */
export function knowSharedParts(ask: Ask): void {
  REGISTERS.push(ask);
}

/** The shared part a place told of a firm lies in. */
export async function sharedPartAt(
  ctx: Context,
  enterpriseId: string,
  placeText: string,
): Promise<SharedPart | undefined> {
  if (placeText === NO_PLACE) return undefined;
  for (const ask of REGISTERS) {
    const found = await ask(ctx, enterpriseId, placeText);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Cases of shared parts that the firm that does not lead has not been told of, once others know of them. */
export const findUntold = (now: Date, limit: number, without: readonly string[]): Promise<Hazard[]> =>
  HazardModel.find({ 'shared.isUntold': true, ...shownAt(now), _id: { $nin: [...without] } })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Hazard[]>();

/** It has been told. In the transaction of the telling. @returns false when somebody was faster. */
export const noteTold = async ({ _id }: Pick<Hazard, '_id'>): Promise<boolean> =>
  (await HazardModel.updateOne({ _id, 'shared.isUntold': true }, { $unset: { 'shared.isUntold': 1 } })).modifiedCount >
  0;

/** What both firms read of a case of a part they share; nothing of whoever reported it. */
export type SharedCase = Pick<Hazard, 'reference' | 'status' | 'placeText' | 'enterpriseId' | 'dueAt' | 'isMajor'> & {
  words: string;
};

/**
 * The newest cases of the shared parts of a tenancy. A firm that reads the tenancy reads them all; park, body and adviser those
 * they see anyway, as far as they see them: a tenancy stays with a park its landlord has left, the cases do not.
 */
export async function sharedCasesOf(ctx: Context, tenancyId: string, limit: number): Promise<SharedCase[]> {
  const { actor, now } = ctx;
  const theirs = runsEnterprise(actor) ? shownAt(now) : await visibleTo(ctx);
  const found = await HazardModel.find({ $and: [{ 'shared.tenancyIds': tenancyId }, theirs] })
    .sort({ _id: -1 })
    .limit(limit)
    .lean<Hazard[]>();
  return found.map((one) => {
    const hazard = asKnownTo(actor, one);
    const { reference, status, placeText, enterpriseId, dueAt, isMajor } = hazard;
    return {
      ...{ reference, status, placeText, enterpriseId, isMajor, words: wordsOf(hazard) },
      ...(dueAt === undefined ? {} : { dueAt }),
    };
  });
}

/**
 * Open cases of a shared part that one firm leads are another's from now on, as they stand: dates, body and number stay, and
 * whoever has them now arranges them anew; with them goes what stands still because of them, also of a case that is closed.
 * In the transaction in which the tenancy ends: one that cannot be changed is set aside, and keeps nobody from moving out.
 * @returns whether all of them are the other firm's now; asked again, it gives what was left.
 */
export async function giveSharedCases(at: Context, tenancyId: string, from: string, to: string): Promise<boolean> {
  const its = { 'shared.tenancyIds': tenancyId };
  const open = await HazardModel.find({ ...its, enterpriseId: from, isOpen: true })
    .sort({ _id: 1 })
    .lean<Hazard[]>();
  const rows = await givable(at, open);
  let isWhole = rows.length === open.length;
  for (const hazard of rows) isWhole = (await give(at, hazard, to)) && isWhole;
  // Those that are closed, and those that were given while their stop could not be.
  const without = { $or: [{ enterpriseId: from, isOpen: false }, { enterpriseId: to }] };
  const stopped = await HazardModel.find({ ...its, ...without, _id: { $in: await stoppedCases(from) } })
    .select({ _id: 1 })
    .sort({ _id: 1 })
    .lean<Pick<Hazard, '_id'>[]>();
  for (const { _id } of stopped) isWhole = (await giveStops(at, _id, from, to)) && isWhole;
  return isWhole;
}

/** Those that can be given, with their files; the others are set aside and told. */
async function givable(at: Context, rows: readonly Hazard[]): Promise<Hazard[]> {
  const broken = await brokenFiles(
    at,
    rows.filter(mayHaveFile).map(({ _id }) => _id),
  );
  const tried = (row: Hazard): Hazard => {
    if (!Number.isInteger(row.version)) throw new Error('a case without a version');
    if (mayHaveFile(row)) caseOf(row);
    return row;
  };
  const found = await readEach(at, 'hazard', rows, tried, () => undefined);
  return found.filter((row) => row !== undefined && !broken.has(row._id)) as Hazard[];
}

/** @returns whether what stands still because of it went along. */
async function give(at: Context, hazard: Hazard, to: string): Promise<boolean> {
  const { _id, version, enterpriseId: from, bodyId, parkId, rectification } = hazard;
  const ctx = isUnnamed(hazard) ? byTheHour(at) : at;
  const update = { $set: { enterpriseId: to, updatedAt: ctx.now }, $inc: { version: 1 } };
  const after = await HazardModel.findOneAndUpdate({ _id, version }, update, {
    returnDocument: 'after',
  }).lean<Hazard>();
  if (after === null) throw conflict('common.changed-meanwhile');
  await tallyHazard(hazard, after);
  const desks = new Map([[desk.firm(from), desk.firm(to)]]);
  if (rectification !== undefined) desks.set(desk.member(from, rectification.ownerId), desk.firm(to));
  const place = { bodyId, enterpriseId: to, ...(parkId === undefined ? {} : { parkId }) };
  await placeDeadlines({ kind: 'hazard', id: _id }, place, desks);
  // Of a case nobody knows of yet the journal tells no more than of the report itself.
  const isUnknown = isHeld(hazard, at.now);
  const by = isUnknown ? followingHidden(ctx, 'tenancies') : ctx;
  await record(by, {
    ...{ name: 'hazards.lead-changed', subject: subjectOf(after), about: [...aboutOf(hazard), ...aboutOf(after)] },
    ...{ facts: {}, hideActor: isUnknown },
  });
  if (mayHaveFile(after)) await followCase(by, caseOf(after), 'lead-changed');
  return giveStops(by, _id, from, to);
}
