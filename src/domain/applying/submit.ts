import { desk } from '#domain/deadlines';
import { type Body, findBodyFor, regionPathOf, setProving } from '#domain/organisations';
import { findActiveEnrolments } from '#domain/programme';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { AppError, conflict, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { bigrams } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { isDuplicateKey } from '#platform/mongo';
import { type Application, type Submission, SubmissionModel } from './application.model.ts';
import { applicationClock } from './applicationRules.ts';
import { getApplication } from './applications.ts';
import { type Clock, reviewClock, takeStep } from './change.ts';
import { requireTaking } from './cohort.commands.ts';
import { contentHash } from './content.ts';
import { checkDraft } from './draft.ts';

const TAKEN =
  '这个统一社会信用代码已有一份申请在办理，或企业已在项目中。请查看原来的申请，或向所在园区、应急管理局询问';

/**
 * Sends an application in, for the first time or again after it came back. Content, answers of the three grounds, rule
 * version and flags are frozen as they are now; an ineligible firm may send it too, for the competent body decides.
 *
 * @param input.version the version that was checked: what is sent is what was shown.
 * @throws Invalid at the field that is not right, at `creditCode` when the code has an application or is in the
 * programme; Conflict when the cohort takes none today (first time only), or the draft changed since it was checked.
 */
export async function submitApplication(
  ctx: Context,
  input: { reference: string; version: number },
): Promise<Application> {
  const { status } = await getApplication(ctx, input.reference);
  const action = status === 'returned' || status === 'resubmitted' ? 'resubmit' : 'submit';
  try {
    return await takeStep(ctx, input.reference, action, async (application) => {
      if (application.version !== input.version) throw conflict('applications.draft-changed');
      const { content, assessment, cohort } = await checkDraft(application);
      const { licencePhotoIds } = application;
      if (action === 'submit') requireTaking(cohort, ctx.now);
      const { creditCode, regionCode, parkId, name } = content;
      if ((await findActiveEnrolments([creditCode])).length > 0) throw taken();
      const sector = content.industryCode.slice(0, 1);
      const body = await bodyFor(regionCode, sector);
      const personId = personIn(ctx.actor);
      const { wouldChange: _, ...answers } = assessment;
      const submission: Submission = {
        ...answers,
        _id: newId(ctx.now),
        applicationId: application._id,
        number: (application.submission?.number ?? 0) + 1,
        content,
        ...(licencePhotoIds === undefined ? {} : { licencePhotoIds }),
        contentHash: contentHash(content, licencePhotoIds),
        submittedBy: personId,
        submittedAt: ctx.now,
      };
      await SubmissionModel.create([submission]);
      const clock = applicationClock(ctx.now);
      const parkDueAt = parkId === undefined ? undefined : inWorkingDays(ctx.now, clock.recommendWorkingDays);
      // Corrected while it waits for a place: nothing is due before there is one.
      const isWaiting = application.waitingSince !== undefined && application.calledAt === undefined;
      const dueAt = inWorkingDays(parkDueAt ?? ctx.now, clock.decideWorkingDays);
      return {
        effect: {
          event: action === 'submit' ? 'programme.application-submitted' : 'programme.application-resubmitted',
          set: {
            submission,
            creditCode,
            name,
            grams: bigrams(name),
            regionPath: regionPathOf(regionCode),
            bodyId: body._id,
            sector,
            holdsCode: true,
            submitterIds: [...new Set([...application.submitterIds, personId])],
            submittedAt: application.submittedAt ?? ctx.now,
            ...(parkId === undefined ? {} : { parkId }),
            ...(isWaiting ? {} : { dueAt, ...(parkDueAt === undefined ? {} : { parkDueAt }) }),
          },
          unset: [
            ...(parkId === undefined ? (['parkId', 'parkDueAt'] as const) : []),
            ...(isWaiting ? (['dueAt', 'parkDueAt'] as const) : []),
          ],
          facts: {
            number: submission.number,
            isEligible: assessment.isEligible,
            flags: assessment.flags.length,
            // Who reads it first, for the notices: they may be written when it has moved on already.
            reader: parkId === undefined ? 'body' : 'park',
            readBy: localDate(parkDueAt ?? dueAt),
          },
        },
        clocks: async () => (isWaiting ? [] : clocksOf(body._id, dueAt, parkId, parkDueAt)),
        also: ({ enterpriseId }) => setProving(enterpriseId, true),
      };
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_application_a_code')) throw taken();
    throw error;
  }
}

/** @throws Invalid at `regionCode` where there is no competent body yet. */
async function bodyFor(regionCode: string, sector: string): Promise<Body> {
  try {
    return await findBodyFor({ regionCode, sector });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'NotFound') throw error;
    throw invalid('applications.no-body', { regionCode: '这个地区的监管部门还没有开通，请联系当地应急管理局' });
  }
}

const taken = () => invalid('applications.code-taken', { creditCode: TAKEN });

async function clocksOf(bodyId: string, dueAt: Date, parkId?: string, parkDueAt?: Date): Promise<Clock[]> {
  const review = reviewClock(bodyId, dueAt);
  if (parkId === undefined || parkDueAt === undefined) return [review];
  return [{ kind: 'recommend', title: '申请待园区推荐', dueAt: parkDueAt, owedBy: [desk.park(parkId)] }, review];
}
