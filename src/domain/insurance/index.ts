export type { Budget, BudgetEntry, Movement } from './budget/budget.model.ts';
export { MOVEMENTS } from './budget/budget.model.ts';
export {
  budgetsOf,
  findFirmBudgets,
  findUnused,
  readStatement,
  type Statement,
  tellUnused,
} from './budget/budgets.ts';
export { rebuildBudgets, recountBudgets } from './budget/recount.ts';
export { readBudgetUse, type UseSums } from './budget/use.ts';
export { catalogues } from './catalogues/catalogue.ts';
export { cataloguesInWords, publishCatalogue } from './catalogues/catalogue.words.ts';
export { findCoversToTurn, rebuildCovers, turnCover } from './cover/covers.ts';
export { type CoverCount, countCover, findCover, insuredLines } from './cover/find.ts';
export { COVER_STATES, type CoverState } from './cover/state.ts';
export { COLUMNS } from './imports/columns.ts';
export { IMPORT_STATUSES, OUTCOMES, type PolicyImport } from './imports/import.model.ts';
export { findImportLines, findImports, getImport, importPolicies } from './imports/imports.ts';
export { runNextImport } from './imports/runImport.ts';
export {
  INSURANCE_CLOCK,
  INSURANCE_TERMS,
  MUST_INSURE,
  mustInsureLine,
  SERVICE_TYPES,
  type ServiceType,
} from './mustInsureRules.ts';
export type { PolicyAction } from './policies/policy.acts.ts';
export {
  cancelPolicy,
  confirmPolicy,
  endPolicy,
  enterPolicy,
  findEnded,
  findToRenew,
  notePremium,
  oweRenewal,
  rejectPolicy,
} from './policies/policy.commands.ts';
export type { Policy, PolicyStatus } from './policies/policy.model.ts';
export { policies } from './policies/policy.ts';
export { policiesInWords } from './policies/policy.words.ts';
export { COMPLAINT_CLOCK, PROGRAMME_ACTIVITIES, SERVICE_CLOCK } from './serviceRules.ts';
export { type ActivityUse, activitiesOf } from './services/activities.ts';
export { answerComplaint, callComplex, complainOfService, putOffAnswer } from './services/complaints.ts';
export { findSatisfaction } from './services/satisfaction.ts';
export type { ServiceAction } from './services/service.acts.ts';
export {
  acceptService,
  agreeService,
  askService,
  attendService,
  cancelService,
  deliverService,
  denyAttendance,
  nameAttendees,
  refuseService,
  returnService,
  reverseService,
  settleService,
} from './services/service.commands.ts';
export type { Service, ServiceStatus } from './services/service.model.ts';
export { services } from './services/service.ts';
export { servicesInWords } from './services/service.words.ts';
export { paperOf } from './voucher.ts';
