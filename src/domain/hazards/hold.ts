import type { QueryFilter } from 'mongoose';
import { nextHour } from '#kernel/dates';
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
