import { endOfLocalDay, type LocalDate } from '#kernel/dates';
import type { Hazard, Rectification } from './hazard.models.ts';
import { lastDayToFix } from './hazardRules.ts';

/** The day a fix counts as late from: the one agreed on first, where the body has set a later one since. */
export const agreedOn = ({ agreedOn: first, dueOn }: Pick<Rectification, 'agreedOn' | 'dueOn'>): LocalDate =>
  first ?? dueOn;

/** The last day a firm may set for the fix of a major hazard: that of the rule, or a later one the body gave it. */
export function lastDayToPlan({ rectification }: Pick<Hazard, 'rectification'>, now: Date): LocalDate {
  const [last, given] = [lastDayToFix(now), rectification?.givenOn];
  return given !== undefined && given > last ? given : last;
}

/** Whether the day of a fix is further off than a firm may set it, so that the body may bring it forward. */
export const isTooFar = ({ rectification }: Pick<Hazard, 'rectification'>, now: Date): boolean =>
  rectification !== undefined && rectification.dueOn > lastDayToFix(now);

/**
 * The end of the day from which the fix of a major hazard counts as late: while it is being put right, and once it was
 * handed in late. Whatever is sent back, arranged anew or set by the body meanwhile moves it no further; closing ends it.
 * Undefined where no day was agreed on, or it was handed in by then.
 */
export function fixDueAt({
  isMajor,
  status,
  rectification,
  fix,
}: Pick<Hazard, 'isMajor' | 'status' | 'rectification' | 'fix'>): Date | undefined {
  if (!isMajor || rectification === undefined) return undefined;
  const end = endOfLocalDay(agreedOn(rectification));
  if (status === 'rectifying') return end;
  const isHandedIn = status === 'submitted' || status === 'closure-requested';
  return isHandedIn && fix !== undefined && fix.at > end ? end : undefined;
}
