import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { systemContext } from '#kernel/context';

const BATCH = 200;

/** Takes every step of every deadline that has come due. Another scan at the same time finds nothing left to take. */
export async function scanDeadlines(now: () => Date, jobId: string, stopping: AbortSignal): Promise<void> {
  for (;;) {
    const ctx = systemContext(now(), 'deadlines', jobId);
    const due = await findDueDeadlines(ctx.now, BATCH);
    let taken = 0;
    for (const deadline of due) {
      if (stopping.aborted) return;
      if (await advanceDeadline(ctx, deadline)) taken += 1;
    }
    if (due.length < BATCH || taken === 0) return;
  }
}
