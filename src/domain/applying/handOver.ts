import { type Deadline, desk, owedOf, passDesk } from '#domain/deadlines';
import type { Held, Leaver, Successor } from '#domain/engine';
import type { Role } from '#kernel/actor';
import type { Context } from '#kernel/context';

const KIND = 'application';
const APPLY: readonly Role[] = ['applicant', 'enterprise-manager', 'safety-officer'];

/** Drafts that wait for one person to go on with them, as the list of nouns asks it. */
export const applicationsHeld = {
  asked: (leaver: Leaver) =>
    leaver.as === 'member' ? owedOf(desk.member(leaver.enterpriseId, leaver.personId), KIND) : undefined,
  heldOf: ({ subject, title = '' }: Deadline): Held => ({ reference: subject.reference, as: '填写人', text: title }),
};

/** A draft waits for whoever takes over, or for everybody who may apply where that is somebody who may not. */
export async function handOverApplications(_: Context, leaver: Leaver, to: Successor | undefined): Promise<void> {
  if (leaver.as !== 'member') return;
  const { enterpriseId, personId } = leaver;
  const mayApply = to?.roles.some((role) => APPLY.includes(role)) === true;
  const next = mayApply && to !== undefined ? desk.member(enterpriseId, to.personId) : desk.applicants(enterpriseId);
  await passDesk({ kind: KIND }, desk.member(enterpriseId, personId), [next]);
}
