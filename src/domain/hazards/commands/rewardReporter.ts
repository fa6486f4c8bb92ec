import { proposeReward } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { personBehind } from '../contact.ts';
import type { Hazard } from '../hazard.models.ts';

/**
 * Proposes the reward of whoever reported a case, without a name too; nobody to give it to yet is nothing to propose, nor
 * is a case about those who would pay it: the firm would learn of it.
 */
export async function rewardReporter(ctx: Context, hazard: Hazard, grade: 'general' | 'major'): Promise<void> {
  if (hazard.aboutFirmId !== undefined) return;
  const personId = hazard.reporter.personId ?? (await personBehind(hazard._id));
  if (personId !== undefined) await proposeReward(ctx, { hazard, personId, grade });
}
