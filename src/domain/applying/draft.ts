import { z } from 'zod';
import { desk } from '#domain/deadlines';
import { makeOnce } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { record, takeReference } from '#domain/journal';
import { type Enterprise, findParks, getEnterprise, parkName, regionPathOf } from '#domain/organisations';
import { findActiveEnrolment, PROGRAMME } from '#domain/programme';
import { appliesForEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { answersField, chosenCode, idsField, requireFields } from '#kernel/input';
import { type Application, type ApplicationContent, ApplicationModel } from './application.model.ts';
import { applicationClock } from './applicationRules.ts';
import { findOwnOpen } from './applications.ts';
import { type Clock, startClock, takeStep } from './change.ts';
import { requireInside, requireTaking } from './cohort.commands.ts';
import type { Cohort } from './cohort.model.ts';
import { getCohortById, getInvitation } from './cohort.ts';
import { CONTENT_FIELDS, type Draft, readContent } from './content.ts';
import { assessEligibility, type Eligibility } from './eligibility.ts';
import { applicationField } from './fields.ts';
import { callWaiting } from './waiting.ts';

const LONGEST = 2_000;
const WAN = 1_000_000;

/** What we know of a firm already, as a draft. A firm nobody has checked has told us little. */
function draftFrom(firm: Enterprise): Draft {
  const isKnown = firm.status === 'active';
  return {
    name: firm.name,
    creditCode: firm.creditCode,
    regionCode: firm.regionCode,
    parkId: firm.parkId ?? '',
    industryCode: firm.division === undefined ? '' : `${firm.sector}${firm.division}`,
    employees: isKnown ? `${firm.employees}` : '',
    revenueFen: isKnown ? `${firm.revenueFen / WAN}` : '',
    assetsFen: isKnown ? `${firm.assetsFen / WAN}` : '',
  };
}

const draftClock = (ctx: Context, enterpriseId: string, ownerId: string): Clock => ({
  kind: 'draft',
  title: '申请还没有提交',
  dueAt: endOfLocalDay(addDays(localDate(ctx.now), applicationClock(ctx.now).abandonedDays)),
  owedBy: [desk.member(enterpriseId, ownerId)],
});

/**
 * Begins an application of the actor's firm to a cohort, filled with what we know of the firm.
 * @throws Forbidden; Conflict when the cohort takes none today, when the firm has one under way or is in already;
 * Invalid when the cohort is for another region.
 */
export async function startApplication(ctx: Context, input: { cohort: string }): Promise<Application> {
  const { actor } = ctx;
  if (!appliesForEnterprise(actor) || actor.scope.enterpriseId === undefined) throw forbidden('common.not-allowed');
  const { enterpriseId } = actor.scope;
  const draw = async (): Promise<Application> => {
    const cohort = await getInvitation(input.cohort);
    requireTaking(cohort, ctx.now);
    const firm = await getEnterprise(enterpriseId);
    requireInside(cohort, firm.regionCode);
    const open = await findOwnOpen(ctx);
    if (open !== undefined) throw conflict('applications.already-one', { params: { reference: open.reference } });
    if ((await findActiveEnrolment(firm._id)) !== undefined) throw conflict('applications.already-enrolled');
    return {
      _id: newId(ctx.now),
      reference: await takeReference('A', ctx.now),
      programme: PROGRAMME,
      cohortId: cohort._id,
      enterpriseId: firm._id,
      creditCode: firm.creditCode,
      name: firm.name,
      regionPath: regionPathOf(firm.regionCode),
      ...(firm.parkId === undefined ? {} : { parkId: firm.parkId }),
      bodyId: firm.bodyId,
      sector: firm.sector,
      status: 'draft',
      isOpen: true,
      draft: draftFrom(firm),
      verdicts: [],
      holdsCode: false,
      submitterIds: [],
      since: ctx.now,
      startedBy: actor.personId,
      version: 0,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    };
  };
  return makeOnce(ctx, ApplicationModel, draw, async (application) => {
    await record(ctx, {
      name: 'programme.application-started',
      subject: { kind: 'application', id: application._id, reference: application.reference },
      about: [{ kind: 'enterprise', id: enterpriseId }],
      facts: { status: 'draft', cohort: input.cohort },
    });
    await startClock(ctx, application, draftClock(ctx, enterpriseId, actor.personId));
  });
}

export const saveDraftInput = z.object({
  reference: applicationField,
  /** The version the page was drawn from. */
  version: z.coerce.number({ error: '页面过期了，请重新打开' }).int(),
  draft: answersField(LONGEST, `每项请不要超过${LONGEST}个字`),
  /** Photos of the business licence, all that there are to be; absent where they stay as they are. */
  photoIds: idsField.unwrap().optional(),
});

/**
 * Keeps what has been typed so far, right or not; fields that are not named stay as they are. What another device has
 * saved meanwhile is not overwritten.
 * @throws Conflict `applications.draft-changed` when the page was drawn from an older version, Invalid at `photos`.
 */
export async function saveDraft(ctx: Context, raw: z.input<typeof saveDraftInput>): Promise<Application> {
  const { reference, version, draft, photoIds } = requireFields(saveDraftInput, raw);
  const known = CONTENT_FIELDS.filter(({ name }) => draft[name] !== undefined);
  const typed = Object.fromEntries(known.map(({ name }) => [name, draft[name] as string]));
  return takeStep(ctx, reference, 'save-draft', async (application) => {
    if (application.version !== version) throw conflict('applications.draft-changed');
    if (photoIds !== undefined)
      await attachPhotos(ctx, {
        ...{ photoIds, subject: { kind: 'application', id: application._id } },
        proves: 'there',
      });
    const ownerId = ctx.actor.kind === 'person' ? ctx.actor.personId : application.startedBy;
    return {
      effect: {
        event: 'programme.application-draft-saved',
        set: {
          draft: { ...application.draft, ...typed },
          ...(photoIds === undefined ? {} : { licencePhotoIds: photoIds }),
        },
      },
      // A draft that was sent back keeps the clock of its correction.
      ...(application.status === 'draft'
        ? { clocks: async () => [draftClock(ctx, application.enterpriseId, ownerId)] }
        : {}),
    };
  });
}

export const moveToCohortInput = z.object({ reference: applicationField, cohort: chosenCode('请选择批次') });

/**
 * Takes what was typed along to another cohort, by whose rules it is judged from then on. It waits for no place of the
 * first one any more.
 * @throws Invalid at `cohort` for its own; Conflict when the other takes none today; Invalid when it is for another region.
 */
export async function moveToCohort(ctx: Context, raw: z.input<typeof moveToCohortInput>): Promise<Application> {
  const { reference, cohort } = requireFields(moveToCohortInput, raw);
  return takeStep(ctx, reference, 'move-cohort', async ({ cohortId, enterpriseId, waitingSince }) => {
    const to = await getInvitation(cohort);
    if (to._id === cohortId) throw invalid('common.check-fields', { cohort: '已经在这个批次，请选别的' });
    requireTaking(to, ctx.now);
    requireInside(to, (await getEnterprise(enterpriseId)).regionCode);
    return {
      effect: {
        event: 'programme.application-cohort-changed',
        set: { cohortId: to._id },
        unset: ['waitingSince', 'calledAt'],
        facts: { from: (await getCohortById(cohortId)).name, to: to.name },
      },
      ...(waitingSince === undefined ? {} : { also: () => callWaiting(ctx, cohortId) }),
    };
  });
}

export interface CheckedDraft {
  content: ApplicationContent;
  assessment: Eligibility;
  cohort: Cohort;
  firm: Enterprise;
}

/**
 * Reads a draft as it would be sent today, and works the three grounds out: what the firm is shown before it sends.
 * @throws Invalid with a sentence at each field.
 */
export async function checkDraft(application: Application): Promise<CheckedDraft> {
  const cohort = await getCohortById(application.cohortId);
  const firm = await getEnterprise(application.enterpriseId);
  const content = readContent(application.draft as Draft, cohort.ruleVersion);
  requireInside(cohort, content.regionCode);
  const wrong = { ...ownCode(content, firm), ...(await rightPark(content, firm)) };
  if (Object.keys(wrong).length > 0) throw invalid('common.check-fields', wrong);
  const known = firm.status === 'active' && firm.employees > 0 ? firm.employees : undefined;
  return { content, assessment: assessEligibility(content, cohort.ruleVersion, known), cohort, firm };
}

function ownCode({ creditCode }: ApplicationContent, firm: Enterprise): Record<string, string> {
  if (creditCode === firm.creditCode) return {};
  return { creditCode: '与本企业登记的统一社会信用代码不一致。登记有误的，请所在园区或县（市、区）应急管理局更正' };
}

async function rightPark(
  { parkId, regionCode }: ApplicationContent,
  firm: Enterprise,
): Promise<Record<string, string>> {
  if (firm.parkId !== undefined) {
    if (parkId === firm.parkId) return {};
    return { parkId: `本企业登记在${await parkName(firm.parkId)}。搬到别的园区，请先办园区转移` };
  }
  if (parkId === undefined) return {};
  const parks = await findParks({ regionCode: regionCode.slice(0, 4), takesFirms: true, limit: 500 });
  const holds = parks.some((park) => park._id === parkId && regionCode.startsWith(park.regionCode));
  return holds ? {} : { parkId: '这个园区不在所选的县（市、区），请重新选择' };
}
