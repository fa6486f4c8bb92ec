export {
  checkCondition,
  conditionStandings,
  findConditionsOver,
  handInCondition,
  lapseCondition,
  renewCondition,
} from './conditions/condition.commands.ts';
export type { Condition } from './conditions/condition.model.ts';
export { conditions } from './conditions/condition.ts';
export { conditionsInWords } from './conditions/condition.words.ts';
export type { GradeAction } from './grade.acts.ts';
export {
  assessPark,
  gradeOn,
  type PublishedGrade,
  parksGraded,
  publishGrade,
  recheckGrade,
  rescorePark,
  returnGrade,
  scorePark,
} from './grade.commands.ts';
export type { GradeStatus, ParkGrade } from './grade.model.ts';
export {
  effectOf,
  effectText,
  expansionOn,
  type Grade,
  gradeByScore,
  gradeLabel,
  gradesThatStay,
  pointsIn,
  pointsOf,
  SHEET_ITEMS,
  totalOf,
} from './grade.rules.ts';
export { grades, sheetOf } from './grade.ts';
export { gradesInWords } from './grade.words.ts';
export { lacksOf, risesOf } from './workbench.ts';
