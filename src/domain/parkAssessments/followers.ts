import type { Context } from '#kernel/context';
import type { ParkAssessment } from './parkAssessment.model.ts';

type Follow = (ctx: Context, assessment: ParkAssessment) => Promise<void>;
const FOLLOWERS: Follow[] = [];

/**
 * Whoever keeps plans that stand on what a park is says so once, at the start: it is brought along in the transaction that
 * decides that goods or layout of a chemical park have changed so far that the plans change too.
 */
export function followRevisions(follow: Follow): void {
  FOLLOWERS.push(follow);
}

/** In the transaction of the decision. */
export async function tellRevisions(ctx: Context, assessment: ParkAssessment): Promise<void> {
  for (const follow of FOLLOWERS) await follow(ctx, assessment);
}
