import { proposeReward } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { type Hazard, HazardReporterModel } from '../hazard.models.ts';

/** Proposes the reward of whoever reported a case, anonymously too; nobody to give it to yet is nothing to propose. */
export async function rewardReporter(ctx: Context, hazard: Hazard, grade: 'general' | 'major'): Promise<void> {
  const hidden = hazard.isAnonymous ? await HazardReporterModel.findById(hazard._id).lean() : undefined;
  const personId = hazard.reporter.personId ?? hidden?.personId;
  if (personId !== undefined) await proposeReward(ctx, { hazard, personId, grade });
}
