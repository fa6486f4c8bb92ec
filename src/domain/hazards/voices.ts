import { startOfHour } from '#kernel/dates';
import type { Hazard } from './hazard.models.ts';

const LETTERS = 26;
const lettersOf = (n: number): string =>
  (n < LETTERS ? '' : lettersOf(Math.floor(n / LETTERS) - 1)) + String.fromCharCode(65 + (n % LETTERS));

/**
 * What somebody without a name is called in a case: 员工A who reported it, B and so on who joined. The letters count within
 * the case alone, so that they tell nothing in another.
 * @param standing 0 the reporter, else the number of their joining.
 */
export function voiceIn({ reporter }: Pick<Hazard, 'reporter'>, standing = 0): string {
  // Where the reporter gave a name, whoever joins first without one is the first unnamed.
  return `员工${lettersOf(reporter.kind === 'person' ? standing - 1 : standing)}`;
}

/** Those who joined without a name within an hour: others count them once it is over. @param hour Its beginning. */
export const joinedLately = (
  { joinedLately: before }: Pick<Hazard, 'joinedLately'>,
  hour: Date,
): NonNullable<Hazard['joinedLately']> => ({
  hour,
  count: (before?.hour.getTime() === hour.getTime() ? before.count : 0) + 1,
});

/** How many joined a case, as a page may say at `now`: whoever opens it every minute learns the hour; an urgent one holds nothing. */
export function countShown(
  hazard: Pick<Hazard, 'endorserIds' | 'unnamedEndorsers' | 'joinedLately' | 'isUrgent'>,
  now: Date,
): number {
  const { joinedLately: late, isUrgent } = hazard;
  const isHeld = late !== undefined && !isUrgent && late.hour >= startOfHour(now);
  return countJoined(hazard) - (isHeld ? late.count : 0);
}

/** How many joined a case, with a name or without. */
export const countJoined = ({ endorserIds, unnamedEndorsers = 0 }: Pick<Hazard, 'endorserIds' | 'unnamedEndorsers'>) =>
  endorserIds.length + unnamedEndorsers;
