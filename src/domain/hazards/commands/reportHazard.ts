import { z } from 'zod';
import { attachOwnPhotos, attachOwnSounds } from '#domain/evidence';
import { actorsOf, getPerson, isWorkerOf } from '#domain/identity';
import { drawReference, record, takeReference } from '#domain/journal';
import { type FoundBy, openFile } from '#domain/majors';
import {
  type Enterprise,
  findDutyDesk,
  findEnterpriseIn,
  getEnterprise,
  getLocation,
  peekEnterprise,
  regionPathOf,
  UNKNOWN_SECTOR,
} from '#domain/organisations';
import { actsAs, type PersonActor, personIn, type Role, runsEnterprise } from '#kernel/actor';
import { byTheHour, type Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { hourId, ID, newId } from '#kernel/ids';
import { atMost, idsField, requireFields } from '#kernel/input';
import { bigrams, tidy, tidyLines } from '#kernel/text';
import { tongueOf } from '#kernel/tongue';
import { inTransaction, isDuplicateKey, ofText } from '#platform/mongo';
import { blind } from '#platform/sealing';
import { startAlarm } from '../alarm.model.ts';
import { filedApart, foundBy } from '../apart.ts';
import { caseOf } from '../caseOf.ts';
import { CATEGORIES, guessCategory } from '../categories.ts';
import { aboutOf, deskOf, openDeadline, openWordsClock, subjectOf } from '../change.ts';
import { type Whose, whoseOf } from '../competent.ts';
import { type Contact, isUnnamed, keepContact } from '../contact.ts';
import { criesForHelp } from '../danger.ts';
import {
  APART,
  firmOf,
  type Hazard,
  HazardModel,
  isFirmUnknown,
  LONGEST_ALARM,
  LONGEST_REPORT,
  NO_PLACE,
  type Reporter,
} from '../hazard.models.ts';
import { hazardClock, inHours, nextCheckInAt, offerOn } from '../hazardRules.ts';
import { holdOf } from '../hold.ts';
import { placeInCry } from '../placeWords.ts';
import { newQueryCode, queryCodeOf } from '../queryCode.ts';
import { findRecurring, oftenReported } from '../recurring.ts';
import { sharedPartAt } from '../sharing.ts';
import { tallyHazard } from '../tally.ts';

const idField = z.string().regex(ID);
/** More people do not find one hazard. */
const MOST_TOGETHER = 9;

const wordsUpTo = (most: number) =>
  z
    .string({ error: '请写一句看到了什么' })
    .transform(tidyLines)
    .pipe(
      z
        .string()
        .min(2, '请写一句看到了什么')
        .max(...atMost(most)),
    );

export const reportHazardInput = z.object({
  /** May be missing where somebody is in danger, or nobody knows whose it is: then the body of the place has it until the firm is known. */
  enterpriseId: z.string().regex(ID, '请选择企业').optional(),
  text: wordsUpTo(LONGEST_ALARM),
  /** Whoever reports it does not know the firm, and has said so. */
  isFirmUnknown: z.boolean().default(false),
  /** May be missing where somebody is in danger. */
  placeText: z
    .string()
    .transform(tidy)
    .pipe(z.string().max(...atMost(100, '地点')))
    .optional(),
  locationId: idField.optional(),
  category: z
    .string()
    .refine((code) => CATEGORIES.some((row) => row.code === code), '请选择一种类型')
    .optional(),
  photoIds: idsField,
  soundIds: idsField,
  isUrgent: z.boolean().default(false),
  isAnonymous: z.boolean().default(false),
  /** Without a name: the firm reads it in the words of the competent body alone. */
  isReworded: z.boolean().default(false),
  /** It is about those who run the firm: it goes to the competent body and the park, and past them. */
  isAboutManagers: z.boolean().default(false),
  /** An insurer, adviser or inspector says that it is a major one: it gets its file at once. */
  isClaimedMajor: z.boolean().default(false),
  /** A colleague who found it; only people who run the firm may write it down for them. */
  onBehalfOf: idField.optional(),
  /** Colleagues who found it together with whoever reports it by name. */
  togetherWith: z
    .union([idField.transform((id) => [id]), z.array(idField).max(...atMost(MOST_TOGETHER, '一起发现的同事', '人'))])
    .default([]),
});
/** Where nobody is in danger, firm and place are asked for, and for few words. */
const calmReportInput = reportHazardInput.extend({
  text: wordsUpTo(LONGEST_REPORT),
  enterpriseId: z.string({ error: '请选择企业' }).regex(ID, '请选择企业'),
  placeText: z
    .string({ error: '请写明在哪里' })
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(1, '请写明在哪里')
        .max(...atMost(100, '地点')),
    ),
});
/** And the firm not even then, where whoever reports it has said that they do not know it. */
const unknownFirmInput = calmReportInput.extend({ enterpriseId: reportHazardInput.shape.enterpriseId });
/** What a report has to say. */
export const reportInputOf = ({
  isUrgent = false,
  isFirmUnknown = false,
}: Pick<ReportHazardInput, 'isUrgent' | 'isFirmUnknown'>) =>
  isUrgent ? reportHazardInput : isFirmUnknown ? unknownFirmInput : calmReportInput;
