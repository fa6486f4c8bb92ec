import type { Context } from '#kernel/context';
import type { Accident } from './accident.model.ts';

type Follow = (ctx: Context, accident: Accident) => Promise<void>;
const FOLLOWERS: Follow[] = [];

/** Whoever keeps something beside every accident says so once, at the start: it is brought along in each transaction that reports one, tells somebody else of it, changes how bad it is, or ends it. */
export function followAccidents(follow: Follow): void {
  FOLLOWERS.push(follow);
}

/** In the transaction of the accident's act. */
export async function tellFollowers(ctx: Context, accident: Accident): Promise<void> {
  for (const follow of FOLLOWERS) await follow(ctx, accident);
}
