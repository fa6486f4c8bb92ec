import { createHash } from 'node:crypto';
import { conflict } from '#kernel/errors';
import { optionalWords } from '#kernel/input';
import type { Hazard } from './hazard.models.ts';
import type { HazardAction } from './lifecycle.ts';

/** What a step decides about: somebody else may have put another in its place since the form was drawn. */
const DECIDED: Partial<Record<HazardAction, readonly (keyof Hazard)[]>> = {
  'approve-rectification': ['fix'],
  'return-rectification': ['fix'],
  'request-closure': ['fix'],
  'close-major': ['fix'],
  'return-closure': ['fix'],
  'grant-extension': ['extension'],
  'refuse-extension': ['extension'],
  uphold: ['dispute'],
  admit: ['dispute'],
  // Why it is a major one, what was told of it, and what the firm has done about it.
  downgrade: ['round', 'majorBasis', 'criterion', 'text', 'inChinese', 'photoIds', 'fix'],
};

/** What the form of a step shows, in a word that another fix, application or dispute does not share; empty for other steps. */
export function seenOf(hazard: Hazard, action: HazardAction): string {
  const parts = (DECIDED[action] ?? []).map((part) => hazard[part]);
  if (parts.every((part) => part === undefined)) return '';
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** That word, as a form brings it back; absent where nobody was shown a form. */
export const seenField = optionalWords(20);

/** @throws Conflict `hazards.changed-since-seen` where what is there now is not what was shown. */
export function checkSeen(hazard: Hazard, action: HazardAction, seen: string | undefined): void {
  if (seen !== undefined && seen !== seenOf(hazard, action)) throw conflict('hazards.changed-since-seen');
}
