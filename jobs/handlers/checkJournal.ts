import { checkJournal as check } from '#domain/journal';
import { systemContext } from '#kernel/context';

/** Makes sure that nobody has touched the journal, and leaves what was found in it. */
export async function checkJournal(now: () => Date, jobId: string): Promise<void> {
  await check(systemContext(now(), 'journal', jobId));
}
