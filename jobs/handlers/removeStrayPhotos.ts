import { removeStrayPhotos as remove, removeStrayFiles } from '#domain/evidence';
import { systemContext } from '#kernel/context';

/** Removes photos and documents that were sent and never became part of anything. */
export async function removeStrayPhotos(now: () => Date, jobId: string): Promise<void> {
  const ctx = systemContext(now(), 'evidence', jobId);
  await remove(ctx);
  await removeStrayFiles(ctx);
}
