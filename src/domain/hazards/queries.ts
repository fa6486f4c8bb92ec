import type { QueryFilter } from 'mongoose';
import { knownTrail, leftParkOf } from '#domain/engine';
import { hidesReports } from '#domain/identity';
import { findTrail, findTrails, type JournalEvent } from '#domain/journal';
import { rewardIdsOf } from '#domain/rewards';

import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';

import { invalid, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { firstIdAt } from '#kernel/ids';
import { findReference } from '#kernel/references';
import { bigrams } from '#kernel/text';
import type { Asked } from '#platform/count';
import { firstThen, type Page } from '#platform/firstThen';
import { findAtOnce } from '#platform/mongo';
import { WORDS_CLOCK } from './change.ts';
import { hazardsBehind, isUnnamed, joinedBehind, personBehind } from './contact.ts';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { isActHeld, shownAt } from './hold.ts';
import type { HazardStatus } from './lifecycle.ts';
import {
  asKnownTo,
  loadSeen,
  mayKnowOthers,
  mayOpen,
  readsApart,
  type SeenHazard,
  unnamedOf,
  visibleTo,
  withSight,
} from './policy.ts';
import { isQueryCode } from './queryCode.ts';
import { openAlike } from './sameness.ts';

/** Fields of a list row: everything but what only one person or the search may know. */
const ROW = { queryCode: 0, onceKey: 0, grams: 0, personGrams: 0, bands: 0, dhashes: 0 } as const;
export type HazardRow = Omit<Hazard, keyof typeof ROW>;
const PAGE = 25;

/** The case with its standing towards the actor. @throws NotFound */
export async function getHazard(ctx: Context, reference: string): Promise<SeenHazard> {
  const seen = await loadSeen(ctx, reference);
  if (!mayOpen(ctx.actor, seen)) throw notFound('common.not-found');
  return seen;
}

export interface HazardFilter {
  /** A case number, words of the text or place, or (for the firm) a person's name. */
  q?: string;
  status?: HazardStatus;
  category?: string;
  isOpen?: boolean;
  isOverdue?: boolean;
  isMajor?: boolean;
  isUrgent?: boolean;
  /** It looked like a major hazard and was judged none. */
  isNotMajor?: boolean;
  enterpriseId?: string;
  locationId?: string;
  /** Cursor of the page before. */
  after?: string;
  /** The newest first, urgent or not: for who reads all pages while cases go on. */
  byAge?: true;
  limit?: number;
}

/** The filter of a list as MongoDB is asked it; exported for the tests that explain it. */
export const hazardQuery = async (ctx: Context, filter: HazardFilter): Promise<QueryFilter<Hazard>> =>
  allOf(ctx, await partsOf(ctx, filter));

/**
 * All of the parts, the first of which is what the actor may see. A body of some sectors sees these, or what is stamped to
 * it: asked for as alternatives that each hold all the rest, for beside the rest the store reads through the whole region.
 */
function allOf({ actor }: Context, parts: readonly QueryFilter<Hazard>[]): QueryFilter<Hazard> {
  const [{ $or: either, ...same } = {}, ...rest] = parts;
  if (either === undefined || !actsAs(actor, 'regulator')) return { $and: [...parts] };
  return { $or: (either as QueryFilter<Hazard>[]).map((one) => ({ $and: [{ ...one, ...same }, ...rest] })) };
}

async function partsOf(ctx: Context, filter: HazardFilter): Promise<QueryFilter<Hazard>[]> {
  const { q } = filter;
  // How a case stands today is known to the park that has it, not to one the firm has left.
  const asksStanding = [filter.status, filter.isOpen, filter.isOverdue, filter.isMajor, filter.isNotMajor].some(
    (one) => one !== undefined,
  );
  const isPark = actsAs(ctx.actor, 'park-officer') && ctx.actor.scope.parkId !== undefined;
  const parts: QueryFilter<Hazard>[] = [
    isPark && asksStanding ? { parkId: ctx.actor.scope.parkId as string, ...shownAt(ctx.now) } : await visibleTo(ctx),
  ];
  const reference = q === undefined ? undefined : findReference(q, 'H');
  if (reference !== undefined) parts.push({ reference });
  else if (q !== undefined) {
    const grams = bigrams(q);
    const words: QueryFilter<Hazard> = { grams: { $all: grams } };
    // Signs alone are in no text that is searched: nothing is found by them, rather than everything.
    if (grams.length === 0) parts.push({ _id: { $in: [] } });
    else parts.push(runsEnterprise(ctx.actor) ? { $or: [words, { personGrams: { $all: grams } }] } : words);
  }
  if (filter.status !== undefined) parts.push({ status: filter.status });
  if (filter.category !== undefined) parts.push({ category: filter.category });
  if (filter.isOpen === true || filter.isOverdue === true) parts.push({ isOpen: true });
  if (filter.isOverdue === true) parts.push({ dueAt: { $lt: ctx.now } });
  if (filter.isMajor === true) parts.push({ isMajor: true });
  if (filter.isUrgent === true) parts.push({ isUrgent: true });
  if (filter.isNotMajor === true) parts.push({ 'notMajor.at': { $exists: true } });
  if (filter.enterpriseId !== undefined) parts.push({ enterpriseId: filter.enterpriseId });
  if (filter.locationId !== undefined) parts.push({ locationId: filter.locationId });
  return parts;
}

/** A page of the cases the actor may see: urgent ones still open first, then the newest. */
export const findHazards = (ctx: Context, filter: HazardFilter): Promise<Page<HazardRow>> =>
  findPage<HazardRow>(ctx, filter, ROW);

/** Such a list, as `countEach` asks how many there are on all its pages. */
export const hazardsOf = async (ctx: Context, filter: HazardFilter): Promise<Asked> => [
  HazardModel,
  (await hazardQuery(ctx, filter)) as Record<string, unknown>,
];

/** How many there are in such a list, all pages together. */
export const countHazards = async (ctx: Context, filter: HazardFilter): Promise<number> =>
  HazardModel.countDocuments(await hazardQuery(ctx, filter));

const MARK = { version: 1, enterpriseId: 1, isOpen: 1, dueAt: 1, isDueReckoned: 1 } as const;
/** What tells a park officer's own cases from those of firms that left the park. */
const PARKS = { parkId: 1, formerParks: 1 } as const;
/** What tells whether a line of a list that was drawn before is still right: every change raises `version`. */
export type HazardMark = Pick<Hazard, '_id' | keyof typeof MARK>;

/** The same page as `findHazards`, of marks only: a list that keeps its lines need not read them whole again. */
export const findHazardMarks = (ctx: Context, filter: HazardFilter): Promise<Page<HazardMark>> =>
  findPage<HazardMark>(ctx, filter, actsAs(ctx.actor, 'park-officer') ? { ...MARK, ...PARKS } : MARK);

/** Those of the cases that the actor may see, in no order. */
export async function findHazardsByIds(ctx: Context, ids: readonly string[]): Promise<HazardRow[]> {
  const rows = await HazardModel.find({ $and: [await visibleTo(ctx), { _id: { $in: [...ids] } }] })
    .select(ROW)
    .lean<HazardRow[]>();
  return rows.map((row) => asKnownTo(ctx.actor, row));
}

/** What stands first. How a case stands today is known to the park that has it, not to one the firm has left. */
const urgentFor = ({ actor }: Context): QueryFilter<Hazard> => ({
  ...{ isUrgent: true, isOpen: true },
  ...(actsAs(actor, 'park-officer') && actor.scope.parkId !== undefined ? { parkId: actor.scope.parkId } : {}),
});

async function findPage<Row extends HazardMark | HazardRow>(
  ctx: Context,
  filter: HazardFilter,
  fields: Record<string, 0 | 1>,
): Promise<Page<Row>> {
  const parts = await partsOf(ctx, filter);
  const page = await firstThen(
    (more, limit) =>
      findAtOnce<Row>(HazardModel.collection.name, {
        filter: allOf(ctx, [...parts, ...more]),
        projection: fields,
        sort: { _id: -1 },
        limit,
      }),
    { ...given({ after: filter.after }), limit: filter.limit ?? PAGE },
    filter.byAge ? undefined : urgentFor(ctx),
  );
  return { ...page, rows: page.rows.map((row) => asKnownTo(ctx.actor, row)) };
}

/** Cases a person reported, anonymously too, or joined. */
async function ofReporter(ctx: Context, actor: PersonActor): Promise<QueryFilter<Hazard>> {
  const { personId } = actor;
  const unnamed = await readOnce(ctx, `unnamed:${personId}`, () => unnamedOf(actor));
  return {
    $or: [{ 'reporter.personId': personId }, { endorserIds: personId }, { _id: { $in: unnamed } }],
  };
}

/**
 * What the actor reported or joined, urgent ones still open first, then the newest, whatever role they act in now; of somebody nobody knows, what was
 * reported from the same chat or browser.
 */
export async function findMyReports(
  ctx: Context,
  after?: string,
  limit = PAGE,
): Promise<{ rows: HazardRow[]; nextCursor?: string }> {
  const { actor } = ctx;
  if (actor.kind === 'system') return { rows: [] };
  const mine = actor.kind === 'person' ? await ofReporter(ctx, actor) : { _id: { $in: await hazardsBehind(actor) } };
  return firstThen(
    (more, most) =>
      HazardModel.find({ $and: [mine, ...more] })
        .select(ROW)
        .sort({ _id: -1 })
        .limit(most)
        .lean<HazardRow[]>(),
    { ...given({ after }), limit },
    { isUrgent: true, isOpen: true },
  );
}

/** How many cases the actor reported or joined. */
export const countMyReports = async (ctx: Context): Promise<number> =>
  ctx.actor.kind === 'person' ? HazardModel.countDocuments(await ofReporter(ctx, ctx.actor)) : 0;

/**
 * The case for somebody who is not signed in but holds its query code.
 * @throws Invalid `hazards.wrong-query-code` at `queryCode`, for a wrong number and a wrong code alike.
 */
export async function findByQueryCode(input: { reference: string; queryCode: string }): Promise<Hazard> {
  const reference = findReference(input.reference, 'H') ?? '';
  const hazard = await HazardModel.findOne({ reference }).lean<Hazard>();
  if (hazard === null || !isQueryCode(hazard, input.queryCode)) {
    throw invalid('hazards.wrong-query-code', { queryCode: '编号或查询码不对，请核对后再试' });
  }
  return hazard;
}

/** An open case of the firm that may be the same thing. */
export interface SimilarHazard {
  /** Its number; empty for whoever is neither of the firm nor its reporter: they learn how many there are, and where. */
  reference: string;
  /** Reported by the actor themselves. */
  isMine: boolean;
  /** What was reported, for people of the firm only: nobody else reads another's words. */
  text: string;
  /** To others only the name of the place they are reporting from themselves: what was written of another is no less another's. */
  placeText: string;
  /** Colleagues join it (附议), and nobody else. */
  mayJoin: boolean;
}

/** What was reported without a name by a person, or from a browser or chat. */
const ownUnnamed = async (actor: Actor): Promise<string[]> => {
  if (actor.kind === 'person') return unnamedOf(actor);
  return actor.kind === 'visitor' && actor.visitorId !== '' ? hazardsBehind(actor) : [];
};

/** Open cases of a firm that sound or look like what is being reported, the most alike first. */
export async function findSimilar(
  { actor, now }: Context,
  input: { enterpriseId: string; locationId?: string; text: string; dhashes?: readonly string[] },
): Promise<SimilarHazard[]> {
  const { enterpriseId, locationId } = input;
  const isColleague = actor.kind === 'person' && actor.scope.enterpriseId === enterpriseId;
  // Their own they know of, held or not.
  const own = await ownUnnamed(actor);
  const isMine = ({ _id, reporter }: Hazard): boolean =>
    own.includes(_id) || (actor.kind === 'person' && reporter.personId === actor.personId);
  const alike = await openAlike(now, input, { $or: [shownAt(now), { _id: { $in: own } }] });
  return alike.map((hazard) => ({
    reference: isColleague || isMine(hazard) ? hazard.reference : '',
    isMine: isMine(hazard),
    text: isColleague ? hazard.text : '',
    mayJoin: isColleague && actsAs(actor, 'worker'),
    placeText: isColleague || (locationId !== undefined && hazard.locationId === locationId) ? hazard.placeText : '',
  }));
}

/** Tells that there was something to write down in Chinese: the writing, and the clock of it. */
const isOfWords = ({ name, facts }: JournalEvent): boolean =>
  name === 'hazards.put-into-chinese' || facts['kind'] === WORDS_CLOCK;

const withoutOriginal = ({ facts: { duplicateOf: _, ...facts }, ...event }: JournalEvent): JournalEvent => ({
  ...event,
  facts,
});

/**
 * Everything that happened to a case the actor may see, its rewards too, oldest first; what somebody without a name did from
 * the next full hour on, but to whoever reported it what only they can have done. @throws NotFound
 */
export async function findCaseTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const seen = await getHazard(ctx, reference);
  const { hazard, isOwn } = seen;
  const rewards = await rewardIdsOf(ctx, hazard._id);
  const found = await findTrails([
    { kind: 'hazard', id: hazard._id },
    ...rewards.map((id) => ({ kind: 'reward', id })),
  ]);
  const isTheirs = ({ name }: JournalEvent) => isOwn && name !== 'hazards.endorsed';
  const hides = !readsApart(ctx.actor, seen);
  const knowsOthers = mayKnowOthers(ctx.actor, seen);
  const known = found.filter(
    (event) =>
      !(hides && isOfWords(event)) &&
      (knowsOthers || event.name !== 'hazards.told-apart') &&
      (isTheirs(event) || !isActHeld(hazard, event, ctx.now)),
  );
  const trail = knownTrail(ctx.actor, hazard, known);
  return knowsOthers || hazard.aboutFirmId === undefined ? trail : trail.map(withoutOriginal);
}

