import type { QueryFilter } from 'mongoose';
import { asKnownTo, visible } from '#domain/engine';
import type { Kind } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { type Enrolment, EnrolmentModel, PROGRAMME } from './enrolment.model.ts';
import { STAGE_ORDER, tallyEnrolment } from './enrolmentBoard.ts';
import type { Ground } from './grounds.ts';
import { type EnrolmentAction, type EnrolmentStage, enrolmentLifecycle } from './lifecycle.ts';
import { canSeeEnrolment, OF_REGION, visibleEnrolments } from './policy.ts';
import type { Size } from './sizeTable.ts';
import { wordsFilter } from './words.ts';

const PAGE = 25;

/** How enrolments are kept and told of, for `takeAction`. */
export const enrolmentKind: Kind<Enrolment, EnrolmentStage, EnrolmentAction> = {
  kind: 'enrolment',
  model: EnrolmentModel,
  lifecycle: enrolmentLifecycle,
  about: (enrolment) => [{ kind: 'enterprise', id: enrolment.enterpriseId }],
  moved: tallyEnrolment,
};

/** Everything of an enrolment that changes while it lasts. */
export const ENROLMENT_CHANGING = [
  'status',
  'isOpen',
  'isActive',
  'stageSince',
  'pausedFrom',
  'adviserId',
  'stageDays',
  'exit',
  'checklists',
  'roundsDue',
  'acceptanceCount',
  'certificateNumber',
  'updatedAt',
] as const satisfies readonly (keyof Enrolment)[];

/** The enrolment as the actor may know it. @throws NotFound when it does not exist or is not theirs to see. */
export async function getEnrolment(ctx: Context, reference: string): Promise<Enrolment> {
  const enrolment = await readOnce(ctx, `enrolment:${reference}`, () =>
    EnrolmentModel.findOne({ reference }).lean<Enrolment>().exec(),
  );
  if (enrolment === null || !canSeeEnrolment(ctx.actor, enrolment)) throw notFound('common.not-found');
  return asKnownTo(ctx.actor, enrolment, ENROLMENT_CHANGING);
}

/** The firm's active enrolment, paused included; undefined when it is not in the programme. No permission is asked. */
export async function findActiveEnrolment(enterpriseId: string): Promise<Enrolment | undefined> {
  const found = await EnrolmentModel.findOne({ enterpriseId, programme: PROGRAMME, isActive: true }).lean<Enrolment>();
  return found ?? undefined;
}

/** Active enrolments of the firms with these credit codes, paused ones included. No permission is asked. */
export const findActiveEnrolments = (creditCodes: readonly string[]): Promise<Enrolment[]> =>
  EnrolmentModel.find({ programme: PROGRAMME, isActive: true, creditCode: { $in: [...creditCodes] } }).lean<
    Enrolment[]
  >();

/**
 * At most `limit` firms of a region (and sectors) that work in the programme, paused ones left out, in id order: those
 * after `ids.after`, up to `ids.until`. No permission is asked.
 */
