import type { QueryFilter } from 'mongoose';
import { asKnownTo, knownTrail, leftParkOf } from '#domain/engine';
import { findTrail, type JournalEvent, type Kind } from '#domain/journal';
import { enrolmentKind, PROGRAMME, wordsFilter } from '#domain/programme';
import { actsAs, appliesForEnterprise } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { notFound } from '#kernel/errors';
import {
  type Application,
  ApplicationModel,
  type ListedApplication,
  type Submission,
  SubmissionModel,
} from './application.model.ts';
import { tallyApplication } from './applicationBoard.ts';
import { type ApplicationAction, type ApplicationStatus, applicationLifecycle } from './lifecycle.ts';
import { canSeeApplication, visibleApplications } from './policy.ts';

const PAGE = 25;

/** How applications are kept and told of, for `takeAction`. */
export const applicationKind: Kind<Application, ApplicationStatus, ApplicationAction> = {
  kind: 'application',
  model: ApplicationModel,
  lifecycle: applicationLifecycle,
  about: (application) => [{ kind: 'enterprise', id: application.enterpriseId }],
  moved: tallyApplication,
};

/** Everything of an application that changes after it was sent in. */
export const APPLICATION_CHANGING = [
  'status',
  'isOpen',
  'submission',
  'verdicts',
  'dueAt',
  'parkDueAt',
  'cohortId',
  'waitingSince',
  'calledAt',
  'since',
  'enrolmentReference',
  'updatedAt',
] as const satisfies readonly (keyof Application)[];

/** The application as the actor may know it. @throws NotFound when it does not exist or is not theirs to see. */
export async function getApplication(ctx: Context, reference: string): Promise<Application> {
  const application = await readOnce(ctx, `application:${reference}`, () =>
    ApplicationModel.findOne({ reference }).lean<Application>().exec(),
  );
  if (application === null || !canSeeApplication(ctx.actor, application)) throw notFound('common.not-found');
  return asKnownTo(ctx.actor, application, APPLICATION_CHANGING);
}

/** The application as it stands, for messages that must still be true. No permission is asked. */
export async function peekApplication(reference: string): Promise<Application | undefined> {
  return (await ApplicationModel.findOne({ reference }).lean<Application>()) ?? undefined;
}

/**
 * May the actor look at this photo of a licence? Those who apply for the firm see what they put there, reviewers what was
 * sent in; a park the firm has left what had been sent in by then.
 */
export async function maySeeLicence({ actor }: Context, id: string, photoId: string): Promise<boolean> {
  const found = await ApplicationModel.findById(id).lean<Application>();
  if (found === null || !canSeeApplication(actor, found)) return false;
  if (appliesForEnterprise(actor)) return true;
  const application = asKnownTo(actor, found, APPLICATION_CHANGING);
  return application.submission?.licencePhotoIds?.includes(photoId) ?? false;
}

/** Lets the firm's code be used in a new application. Called in the transaction that ends the enrolment. */
export async function freeCode(applicationId: string): Promise<void> {
  await ApplicationModel.updateOne({ _id: applicationId }, { $set: { holdsCode: false } });
}

/** Everything ever sent in with an application the actor may see, oldest first. @throws NotFound */
export async function findSubmissions(ctx: Context, reference: string): Promise<Submission[]> {
  const application = await getApplication(ctx, reference);
  const known =
    leftParkOf(ctx.actor, application) === undefined ? {} : { number: { $lte: application.submission?.number ?? 0 } };
  return SubmissionModel.find({ applicationId: application._id, ...known })
    .sort({ number: 1 })
    .lean<Submission[]>();
}

/** Everything that happened to an application the actor may see, oldest first. @throws NotFound */
export async function findApplicationTrail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const application = await getApplication(ctx, reference);
  return knownTrail(ctx.actor, application, await findTrail({ kind: 'application', id: application._id }));
}

/** The firm's application that is not decided yet, if there is one the actor may see. */
export async function findOwnOpen(ctx: Context): Promise<Application | undefined> {
  const [application] = await ApplicationModel.find({ $and: [visibleApplications(ctx.actor), { isOpen: true }] })
    .sort({ _id: -1 })
    .limit(1)
    .lean<Application[]>();
  return application;
}

/** What a firm has to do with the programme now: its open application, or that it is in it; by one command. */
export async function findProjectOf(
  { actor }: Context,
  enterpriseId: string,
): Promise<{ application?: Application; isIn: boolean }> {
  const enrolments = { $match: { enterpriseId, programme: PROGRAMME, isActive: true } };
  const open = { $match: { $and: [visibleApplications(actor), { isOpen: true }] } };
  const { collectionName: coll } = enrolmentKind.model.collection;
  const found = await ApplicationModel.aggregate<Application & { isIn?: true }>([
    open,
    { $sort: { _id: -1 } },
    { $limit: 1 },
    { $unionWith: { coll, pipeline: [enrolments, { $limit: 1 }, { $project: { isIn: { $literal: true } } }] } },
  ]);
  const application = found.find(({ isIn }) => isIn === undefined);
  return { ...(application === undefined ? {} : { application }), isIn: found.some(({ isIn }) => isIn === true) };
}

