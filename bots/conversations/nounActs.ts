import { alertAct } from './alertAct.ts';
import { caseAct } from './caseAct.ts';
import { dutyAct } from './dutyAct.ts';
import { itemAct } from './itemAct.ts';
import { majorAct } from './majorAct.ts';
import type { NounAct } from './nounAct.ts';
import { passAct } from './passAct.ts';
import { serviceAct } from './serviceAct.ts';
import { suggestionAct } from './suggestionAct.ts';

/** Every kind of noun whose steps can be taken by chat. */
export const NOUN_ACTS: readonly NounAct[] = [
  caseAct,
  itemAct,
  suggestionAct,
  serviceAct,
  majorAct,
  passAct,
  dutyAct,
  alertAct,
];
