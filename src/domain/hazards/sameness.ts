import type { QueryFilter } from 'mongoose';
import { dhashDistance } from '#domain/evidence';
import { bigrams, minhashBands, similarity } from '#kernel/text';
import { APART, type Hazard, HazardModel } from './hazard.models.ts';
import { likenessRule } from './hazardRules.ts';
import { shownAt } from './hold.ts';
import { isToldApart } from './policy.ts';

interface Told {
  enterpriseId: string;
  locationId?: string;
  text: string;
  dhashes?: readonly string[];
}

/**
 * Open cases of a firm that sound or look like what was told, the most alike first: shared MinHash bands or a photo that
 * looks the same, then the share of two-character pieces. One place makes fewer shared words enough.
 * @param known Which of them whoever asks may know of.
 */
export async function openAlike(now: Date, told: Told, known: QueryFilter<Hazard>): Promise<Hazard[]> {
  const { enterpriseId, locationId, dhashes = [] } = told;
  const rule = likenessRule(now);
  const alike: QueryFilter<Hazard>[] = [{ bands: { $in: minhashBands(told.text) } }];
  if (locationId !== undefined) alike.push({ locationId });
  if (dhashes.length > 0) alike.push({ 'dhashes.0': { $exists: true } });
  // A row that says nothing is like none, and stops nobody who reports.
  const says: QueryFilter<Hazard> = { text: { $type: 'string' }, dhashes: { $type: 'array' } };
  const candidates = await HazardModel.find({ $and: [{ enterpriseId, isOpen: true, $or: alike }, says, known] })
    .sort({ _id: -1 })
    .limit(rule.candidates)
    .lean<Hazard[]>();
  const grams = bigrams(told.text);
  return candidates
    .map((hazard) => {
      const words = similarity(grams, bigrams(hazard.text));
      const sharesPhoto = hazard.dhashes.some((one) =>
        dhashes.some((other) => dhashDistance(one, other) <= rule.photoBits),
      );
      const isOnePlace = locationId !== undefined && hazard.locationId === locationId;
      const enough = isOnePlace ? rule.sameWordsAtOnePlace : rule.sameWords;
      return { hazard, score: sharesPhoto ? 1 : words, isAlike: sharesPhoto || words >= enough };
    })
    .filter((row) => row.isAlike)
    .sort((a, b) => b.score - a.score)
    .slice(0, rule.shown)
    .map(({ hazard }) => hazard);
}

/** Whether somebody who sorts cases has said that these two are not the same; it holds from both sides. */
export const areToldApart = (one: Hazard, other: Hazard): boolean =>
  (one.notSameAs ?? []).includes(other.reference) || (other.notSameAs ?? []).includes(one.reference);

/**
 * Other open cases of the firm that may be this one, for whoever sorts it; none it was said not to be. What was told apart
 * is not compared, written down in Chinese or not: what it is like would say how it was told.
 */
export async function findPossiblySame(now: Date, hazard: Hazard): Promise<Hazard[]> {
  const { _id, reference } = hazard;
  if (hazard.enterpriseId === APART || isToldApart(hazard)) return [];
  // What it was said not to be takes no place of the few that are shown.
  const others = { _id: { $ne: _id }, reference: { $nin: hazard.notSameAs ?? [] }, notSameAs: { $ne: reference } };
  const found = await openAlike(now, hazard, { $and: [shownAt(now), others] });
  return found.filter((other) => !isToldApart(other));
}
