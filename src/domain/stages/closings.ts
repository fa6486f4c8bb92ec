import type { Context } from '#kernel/context';

type Follow = (ctx: Context, enterpriseId: string, reason: string) => Promise<void>;
const FOLLOWERS: Follow[] = [];

/** Whoever asks something of a firm day by day says so once, at the start: it ends in the transaction in which the firm leaves because it has closed or moved away. */
export function followClosings(follow: Follow): void {
  FOLLOWERS.push(follow);
}

/** The firm works here no more, and why; in the transaction of its leaving. */
export async function tellOfClosing(ctx: Context, enterpriseId: string, reason: string): Promise<void> {
  for (const follow of FOLLOWERS) await follow(ctx, enterpriseId, reason);
}
