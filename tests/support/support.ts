import { creditCheckCharacter } from '#domain/organisations';
import {
  addCondition,
  declareInterest,
  draftSupportPolicy,
  fillValues,
  fixList,
  nameCandidate,
  openRanking,
  publishSupportPolicy,
  type SupportDecision,
  startSupportDecision,
} from '#domain/support';
import type { Context } from '#kernel/context';
import { personContext } from './contexts.ts';
import type { World } from './world.ts';

export const codeOf = (serial: number): string => {
  const first17 = `91450981MA5W${String(serial).padStart(5, '0')}`;
  return first17 + creditCheckCharacter(first17);
};

/** When the policies of `buildPolicy` are written and published. */
const PUBLISHED_AT = new Date('2026-11-02T02:00:00.000Z');

/**
 * A policy of the county's body with two conditions: a yes or no for 60 points, a number up to 10 for 40. Firms could apply
 * up to 20 November, so that it can be decided by; up to the end of the year where it is still open to them.
 */
export async function buildPolicy(
  world: World,
  wish: { quota?: number; isPublished?: boolean; isOpenToFirms?: boolean } = {},
): Promise<string> {
  const ctx = personContext(world.actors.regulator, { now: PUBLISHED_AT });
  const { reference } = await draftSupportPolicy(ctx, {
    name: '技改贴息',
    offer: '贷款利息补贴，最高 50 万元',
    regionCode: '450981',
    opensOn: '2026-11-01',
    closesOn: wish.isOpenToFirms ? '2026-12-31' : '2026-11-20',
    quota: wish.quota ?? 2,
  });
  await addCondition(ctx, { reference, label: '通过标准化定级', kind: 'yes-no', points: 60 });
  await addCondition(ctx, { reference, label: '整改隐患数', kind: 'number', points: 40, zeroAt: 0, fullAt: 10 });
  if (wish.isPublished !== false) await publishSupportPolicy(ctx, { reference });
  return reference;
}

/** The list S21 speaks of: two equals, the world's firm one of them, and a third who is better and outside the system. */
export async function nameThree(ctx: Context, world: World, reference: string): Promise<void> {
  for (const { name, creditCode } of [world.enterprise, world.otherEnterprise]) {
    await nameCandidate(ctx, { reference, name, creditCode });
  }
  await nameCandidate(ctx, { reference, name: '北流市外来优秀有限公司', creditCode: codeOf(3) });
}

export const cellsOf = (decision: SupportDecision, answers: readonly (readonly [string, string])[]) =>
  Object.fromEntries(
    decision.candidates.flatMap(({ _id }, i) => [
      [`v-${_id}-c1`, answers[i]?.[0] ?? ''],
      [`v-${_id}-c2`, answers[i]?.[1] ?? ''],
    ]),
  );
export const S21 = [
  ['1', '5'],
  ['1', '5'],
  ['1', '9'],
] as const;

/** A comparison ready to be decided on, by the county's official, who has seen the ranking unless `isUnseen`. */
export async function buildComparison(
  world: World,
  wish: { quota?: number; answers?: readonly (readonly [string, string])[]; isUnseen?: boolean } = {},
): Promise<{ policy: string; reference: string; seenHash: string; decision: SupportDecision }> {
  const ctx = personContext(world.actors.regulator);
  const policy = await buildPolicy(world, wish);
  const { reference } = await startSupportDecision(ctx, { reference: policy });
  await nameThree(ctx, world, reference);
  await fixList(ctx, { reference });
  const declared = await declareInterest(ctx, { reference, kind: 'none' });
  const decision = await fillValues(ctx, { reference, cells: cellsOf(declared, wish.answers ?? S21) });
  const { seenHash } = wish.isUnseen ? { seenHash: 'unseen' } : await openRanking(ctx, reference);
  return { policy, reference, seenHash, decision };
}
