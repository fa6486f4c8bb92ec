import type { QueryFilter } from 'mongoose';
import { DAY_MS } from '#kernel/dates';
import { bigrams, minhashBands, similarity } from '#kernel/text';
import { WORDS_APART } from './apart.ts';
import { APART, type Hazard, HazardModel, type Recurring } from './hazard.models.ts';
import { likenessRule, recurringRule } from './hazardRules.ts';

type Reported = Pick<Hazard, 'enterpriseId' | 'locationId' | 'placeText' | 'text'>;

/**
 * Whether a report tells of what the firm has closed before, again and again: alike by its words, and at the same place by
 * fewer of them, within the days of the rule. The second says which it was before; from the third on it is a recurrence
 * (意见（九）长效机制).
 */
export async function findRecurring(now: Date, reported: Reported): Promise<Recurring | undefined> {
  const { enterpriseId, locationId, placeText, text } = reported;
  if (enterpriseId === APART || text.includes(WORDS_APART)) return undefined;
  const { days } = recurringRule(now);
  const { sameWords, sameWordsAtOnePlace, candidates } = likenessRule(now);
  const since = new Date(now.getTime() - days * DAY_MS);
  const filter: QueryFilter<Hazard> = { enterpriseId, status: 'closed', closedAt: { $gte: since } };
  const alike: QueryFilter<Hazard>[] = [{ bands: { $in: minhashBands(text) } }];
  alike.push(locationId === undefined ? { placeText } : { locationId });
  const closed = await HazardModel.find({ ...filter, $or: alike })
    .sort({ closedAt: -1 })
    .limit(candidates)
    .select({ reference: 1, text: 1, locationId: 1, placeText: 1 })
    .lean<Pick<Hazard, 'reference' | 'text' | 'locationId' | 'placeText'>[]>();
  const grams = bigrams(text);
  const earlier = closed
    .filter((one) => {
      const isOnePlace = locationId === undefined ? one.placeText === placeText : one.locationId === locationId;
      return similarity(grams, bigrams(one.text)) >= (isOnePlace ? sameWordsAtOnePlace : sameWords);
    })
    .map(({ reference }) => reference)
    .reverse();
  return earlier.length === 0 ? undefined : { times: earlier.length + 1, earlier };
}

/** How often the same was reported, where that is so often that its firm is told to look for the cause. */
export const oftenReported = (recurring: Recurring | undefined, at: Date): number | undefined =>
  recurring !== undefined && recurring.times >= recurringRule(at).times ? recurring.times : undefined;
