import { collapseMissed, reactToEvents as react } from '#domain/notices';

const BATCH = 100;

/** Writes the messages that events call for, and gathers missed reminders into digests. */
export async function reactToEvents(now: () => Date): Promise<void> {
  while ((await react(now(), BATCH)) === BATCH);
  await collapseMissed(now());
}
