import { applicationNoun } from './application.ts';
import { assessmentNoun } from './assessment.ts';
import { cohortNoun } from './cohort.ts';
import { enrolmentNoun } from './enrolment.ts';
import { hazardNoun } from './hazard.ts';
import type { Noun } from './noun.ts';
import { planNoun } from './plan.ts';
import { planItemNoun } from './planItem.ts';
import { rewardNoun } from './reward.ts';
import { suggestionNoun } from './suggestion.ts';
import { supportDecisionNoun } from './supportDecision.ts';
import { supportPolicyNoun } from './supportPolicy.ts';
import { transferNoun } from './transfer.ts';
import { visitNoun } from './visit.ts';
import { workFilingNoun } from './workFiling.ts';

/** Every kind of subject the notices speak of. A new noun gets its own file here and a line in this list. */
export const NOUNS: readonly Noun<unknown>[] = [
  applicationNoun as Noun<unknown>,
  cohortNoun as Noun<unknown>,
  hazardNoun as Noun<unknown>,
  rewardNoun as Noun<unknown>,
  enrolmentNoun as Noun<unknown>,
  assessmentNoun as Noun<unknown>,
  visitNoun as Noun<unknown>,
  supportPolicyNoun as Noun<unknown>,
  supportDecisionNoun as Noun<unknown>,
  planNoun as Noun<unknown>,
  planItemNoun as Noun<unknown>,
  suggestionNoun as Noun<unknown>,
  transferNoun as Noun<unknown>,
  workFilingNoun as Noun<unknown>,
];

/** The noun of an event's or deadline's subject; undefined for subjects nobody is told about. */
export const nounOf = (kind: string): Noun<unknown> | undefined => NOUNS.find((noun) => noun.kind === kind);
