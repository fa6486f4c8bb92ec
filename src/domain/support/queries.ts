import type { QueryFilter } from 'mongoose';
import type { Actor, PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { canSeePolicy, firmsOfPark, isDepartment, regionOf, visiblePolicies } from './policy.ts';
import type { Candidate, Comparison, SupportDecision } from './supportDecision.model.ts';
import { type SupportPolicy, SupportPolicyModel } from './supportPolicy.model.ts';

const PAGE = 25;

/** @throws NotFound when it does not exist or is not the actor's to see. */
export async function loadPolicy(ctx: Context, reference: string): Promise<SupportPolicy> {
  const policy = await SupportPolicyModel.findOne({ reference }).lean<SupportPolicy>();
  if (policy === null || !canSeePolicy(ctx.actor, policy, await regionOf(ctx.actor)))
    throw notFound('common.not-found');
  return policy;
}

/** A policy as the actor may see it: what is still being written is the department's alone. @throws NotFound */
export async function getSupportPolicy(ctx: Context, reference: string): Promise<SupportPolicy> {
  const policy = await loadPolicy(ctx, reference);
  if (isDepartment(ctx.actor, policy)) return policy;
  const { draft: _, ...published } = policy;
  return published;
}

interface Page {
  /** Last `_id` of the page before. */
  after?: string;
  limit?: number;
}

function cut<T extends { _id: string }>(rows: T[], limit: number): { rows: T[]; nextCursor?: string } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return rows.length > limit && last !== undefined ? { rows: page, nextCursor: last._id } : { rows: page };
}

export interface SupportPolicyFilter extends Page {
  isOpen?: boolean;
}

/** The filter of the list as MongoDB is asked it; exported for the test that explains it. */
export async function supportPolicyQuery(
  ctx: Context,
  filter: SupportPolicyFilter,
): Promise<QueryFilter<SupportPolicy>> {
  const parts: QueryFilter<SupportPolicy>[] = [await visiblePolicies(ctx.actor)];
  if (filter.isOpen !== undefined) parts.push({ isOpen: filter.isOpen });
  if (filter.after !== undefined) parts.push({ _id: { $lt: filter.after } });
  return { $and: parts };
}

/** A page of the policies that reach the actor, the newest first. */
export async function findSupportPolicies(ctx: Context, filter: SupportPolicyFilter = {}) {
  const limit = filter.limit ?? PAGE;
  const rows = await SupportPolicyModel.find(await supportPolicyQuery(ctx, filter))
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean<SupportPolicy[]>();
  return cut(rows, limit);
}

/** The policy as it stands, for messages that must still be true. No permission is asked. */
export async function peekSupportPolicy(reference: string): Promise<SupportPolicy | undefined> {
  return (await SupportPolicyModel.findOne({ reference }).lean<SupportPolicy>()) ?? undefined;
}

const STEMS = '甲乙丙丁戊己庚辛壬癸';

/** What others are called by: 候选甲, 候选乙 … in the order of the list, then by number. */
export const aliasOf = (index: number): string => `候选${STEMS[index] ?? `${index + 1}号`}`;

/** One line of the comparison as one reader sees it. */
export interface SeenRow {
  candidateId: string;
  /** The name where the reader may know it, else the alias. */
  who: string;
  isOwn: boolean;
  values: Candidate['values'];
  isInProgramme: boolean;
  row: Comparison['rows'][number];
}

/**
 * The sealed comparison as the actor may read it: the department and the bodies above see every name, a firm its own, a
 * park those of its firms; everybody sees all values, for the comparison is what convinces.
 */
export function seenRows(actor: Actor, decision: SupportDecision): SeenRow[] {
  const comparison = decision.verdict?.comparison;
  if (comparison === undefined) return [];
  const { role, scope } = actor.kind === 'person' ? actor : { role: undefined, scope: {} as PersonActor['scope'] };
  const own = role === 'park-officer' ? firmsOfPark(scope.parkId, decision) : [scope.enterpriseId];
  return comparison.rows.map((row) => {
    const index = comparison.candidates.findIndex((one) => one._id === row.id);
    const candidate = comparison.candidates[index] as Candidate;
    const isOwn = candidate.enterpriseId !== undefined && own.includes(candidate.enterpriseId);
    return {
      candidateId: row.id,
      who: role === 'regulator' || isOwn ? candidate.name : aliasOf(index),
      isOwn,
      values: candidate.values,
      isInProgramme: comparison.standings.find((one) => one.candidateId === row.id)?.isInProgramme ?? false,
      row,
    };
  });
}
