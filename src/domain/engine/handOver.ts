import type { Context } from '#kernel/context';
import type { Held, Leaver, Successor } from './holding.ts';
import { allNouns } from './register.ts';

/** One thing that is somebody's, of whichever noun. */
export interface HeldThing extends Held {
  noun: string;
  kind: string;
  path: string;
}

/** Everything that is somebody's in a place, by the order of the nouns. No permission is asked. */
export async function findHeld(leaver: Leaver): Promise<HeldThing[]> {
  const found = await Promise.all(
    allNouns().map(async ({ name, kind, pathOf, holds }) => {
      if (typeof holds === 'string') return [];
      return (await holds.held(leaver)).map((one) => ({ ...one, noun: name, kind, path: pathOf(one.reference) }));
    }),
  );
  return found.flat();
}

/** Hands everything over that somebody holds in a place, in the transaction that lets them leave it. */
export async function handOverNouns(ctx: Context, leaver: Leaver, to: Successor | undefined): Promise<void> {
  for (const { holds } of allNouns()) if (typeof holds !== 'string') await holds.handOver?.(ctx, leaver, to);
}
