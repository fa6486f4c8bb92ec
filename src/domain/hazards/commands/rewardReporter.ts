import { actorsOf, isWorkerOf } from '#domain/identity';
import { type Finder, proposeRewards, topUpRewards } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { rewardedBehind } from '../contact.ts';
import type { Hazard } from '../hazard.models.ts';

/** Looks for hazards as their duty: a safety officer of the firm, whatever else they are. */
const isOnDuty = async (personId: string, enterpriseId: string): Promise<boolean> =>
  (await actorsOf(personId)).some(
    ({ role, scope }) => role === 'safety-officer' && scope.enterpriseId === enterpriseId,
  );

/** Whom a report with a name is rewarded for; those who run the firm pay and get nothing, but that safety staff read why. */
async function finderOf(personId: string, { enterpriseId, shared }: Hazard): Promise<Finder[]> {
  if (await isOnDuty(personId, enterpriseId)) return [{ personId, isOnDuty: true }];
  // In a part that firms share the lead rewards a worker of any of them.
  for (const id of new Set([enterpriseId, ...(shared?.firmIds ?? [])]))
    if (await isWorkerOf(personId, id)) return [{ personId, isOnDuty: false }];
  return [];
}

/** Who found a case, as far as there is anybody to reward. */
async function findersOf(hazard: Hazard): Promise<Finder[]> {
  const { personId: named, withIds = [] } = hazard.reporter;
  if (named !== undefined) return (await Promise.all([named, ...withIds].map((id) => finderOf(id, hazard)))).flat();
  const behind = await rewardedBehind(hazard._id);
  return behind === undefined ? [] : [{ personId: behind, isOnDuty: false }];
}

/**
 * Proposes the reward of whoever reported a case, without a name too. Of an unnamed one whether it is theirs stands since
 * the report, so that nobody learns by taking a role away and looking whether a reward comes; nobody to give it to yet is
 * nothing to propose, nor is a case about those who would pay it: the firm would learn of it.
 */
export async function rewardReporter(ctx: Context, hazard: Hazard, level: 'general' | 'major'): Promise<void> {
  if (hazard.aboutFirmId !== undefined) return;
  await proposeRewards(ctx, { hazard, finders: await findersOf(hazard), level });
}

/** What was rewarded as a general hazard is topped up once it is called a major one. */
export async function rewardMajor(ctx: Context, hazard: Hazard): Promise<void> {
  if (hazard.aboutFirmId === undefined) await topUpRewards(ctx, hazard);
}
