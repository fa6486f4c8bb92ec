import type { Context } from '#kernel/context';
import { enter } from '../ledger.ts';
import { CLAIM, codesOf } from '../reward.model.ts';
import { rewards } from '../reward.ts';
import { type ClaimCode, ClaimModel } from './batch.model.ts';
import { newClaimCode, rowOfClaim } from './claims.ts';
import { leftOf, type Part } from './plan.ts';
import { markReady } from './ready.ts';

/**
 * Gives each part a code only its person reads, at the desk it is fetched from. No row of it leads from a code to a reward.
 * In the transaction of what pays them, whose turn it has taken.
 */
export async function handOut(
  ctx: Context,
  planned: readonly Part[],
  desk: Omit<ClaimCode, '_id' | 'amountFen'>,
): Promise<void> {
  const drawn = planned.map((part) => ({ ...part, code: newClaimCode() }));
  // In the order of their names, which are drawn by chance.
  const claims = drawn.map(({ amountFen, code }) => rowOfClaim(code, { ...desk, amountFen }));
  await ClaimModel.create(
    claims.toSorted((a, b) => (a._id < b._id ? -1 : 1)),
    { ordered: true },
  );
  for (const { reward, amountFen, code } of drawn) {
    const codes = [...codesOf(reward), code];
    const set = { claim: CLAIM.seal(reward._id, codes), depositedFen: (reward.depositedFen ?? 0) + amountFen };
    const act = leftOf(reward) === amountFen ? 'deposit-reward' : 'deposit-part';
    const entry = enter('deposited', { amountFen, round: codes.length - 1 });
    await rewards.change(ctx, reward, act, { set, facts: { amountFen } }, entry);
  }
  await markReady(ctx, desk.enterpriseId);
}
