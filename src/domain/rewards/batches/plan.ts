import type { Reward } from '../reward.model.ts';

/** An unnamed reward and what of it is paid in a batch. */
export interface Part {
  reward: Reward;
  amountFen: number;
}

/** What of an unnamed reward does not lie at the desk yet. */
export const leftOf = ({ amountFen, depositedFen = 0 }: Reward): number => amountFen - depositedFen;
// A report and its top-up are of one person, whom everybody can tell.
const casesOf = (rows: readonly Reward[]): number => new Set(rows.map(({ hazardId }) => hazardId)).size;

/**
 * What of unnamed rewards can be paid together: of every amount parts of at least `fewest` cases, or nothing. Those of which
 * the same is left are paid whole. One that may wait no longer is paid as much as enough others get; its rest waits for a
 * later batch.
 * @param isSoon Whether a reward may wait no longer.
 */
export function planBatch(rows: readonly Reward[], fewest: number, isSoon: (reward: Reward) => boolean): Part[] {
  const parts: Part[] = [];
  let rest = rows.filter((reward) => leftOf(reward) > 0);
  for (const amountFen of [...new Set(rest.map(leftOf))].toSorted((a, b) => b - a)) {
    const same = rest.filter((reward) => leftOf(reward) === amountFen);
    const above = rest.filter((reward) => leftOf(reward) > amountFen);
    const all = [...same, ...above];
    const isEnough = casesOf(same) >= fewest;
    const group = isEnough ? [...same, ...above.filter(isSoon)] : all.some(isSoon) && casesOf(all) >= fewest ? all : [];
    parts.push(...group.map((reward) => ({ reward, amountFen })));
    rest = rest.filter((reward) => !group.includes(reward));
  }
  return parts;
}