/**
 * What happened to a case, oldest first, as whoever reported it reads it by number and code: what others did without a name
 * from the next full hour on, what was refused to them not at all, and never which other cases it was held beside.
 */
export async function trailOfReporter(hazard: Hazard, now: Date): Promise<JournalEvent[]> {
  const found = await findTrail({ kind: 'hazard', id: hazard._id });
  const known = found.filter(
    (event) =>
      !['hazards.told-apart', 'hazards.step-refused'].includes(event.name) &&
      (event.name !== 'hazards.endorsed' || !isActHeld(hazard, event, now)),
  );
  return hazard.aboutFirmId === undefined ? known : known.map(withoutOriginal);
}

/** May the actor look at this photo of the case? A park the firm has left sees those it had by then. */
export async function maySeeHazardPhoto(ctx: Context, hazardId: string, photoId: string): Promise<boolean> {
  const hazard = await HazardModel.findById(hazardId).lean<Hazard>();
  if (hazard === null || !mayOpen(ctx.actor, await withSight(ctx, hazard))) return false;
  const { photoIds, fix } = asKnownTo(ctx.actor, hazard);
  const known = [...photoIds, ...(fix?.photoIds ?? []), ...(fix?.fileIds ?? [])];
  return leftParkOf(ctx.actor, hazard) === undefined || known.includes(photoId);
}

