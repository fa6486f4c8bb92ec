import type { Context } from '#kernel/context';

type Follow = (ctx: Context, enterpriseId: string) => Promise<void>;
const FOLLOWERS: Follow[] = [];

/** Whoever keeps something of every firm beside its record says so once, at the start: it is brought along in each transaction that changes the record. */
export function followFirms(follow: Follow): void {
  FOLLOWERS.push(follow);
}

/** The record of a firm has changed; in the transaction that changed it. */
export async function tellFollowers(ctx: Context, enterpriseId: string): Promise<void> {
  for (const follow of FOLLOWERS) await follow(ctx, enterpriseId);
}
