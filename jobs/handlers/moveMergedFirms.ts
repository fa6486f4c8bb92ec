import { moveNextFirm } from '#domain/parks';
import { systemContext } from '#kernel/context';

/** Takes the firms of merged parks over, one transaction each. Killed anywhere, the next run goes on with the next firm. */
export async function moveMergedFirms(now: () => Date, jobId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await moveNextFirm(systemContext(now(), 'park-merger', jobId))));
}