/** The case as it stands, for messages that must still be true; undefined when it is gone. No permission is asked. */
export async function peekHazard(reference: string): Promise<Hazard | undefined> {
  return (await HazardModel.findOne({ reference }).lean<Hazard>()) ?? undefined;
}

/** Everybody who follows a case: the reporter, also one without a name, and those who joined. For notices only. */
export async function followersOf(hazardId: string): Promise<string[]> {
  const hazard = await HazardModel.findById(hazardId).lean<Hazard>();
  if (hazard === null) return [];
  const behind = isUnnamed(hazard) ? await personBehind(hazardId) : undefined;
  const isHiding = behind !== undefined && (await hidesReports(behind));
  const reporter = hazard.reporter.personId ?? (isHiding ? undefined : behind);
  const joined = (await joinedBehind(hazard)).filter((one) => one !== undefined);
  const hiding = await Promise.all(joined.map(hidesReports));
  const unnamed = joined.filter((_, i) => hiding[i] === false);
  return [...new Set([...(reporter === undefined ? [] : [reporter]), ...hazard.endorserIds, ...unnamed])];
}

/**
 * Whoever reported, where it is somebody with an account; nobody while that account hides what lies behind it. For
 * notices only.
 */
export async function reporterOf({ _id, reporter }: Pick<Hazard, '_id' | 'reporter'>): Promise<string[]> {
  if (reporter.personId !== undefined) return [reporter.personId];
  const personId = await personBehind(_id);
  return personId === undefined || (await hidesReports(personId)) ? [] : [personId];
}

