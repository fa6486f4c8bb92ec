import type { QueryFilter } from 'mongoose';
import { getEnterprise, getPark, regionPathOf } from '#domain/organisations';
import { type Actor, actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { type ActionRow, actionRow } from '#kernel/lifecycle';
import { type SupportPolicyAction, type SupportPolicyStatus, supportPolicyLifecycle } from './lifecycle.ts';
import type { Declaration, SupportDecision } from './supportDecision.model.ts';
import type { SupportPolicy } from './supportPolicy.model.ts';

const NOTHING = { _id: { $in: [] as string[] } };

/** Where an actor stands, for the question which published policies reach them; undefined when none do. */
export async function regionOf(actor: Actor): Promise<string | undefined> {
  if (runsEnterprise(actor) && actor.scope.enterpriseId)
    return (await getEnterprise(actor.scope.enterpriseId)).regionCode;
  if (actsAs(actor, 'park-officer') && actor.scope.parkId) return (await getPark(actor.scope.parkId)).regionCode;
  return actsAs(actor, 'regulator') ? actor.scope.regionCode : undefined;
}

/** An official of the department itself. */
export const isDepartment = (actor: Actor, noun: Pick<SupportPolicy, 'bodyId'>): actor is PersonActor =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === noun.bodyId;

/**
 * Policies an actor may see: the department all of its own; firms, parks and other departments those published for a
 * region they lie in, regulators also those inside their region. Workers, advisers, insurers and administrators none.
 */
export async function visiblePolicies(actor: Actor): Promise<QueryFilter<SupportPolicy>> {
  const region = await regionOf(actor);
  if (actor.kind !== 'person' || region === undefined) return NOTHING;
  const isPublic = { status: { $in: ['published' as const, 'closed' as const] } };
  const reaching = { regionCode: { $in: regionPathOf(region) }, ...isPublic };
  if (actor.role !== 'regulator') return reaching;
  const own = actor.scope.bodyId === undefined ? [] : [{ bodyId: actor.scope.bodyId }];
  return { $or: [...own, { regionPath: region, ...isPublic }, reaching] };
}

/** The same question of one policy, for an actor who stands in `region`. */
export function canSeePolicy(actor: Actor, policy: SupportPolicy, region: string | undefined): boolean {
  if (region === undefined) return false;
  if (isDepartment(actor, policy)) return true;
  if (policy.status === 'draft') return false;
  const reaches = regionPathOf(region).includes(policy.regionCode);
  return reaches || (actsAs(actor, 'regulator') && policy.regionPath.includes(region));
}

/** May the actor take this step of a policy? Only its own department may; a settled text is not corrected. */
export function canPolicy(actor: Actor, action: SupportPolicyAction, policy: SupportPolicy): boolean {
  if (!isDepartment(actor, policy)) return false;
  if (!(actionRow(supportPolicyLifecycle, action).from as readonly string[]).includes(policy.status)) return false;
  const isCorrectable = policy.decisionId === undefined && !policy.isSettled;
  switch (action) {
    case 'edit':
      return policy.draft !== undefined;
    case 'begin-correction':
      return policy.draft === undefined && isCorrectable;
    case 'publish-correction':
      return policy.draft !== undefined && isCorrectable;
    case 'drop-correction':
      return policy.draft !== undefined;
    case 'start-decision':
      return policy.draft === undefined && policy.decisionId === undefined;
    case 'settle':
      return false;
    default:
      return true;
  }
}

/** Steps of a policy the actor may take now. */
export const policyActionsFor = (
  actor: Actor,
  policy: SupportPolicy,
): ActionRow<SupportPolicyAction, SupportPolicyStatus>[] =>
  supportPolicyLifecycle.actions.filter((row) => canPolicy(actor, row.action, policy));

/** Firms compared in a decision that a park may read as its own. */
export const firmsOfPark = (parkId: string | undefined, { parkFirms }: Pick<SupportDecision, 'parkFirms'>): string[] =>
  parkFirms.filter((one) => one.parkId === parkId).map((one) => one.enterpriseId);

/** What the actor declared and still holds: a conflict for good, no conflict only for the list it was said about. */
export function declarationOf(actor: Actor, decision: SupportDecision): Declaration | undefined {
  if (actor.kind !== 'person') return undefined;
  const own = decision.declarations.filter((one) => one.personId === actor.personId);
  return (
    own.find((one) => one.kind === 'conflict') ??
    own.findLast((one) => one.kind === 'none' && one.listNumber === decision.listNumber)
  );
}

/** The comparison itself is open only to officials who declared that none of the candidates is close to them. */
export const mayOpenList = (actor: Actor, decision: SupportDecision): boolean =>
  isDepartment(actor, decision) && declarationOf(actor, decision)?.kind === 'none';
