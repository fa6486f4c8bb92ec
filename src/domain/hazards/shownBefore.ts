import { type HandedIn, type Pair, tellPlacesBy } from '#domain/evidence';
import type { Context } from '#kernel/context';
import { isUnnamed } from './contact.ts';
import { firmOf, type Hazard, HazardModel, isFirmUnknown } from './hazard.models.ts';
import { isHeld } from './hold.ts';

type Showing = Pick<
  Hazard,
  '_id' | 'reference' | 'enterpriseId' | 'aboutFirmId' | 'heldUntil' | 'photoIds' | 'reporter'
>;
const FIELDS = {
  reference: 1,
  enterpriseId: 1,
  aboutFirmId: 1,
  heldUntil: 1,
  photoIds: 1,

  reporter: 1,
};

/** About those who run a firm, and not beside another about the same. */
const isKeptFrom = (one: Showing, about: HandedIn): boolean =>
  one.aboutFirmId !== undefined && one.aboutFirmId !== about.aboutFirmId;

/**
 * Where photos were seen before, as it is kept: references of the record itself and of cases of its own firm, and of others no more than
 * that there is one. Nothing is said of what the firm may not know of: of what is told about those who run it, of a case
 * held till the hour, nor of what somebody without a name sent to another firm. Else a firm could try whether a photo it
 * holds was sent in.
 */
export async function placesShowing({ now }: Context, about: HandedIn, pairs: readonly Pair[]): Promise<string[]> {
  const showing = pairs.map(({ same }) => same);
  const ids = showing.filter(({ subject }) => subject.kind === 'hazard').map(({ subject }) => subject.id);
  const cases = await HazardModel.find({ _id: { $in: ids } })
    .select(FIELDS)
    .sort({ _id: 1 })
    .lean<Showing[]>();
  const named = cases.flatMap((one) => {
    if (one._id === about._id) return [one.reference];
    if (isHeld(one, now) || isFirmUnknown(one) || isKeptFrom(one, about)) return [];
    if (firmOf(one) === about.firmId) return [one.reference];
    const firms = showing.filter(({ subject, photoId }) => subject.id === one._id && !one.photoIds.includes(photoId));
    return isUnnamed(one) && firms.length === 0 ? [] : ['elsewhere'];
  });
  const others = showing
    .filter(({ subject }) => subject.kind !== 'hazard')
    .map(({ subject }) => (subject.id === about._id ? about.reference : 'record'));
  return [...new Set([...named, ...others])];
}
tellPlacesBy(placesShowing);
