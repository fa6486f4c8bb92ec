export {
  beginCompetence,
  beginCompetenceInput,
  endCompetence,
  endCompetenceInput,
  mayKeepCompetence,
  THE_PARK,
} from './commands.ts';
export type { Competence, Stretch } from './competence.model.ts';
export {
  type Answer,
  answersOn,
  competentOn,
  gapsOn,
  holdsPowerOn,
  nextGap,
  type ParkStanding,
  standingOf,
  stretchesOf,
} from './decide.ts';
export { type OldPark, stretchesFrom } from './initial.ts';
export { endingDays, MATTERS, type Matter, matterLabel, matterOf } from './matters.ts';
export { bodiesUpFrom, isBodyOver } from './over.ts';
