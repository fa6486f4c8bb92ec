import type { QueryFilter } from 'mongoose';
import type { JournalEvent } from '#domain/journal';
import { nextHour, startOfHour } from '#kernel/dates';
import { isUnnamed } from './contact.ts';
import type { Hazard } from './hazard.models.ts';

/**
 * Until when a new report is seen by whoever reported it alone: one without a name that is not urgent is there for everybody
 * else, lists, numbers and clocks, from the next full hour on. Whoever opens the firm's pages every minute learns the hour.
 */
export const holdOf = (now: Date, hazard: Pick<Hazard, 'isUrgent' | 'reporter'>): Pick<Hazard, 'heldUntil'> =>
  isUnnamed(hazard) && !hazard.isUrgent ? { heldUntil: nextHour(now) } : {};

/** What is no longer held at `now`, as the store is asked. */
export const shownAt = (now: Date): QueryFilter<Hazard> => ({ heldUntil: { $not: { $gt: now } } });

/** The same of one case. */
export const isHeld = ({ heldUntil }: Pick<Hazard, 'heldUntil'>, now: Date): boolean =>
  heldUntil !== undefined && heldUntil > now;

/** What somebody without a name does later that moves the case nowhere: joins it, answers, finds it solved. */
const CALM_ACTS = ['hazards.endorsed', 'hazards.answered', 'hazards.found-solved'];

/** Such an act is known to others from the next full hour on, as a report is; in an urgent case at once. */
export const isActHeld = (
  { isUrgent }: Pick<Hazard, 'isUrgent'>,
  { name, door, at }: JournalEvent,
  now: Date,
): boolean => !isUrgent && door === 'hidden' && CALM_ACTS.includes(name) && at >= startOfHour(now);
