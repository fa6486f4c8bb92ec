import { recountBoards as recount } from '#domain/oversight';
import { systemContext } from '#kernel/context';

/** Checks the numbers of the boards against the cases themselves. */
export async function recountBoards(now: () => Date, jobId: string): Promise<void> {
  await recount(systemContext(now(), 'tallies', jobId));
}
