import type { Kind } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import { getEnrolment, peekEnrolmentById } from '#domain/programme';
import { type Context, readOnce } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { canReadRecord } from '../policy.ts';
import {
  type Finding,
  type Visit,
  type VisitAction,
  VisitModel,
  type VisitStatus,
  visitLifecycle,
} from './visit.model.ts';

/** How visits are kept and told of, for `takeAction`. */
export const visitKind: Kind<Visit, VisitStatus, VisitAction> = {
  kind: 'visit',
  model: VisitModel,
  lifecycle: visitLifecycle,
  about: (visit) => [{ kind: 'enterprise', id: visit.enterpriseId }],
};

export const dayOf = (visit: Visit): string => visit.visitedOn ?? visit.plannedOn;

/** The newest visits of an enrolment. No permission is asked. */
export const readVisits = (ctx: Context, enrolmentId: string): Promise<Visit[]> =>
  readOnce(ctx, `visits:${enrolmentId}`, () =>
    VisitModel.find({ enrolmentId }).sort({ _id: -1 }).limit(200).lean<Visit[]>(),
  );

/** Visits of an enrolment the actor may read, the newest first. @throws NotFound */
export async function findVisits(ctx: Context, reference: string): Promise<Visit[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const rows = await readVisits(ctx, enrolment._id);
  return rows.filter((row) => canReadRecord(ctx.actor, enrolment, dayOf(row)));
}

/** A visit with its enrolment. @throws NotFound when it does not exist or is not the actor's to read. */
export async function getVisit(ctx: Context, reference: string): Promise<{ enrolment: Enrolment; visit: Visit }> {
  const visit = await VisitModel.findOne({ reference }).lean<Visit>();
  const enrolment = visit === null ? undefined : await peekEnrolmentById(visit.enrolmentId);
  if (visit === null || enrolment === undefined || !canReadRecord(ctx.actor, enrolment, dayOf(visit))) {
    throw notFound('common.not-found');
  }
  return { enrolment, visit };
}

/** How many visits both sides have signed. No permission is asked. */
export const countSignedVisits = async (ctx: Context, enrolmentId: string): Promise<number> =>
  (await readVisits(ctx, enrolmentId)).filter(({ status }) => status === 'signed').length;

/** A visit as it stands, for messages that must still be true. No permission is asked. */
export async function peekVisit(reference: string): Promise<Visit | undefined> {
  return (await VisitModel.findOne({ reference }).lean<Visit>()) ?? undefined;
}

/** A finding the adviser proposed for the plan, with the reference an item of the plan keeps as its origin. */
export interface FindingForPlan extends Finding {
  visitReference: string;
  /** `V2026-0001#ab12…`. */
  origin: string;
}

/** Findings of signed visits proposed for the firm's plan, the newest visit first. No permission is asked. */
export async function findFindingsForPlan(enterpriseId: string): Promise<FindingForPlan[]> {
  const rows = await VisitModel.find({ enterpriseId, status: 'signed' }).sort({ _id: -1 }).limit(50).lean<Visit[]>();
  return rows.flatMap((visit) =>
    visit.findings
      .filter((finding) => finding.isForPlan)
      .map((finding) => ({ ...finding, visitReference: visit.reference, origin: `${visit.reference}#${finding.id}` })),
  );
}
