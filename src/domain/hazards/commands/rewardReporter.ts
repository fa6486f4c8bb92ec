import { proposeReward } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { personBehind } from '../contact.ts';
import type { Hazard } from '../hazard.models.ts';

/** Proposes the reward of whoever reported a case, anonymously too; nobody to give it to yet is nothing to propose. */
export async function rewardReporter(ctx: Context, hazard: Hazard, grade: 'general' | 'major'): Promise<void> {
  const personId = hazard.reporter.personId ?? (await personBehind(hazard._id));
  if (personId !== undefined) await proposeReward(ctx, { hazard, personId, grade });
}
