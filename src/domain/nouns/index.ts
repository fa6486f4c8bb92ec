import { accidentsInWords } from '#domain/accidents';
import { alertSourcesInWords } from '#domain/alertSources';
import { alertsInWords } from '#domain/alerts';
import { cohorts } from '#domain/applying';
import { breachesInWords } from '#domain/breaches';
import { drillsInWords } from '#domain/drills';
import { dutiesInWords } from '#domain/duties';
import { emergencyPlansInWords } from '#domain/emergencyPlans';
import { declareNouns } from '#domain/engine';
import { entryListsInWords } from '#domain/entryLists';
import { expansionsInWords } from '#domain/expansions';
import { facilitiesInWords } from '#domain/facilities';
import { filingsInWords } from '#domain/filings';
import { gatesInWords } from '#domain/gates';
import { conditionsInWords, gradesInWords } from '#domain/grades';
import { inspectionsInWords } from '#domain/inspections';
import { cataloguesInWords, policiesInWords, servicesInWords } from '#domain/insurance';
import { majorsInWords, stopsInWords } from '#domain/majors';
import { parkAssessmentsInWords } from '#domain/parkAssessments';
import { transfersInWords } from '#domain/parks';
import { passesInWords } from '#domain/passes';
import { itemsInWords, plansInWords, suggestionsInWords } from '#domain/plans';
import { projectsInWords } from '#domain/projects';
import { revealsInWords, watchesInWords } from '#domain/protection';
import { referralsInWords } from '#domain/referrals';
import { rescueTeamsInWords } from '#domain/rescueTeams';
import { responsesInWords } from '#domain/responses';
import { returnsInWords } from '#domain/returns';
import { rewardMonthsInWords, rewardsInWords } from '#domain/rewards';
import { assessments, requireFacts, visitsInWords } from '#domain/stages';
import { stockInWords } from '#domain/stock';
import { supportDecisions } from '#domain/support';
import { tenanciesInWords } from '#domain/tenancies';
import { applicationNoun } from './application.ts';
import { enrolmentNoun } from './enrolment.ts';
import { hazardNoun } from './hazard.ts';
import { supportPolicyNoun } from './supportPolicy.ts';

requireFacts();

export { findToReckon, noteReckoned, reckonDeadline } from './reckoning.ts';

/** The one list of nouns, in the order people meet them. A new noun gets its line here. */
export const NOUNS = declareNouns([
  applicationNoun,
  cohorts,
  accidentsInWords,
  responsesInWords,
  hazardNoun,
  majorsInWords,
  stopsInWords,
  referralsInWords,
  inspectionsInWords,
  returnsInWords,
  watchesInWords,
  revealsInWords,
  rewardsInWords,
  rewardMonthsInWords,
  enrolmentNoun,
  assessments,
  visitsInWords,
  supportPolicyNoun,
  supportDecisions,
  plansInWords,
  itemsInWords,
  suggestionsInWords,
  transfersInWords,
  parkAssessmentsInWords,
  filingsInWords,
  passesInWords,
  gatesInWords,
  breachesInWords,
  projectsInWords,
  entryListsInWords,
  facilitiesInWords,
  stockInWords,
  tenanciesInWords,
  emergencyPlansInWords,
  rescueTeamsInWords,
  drillsInWords,
  dutiesInWords,
  alertsInWords,
  alertSourcesInWords,
  gradesInWords,
  conditionsInWords,
  expansionsInWords,
  policiesInWords,
  cataloguesInWords,
  servicesInWords,
]);

// Whoever asks for a noun by its kind asks here, so that the list is there.
export {
  countToDos,
  findToDos,
  maySeePhoto,
  nounOf,
  overdueIn,
  TO_DO_TABS,
  type ToDo,
  type ToDoTab,
  titleOf,
} from '#domain/engine';