export type ReportHazardInput = z.input<typeof reportHazardInput>;
type Told = z.output<typeof reportHazardInput>;

/** A report that was taken in. */
export interface Filed {
  reference: string;
  queryCode: string;
  /** Photos that were gone, or somebody else's: the report went in without them. */
  lostPhotos?: number;
  /** The same of voice messages. */
  lostSounds?: number;
  /** The firm does not get it: the competent body does. */
  isKeptFromFirm?: boolean;
  isUrgent: boolean;
  /** From when on others than whoever reported know of it (`hold.ts`); absent where they do at once. */
  heldUntil?: Date;
  /** Who has it: the firm, or this body. */
  enterpriseId?: string;
  bodyId: string;
  /** The same was closed before: which report of it this is, where that makes it a recurrence. */
  times?: number;
  /** Which firm it is nobody knows yet. */
  isFirmUnknown?: boolean;
  /** Where it is nobody has said yet. */
  isPlaceUnknown?: boolean;
  /** Where it is, as it was understood. */
  placeText?: string;
}

/** A page that takes longer than this is looked at by the middleware that apologises. */
const LONGEST_WAIT_MS = 1_000;
/** The words decide, whatever was ticked: somebody in danger has no time to look for a switch. */
export const isUrgentReport = async ({ isUrgent = false, text }: Pick<ReportHazardInput, 'isUrgent' | 'text'>) =>
  isUrgent || (await criesForHelp(text ?? '', undefined, LONGEST_WAIT_MS));

/**
 * Takes in a hazard; one whose words tell of a danger to people now is urgent, waits for neither firm nor place, and climbs
 * in minutes (`HAZARD_ALARM`). A repeat of the same act (`ctx.onceKey`) returns the first case. A photo that cannot be had
 * never holds it up.
 * @throws Invalid with `fields`, Forbidden when writing down for a colleague of another firm.
 */
export async function reportHazard(at: Context, raw: ReportHazardInput): Promise<Filed> {
  const input = parse({ ...raw, isUrgent: await isUrgentReport(raw) });
  const earlier = await findReportOnce(at);
  if (earlier) return earlier;
  const reporter = await reporterOf(at, input);
  // An unnamed report bears the hour alone, in every id, date and event, so that no shift list gives the person away.
  const ctx = reporter.kind === 'person' ? at : byTheHour(at);
  for (;;) {
    const draft = await draftOf(ctx, input, reporter);
    const recurring = await findRecurring(at.now, draft);
    const hazard = recurring === undefined ? draft : { ...draft, recurring };
    try {
      return await inTransaction(() => file(ctx, input, hazard, at.now));
    } catch (error) {
      // The second of two equal forms meets the first at its key.
      const first = await findReportOnce(at);
      if (first) return first;
      if (!isDuplicateKey(error, 'one_reference')) throw error;
    }
  }
}

/** Where several firms share a part, a worker of any of them finds what the lead rewards. */
const isWorkerThere = async (personId: string, hazard: Hazard): Promise<boolean> => {
  for (const id of new Set([firmOf(hazard), ...(hazard.shared?.firmIds ?? [])]))
    if (await isWorkerOf(personId, id)) return true;
  return false;
};