/** Statuses in which reviewers have something to do. */
export const WAITING: readonly ApplicationStatus[] = ['submitted', 'resubmitted', 'recommended'];
const SENT = applicationLifecycle.statuses.map((row) => row.code).filter((code) => code !== 'draft');
const ALL = applicationLifecycle.statuses.map((row) => row.code);

export interface ApplicationFilter {
  /** A number, a credit code, or two characters and more of the firm's name. */
  q?: string;
  /** Those waiting for a reviewer when absent. */
  statuses?: readonly ApplicationStatus[];
  cohortId?: string;
  /** City or county inside the actor's scope. */
  regionCode?: string;
  isOverdue?: boolean;
  /** Where the page before ended: `since` and `_id` of its last row. */
  after?: string;
  limit?: number;
}

const cursorOf = ({ since, _id }: Pick<Application, 'since' | '_id'>): string => `${since.getTime()}-${_id}`;

/** Rows after a cursor, in the order of the worklist; undefined for one nobody gave out. */
function afterCursor(cursor: string): QueryFilter<Application> | undefined {
  const found = /^(\d{1,14})-([0-9a-f]{24})$/.exec(cursor);
  if (found === null) return undefined;
  const since = new Date(Number(found[1]));
  return { since: { $gte: since }, $or: [{ since: { $gt: since } }, { _id: { $gt: found[2] as string } }] };
}

/** The worklist as MongoDB is asked it; exported for the test that explains it. */
export function applicationQuery(ctx: Context, filter: ApplicationFilter): QueryFilter<Application> {
  const { q, statuses = WAITING, cohortId, regionCode, isOverdue, after } = filter;
  // The worklist of a park is what lies in it; one that has gone over is found by asking for all.
  const isPark = actsAs(ctx.actor, 'park-officer') && ctx.actor.scope.parkId !== undefined;
  const isAll = SENT.every((code) => statuses.includes(code));
  const visible =
    isPark && !isAll
      ? { parkId: ctx.actor.scope.parkId as string, submittedAt: { $exists: true } }
      : visibleApplications(ctx.actor);
  // A region inside the actor's own takes its place, so that the index is asked for the narrower one.
  const own = typeof visible.regionPath === 'string' ? visible.regionPath : undefined;
  const isNarrower = regionCode !== undefined && own !== undefined && regionCode.startsWith(own);
  const parts: QueryFilter<Application>[] = [
    isNarrower ? { ...visible, regionPath: regionCode } : visible,
    { status: { $in: [...statuses] } },
  ];
  if (regionCode !== undefined && !isNarrower) parts.push({ regionPath: regionCode });
  if (q !== undefined) parts.push(wordsFilter<Application>(q, 'A'));
  if (cohortId !== undefined) parts.push({ cohortId });
  if (isOverdue) {
    const late = { $lt: ctx.now };
    parts.push(
      actsAs(ctx.actor, 'park-officer')
        ? { status: { $in: ['submitted', 'resubmitted'] }, parkDueAt: late }
        : { dueAt: late },
    );
  }
  const rest = after === undefined ? undefined : afterCursor(after);
  if (rest !== undefined) parts.push(rest);
  return { $and: parts };
}

/** What a list has no use for and is most of an application. */
const NOT_LISTED = {
  draft: 0,
  licencePhotoIds: 0,
  'submission.content': 0,
  verdicts: 0,
  grams: 0,
  'formerParks.frozen.submission.content': 0,
  'formerParks.frozen.verdicts': 0,
} as const;
const LISTED_CHANGING = APPLICATION_CHANGING.filter((key) => key !== 'verdicts');

/** A page of the applications the actor may see, those that have waited longest first. */
export async function findApplications(
  ctx: Context,
  filter: ApplicationFilter = {},
): Promise<{ rows: ListedApplication[]; nextCursor?: string }> {
  const limit = filter.limit ?? PAGE;
  const rows = await ApplicationModel.find(applicationQuery(ctx, filter))
    .select(NOT_LISTED)
    .sort({ since: 1, _id: 1 })
    .limit(limit + 1)
    .lean<ListedApplication[]>();
  const page = rows.slice(0, limit).map((row) => asKnownTo<ListedApplication>(ctx.actor, row, LISTED_CHANGING));
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, nextCursor: cursorOf(last) } : { rows: page };
}

/** Everything a firm has ever applied for. */
export const findOwnApplications = (ctx: Context): Promise<{ rows: ListedApplication[]; nextCursor?: string }> =>
  findApplications(ctx, { statuses: ALL, limit: 50 });
