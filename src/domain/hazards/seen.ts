import { createHash } from 'node:crypto';
import { conflict } from '#kernel/errors';
import { optionalWords } from '#kernel/input';
import type { Hazard } from './hazard.models.ts';
import type { HazardAction } from './lifecycle.ts';

/** What a step decides about: somebody else may have put another in its place since the form was drawn. */
const DECIDED: Partial<Record<HazardAction, 'fix' | 'extension' | 'dispute'>> = {
  'approve-rectification': 'fix',
  'return-rectification': 'fix',
  'request-closure': 'fix',
  'close-major': 'fix',
  'return-closure': 'fix',
  'grant-extension': 'extension',
  'refuse-extension': 'extension',
  uphold: 'dispute',
  admit: 'dispute',
};

/** What the form of a step shows, in a word that another fix, application or dispute does not share; empty for other steps. */
export function seenOf(hazard: Hazard, action: HazardAction): string {
  const part = DECIDED[action];
  if (part === undefined || hazard[part] === undefined) return '';
  return createHash('sha256').update(JSON.stringify(hazard[part])).digest('hex').slice(0, 16);
}

/** That word, as a form brings it back; absent where nobody was shown a form. */
export const seenField = optionalWords(20);

/** @throws Conflict `hazards.changed-since-seen` where what is there now is not what was shown. */
export function checkSeen(hazard: Hazard, action: HazardAction, seen: string | undefined): void {
  if (seen !== undefined && seen !== seenOf(hazard, action)) throw conflict('hazards.changed-since-seen');
}
