import { createHash } from 'node:crypto';
import { z } from 'zod';
import { desk } from '#domain/deadlines';
import { attachPhotos } from '#domain/evidence';
import { getActor, getPerson } from '#domain/identity';
import { record, takeReference } from '#domain/journal';
import { getEnterprise, getLocation, regionPathOf } from '#domain/organisations';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { startOfHour } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId, readableCode } from '#kernel/ids';
import { atMost, idsField } from '#kernel/input';
import { bigrams, minhashBands, tidy } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { CATEGORIES, guessCategory } from '../categories.ts';
import { aboutOf, openDeadline, subjectOf } from '../change.ts';
import { type Hazard, HazardModel, HazardReporterModel, type Reporter } from '../hazard.models.ts';
import { hazardClock, inHours } from '../hazardRules.ts';
import { tallyHazard } from '../tally.ts';

const idField = z.string().regex(/^[0-9a-f]{24}$/);

export const reportHazardInput = z.object({
  enterpriseId: z.string({ error: '请选择企业' }).regex(/^[0-9a-f]{24}$/, '请选择企业'),
  text: z
    .string({ error: '请写一句看到了什么' })
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(2, '请写一句看到了什么')
        .max(...atMost(1_000)),
    ),
  placeText: z
    .string({ error: '请写明在哪里' })
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(1, '请写明在哪里')
        .max(...atMost(100, '地点')),
    ),
  locationId: idField.optional(),
  category: z
    .string()
    .refine((code) => CATEGORIES.some((row) => row.code === code), '请选择一种类型')
    .optional(),
  photoIds: idsField,
  isUrgent: z.boolean().default(false),
  isAnonymous: z.boolean().default(false),
  /** A colleague who found it; only people who run the firm may write it down for them. */
  onBehalfOf: idField.optional(),
});
export type ReportHazardInput = z.input<typeof reportHazardInput>;

const QUERY_CODE_LENGTH = 6;

/**
 * Takes in a hazard. A repeat of the same act (`ctx.onceKey`) returns the first case.
 * @throws Invalid with `fields`, Forbidden when writing down for a colleague of another firm.
 */
export async function reportHazard(
  at: Context,
  raw: ReportHazardInput,
): Promise<{ reference: string; queryCode: string }> {
  const input = parse(raw);
  // An unnamed report bears the hour alone, in every id, date and event, so that no shift list gives the person away.
  const ctx = input.isAnonymous ? { ...at, now: startOfHour(at.now) } : at;
  const earlier = await findReportOnce(ctx);
  if (earlier) return earlier;
  const reporter = await reporterOf(ctx, input);
  const hazard = await draftOf(ctx, input, reporter);
  try {
    await inTransaction(async () => {
      const photos = await attachPhotos(ctx, {
        photoIds: input.photoIds,
        subject: { kind: 'hazard', id: hazard._id },
        isAnonymous: input.isAnonymous,
      });
      hazard.dhashes = photos.map((photo) => photo.dhash);
      await HazardModel.create([hazard]);
      await tallyHazard(undefined, hazard);
      if (input.isAnonymous) await HazardReporterModel.create([{ _id: hazard._id, ...identityOf(ctx) }]);
      await openDeadline(ctx, hazard, {
        kind: 'triage',
        title: '隐患待受理',
        at: hazard.dueAt as Date,
        owedBy: [desk.firm(hazard.enterpriseId)],
      });
      await record(ctx, {
        name: 'hazards.reported',
        subject: subjectOf(hazard),
        about: aboutOf(hazard),
        facts: {
          status: hazard.status,
          isUrgent: hazard.isUrgent,
          category: hazard.category,
          photoCount: photos.length,
        },
        hideActor: input.isAnonymous,
      });
    });
  } catch (error) {
    // The second of two equal forms meets the first at its key, or at the photos that both name.
    const first = await findReportOnce(ctx);
    if (first) return first;
    throw error;
  }
  return { reference: hazard.reference, queryCode: hazard.queryCode };
}