async function file(ctx: Context, input: Told, draft: Hazard, now: Date): Promise<Filed> {
  const { _id, isUrgent, category, status } = draft;
  const subject = { kind: 'hazard', id: _id };
  const photos = await attachOwnPhotos(ctx, { photoIds: input.photoIds, subject });
  const soundIds = await attachOwnSounds(ctx, { soundIds: input.soundIds, subject });
  const hazard = {
    ...draft,
    photoIds: photos.map((photo) => photo._id),
    dhashes: photos.map((photo) => photo.dhash),
    // What nobody has listened to nobody has read.
    ...(soundIds.length === 0 ? {} : { soundIds, awaitsWords: true as const }),
  };
  await HazardModel.create([hazard]);
  await tallyHazard(undefined, hazard);
  const who = contactOf(ctx);
  if (isUnnamed(hazard) && who !== undefined) {
    await keepContact(_id, who, 'personId' in who && (await isWorkerThere(who.personId, hazard)));
  }
  await openDeadline(ctx, hazard, {
    kind: 'triage',
    title: '隐患待受理',
    at: hazard.dueAt as Date,
    owedBy: [deskOf(hazard)],
  });
  await openWordsClock(ctx, hazard);
  if (isUrgent) await startAlarm(now, hazard);
  if (hazard.isClaimedMajor)
    await openFile(ctx, ctx.actor.kind === 'system' ? 'suspect' : 'claim', caseOf(hazard), 'report');
  await record(ctx, {
    name: 'hazards.reported',
    subject: subjectOf(hazard),
    about: aboutOf(hazard),
    facts: { status, isUrgent, category, photoCount: photos.length },
    hideActor: isUnnamed(hazard),
  });
  const lostPhotos = new Set(input.photoIds).size - photos.length;
  const lostSounds = new Set(input.soundIds).size - soundIds.length;
  return {
    ...asFiled(hazard),
    ...(lostPhotos === 0 ? {} : { lostPhotos }),
    ...(lostSounds === 0 ? {} : { lostSounds }),
  };
}

const parse = (raw: ReportHazardInput): Told => requireFields(reportInputOf(raw), raw);

/** A once-key names its person or their chat; what is kept of it nobody can look up who has the store alone. */
const kept = (onceKey: string): string => blind(onceKey, 'report-once');

/** The case this very act (`ctx.onceKey`) has already made; lets a door answer a repeat without asking again. */
export async function findReportOnce(ctx: Context): Promise<Filed | undefined> {
  if (ctx.onceKey === undefined) return undefined;
  const found = await HazardModel.findOne({ onceKey: ofText(kept(ctx.onceKey)) }).lean<Hazard>();
  return found === null ? undefined : asFiled(found);
}

/** A case as its reporter is told of it, with its code: for them alone. */
export const asFiled = (hazard: Hazard): Filed => {
  const { reference, aboutFirmId, enterpriseId, bodyId, isUrgent, placeText, recurring, heldUntil } = hazard;
  return {
    ...{ reference, queryCode: queryCodeOf(hazard), isUrgent, bodyId },
    ...given({ heldUntil }),
    ...(aboutFirmId === undefined ? {} : { isKeptFromFirm: true }),
    ...(enterpriseId === APART ? {} : { enterpriseId }),
    ...given({ times: oftenReported(recurring, hazard.createdAt) }),
    ...(isFirmUnknown(hazard) ? { isFirmUnknown: true } : {}),
    ...(placeText === NO_PLACE ? { isPlaceUnknown: true } : { placeText }),
  };
};

function contactOf({ actor }: Context): Contact | undefined {
  if (actor.kind === 'person') return { personId: actor.personId };
  return actor.kind === 'visitor' && actor.visitorId !== '' ? { visitorId: actor.visitorId } : undefined;
}

async function reporterOf(ctx: Context, input: Told): Promise<Reporter> {
  const { onBehalfOf } = input;
  if (input.isAnonymous) {
    // Nobody's name is kept of it, nor theirs: that is said, and holds up no alarm.
    if (input.togetherWith.length > 0 && !input.isUrgent)
      throw invalid('common.check-fields', {
        togetherWith: '匿名上报谁的名字都不记，记不下一起发现的同事：请去掉同事，或不匿名',
      });
    return { kind: 'anonymous' };
  }
  if (onBehalfOf === undefined) {
    // What the clock has found bears no name because nobody told it, and hides nobody.
    if (ctx.actor.kind === 'system') return { kind: 'person' };
    if (ctx.actor.kind !== 'person') return { kind: 'visitor' };
    const { personId } = ctx.actor;
    return { kind: 'person', personId, ...(await togetherOf(input, personId)) };
  }
  const isTheirs = (await actorsOf(onBehalfOf)).some((colleague) => mayWriteDownFor(ctx, input, colleague));
  if (!isTheirs) throw forbidden('common.not-allowed');
  const recordedBy = personIn(ctx.actor);
  return { kind: 'person', personId: onBehalfOf, recordedBy, ...(await togetherOf(input, onBehalfOf)) };
}

