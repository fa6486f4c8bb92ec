import { countTrained } from '#domain/stages';
import { addDays, atLocalHour } from '#kernel/dates';
import { firstIdAt } from '#kernel/ids';
import { ItemModel, type PlanItem } from '../items/item.model.ts';
import { type Suggestion, SuggestionModel } from '../suggestions/suggestion.model.ts';
import type { Deeds } from './measure.ts';
import type { OutcomeWindow } from './outcomeRules.ts';

/** A firm with more than this in three months is read up to here. */
const MOST = 5_000;

/** What people of a firm did in a window beside cases, so that taking part is more than reporting. */
export async function deedsOf(enterpriseId: string, { from, to }: OutcomeWindow): Promise<Deeds> {
  const [start, end] = [atLocalHour(from, 0), atLocalHour(to, 0)];
  const [{ personIds }, suggestions, items] = await Promise.all([
    countTrained({ enterpriseId, from, until: addDays(to, -1) }),
    SuggestionModel.find({ enterpriseId, _id: { $gte: firstIdAt(start), $lt: firstIdAt(end) } })
      .select({ proposerId: 1 })
      .limit(MOST)
      .lean<Pick<Suggestion, 'proposerId'>[]>(),
    ItemModel.find({ enterpriseId, updatedAt: { $gte: start } })
      .select({ evidence: 1, checks: 1 })
      .limit(MOST)
      .lean<Pick<PlanItem, 'evidence' | 'checks'>[]>(),
  ]);
  const did = new Map<string, string[]>();
  const add = (personId: string, what: string) => did.set(personId, [...(did.get(personId) ?? []), what]);
  const isWithin = (at: Date): boolean => at >= start && at < end;
  for (const personId of personIds) add(personId, '培训');
  for (const { proposerId } of suggestions) add(proposerId, '建议');
  for (const { evidence, checks } of items) {
    for (const one of evidence.filter(({ at }) => isWithin(at))) add(one.by, '改进事项');
    for (const one of checks.filter(({ at }) => isWithin(at))) add(one.by, '检查改进');
  }
  return did;
}