function parse(raw: ReportHazardInput): z.output<typeof reportHazardInput> {
  const parsed = reportHazardInput.safeParse(raw);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
  throw invalid('common.check-fields', fields);
}

/** A once-key names its person or their chat; what is kept of it must not. */
const sealed = (onceKey: string): string => createHash('sha256').update(onceKey).digest('base64url');

/** The case this very act (`ctx.onceKey`) has already made; lets a door answer a repeat without asking again. */
export async function findReportOnce(ctx: Context): Promise<{ reference: string; queryCode: string } | undefined> {
  if (ctx.onceKey === undefined) return undefined;
  const found = await HazardModel.findOne({ onceKey: sealed(ctx.onceKey) }).lean<Hazard>();
  return found === null ? undefined : { reference: found.reference, queryCode: found.queryCode };
}

function identityOf(ctx: Context): { personId?: string; visitorId?: string } {
  if (ctx.actor.kind === 'person') return { personId: ctx.actor.personId };
  return ctx.actor.kind === 'visitor' ? { visitorId: ctx.actor.visitorId } : {};
}

async function reporterOf(ctx: Context, input: z.output<typeof reportHazardInput>): Promise<Reporter> {
  const { onBehalfOf } = input;
  if (input.isAnonymous) return { kind: 'anonymous' };
  if (onBehalfOf === undefined) return { kind: ctx.actor.kind === 'person' ? 'person' : 'visitor', ...identityOf(ctx) };
  const colleague = await getActor(onBehalfOf);
  const isOwnFirm = runsEnterprise(ctx.actor) && ctx.actor.scope.enterpriseId === input.enterpriseId;
  if (!isOwnFirm || colleague?.scope.enterpriseId !== input.enterpriseId) throw forbidden('common.not-allowed');
  return { kind: 'person', personId: onBehalfOf, recordedBy: ctx.actor.kind === 'person' ? ctx.actor.personId : '' };
}

async function draftOf(ctx: Context, input: z.output<typeof reportHazardInput>, reporter: Reporter): Promise<Hazard> {
  const enterprise = await getEnterprise(input.enterpriseId);
  const location = input.locationId === undefined ? undefined : await getLocation(input.locationId);
  if (location !== undefined && location.enterpriseId !== enterprise._id) {
    throw invalid('common.check-fields', { locationId: '这个地点不在所选的企业里，请重新选择' });
  }
  const clock = hazardClock(ctx.now);
  const placeText = location?.name ?? input.placeText;
  const reporterName = reporter.personId === undefined ? '' : (await getPerson(reporter.personId)).name;
  const { regionCode } = enterprise;
  const shared = await takeReference('H', ctx.now);
  return {
    _id: newId(ctx.now),
    reference: shared,
    queryCode: readableCode(QUERY_CODE_LENGTH),
    ...(ctx.onceKey === undefined ? {} : { onceKey: sealed(ctx.onceKey) }),
    enterpriseId: enterprise._id,
    ...(enterprise.parkId === undefined ? {} : { parkId: enterprise.parkId }),
    bodyId: enterprise.bodyId,
    regionPath: regionPathOf(regionCode),
    sector: enterprise.sector,
    ...(location === undefined ? {} : { locationId: location._id }),
    placeText,
    category: input.category ?? guessCategory(input.text),
    text: input.text,
    isUrgent: input.isUrgent,
    isAnonymous: input.isAnonymous,
    reporter,
    photoIds: [...new Set(input.photoIds)],
    status: 'reported',
    isMajor: false,
    endorserIds: [],
    dueAt: inHours(ctx.now, input.isUrgent ? clock.urgentAcceptHours : clock.acceptHours),
    isOpen: true,
    round: 1,
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    grams: bigrams(`${input.text} ${placeText}`),
    personGrams: bigrams(reporterName),
    bands: minhashBands(input.text),
    dhashes: [],
  };
}
