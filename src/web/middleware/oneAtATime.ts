/** Files above this wait for one another, so that memory does not grow with how many are sent at once. In bytes. */
const LARGE_BYTES = 4 * 1024 * 1024;

let last: Promise<unknown> = Promise.resolve();

/** Does what is to be done with a file: with a large one once those before it are done. */
export function oneAtATime<T>(size: number, work: () => Promise<T>): Promise<T> {
  if (size <= LARGE_BYTES) return work();
  const turn = last.then(work);
  last = turn.catch(() => {});
  return turn;
}