/** Those who run a firm write down what its people tell them, and a worker what somebody of their own team does: 班组长代报. */
function mayWriteDownFor({ actor }: Context, { enterpriseId }: Told, { scope }: PersonActor): boolean {
  const isOneFirm =
    actor.kind === 'person' && actor.scope.enterpriseId === enterpriseId && scope.enterpriseId === enterpriseId;
  if (!isOneFirm) return false;
  const isOneTeam = scope.teamId !== undefined && scope.teamId === actor.scope.teamId;
  return runsEnterprise(actor) || (actsAs(actor, 'worker') && isOneTeam);
}

/**
 * Colleagues of the same firm who found it too. @throws Invalid at `togetherWith` for somebody of elsewhere, but where
 * somebody is in danger.
 */
async function togetherOf(
  { togetherWith, enterpriseId, isUrgent }: Told,
  personId: string,
): Promise<{ withIds?: string[] }> {
  const withIds: string[] = [];
  for (const id of new Set(togetherWith)) {
    if (id === personId) continue;
    if ((await actorsOf(id)).some(({ scope }) => scope.enterpriseId === enterpriseId)) withIds.push(id);
    else if (!isUrgent) throw invalid('common.check-fields', { togetherWith: '只能选同一家企业的同事' });
  }
  return withIds.length === 0 ? {} : { withIds };
}

function checkedOn(now: Date): Pick<Hazard, 'checkInAt'> {
  const checkInAt = nextCheckInAt(now, now);
  return checkInAt === undefined ? {} : { checkInAt };
}

/** Whose it is where no firm is named: the body's of the place. */
async function whoseNow(
  { actor }: Context,
  { text, placeText = '', isAboutManagers }: Told,
): Promise<Whose & Pick<Hazard, 'isAboutManagers'>> {
  const found = await findDutyDesk(`${text} ${placeText}`, actor.kind === 'person' ? actor.scope : {});
  if (found === undefined) throw invalid('common.check-fields', { enterpriseId: '请选择企业' });
  const { bodyId, parkId, regionCode } = found;
  return {
    ...{ enterpriseId: APART, bodyId, regionPath: regionPathOf(regionCode), sector: UNKNOWN_SECTOR },
    ...(parkId === undefined ? {} : { parkId }),
    ...(isAboutManagers ? { isAboutManagers } : {}),
  };
}

const FINDERS: Readonly<Partial<Record<Role, FoundBy>>> = {
  'enterprise-manager': 'self-check',
  'safety-officer': 'self-check',
  'park-officer': 'inspection',
  regulator: 'inspection',
  insurer: 'insurer',
  adviser: 'adviser',
};
/** Of somebody without a name nothing is said but that they told: what they are there might tell who. */
function finderOf({ actor }: Context, { kind, recordedBy }: Reporter): FoundBy {
  if (actor.kind === 'system') return 'register';
  if (kind !== 'person' || actor.kind !== 'person') return 'told';
  return recordedBy === undefined ? (FINDERS[actor.role] ?? 'worker') : 'worker';
}

/** Whoever leads in the part that firms share, where the place lies in one; a firm that is gone leads nowhere. */
async function leadOf(ctx: Context, enterprise: Enterprise, placeText: string) {
  const found = await sharedPartAt(ctx, enterprise._id, placeText);
  if (found === undefined) return undefined;
  const { leadId, landlordId, ...kept } = found;
  const [named, landlord] = await Promise.all([leadId, landlordId].map(peekEnterprise));
  // A register that names a firm there is not holds up no report.
  if (named === undefined || landlord === undefined) return undefined;
  const { regionCode, bodyId, parkId } = landlord;
  // Whose lead is gone is the landlord's: it is their place.
  const { parkId: _, ...lead } = [named, landlord].find(({ status }) => status === 'active') ?? enterprise;
  return {
    lead: { ...lead, regionCode, bodyId, ...given({ parkId }) },
    kept: { ...kept, isUntold: true as const },
  };
}

