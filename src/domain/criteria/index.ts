export type { Criterion } from './criterion.model.ts';
export {
  type CriteriaFilter,
  clauseOf,
  findCriteria,
  findCriterionVersions,
  findShelves,
  libraryOn,
  replacedBy,
  versionOn,
} from './library.ts';
export {
  addCriterion,
  addCriterionInput,
  mayKeepCriteria,
  supersedeCriterion,
  supersedeCriterionInput,
} from './makeVersion.ts';
export { learn, vectorsOfLines } from './matching/learn.ts';
export { measure } from './matching/measure.ts';
export { maySuggest, type Suggestion, suggestCriteria } from './matching/suggest.ts';
export { type FirmTrade, isEverywhere } from './matching/trades.ts';
