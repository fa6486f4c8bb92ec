import { lookThrough } from '#domain/aside';
import { record } from '#domain/journal';
import { type Enrolment, findWorkingEnrolments } from '#domain/programme';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { policyKind } from './change.ts';
import { type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

/** Firms told in one event: few enough that the messages of one are one short transaction. */
const BATCH = 50;

/** Enrolments an announcement speaks to, in id order: those after `after`, up to `until`. */
export const enrolmentsTold = (
  policy: Pick<SupportPolicy, 'regionCode' | 'sectors'>,
  ids: { after: string; until?: string },
): Promise<Pick<Enrolment, '_id' | 'enterpriseId'>[]> => findWorkingEnrolments(policy, ids, BATCH);

/**
 * Tells the next batch of firms in the programme of a policy published or corrected: moves the mark and records the event
 * in one transaction, so that a run that is killed, or two at once, tell everybody once. A policy of which nobody can be
 * told is set aside and holds up no other.
 *
 * @returns false when there is nothing left to tell now.
 */
export async function announceNextBatch(ctx: Context): Promise<boolean> {
  const { resting, take } = await lookThrough(ctx, 'news');
  const policy = await SupportPolicyModel.findOne({ 'announcement.isDone': false, _id: { $nin: [...resting] } })
    .sort({ _id: 1 })
    .lean<SupportPolicy>();
  if (policy === null) return false;
  await take(policy._id, () => announceBatch(ctx, policy));
  return true;
}

async function announceBatch(ctx: Context, policy: SupportPolicy): Promise<void> {
  const mark = policy.announcement;
  if (mark === undefined) return;
  const told = policy.status === 'published' ? await enrolmentsTold(policy, mark) : [];
  const until = told.at(-1)?._id;
  await inTransaction(async () => {
    const { modifiedCount } = await SupportPolicyModel.updateOne(
      { _id: policy._id, announcement: mark },
      { $set: { announcement: { ...mark, after: until ?? mark.after, isDone: told.length < BATCH } } },
    );
    if (modifiedCount === 0 || until === undefined) return;
    await record(ctx, {
      name: 'programme.support-announced',
      subject: { kind: policyKind.kind, id: policy._id, reference: policy.reference },
      facts: { after: mark.after, until, version: mark.version, count: told.length },
    });
  });
}
