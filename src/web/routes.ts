import { drawnOf } from '#domain/engine';
import { NOUNS } from '#domain/nouns';
import { accidentRoutes } from './accidents/routes.ts';
import { adminRoutes } from './admin/routes.ts';
import { applicationRoutes } from './applications/routes.ts';
import { boardRoutes } from './boards/routes.ts';
import { chatRoutes } from './chat/routes.ts';
import { cohortRoutes } from './cohorts/routes.ts';
import { competenceRoutes } from './competence/routes.ts';
import { criteriaRoutes } from './criteria/routes.ts';
import { enrolRoutes } from './enrol/routes.ts';
import { enrolmentRoutes } from './enrolments/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { firmRoutes } from './firms/routes.ts';
import { gateRoutes } from './gates/routes.ts';
import { gradeRoutes } from './grades/routes.ts';
import { hazardRoutes } from './hazards/routes.ts';
import { homeRoutes } from './home/routes.ts';
import { identityRoutes } from './identity/routes.ts';
import { inboxRoutes } from './inbox/routes.ts';
import { insuranceRoutes } from './insurance/routes.ts';
import { draftRoutes } from './kept/routes.ts';
import { moreRoutes } from './more/routes.ts';
import { movedRoutes } from './nouns/moved.ts';
import { nounRoutes } from './nouns/routes.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { outcomeRoutes } from './outcomes/routes.ts';
import { parkBookRoutes } from './parkBook/routes.ts';
import { peopleRoutes } from './people/routes.ts';
import { placeRoutes } from './places/routes.ts';
import { planRoutes } from './plans/routes.ts';
import { protectionRoutes } from './protection/routes.ts';
import { rewardRoutes } from './rewards/routes.ts';
import type { Route } from './router.ts';
import { ruleRoutes } from './rules/routes.ts';
import { schemeRoutes } from './schemes/routes.ts';
import { searchRoutes } from './search/routes.ts';
import type { Site } from './site.ts';
import { supportRoutes } from './support/routes.ts';
import { toDoRoutes } from './toDos/routes.ts';

/** Every address of the portal. */
export const allRoutes = (site: Site): readonly Route[] => [
  ...homeRoutes,
  ...toDoRoutes,
  ...moreRoutes,
  ...draftRoutes,
  ...searchRoutes,
  ...firmRoutes,
  ...identityRoutes(site),
  ...enrolRoutes,
  ...cohortRoutes,
  ...applicationRoutes,
  ...hazardRoutes,
  ...accidentRoutes,
  ...protectionRoutes,
  ...rewardRoutes,
  ...schemeRoutes,
  ...outcomeRoutes,
  ...boardRoutes,
  ...insuranceRoutes,
  ...planRoutes,
  ...drawnOf(NOUNS).flatMap(nounRoutes),
  ...movedRoutes,
  ...enrolmentRoutes(site),
  ...exportRoutes,
  ...placeRoutes(site),
  ...peopleRoutes,
  ...organisationRoutes,
  ...competenceRoutes,
  ...gateRoutes,
  ...parkBookRoutes,
  ...gradeRoutes,
  ...inboxRoutes,
  ...chatRoutes(site),
  ...supportRoutes,
  ...criteriaRoutes,
  ...ruleRoutes,
  ...adminRoutes,
];
