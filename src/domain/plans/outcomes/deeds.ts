import { countTrained } from '#domain/programme';
import { addDays } from '#kernel/dates';
import type { Deeds } from './measure.ts';
import type { OutcomeWindow } from './outcomeRules.ts';

/** What people of a firm did in a window beside cases, so that taking part is more than reporting. */
export async function deedsOf(enterpriseId: string, { from, to }: OutcomeWindow): Promise<Deeds> {
  const { personIds } = await countTrained({ enterpriseId, from, until: addDays(to, -1) });
  return new Map(personIds.map((personId) => [personId, ['培训']]));
}
