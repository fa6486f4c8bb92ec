import { endOfLocalDay, type LocalDate } from '#kernel/dates';
import type { Hazard, Rectification } from './hazard.models.ts';

/** The day a fix counts as late from: the one agreed on first, where the body has set a later one since. */
export const agreedOn = ({ agreedOn: first, dueOn }: Pick<Rectification, 'agreedOn' | 'dueOn'>): LocalDate =>
  first ?? dueOn;

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
