import { findEach } from '#platform/count';
import { type Reveal, RevealModel } from './reveals/reveal.model.ts';
import { type Watch, WatchModel } from './watches/watch.model.ts';

/**
 * What waits for whoever reported a case, and how often and why somebody has opened their contact, the oldest first; by one
 * command. No permission is asked: it is for whoever it is about alone.
 */
export async function ofOwnCase(hazardId: string): Promise<{ asked: Watch | undefined; opened: Reveal[] }> {
  const { asked, opened } = await findEach({
    asked: [WatchModel, { hazardId, status: 'asked' }],
    opened: [RevealModel, { hazardId, endsAt: { $exists: true } }],
  });
  return { asked: (asked as Watch[]).at(-1), opened: opened as Reveal[] };
}
