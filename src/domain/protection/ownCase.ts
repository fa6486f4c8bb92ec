import { type Held, ownHeldAct } from '#domain/hazards';
import { findEach } from '#platform/count';
import { type Reveal, RevealModel } from './reveals/reveal.model.ts';
import { type Watch, WatchModel } from './watches/watch.model.ts';

/**
 * What waits for whoever reported a case, what they have said and waits for its hour, and how often and why somebody has
 * opened their contact, the oldest first; by one command. No permission is asked: it is for whoever it is about alone.
 */
export async function ofOwnCase(
  hazardId: string,
): Promise<{ asked: Watch | undefined; opened: Reveal[]; held: Held | undefined }> {
  const { asked, opened, held } = await findEach({
    asked: [WatchModel, { hazardId, status: 'asked' }],
    opened: [RevealModel, { hazardId, endsAt: { $exists: true } }],
    held: ownHeldAct.asked(hazardId),
  });
  return { asked: (asked as Watch[]).at(-1), opened: opened as Reveal[], held: ownHeldAct.in(held as never) };
}