/** Numbers of those of the cases that are of one of the firms, and open or not older than `since`. No permission is asked. */
export async function watchedCases(ids: readonly string[], firmIds: readonly string[], since: Date): Promise<string[]> {
  const rows = await HazardModel.find({
    _id: { $in: [...ids] },
    $and: [
      { $or: [{ enterpriseId: { $in: [...firmIds] } }, { aboutFirmId: { $in: [...firmIds] } }] },
      { $or: [{ isOpen: true }, { createdAt: { $gte: since } }] },
    ],
  })
    .select({ reference: 1 })
    .lean<Pick<Hazard, 'reference'>[]>();
  return rows.map(({ reference }) => reference);
}

/** At most so many cases stand behind the outcome numbers of a firm; one with more in a year is read up to here. */
const MOST_SOURCES = 20_000;

/** Cases of a firm reported or closed in a span of time and known by `now`, oldest first. For the outcome numbers; no permission is asked. */
export async function findReportedOrClosed(
  enterpriseId: string,
  { from, to, now }: { from: Date; to: Date; now: Date },
): Promise<HazardRow[]> {
  const isReported = { enterpriseId, _id: { $gte: firstIdAt(from), $lt: firstIdAt(to) }, ...shownAt(now) };
  return HazardModel.find({ $or: [isReported, { enterpriseId, closedAt: { $gte: from, $lt: to } }] })
    .select(ROW)
    .sort({ _id: 1 })
    .limit(MOST_SOURCES)
    .lean<HazardRow[]>();
}

/** Cases of a firm closed in a span of time. For what has come back; no permission is asked. */
export async function findClosedBetween(enterpriseId: string, from: Date, to: Date): Promise<HazardRow[]> {
  return HazardModel.find({ enterpriseId, closedAt: { $gte: from, $lt: to } })
    .select(ROW)
    .sort({ closedAt: 1 })
    .limit(MOST_SOURCES)
    .lean<HazardRow[]>();
}
