import { getBody, getEnterprise, getPark } from '#domain/organisations';
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

/** A regulator gives roles in their region and sectors; what a scope says of a place is checked against the place. */
async function mayRegulatorGrant(own: Scope, role: Role, scope: Scope): Promise<boolean> {
  switch (role) {
    case 'regulator': {
      if (scope.bodyId === undefined) return false;
      const body = await getBody(scope.bodyId);
      const isNarrower = own.sectors === undefined || (scope.sectors?.every((s) => own.sectors?.includes(s)) ?? false);
      // Nobody but a general body above, or itself, names people of a special one: it has no sectors to be narrower by.
      const isReached = body.kind !== 'special' || own.sectors === undefined || own.bodyId === scope.bodyId;
      return body.regionCode === scope.regionCode && inside(own, body) && isNarrower && isReached;
    }
    case 'park-officer':
      return scope.parkId !== undefined && inside(own, await getPark(scope.parkId));
    case 'enterprise-manager':
      return scope.enterpriseId !== undefined && inside(own, await getEnterprise(scope.enterpriseId));
    case 'adviser': {
      const ids = scope.enterpriseIds ?? [];
      const firms = await Promise.all(ids.map(getEnterprise));
      return firms.length > 0 && firms.every((firm) => inside(own, firm));
    }
    default:
      return false;
  }
}

/**
 * May the actor give, renew or take away this role in this scope? Nobody gives more than they hold: a regulator stays
 * in their region and sectors, a park in the park, a firm in the firm.
 * @throws NotFound when the scope names a place that does not exist.
 */
export async function mayGrant(actor: Actor, role: Role, scope: Scope): Promise<boolean> {
  if (actor.kind !== 'person' || !rolesToInvite(actor).includes(role)) return false;
  if (actor.role === 'administrator') return true;
  if (actor.role === 'regulator') return mayRegulatorGrant(actor.scope, role, scope);
  if (actor.role === 'park-officer') {
    const parkId = role === 'park-officer' ? scope.parkId : await parkOf(scope.enterpriseId);
    return parkId !== undefined && parkId === actor.scope.parkId;
  }
  return scope.enterpriseId !== undefined && scope.enterpriseId === actor.scope.enterpriseId;
}

const parkOf = async (enterpriseId: string | undefined): Promise<string | undefined> =>
  enterpriseId === undefined ? undefined : (await getEnterprise(enterpriseId)).parkId;

/**
 * May the actor hand somebody the code of this offer, send it again or take it back? Whoever may give the role; what an
 * applicant asked for, nobody gave: that do the bodies of the place, who look at the licence too.
 */
export async function mayHandOver(actor: Actor, { role, scope }: Pick<Grant, 'role' | 'scope'>): Promise<boolean> {
  if (role !== 'applicant' || scope.enterpriseId === undefined) return mayGrant(actor, role, scope);
  if (actsAs(actor, 'regulator')) return inside(actor.scope, await getEnterprise(scope.enterpriseId));
  return actsAs(actor, 'administrator');
}

/** May the actor issue reset codes for, or disable, somebody holding these grants? Only when every one is theirs to give. */
export async function mayManage(actor: Actor, grants: readonly Grant[]): Promise<boolean> {
  if (grants.length === 0) return actsAs(actor, 'administrator');
  const answers = await Promise.all(grants.map((grant) => mayGrant(actor, grant.role, grant.scope)));
  return answers.every(Boolean);
}
