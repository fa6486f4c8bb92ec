import type { QueryFilter } from 'mongoose';
import type { Placed } from '#domain/engine';
import { canSeeEnrolment, visibleEnrolments } from '#domain/programme';
import { type Actor, actsAs } from '#kernel/actor';

export { indexPlaces, PLACED_PATHS, type Placed, placeBeside as placeOf, rungsOf } from '#domain/engine';

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
