import { keepClocks } from '#domain/engine';
import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { type Enrolment, EnrolmentModel } from './enrolment.model.ts';
import { tallyEnrolment } from './enrolmentBoard.ts';
import { BODY_CLOCKS } from './enrolmentClocks.ts';

/** What an admission says of the firm it lets in. */
export type Admitted = Pick<
  Enrolment,
  | 'reference'
  | 'programme'
  | 'cohortId'
  | 'applicationId'
  | 'enterpriseId'
  | 'creditCode'
  | 'name'
  | 'regionPath'
  | 'parkId'
  | 'bodyId'
  | 'sector'
  | 'size'
  | 'grounds'
> & { applicationReference: string };

/**
 * Lets a firm in, at the first stage. Called inside the transaction of the admission, which has authorised it.
 * @throws the store's duplicate key `one_active_enrolment` for a firm that is in already.
 */
export async function enrol(ctx: Context, { applicationReference, ...admitted }: Admitted): Promise<void> {
  const enrolment: Enrolment = {
    ...admitted,
    _id: newId(ctx.now),
    formerParks: [],
    status: 'preparing',
    isOpen: true,
    isActive: true,
    stageSince: ctx.now,
    stageDays: {},
    admittedAt: ctx.now,
    version: 0,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
  await EnrolmentModel.create([enrolment]);
  await tallyEnrolment(undefined, enrolment);
  const subject = { kind: 'enrolment', id: enrolment._id, reference: enrolment.reference };
  await keepClocks(ctx, subject, BODY_CLOCKS, enrolment);
  await record(ctx, {
    name: 'programme.enrolled',
    subject,
    about: [{ kind: 'enterprise', id: enrolment.enterpriseId }],
    facts: { action: 'enrol', status: 'preparing', application: applicationReference },
  });
}
