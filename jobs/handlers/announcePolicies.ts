import { announceNextBatch } from '#domain/support';
import { systemContext } from '#kernel/context';

/** Tells the firms in the programme of policies that were published, a batch at a time until all have been told. */
export async function announcePolicies(now: () => Date, jobId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted && (await announceNextBatch(systemContext(now(), 'policy-news', jobId))));
}
