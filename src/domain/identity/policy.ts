import { type Enterprise, getEnterprise } from '#domain/organisations';
import { type Actor, actsAs, type Role, type Scope } from '#kernel/actor';
import type { Grant } from './identity.models.ts';

/** Roles an actor may ever give, before places are looked at; what the invitation form offers. */
export function rolesToInvite(actor: Actor): Role[] {
  if (actor.kind !== 'person') return [];
  switch (actor.role) {
    case 'administrator':
      return [
        'worker',
        'enterprise-manager',
        'safety-officer',
        'park-officer',
        'regulator',
        'insurer',
        'adviser',
        'administrator',
      ];
    case 'regulator':
      return ['regulator', 'park-officer', 'enterprise-manager', 'adviser'];
    case 'park-officer':
      return ['park-officer', 'enterprise-manager', 'safety-officer'];
    case 'enterprise-manager':
      return ['enterprise-manager', 'safety-officer', 'worker'];
    case 'safety-officer':
      return ['worker'];
    default:
      return [];
  }
}

const inside = (outer: Scope, inner: { regionCode?: string }): boolean =>
  outer.regionCode !== undefined && inner.regionCode?.startsWith(outer.regionCode) === true;

/**
 * May the actor give, renew or take away this role in this scope? Nobody gives more than they hold: a regulator stays
 * in their region and sectors, a park in the park, a firm in the firm.
 */
export async function mayGrant(actor: Actor, role: Role, scope: Scope): Promise<boolean> {
  if (!rolesToInvite(actor).includes(role)) return false;
  if (actor.kind !== 'person') return false;
  if (actor.role === 'administrator') return true;
  const enterprise: Enterprise | undefined =
    scope.enterpriseId === undefined ? undefined : await getEnterprise(scope.enterpriseId);
  switch (actor.role) {
    case 'regulator': {
      if (role === 'regulator') {
        const isNarrower =
          actor.scope.sectors === undefined || (scope.sectors?.every((s) => actor.scope.sectors?.includes(s)) ?? false);
        return inside(actor.scope, scope) && isNarrower;
      }
      if (role === 'enterprise-manager') return enterprise !== undefined && inside(actor.scope, enterprise);
      return inside(actor.scope, scope);
    }
    case 'park-officer':
      if (role === 'park-officer') return scope.parkId !== undefined && scope.parkId === actor.scope.parkId;
      return enterprise?.parkId !== undefined && enterprise.parkId === actor.scope.parkId;
    default:
      return scope.enterpriseId !== undefined && scope.enterpriseId === actor.scope.enterpriseId;
  }
}

/** May the actor issue reset codes for, or disable, somebody holding these grants? Only when every one is theirs to give. */
export async function mayManage(actor: Actor, grants: readonly Grant[]): Promise<boolean> {
  if (grants.length === 0) return actsAs(actor, 'administrator');
  const answers = await Promise.all(grants.map((grant) => mayGrant(actor, grant.role, grant.scope)));
  return answers.every(Boolean);
}
