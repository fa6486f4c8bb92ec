export type { DrillAction } from './drill.acts.ts';
export {
  addFinding,
  cancelDrill,
  checkFinding,
  closeDrill,
  evaluateDrill,
  finishFinding,
  holdDrill,
  type PlanDrill,
  planDrill,
  reportDrill,
} from './drill.commands.ts';
export type { Drill, DrillStatus } from './drill.model.ts';
export { drillLacks, drills, findingsOf } from './drill.ts';
export { drillsInWords } from './drill.words.ts';
