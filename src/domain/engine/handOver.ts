import type { Context } from '#kernel/context';
import { findEach } from '#platform/count';
import type { Held, Leaver, Successor } from './holding.ts';
import { allNouns } from './register.ts';

/** One thing that is somebody's, of whichever noun. */
export interface HeldThing extends Held {
  noun: string;
  kind: string;
  path: string;
}

/** Everything that is somebody's in a place, by the order of the nouns, by one command. No permission is asked. */
export async function findHeld(leaver: Leaver): Promise<HeldThing[]> {
  const holding = allNouns().flatMap(({ name, kind, pathOf, holds }) => {
    const asked = typeof holds === 'string' ? undefined : holds.asked(leaver);
    return typeof holds === 'string' || asked === undefined ? [] : [{ name, kind, pathOf, holds, asked }];
  });
  const found = await findEach(Object.fromEntries(holding.map(({ kind, asked }) => [kind, asked])));
  return holding.flatMap(({ name, kind, pathOf, holds }) =>
    (found[kind] ?? [])
      .flatMap((row) => holds.heldOf(row, leaver) ?? [])
      .map((one) => ({ ...one, noun: name, kind, path: pathOf(one.reference) })),
  );
}

/** Hands everything over that somebody holds in a place, in the transaction that lets them leave it. */
export async function handOverNouns(ctx: Context, leaver: Leaver, to: Successor | undefined): Promise<void> {
  for (const { holds } of allNouns()) if (typeof holds !== 'string') await holds.handOver?.(ctx, leaver, to);
}