export const findWorkingEnrolments = (
  among: { regionCode: string; sectors?: readonly Enrolment['sector'][] },
  ids: { after: string; until?: string },
  limit: number,
): Promise<Pick<Enrolment, '_id' | 'enterpriseId'>[]> =>
  EnrolmentModel.find({
    programme: PROGRAMME,
    isActive: true,
    status: { $nin: ['paused', 'exited'] },
    regionPath: among.regionCode,
    ...(among.sectors === undefined ? {} : { sector: { $in: [...among.sectors] } }),
    _id: { $gt: ids.after, ...(ids.until === undefined ? {} : { $lte: ids.until }) },
  })
    .select({ enterpriseId: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<Pick<Enrolment, '_id' | 'enterpriseId'>[]>();

/** The enrolment as it stands, for messages that must still be true. No permission is asked. */
export async function peekEnrolment(reference: string): Promise<Enrolment | undefined> {
  return (await EnrolmentModel.findOne({ reference }).lean<Enrolment>()) ?? undefined;
}

/** The same by its id. */
export const peekEnrolmentById = async (id: string): Promise<Enrolment | undefined> =>
  (await EnrolmentModel.findById(id).lean<Enrolment>()) ?? undefined;

/** Active enrolments an adviser has in hand, paused ones too. No permission is asked. */
export const findAdvised = (adviserId: string): Promise<Enrolment[]> =>
  EnrolmentModel.find({ adviserId, isActive: true }).sort({ _id: 1 }).lean<Enrolment[]>().exec();

/** How many active enrolments, paused ones too, each of these advisers has in hand; who has none is left out. */
export async function countAdvised(adviserIds: readonly string[]): Promise<Map<string, number>> {
  const counts = await EnrolmentModel.aggregate<{ _id: string; firms: number }>([
    {
      $match: { adviserId: { $in: [...adviserIds] }, isActive: true } satisfies Partial<
        Record<keyof Enrolment, unknown>
      >,
    },
    { $group: { _id: '$adviserId', firms: { $sum: 1 } } },
  ]);
  return new Map(counts.map((row) => [row._id, row.firms]));
}

/**
 * Keeps the days rounds fall due on. They are no step of the stage: they change beside it, and whoever acts on the
 * enrolment meanwhile goes on. Called in the transaction of the step that moved them.
 */
export async function setRoundsDue(ctx: Context, id: string, roundsDue: Enrolment['roundsDue'] & {}): Promise<void> {
  await EnrolmentModel.updateOne({ _id: id }, { $set: { roundsDue, updatedAt: ctx.now }, $inc: { version: 1 } });
}

export interface EnrolmentFilter {
  /** A number, a credit code, or two characters and more of the firm's name. */
  q?: string;
  cohortId?: string;
  stage?: EnrolmentStage;
  /** Has been in this stage or a later one, wherever it is now: what the funnel counts. */
  reached?: EnrolmentStage;
  size?: Size;
  ground?: Ground;
  sector?: string;
  /** City or county inside the actor's scope. */
  regionCode?: string;
  parkId?: string;
  adviserId?: string;
  enterpriseId?: string;
  isActive?: boolean;
  /** Has moved out of the actor's park or region. */
  hasLeft?: true;
  /** Was admitted elsewhere and moved into the actor's park, or into the region that is asked for. */
  cameIn?: true;
  /** Last `_id` of the page before. */
  after?: string;
  limit?: number;
}

/** Firms that came at least this far: being paused, sent back or gone does not undo it. @param at Where they stand so. */
function reachedFilter(stage: EnrolmentStage, at = ''): QueryFilter<Enrolment> {
  const stages = STAGE_ORDER.slice(Math.max(0, (STAGE_ORDER as readonly string[]).indexOf(stage)));
  const been = stages.map((one) => ({ [`${at}stageDays.${one}`]: { $exists: true } }));
  const now = ['status', 'pausedFrom'].map((path) => ({ [at + path]: { $in: stages } }));
  return { $or: [...now, ...been] } as QueryFilter<Enrolment>;
}

/** What of the list lies in the actor's area now, and the area itself; undefined for those who look after none. */
function areaOf({ actor }: Context): { place: string; lies: QueryFilter<Enrolment> } | undefined {
  if (actsAs(actor, 'park-officer') && actor.scope.parkId !== undefined)
    return { place: actor.scope.parkId, lies: { parkId: actor.scope.parkId } };
  return actsAs(actor, 'regulator') && actor.scope.regionCode !== undefined
    ? { place: actor.scope.regionCode, lies: visible<Enrolment>(OF_REGION, actor) }
    : undefined;
}

const regionOf = ({ actor }: Context): string | undefined =>
  actsAs(actor, 'regulator') ? actor.scope.regionCode : undefined;

/** How many of those the actor counts were admitted elsewhere; nothing for those who look after no area. */
export const countCameIn = (ctx: Context, filter: EnrolmentFilter): Promise<number> =>
  areaOf(ctx) === undefined
    ? Promise.resolve(0)
    : EnrolmentModel.countDocuments(enrolmentQuery(ctx, { ...filter, cameIn: true })).exec();

/** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
export function enrolmentQuery(ctx: Context, filter: EnrolmentFilter): QueryFilter<Enrolment> {
  const { q, stage, reached, ground, regionCode, hasLeft, cameIn, after, limit: _, ...same } = filter;
  const asked = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  const area = areaOf(ctx);
  // How a firm stands today is known to whoever looks after the place it lies in, not to one it has left.
  const asksStanding = [stage, filter.adviserId, filter.isActive].some((one) => one !== undefined);
  const seen = area !== undefined && asksStanding ? area.lies : visibleEnrolments(ctx.actor);
  const parts: QueryFilter<Enrolment>[] = [seen, asked as QueryFilter<Enrolment>];
  /** What is asked of those that lie there, and of those that left by how they stood then. */
  const orAsLeft = (now: QueryFilter<Enrolment>, then: object): QueryFilter<Enrolment> =>
    area === undefined
      ? now
      : { $or: [{ $and: [area.lies, now] }, { formerParks: { $elemMatch: { goneFrom: area.place, ...then } } }] };
  if (q !== undefined) parts.push(wordsFilter<Enrolment>(q, 'E'));
  if (stage !== undefined) parts.push({ status: stage });
  if (reached !== undefined) parts.push(orAsLeft(reachedFilter(reached), reachedFilter(reached, 'frozen.')));
  if (ground !== undefined) parts.push({ grounds: ground });
  if (regionCode !== undefined) parts.push(orAsLeft({ regionPath: regionCode }, { regionPath: regionCode }));
  if (hasLeft !== undefined && area !== undefined) parts.push({ 'formerParks.goneFrom': area.place });
  if (cameIn !== undefined && area !== undefined) {
    const first = area.place === regionOf(ctx) ? 'regionPath' : 'parkId';
    const place = first === 'regionPath' ? (regionCode ?? area.place) : area.place;
    parts.push({ [`formerParks.0.${first}`]: { $exists: true, $ne: place } });
  }
  if (after !== undefined) parts.push({ _id: { $lt: after } });
  return { $and: parts };
}

/** A page of the enrolments the actor may see, the newest first. */
export async function findEnrolments(
  ctx: Context,
  filter: EnrolmentFilter = {},
): Promise<{ rows: Enrolment[]; nextCursor?: string }> {
  const limit = filter.limit ?? PAGE;
  const rows = await EnrolmentModel.find(enrolmentQuery(ctx, filter))
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<Enrolment[]>();
  const page = rows.slice(0, limit).map((row) => asKnownTo(ctx.actor, row, ENROLMENT_CHANGING));
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, nextCursor: last._id } : { rows: page };
}
