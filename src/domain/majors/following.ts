import { drawReference } from '#domain/journal';
import { type Context, systemContext } from '#kernel/context';
import { given } from '#kernel/given';
import { keepLateness } from './lateness.ts';
import { peekFileOf } from './major.commands.ts';
import {
  type FoundBy,
  type Major,
  MajorModel,
  type MajorStatus,
  standingOf,
  type TreatmentPlan,
} from './major.model.ts';
import { majors } from './major.ts';
import { recurrenceOf } from './recurrence.ts';

/** What a file needs to know of its case. */
export interface CaseNow {
  _id: string;
  reference: string;
  enterpriseId: string;
  aboutFirmId?: string;
  parkId?: string;
  bodyId: string;
  regionPath: string[];
  sector: string;
  /** Nobody in a firm has it. */
  isApart: boolean;
  isByHour: boolean;
  byPark: boolean;
  text: string;
  placeText: string;
  category: string;
  foundBy?: FoundBy;
  createdAt: Date;
  status: string;
  isMajor: boolean;
  majorBasis?: string;
  /** Why it is no major hazard, or no longer one. */
  reason?: string;
  plan?: TreatmentPlan;
  ownerId?: string;
  fixedBy?: string;
  isOnSpot: boolean;
  locationId?: string;
  /** The end of the day from which its fix counts as late. */
  fixDueAt?: Date;
  closedAt?: Date;
  isDisputed: boolean;
  isExtended: boolean;
  /** It looks like one by its words or by the word of whoever found it, or did when it was judged none. */
  isSuspected: boolean;
  /** Merged into another major hazard that is open. */
  isMerged: boolean;
}

/** What a file has of its case, as the case stands. */
const sharedOf = (hazard: CaseNow) => ({
  ...given({
    parkId: hazard.parkId,
    aboutFirmId: hazard.aboutFirmId,
    basis: hazard.majorBasis,
    plan: hazard.plan,
    ownerId: hazard.ownerId,
    fixedBy: hazard.fixedBy,
    reason: hazard.reason,
    fixDueAt: hazard.fixDueAt,
    isMerged: hazard.isMerged || undefined,
  }),
  enterpriseId: hazard.enterpriseId,
  bodyId: hazard.bodyId,
  regionPath: hazard.regionPath,
  sector: hazard.sector,
  isApart: hazard.isApart,
  byPark: hazard.byPark,
  text: hazard.text,
  placeText: hazard.placeText,
  category: hazard.category,
  caseStatus: hazard.status,
  isMajor: hazard.isMajor,
  isOnSpot: hazard.isOnSpot,
  isDisputed: hazard.isDisputed,
  isExtended: hazard.isExtended,
});
type Shared = ReturnType<typeof sharedOf>;

/**
 * Opens the file of a case in the transaction in which it is suspected, claimed or judged to be a major hazard. Where there
 * is one already nothing happens.
 */
export async function openFile(
  ctx: Context,
  act: 'suspect' | 'claim' | 'judge',
  hazard: CaseNow,
  by: string,
): Promise<void> {
  if ((await peekFileOf(hazard._id)) !== undefined) return;
  const { _id: hazardId, reference: hazardReference, isByHour, foundBy, createdAt: foundAt } = hazard;
  await majors.make(
    { ...ctx, onceKey: `major:${hazardId}` },
    act,
    {
      ...sharedOf(hazard),
      ...given({ foundBy }),
      ...(act === 'judge' ? { judgedAt: ctx.now } : {}),
      // A running number beside others would tell the minute.
      ...(isByHour ? { reference: drawReference('M', ctx.now) } : {}),
      formerParks: [],
      ...given({ locationId: hazard.locationId, recursOf: await recurrenceOf(hazard, ctx.now) }),
      ...{ orders: [], escalations: [] },
      hazardId,
      hazardReference,
      isByHour,
      foundAt,
      progress: [],
      addenda: [],
    },
    { facts: { by } },
  );
}

const ENDINGS: readonly MajorStatus[] = ['closure-requested', 'closed', 'downgraded', 'not-major', 'merged'];

