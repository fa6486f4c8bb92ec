import { isWorkerOf } from '#domain/identity';
import { proposeReward } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { rewardedBehind } from '../contact.ts';
import type { Hazard } from '../hazard.models.ts';

/**
 * Proposes the reward of the worker who reported a case, without a name too (finding hazards is a safety officer's own
 * task, facts.md §1.2). Of an unnamed one it stands since the report, so that nobody learns by taking a role away and
 * looking whether a reward comes; nobody to give it to yet is nothing to propose, nor
 * is a case about those who would pay it: the firm would learn of it.
 */
export async function rewardReporter(ctx: Context, hazard: Hazard, grade: 'general' | 'major'): Promise<void> {
  if (hazard.aboutFirmId !== undefined) return;
  const { personId: named } = hazard.reporter;
  const isTheirs = named !== undefined && (await isWorkerOf(named, hazard.enterpriseId));
  const personId = named === undefined ? await rewardedBehind(hazard._id) : isTheirs ? named : undefined;
  if (personId !== undefined) await proposeReward(ctx, { hazard, personId, grade });
}
