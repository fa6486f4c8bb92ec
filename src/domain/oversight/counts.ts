import { countHazards, type HazardStatus, hazardLifecycle } from '#domain/hazards';
import type { Context } from '#kernel/context';

/** How many cases of each status the actor sees, each counted up to a bound so that a whole region costs little. */
export async function countByStatus(ctx: Context): Promise<Map<HazardStatus, number>> {
  const counts = await Promise.all(
    hazardLifecycle.statuses.map(
      async ({ code }): Promise<[HazardStatus, number]> => [code, await countHazards(ctx, { status: code })],
    ),
  );
  return new Map(counts);
}
