import { findLapsing, lapseEvidence, watchRecurrence } from '#domain/plans';
import { systemContext } from '#kernel/context';

const BATCH = 200;

/** What plans do by the clock: evidence that has ended turns its item amber, hazards that came back propose an item. */
export async function watchPlans(now: () => Date, jobId: string, stopping: AbortSignal): Promise<void> {
  for (;;) {
    const ctx = systemContext(now(), 'plans', jobId);
    const lapsing = await findLapsing(ctx.now, BATCH);
    let done = 0;
    for (const reference of lapsing) {
      if (stopping.aborted) return;
      if (await lapseEvidence(ctx, reference)) done += 1;
    }
    if (lapsing.length < BATCH || done === 0) break;
  }
  await watchRecurrence(now(), jobId, stopping);
}
