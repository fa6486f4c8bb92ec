import type { Role, Scope } from '#kernel/actor';
import type { Grant } from './identity.models.ts';

const TOTP_ROLES: readonly Role[] = ['regulator', 'administrator'];

/** Whoever holds such a role signs in with an authenticator as well, and never acts through a bound chat. */
export const needsAuthenticator = (role: Role): boolean => TOTP_ROLES.includes(role);

const sameScope = (a: Scope, b: Scope): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** The grant of this role in this place, if it is among them. */
export const findSame = (grants: readonly Grant[], { role, scope }: Pick<Grant, 'role' | 'scope'>): Grant | undefined =>
  grants.find((grant) => grant.role === role && sameScope(grant.scope, scope));

/**
 * Whether somebody would advise a firm they are employed by: nobody looks into their own firm as its adviser.
 * @param grants All they would hold.
 */
export function advisesOwnFirm(grants: readonly Pick<Grant, 'role' | 'scope'>[]): boolean {
  const advised = grants.flatMap(({ role, scope }) => (role === 'adviser' ? [...(scope.enterpriseIds ?? [])] : []));
  return grants.some(({ scope }) => scope.enterpriseId !== undefined && advised.includes(scope.enterpriseId));
}

/** Firms whose people somebody is, for the trail of an act on their account. */
export const firmsOf = (grants: readonly Grant[]): { kind: string; id: string }[] =>
  [...new Set(grants.flatMap(({ scope }) => scope.enterpriseId ?? []))].map((id) => ({ kind: 'enterprise', id }));
