import { atLocalHour, type LocalDate } from '#kernel/dates';
import { firstIdAt } from '#kernel/ids';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { shownAt } from './hold.ts';
import type { HazardStatus } from './lifecycle.ts';

/** What the cases of a firm come to in a span of days; money in fen. */
export interface SpanFigures {
  foundGeneral: number;
  fixedGeneral: number;
  openGeneral: number;
  foundMajor: number;
  fixedMajor: number;
  openMajor: number;
  /** Of those still open at the end, whose day had passed. */
  overdue: number;
  /** Planned for those that were put right. */
  fundFen: number;
}

/** Found to be true, whatever became of it; what nobody has verified yet, is untrue or another's double is no hazard found. */
const FOUND: readonly HazardStatus[] = ['valid', 'rectifying', 'submitted', 'closure-requested', 'closed'];

/**
 * What the cases of a firm come to from one day until another, as known by `now`: found in that time, put right in it,
 * and open at its end. Cases about its own managers are none of its own. For statistics; no permission is asked.
 */
export async function figuresOfSpan(
  enterpriseId: string,
  { from, until, now }: { from: LocalDate; until: LocalDate; now: Date },
): Promise<SpanFigures> {
  const [first, end] = [atLocalHour(from, 0), atLocalHour(until, 0)];
  const figures: SpanFigures = {
    ...{ foundGeneral: 0, fixedGeneral: 0, openGeneral: 0, foundMajor: 0, fixedMajor: 0, openMajor: 0 },
    ...{ overdue: 0, fundFen: 0 },
  };
  const of = { enterpriseId, ...shownAt(now), status: { $in: [...FOUND] }, _id: { $lt: firstIdAt(end) } };
  const cases = HazardModel.find({
    $or: [
      { ...of, isOpen: true },
      { ...of, closedAt: { $gte: first } },
    ],
  })
    .select({ isMajor: 1, closedAt: 1, rectification: 1 })
    .lean<Pick<Hazard, '_id' | 'isMajor' | 'closedAt' | 'rectification'>>()
    .cursor({ batchSize: 2_000 });
  for await (const { _id, isMajor, closedAt, rectification } of cases) {
    const grade = isMajor ? 'Major' : 'General';
    if (_id >= firstIdAt(first)) figures[`found${grade}`] += 1;
    if (closedAt !== undefined && closedAt < end) {
      figures[`fixed${grade}`] += 1;
      figures.fundFen += rectification?.fundFen ?? 0;
      continue;
    }
    figures[`open${grade}`] += 1;
    const dueOn = rectification?.agreedOn ?? rectification?.dueOn;
    if (dueOn !== undefined && dueOn < until) figures.overdue += 1;
  }
  return figures;
}
