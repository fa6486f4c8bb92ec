import type { Deeds } from './measure.ts';
import type { OutcomeWindow } from './outcomeRules.ts';

/** What people of a firm did in a window beside cases: suggestions, improvement items, training. */
export async function deedsOf(_enterpriseId: string, _window: OutcomeWindow): Promise<Deeds> {
  return new Map();
}
