import { removeStrayPhotos as remove } from '#domain/evidence';
import { systemContext } from '#kernel/context';

/** Removes photos that were sent and never became part of anything. */
export async function removeStrayPhotos(now: () => Date, jobId: string): Promise<void> {
  await remove(systemContext(now(), 'evidence', jobId));
}