/**
 * Who has it where firms share the part. Of a cry for help the words may name the part, where its place does not: then
 * whoever is there keeps it, and the others are told.
 */
async function sharedIn(ctx: Context, firm: Enterprise, placeText: string, cry: string | undefined) {
  const led = await leadOf(ctx, firm, placeText);
  if (led !== undefined || cry === undefined) return led;
  const named = await leadOf(ctx, firm, cry);
  return named === undefined ? undefined : { ...named, lead: firm };
}

/** The firm that was chosen, or that stands in what was told. */
const firmToldOf = ({ enterpriseId, text, placeText = '' }: Told): Promise<Enterprise | undefined> =>
  enterpriseId === undefined ? findEnterpriseIn(`${text} ${placeText}`) : getEnterprise(enterpriseId);

async function draftOf(ctx: Context, input: Told, reporter: Reporter): Promise<Hazard> {
  const enterprise = await firmToldOf(input);
  const location = input.locationId === undefined ? undefined : await getLocation(input.locationId);
  if (location !== undefined && location.enterpriseId !== input.enterpriseId) {
    throw invalid('common.check-fields', { locationId: '这个地点不在所选的企业里，请重新选择' });
  }
  const clock = hazardClock(ctx.now);
  const category = input.category ?? guessCategory(input.text);
  const reporterName = reporter.personId === undefined ? '' : (await getPerson(reporter.personId)).name;
  const isNamed = reporter.kind === 'person';
  const _id = isNamed ? newId(ctx.now) : hourId(ctx.now);
  const { isPlaceApart, ...words } = filedApart({ _id, reporter, isUrgent: input.isUrgent }, input);
  const said = isPlaceApart ? '' : input.placeText;
  const placeText = location?.name ?? (said || (input.isUrgent ? placeInCry(input.text) : undefined) || NO_PLACE);
  const isOfPlace = !input.isAboutManagers && ctx.actor.kind !== 'system';
  const cry = input.isUrgent ? words.text : undefined;
  const shared = enterprise === undefined || !isOfPlace ? undefined : await sharedIn(ctx, enterprise, placeText, cry);
  return {
    _id,
    reference: isNamed ? await takeReference('H', ctx.now) : drawReference('H', ctx.now),
    queryCode: newQueryCode(_id),
    ...(ctx.onceKey === undefined ? {} : { onceKey: kept(ctx.onceKey) }),
    ...(enterprise === undefined
      ? await whoseNow(ctx, input)
      : await whoseOf(
          shared?.lead ?? enterprise,
          { category, text: input.text },
          localDate(ctx.now),
          input.isAboutManagers,
        )),
    // A place of the list of the firm that told it: whoever leads there has another list.
    ...(location === undefined || (shared !== undefined && shared.lead._id !== enterprise?._id)
      ? {}
      : { locationId: location._id }),
    placeText,
    ...(shared === undefined ? {} : { shared: shared.kept }),
    category,
    ...(tongueOf(input.text) === undefined ? {} : { awaitsWords: true as const }),
    ...words,
    isUrgent: input.isUrgent,
    isAnonymous: input.isAnonymous,
    reporter,
    photoIds: [],
    status: 'reported',
    isMajor: false,
    ...(input.isClaimedMajor && isNamed ? { isClaimedMajor: true as const } : {}),
    foundBy: finderOf(ctx, reporter),
    awaitsSuggestion: true,
    ...holdOf(ctx.now, { isUrgent: input.isUrgent, reporter }),
    // Whoever found it too follows it like somebody who joined.
    endorserIds: reporter.withIds ?? [],
    // One about those who run the firm is with the body from the beginning.
    ...(input.isAboutManagers ? {} : { offerAt: offerOn(ctx.now) }),
    ...(isNamed && !input.isAboutManagers ? {} : checkedOn(ctx.now)),
    dueAt: inHours(ctx.now, input.isUrgent ? clock.urgentAcceptHours : clock.acceptHours),
    isOpen: true,
    round: 1,
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...foundBy(words.text, placeText),
    personGrams: bigrams(reporterName),
    dhashes: [],
  };
}