/** What happened to a file because its case went on. */
function eventOf(before: Major, after: Pick<Major, 'plan' | 'caseStatus' | 'isDisputed'>, status: MajorStatus): string {
  if (after.isDisputed && !before.isDisputed) return 'majors.disputed';
  if (status === before.status && after.plan?.round === before.plan?.round) return 'majors.followed';
  if (before.status === 'suspected' && status === 'judged') return 'majors.judged';
  if (ENDINGS.includes(status)) return `majors.${status}`;
  if (after.caseStatus === 'submitted') return 'majors.handed-in';
  if (after.caseStatus !== 'rectifying') return 'majors.followed';
  return after.plan?.round === before.plan?.round ? 'majors.sent-back' : 'majors.planned';
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Brings the file of a case to how the case stands, in the transaction of the step: closing the one closes the other. A
 * case that is judged a major hazard gets its file here, and one that looks like one, however it was judged.
 * @param by The step of the case.
 */
export async function followCase(ctx: Context, hazard: CaseNow, by: string): Promise<void> {
  const file = await peekFileOf(hazard._id);
  if (file === undefined) {
    if (hazard.isMajor && ctx.actor.kind === 'person') return openFile(ctx, 'judge', hazard, by);
    if (!hazard.isMajor && !hazard.isSuspected) return;
    const clock = { ...systemContext(ctx.now, 'majors', ctx.requestId), ...given({ isByTheHour: ctx.isByTheHour }) };
    await openFile(clock, 'suspect', hazard, by);
    return followCase(clock, hazard, by);
  }
  const shared: Shared = sharedOf(hazard);
  const isBack = hazard.status === 'rectifying' && file.caseStatus !== 'rectifying';
  const isAgain = ['reported', 'accepted'].includes(hazard.status);
  const judgedAt = hazard.isMajor ? (file.judgedAt ?? ctx.now) : isAgain ? undefined : file.judgedAt;
  const acceptance = isBack || isAgain ? undefined : file.acceptance;
  const { acceptance: _, judgedAt: __, isMerged: ___, ...rest } = { ...file, ...shared };
  const status = standingOf({ ...rest, ...given({ judgedAt, acceptance, isMerged: shared.isMerged }) });
  const { parkId, fixDueAt, locationId } = hazard;
  // Its place, category or clause was said anew: whether it came back is asked again.
  const isToldAnew =
    locationId !== file.locationId ||
    (['placeText', 'category', 'basis'] as const).some((key) => shared[key] !== undefined && shared[key] !== file[key]);
  const recursOf = isToldAnew ? await recurrenceOf(hazard, file.createdAt) : file.recursOf;
  const now = { acceptance, judgedAt, parkId, fixDueAt, isMerged: shared.isMerged, locationId, recursOf };
  const gone = (Object.keys(now) as (keyof typeof now)[]).filter(
    (key) => file[key] !== undefined && now[key] === undefined,
  );
  const isAsBefore =
    status === file.status && Object.entries(shared).every(([key, value]) => isSame(value, file[key as keyof Major]));
  if (isAsBefore && !isToldAnew && gone.length === 0 && judgedAt === file.judgedAt) return keepLateness(file);
  const isPlanned = shared.plan !== undefined && shared.plan.round !== file.plan?.round;
  await majors.change(ctx, file, 'follow', {
    to: status,
    event: eventOf(file, shared as Major, status),
    set: {
      ...shared,
      ...given({ judgedAt, locationId, recursOf }),
      ...(isPlanned ? { plannedAt: ctx.now } : {}),
      // What is said of it afterwards moves neither.
      ...(status === 'closed' && file.status !== 'closed' ? { closedAt: hazard.closedAt ?? ctx.now } : {}),
      ...(status === 'downgraded' && file.status !== 'downgraded' ? { downgradedAt: ctx.now } : {}),
    },
    ...(gone.length === 0 ? {} : { unset: [...gone] }),
    facts: { by },
  });
}

/** Words said of a closed file had moved when that was: it is when its case was closed, for a migration. */
export async function keepClosedAt(hazardId: string, closedAt: Date): Promise<void> {
  await MajorModel.updateOne({ hazardId, status: 'closed' }, { $set: { closedAt } });
}
