import { RECIPIENT, type Reward } from '../reward.model.ts';

/** An unnamed reward and what of it is paid in a batch. */
export interface Part {
  reward: Reward;
  amountFen: number;
}

/** What of an unnamed reward does not lie at the desk yet. */
export const leftOf = ({ amountFen, depositedFen = 0 }: Reward): number => amountFen - depositedFen;

/** Who is behind an unnamed reward, in memory alone: the store ties no two of them. One that cannot be opened is nobody's. */
function behind({ _id, recipient }: Reward): string {
  try {
    return recipient === undefined ? '' : RECIPIENT.open(_id, recipient);
  } catch {
    return '';
  }
}

/**
 * How many can be taken for each other: of as many cases and as many people. A report and its top-up are one, and two
 * reports by the employer's own man hide nobody.
 */
function alikeIn(rows: readonly Reward[]): number {
  const people = new Set(rows.map(behind));
  people.delete('');
  return Math.min(new Set(rows.map(({ hazardId }) => hazardId)).size, people.size);
}

/**
 * What of unnamed rewards can be paid together: of every amount parts of at least `fewest` people, each with a case of their own, or nothing. Those of which
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
    const isEnough = alikeIn(same) >= fewest;
    const group = isEnough ? [...same, ...above.filter(isSoon)] : all.some(isSoon) && alikeIn(all) >= fewest ? all : [];
    parts.push(...group.map((reward) => ({ reward, amountFen })));
    rest = rest.filter((reward) => !group.includes(reward));
  }
  return parts;
}
