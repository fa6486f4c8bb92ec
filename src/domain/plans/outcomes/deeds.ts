import { countTrained } from '#domain/programme';
import { addDays, atLocalHour } from '#kernel/dates';
import { firstIdAt } from '#kernel/ids';
import { ItemModel, type PlanItem } from '../items/item.model.ts';
import { type Suggestion, SuggestionModel } from '../suggestions/suggestion.model.ts';
import type { Deeds } from './measure.ts';
import type { OutcomeWindow } from './outcomeRules.ts';

/** At most so many stand behind one number, as with the cases. */
const MOST_SOURCES = 5_000;

/** What people of a firm did in a window beside cases, so that taking part is more than reporting. */
export async function deedsOf(enterpriseId: string, window: OutcomeWindow): Promise<Deeds> {
  const from = atLocalHour(window.from, 0);
  const to = atLocalHour(window.to, 0);
  const [trained, suggestions, items] = await Promise.all([
    countTrained({ enterpriseId, from: window.from, until: addDays(window.to, -1) }),
    SuggestionModel.find({ enterpriseId, _id: { $gte: firstIdAt(from), $lt: firstIdAt(to) } })
      .select({ proposerId: 1 })
      .limit(MOST_SOURCES)
      .lean<Pick<Suggestion, 'proposerId'>[]>(),
    ItemModel.find({ enterpriseId, updatedAt: { $gte: from } })
      .select({ evidence: 1, checks: 1 })
      .limit(MOST_SOURCES)
      .lean<Pick<PlanItem, 'evidence' | 'checks'>[]>(),
  ]);
  const deeds = new Map<string, string[]>();
  const add = (personId: string, what: string): void => {
    const known = deeds.get(personId) ?? [];
    if (personId !== '' && !known.includes(what)) deeds.set(personId, [...known, what]);
  };
  const isWithin = ({ at }: { at: Date }): boolean => at >= from && at < to;
  for (const personId of trained.personIds) add(personId, '培训');
  for (const { proposerId } of suggestions) add(proposerId, '提建议');
  for (const { evidence, checks } of items) {
    for (const one of evidence.filter(isWithin)) add(one.by, '做改进');
    for (const one of checks.filter(isWithin)) add(one.by, '检查改进');
  }
  return deeds;
}
