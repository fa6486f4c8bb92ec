import { z } from 'zod';
import { confirmRegistration } from '#domain/identity';
import { takeReference } from '#domain/journal';
import { type Enterprise, getEnterprise, regionPathOf, type Sector, updateEnterprise } from '#domain/organisations';
import { type Admitted, enrol } from '#domain/programme';
import type { Context } from '#kernel/context';
import { conflict, invalid } from '#kernel/errors';
import { optionalWords, requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import type { Application, Submission } from './application.model.ts';
import { takeStep } from './change.ts';
import { takePlace } from './cohort.commands.ts';
import { applicationField } from './fields.ts';
import { verdictOf } from './review.ts';
import { countBefore } from './waiting.ts';

export const admitApplicationInput = z.object({
  reference: applicationField,
  contentHash: z.string().default(''),
  note: optionalWords(),
  /** Of a firm somebody registered by themselves: licence and person have been looked at. */
  hasCheckedIdentity: z.boolean().default(false),
});

/**
 * 批准加入: decides on exactly the content that was seen. One transaction takes a place of the cohort, makes the
 * enrolment, brings the firm's record up to date and, of a firm that registered itself, makes whoever did its manager.
 *
 * @throws Conflict `applications.stale` when the content is not the one seen, `cohorts.full`, `cohorts.others-wait`,
 * `applications.already-enrolled`, or when somebody was faster; Invalid at `hasCheckedIdentity`.
 */
export async function admitApplication(ctx: Context, raw: z.input<typeof admitApplicationInput>): Promise<Application> {
  const { reference, contentHash, note, hasCheckedIdentity } = requireFields(admitApplicationInput, raw);
  const enrolmentReference = await takeReference('E', ctx.now);
  try {
    return await takeStep(
      ctx,
      reference,
      'admit',
      async (application) => {
        const firm = await getEnterprise(application.enterpriseId);
        const isUnchecked = firm.status === 'registered';
        if (isUnchecked && !hasCheckedIdentity) {
          throw invalid('applications.check-identity', { hasCheckedIdentity: '请先核对营业执照和经办人身份，再勾选' });
        }
        const said = { kind: 'admitted' as const, ...(note === undefined ? {} : { reason: note }) };
        return {
          effect: {
            event: 'programme.application-admitted',
            set: { enrolmentReference },
            unset: ['dueAt', 'parkDueAt'],
            push: { verdicts: verdictOf(ctx, application, said) },
            facts: { enrolment: enrolmentReference, isEligible: application.submission?.isEligible },
          },
          also: async (after) => {
            const submission = after.submission as Submission;
            await takePlace(after.cohortId, await countBefore(application));
            const moved = placeAfterMove(firm, submission);
            await enrol(ctx, admittedBy({ ...after, ...moved?.enrolment }, submission, enrolmentReference));
            await updateEnterprise(ctx, firm._id, { ...recordFrom(submission), ...moved?.record });
            if (isUnchecked) await confirmRegistration(ctx, firm._id);
          },
        };
      },
      contentHash,
    );
  } catch (error) {
    if (!isDuplicateKey(error, 'one_active_enrolment')) throw error;
    throw conflict('applications.already-enrolled');
  }
}

/** What the programme keeps of an application that was admitted. */
function admittedBy(application: Application, submission: Submission, reference: string): Admitted {
  const { cohortId, enterpriseId, creditCode, name, regionPath, parkId, bodyId, sector, programme } = application;
  return {
    reference,
    applicationReference: application.reference,
    applicationId: application._id,
    programme,
    cohortId,
    enterpriseId,
    creditCode,
    name,
    regionPath,
    ...(parkId === undefined ? {} : { parkId }),
    bodyId,
    sector,
    size: submission.size,
    grounds: submission.grounds.filter((ground) => ground.holds).map((ground) => ground.ground),
  };
}

/** Where the firm lies when it moved to another park after it sent the application in; the papers still name the old one. */
function placeAfterMove(firm: Enterprise, { content }: Submission) {
  const { parkId, regionCode, bodyId } = firm;
  if (parkId === undefined || parkId === content.parkId || firm.formerParks === undefined) return undefined;
  const regionPath = regionPathOf(regionCode);
  return { record: { parkId, regionCode }, enrolment: { parkId, regionPath, bodyId } };
}

/** What the record of the firm says from now on. */
function recordFrom({ content, grounds }: Submission) {
  const { name, regionCode, parkId, address, employees, revenueFen, assetsFen, industryCode } = content;
  return {
    name,
    address,
    regionCode,
    ...(parkId === undefined ? {} : { parkId }),
    sector: industryCode.slice(0, 1) as Sector,
    division: industryCode.slice(1, 3),
    employees,
    revenueFen,
    assetsFen,
    isHighRisk: grounds.some((one) => one.ground === 'high-risk' && one.holds),
  };
}
