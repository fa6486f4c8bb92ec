import { desk, findOwedOf, passDesk } from '#domain/deadlines';
import type { Held, Leaver, Successor } from '#domain/engine';
import type { Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type Application, ApplicationModel } from './application.model.ts';

const KIND = 'application';
const APPLY: readonly Role[] = ['applicant', 'enterprise-manager', 'safety-officer'];

/** Drafts that wait for one person to go on with them. */
export async function heldApplications(leaver: Leaver): Promise<Held[]> {
  if (leaver.as !== 'member') return [];
  const owed = await findOwedOf(desk.member(leaver.enterpriseId, leaver.personId), KIND);
  const rows = await ApplicationModel.find({ _id: { $in: owed.map(({ subject }) => subject.id) } })
    .select({ reference: 1, name: 1 })
    .sort({ _id: 1 })
    .lean<Pick<Application, 'reference' | 'name'>[]>();
  return rows.map(({ reference, name }) => ({ reference, as: '填写人', text: name }));
}

/** A draft waits for whoever takes over, or for everybody who may apply where that is somebody who may not. */
export async function handOverApplications(_: Context, leaver: Leaver, to: Successor | undefined): Promise<void> {
  if (leaver.as !== 'member') return;
  const { enterpriseId, personId } = leaver;
  const mayApply = to?.roles.some((role) => APPLY.includes(role)) === true;
  const next = mayApply && to !== undefined ? desk.member(enterpriseId, to.personId) : desk.applicants(enterpriseId);
  await passDesk({ kind: KIND }, desk.member(enterpriseId, personId), [next]);
}
