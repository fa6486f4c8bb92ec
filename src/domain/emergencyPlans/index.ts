export type { EmergencyPlanAction } from './emergencyPlan.acts.ts';
export {
  askFiling,
  countDrill,
  type DraftEmergencyPlan,
  draftEmergencyPlan,
  evaluateEmergencyPlan,
  isMeantFor,
  plansInForce,
  registerEmergencyPlan,
  returnFiling,
  reviewEmergencyPlan,
  reviseEmergencyPlan,
  reworkEmergencyPlan,
  signEmergencyPlan,
  surveyResources,
  surveyRisk,
  withdrawEmergencyPlan,
  writeEmergencyPlan,
} from './emergencyPlan.commands.ts';
export type { EmergencyPlan, EmergencyPlanStatus, PlanContact, PlanStep } from './emergencyPlan.model.ts';
export { drillClock, PLAN_KINDS, type PlanKind, planKindLabel } from './emergencyPlan.rules.ts';
export { emergencyPlans, isInForce, lacksOf } from './emergencyPlan.ts';
export { emergencyPlansInWords } from './emergencyPlan.words.ts';
