import { collapseMissed, reactToEvents as react } from '#domain/notices';

const BATCH = 25;

/** Writes the messages that events call for, and gathers missed reminders into digests. */
export async function reactToEvents(now: () => Date, _jobId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await react(now(), BATCH)) === BATCH);
  if (!stopping.aborted) await collapseMissed(now());
}
