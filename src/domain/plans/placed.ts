import type { QueryFilter } from 'mongoose';
import { LEFT_PARKS_PATH, type LeftPark } from '#domain/engine';
import { canSeeEnrolment, visibleEnrolments } from '#domain/programme';
import { type Actor, actsAs } from '#kernel/actor';

/** Where a plan, an item or a suggestion lies: what decides who sees it. */
export interface Placed {
  enterpriseId: string;
  regionPath: string[];
  parkId?: string;
  /** Parks the firm has left since this began; they read it as it stood then. */
  formerParks: LeftPark[];
  bodyId: string;
  sector: string;
}

const text = { type: String, required: true };

/** The same as schema paths. */
export const PLACED_PATHS = {
  enterpriseId: text,
  regionPath: { type: [String], required: true },
  parkId: String,
  formerParks: { type: LEFT_PARKS_PATH, default: [] },
  bodyId: text,
  sector: text,
};

/** Indexes of a list by every kind of actor, the newest first. */
export function indexPlaces(schema: {
  index: (keys: Record<string, 1 | -1>, options: { name: string }) => unknown;
}): void {
  schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
  schema.index({ parkId: 1, _id: -1 }, { name: 'by_park' });
  schema.index({ 'formerParks.parkId': 1, _id: -1 }, { name: 'by_former_park' });
  schema.index({ regionPath: 1, _id: -1 }, { name: 'by_region' });
}

/** The place of something that begins now, where something else lies: no park has left it yet. */
export function placeOf(whole: Omit<Placed, 'formerParks'>): Placed {
  const { enterpriseId, regionPath, parkId, bodyId, sector } = whole;
  return { enterpriseId, regionPath, formerParks: [], bodyId, sector, ...(parkId === undefined ? {} : { parkId }) };
}

/** What a deadline says of the place, so that its reminders find the people. */
export const rungsOf = ({ enterpriseId, parkId, bodyId }: Placed) => ({
  enterpriseId,
  bodyId,
  ...(parkId === undefined ? {} : { parkId }),
});

/**
 * Plans and their items are seen by exactly those who see the firm in the programme: everybody of the firm, for
 * improving is everybody's (意见（十六）人人参与), its advisers, park and regulators.
 */
export const visiblePlaced = <T extends Placed>(actor: Actor, asksStanding = false): QueryFilter<T> =>
  // How it stands today is known to the park the firm lies in, not to one it has left.
  (asksStanding && actsAs(actor, 'park-officer') && actor.scope.parkId !== undefined
    ? { parkId: actor.scope.parkId }
    : visibleEnrolments(actor)) as unknown as QueryFilter<T>;

/** The same question of one of them. A test holds the two together for every role. */
export const canSeePlaced = (actor: Actor, placed: Placed): boolean => canSeeEnrolment(actor, placed);
