import type { Hazard } from './hazard.models.ts';

/** Looks like a major hazard by its words, or by the word of whoever found it: it has a file. */
export const looksMajor = ({ suggested, isClaimedMajor }: Pick<Hazard, 'suggested' | 'isClaimedMajor'>): boolean =>
  suggested?.looksMajor === true || isClaimedMajor === true;

/** It is, was or may be a major hazard: what has a file of its own. */
export const mayHaveFile = (hazard: Hazard): boolean =>
  hazard.isMajor || looksMajor(hazard) || hazard.notMajor !== undefined || hazard.downgradeReason !== undefined;
