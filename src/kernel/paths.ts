declare const ours: unique symbol;
/** An address of the portal, or the pattern of one: made here, or from a noun's `path` by `pathsUnder`, and nowhere else. */
export type Pattern = string & { readonly [ours]: true };

type Parts<P extends string> = P extends `${string}:${string}/${infer Rest}`
  ? [part: string, ...Parts<Rest>]
  : P extends `${string}:${string}`
    ? [part: string]
    : [];

/** An address with parts to fill in, in their order. */
export interface Filled<A extends string[]> {
  (...parts: A): string;
  /** As its route is told it: `/hazards/:reference`. */
  readonly pattern: Pattern;
}
type Address<P extends string> = Parts<P> extends [] ? Pattern : Filled<Parts<P>>;

/** An address without parts is a text; one with parts is filled in by calling it. */
function address<P extends string>(pattern: P): Address<P> {
  if (!pattern.includes('/:')) return pattern as unknown as Address<P>;
  const fill = (...parts: string[]): string => {
    let next = 0;
    return pattern.replace(/:\w+/g, () => encodeURIComponent(parts[next++] ?? ''));
  };
  return Object.assign(fill, { pattern: pattern as unknown as Pattern }) as unknown as Address<P>;
}

/** The addresses every noun has under its own `path`: its list, making one (of a sort), one of them, and a step of it. */
export const pathsUnder = (path: string) => ({
  list: address(path) as Pattern,
  making: address(`${path}/new`) as Pattern,
  sort: address(`${path}/new/:kind`),
  one: address(`${path}/:reference`),
  act: address(`${path}/:reference/act/:action`),
});

/** A step of what is shown at `path`. */
export const actUnder = (path: string, action: string): string => `${path}/act/${action}`;

/** Where the hardware of a gate sends its crossings: no page, and no form of ours. */
export const gateIntake = address('/intake/gates/:reference');
/** Where a platform sends what its devices raise. */
export const alertIntake = address('/intake/alerts/:reference');

/**
 * Every address of the portal but those of nouns whose pages are drawn from their own `path`. One that no route answers
 * does not start; a route whose address does not stand here does not compile.
 */
export const paths = {
  home: address('/'),
  toDos: address('/to-dos'),
  more: address('/more'),
  rail: address('/more/rail'),
  keepDraft: address('/drafts'),
  forgetDraft: address('/drafts/forget'),
  search: address('/search'),
  firms: address('/firms'),
  firm: address('/firms/:id'),

  signIn: address('/sign-in'),
  signOut: address('/sign-out'),
  invitation: address('/invitation'),
  reset: address('/reset'),
  askReset: address('/reset/ask'),
  join: address('/join'),
  joinTeam: address('/join/:code'),
  demo: address('/demo'),
  demoSms: address('/demo/sms'),
  switchRole: address('/switch-role'),
  me: address('/me'),
  phone: address('/me/phone'),
  phoneCode: address('/me/phone/code'),
  answerOffer: address('/me/offers/:id'),
  leaveRole: address('/me/roles/:id/leave'),
  bindings: address('/me/bindings'),
  removeBinding: address('/me/bindings/remove'),
  sessions: address('/me/sessions'),
  password: address('/me/password'),
  totp: address('/me/totp'),
  totpOff: address('/me/totp/off'),

  enrol: address('/enrol'),
  register: address('/enrol/register'),
  cohorts: address('/cohorts'),
  newCohort: address('/cohorts/new'),
  cohort: address('/cohorts/:reference'),
  cohortAct: address('/cohorts/:reference/act/:action'),
  applications: address('/applications'),
  newApplication: address('/applications/new'),
  application: address('/applications/:reference'),
  applicationForm: address('/applications/:reference/form'),
  applicationCheck: address('/applications/:reference/check'),
  applicationSubmit: address('/applications/:reference/submit'),
  applicationAct: address('/applications/:reference/act/:action'),

  referrals: address('/referrals'),
  inspections: address('/inspections'),
  accidentReceipts: address('/accidents/:reference/receipts'),
  accidentEvidence: address('/accidents/:reference/evidence'),
  report: address('/report'),
  reported: address('/report/done'),
  addToReported: address('/report/done/add'),
  takeBackReported: address('/report/done/take-back'),
  poster: address('/l/:code'),
  track: address('/track'),
  claim: address('/track/claim'),
  trackAnswer: address('/track/answer'),
  trackOwn: address('/track/own/:act'),
  hazards: address('/hazards'),
  myReports: address('/my-reports'),
  hazard: address('/hazards/:reference'),
  hazardAct: address('/hazards/:reference/act/:action'),
  confirm: address('/confirm/:code'),
  askReporter: address('/hazards/:reference/ask'),
  answerAsked: address('/hazards/:reference/answer'),
  ownCase: address('/hazards/:reference/own/:act'),
  askReveal: address('/hazards/:reference/reveal'),
  photo: address('/photos/:id'),
  sound: address('/sounds/:id'),
  file: address('/files/:id'),

  programme: address('/programme'),
  enrolments: address('/enrolments'),
  enrolment: address('/enrolments/:reference'),
  enrolmentAct: address('/enrolments/:reference/act/:action'),
  checklistItem: address('/enrolments/:reference/items/:code'),
  undoChecklistItem: address('/enrolments/:reference/items/:code/undo'),
  assessments: address('/enrolments/:reference/assessments'),
  assessment: address('/enrolments/:reference/assessments/:round'),
  startAssessment: address('/enrolments/:reference/assessments/:round/start'),
  editAssessment: address('/enrolments/:reference/assessments/:round/edit'),
  confirmAssessment: address('/enrolments/:reference/assessments/:round/confirm'),
  returnAssessment: address('/enrolments/:reference/assessments/:round/return'),
  newVisit: address('/enrolments/:reference/visits/new'),
  newTraining: address('/enrolments/:reference/trainings/new'),
  voidTraining: address('/enrolments/:reference/trainings/:id/void'),
  acceptance: address('/enrolments/:reference/acceptance'),
  certificateOf: address('/enrolments/:reference/certificate'),
  certificates: address('/certificates'),
  certificate: address('/certificates/:number'),
  outcomes: address('/enrolments/:reference/outcomes'),
  outcome: address('/enrolments/:reference/outcomes/:round/:code'),
  months: address('/outcomes/months'),
  month: address('/outcomes/months/:month'),
  majorNotice: address('/major-notice'),
  majorBoard: address('/boards/majors'),
  returnBoard: address('/boards/returns'),
  enrolmentBoard: address('/boards/enrolment'),

  newItem: address('/plans/:reference/items/new'),
  addToPlan: address('/add-to-plan'),
  itemsOfPlan: address('/plans/:reference/items'),

  scheme: address('/scheme'),
  editScheme: address('/scheme/edit'),
  together: address('/reward-ticks/:kind'),
  rewardNotice: address('/reward-notice'),
  rewardBatches: address('/reward-batches'),
  redeemClaim: address('/reward-claims'),
  denyClaim: address('/reward-claims/missing'),
  rewardAdvances: address('/reward-advances'),
  rewardArrears: address('/reward-arrears'),
  participation: address('/participation'),

  support: address('/support'),
  newSupportPolicy: address('/support/new'),
  supportPolicy: address('/support/:reference'),
  editSupportPolicy: address('/support/:reference/edit'),
  applyForSupport: address('/support/:reference/apply'),
  withdrawFromSupport: address('/support/:reference/apply/withdraw'),
  supportConditions: address('/support/:reference/conditions'),
  removeSupportCondition: address('/support/:reference/conditions/:code/remove'),
  newSupportDecision: address('/support/:reference/decisions'),
  supportPolicyAct: address('/support/:reference/act/:action'),
  supportDecision: address('/support/decisions/:reference'),
  supportCandidates: address('/support/decisions/:reference/candidates'),
  removeSupportCandidate: address('/support/decisions/:reference/candidates/:id/remove'),
  compareSupport: address('/support/decisions/:reference/compare'),
  decideSupport: address('/support/decisions/:reference/decide'),
  supportNotice: address('/support/decisions/:reference/notice'),
  supportDecisionAct: address('/support/decisions/:reference/act/:action'),

  /** Where steps were before they stood among the others: bookmarks lead on. */
  oldRefile: address('/filings/:reference/refile'),
  oldWriteVisit: address('/visits/:reference/write'),

  cover: address('/cover'),
  policyImports: address('/policy-imports'),
  policyImport: address('/policy-imports/:id'),
  policyTable: address('/policy-table'),
  budgetUse: address('/budgets'),
  budget: address('/policies/:reference/budget/:year'),

  exports: address('/exports'),
  export: address('/exports/:id'),
  exportFile: address('/exports/:id/file'),
  inbox: address('/inbox'),
  readAll: address('/inbox/read-all'),
  message: address('/inbox/:id'),
  chat: address('/chat'),
  chatEvents: address('/chat/events'),
  chatMessages: address('/chat/messages'),
  chatPhoto: address('/chat/photos/:id'),
  chatSound: address('/chat/sounds/:id'),

  people: address('/people'),
  newPerson: address('/people/new'),
  resetPerson: address('/people/:id/reset'),
  resetSlip: address('/people/:id/slip'),
  handOverPerson: address('/people/:id/hand-over'),
  enablePerson: address('/people/:id/enable'),
  endGrant: address('/people/:id/roles/:grantId/end'),
  resendOffer: address('/people/offers/:id/resend'),
  withdrawOffer: address('/people/offers/:id/withdraw'),
  offerSlip: address('/people/offers/:id/slip'),
  totpOffPerson: address('/people/:id/totp-off'),
  disablePerson: address('/people/:id/disable'),
  resets: address('/resets'),
  custodians: address('/custodians'),
  nameCustodian: address('/custodians/new'),
  endCustodian: address('/custodians/:id/end'),
  places: address('/places'),
  dutyPhone: address('/places/duty-phone'),
  firmAddress: address('/places/address'),
  locations: address('/places/locations'),
  newLocation: address('/places/locations/new'),
  locationPoster: address('/places/locations/:id/poster'),
  teams: address('/places/teams'),
  newTeam: address('/places/teams/new'),
  teamPoster: address('/places/teams/:id/poster'),
  parks: address('/organisations/parks'),
  newPark: address('/organisations/parks/new'),
  park: address('/organisations/parks/:id'),
  changePark: address('/organisations/parks/:id/change'),
  parkBooks: address('/park-books'),
  parkBook: address('/park-books/:id'),
  facilityTable: address('/facility-table'),
  emptyFacilityTable: address('/facility-table/empty'),
  parkTable: address('/organisations/park-table'),
  emptyParkTable: address('/organisations/park-table/empty'),
  inside: address('/inside'),
  gradeWorkbench: address('/grades/:reference/workbench'),
  passCode: address('/passes/:reference/code'),
  gateWatch: address('/gates/:reference/watch'),
  visitCode: address('/guest-passes/:key'),
  competences: address('/competence'),
  competence: address('/competence/:id'),
  beginCompetence: address('/competence/:id/new'),
  endCompetence: address('/competence/:id/end/:stretch'),
  bodies: address('/organisations/bodies'),
  newBody: address('/organisations/bodies/new'),
  changeBody: address('/organisations/bodies/:id/change'),
  insurers: address('/organisations/insurers'),
  newInsurer: address('/organisations/insurers/new'),
  changeInsurer: address('/organisations/insurers/:id/change'),
  enterprises: address('/organisations/enterprises'),
  criteria: address('/criteria'),
  newCriterion: address('/criteria/new'),
  criterion: address('/criteria/:id'),
  newCriterionVersion: address('/criteria/:id/new'),
  rules: address('/rules'),
  rule: address('/rules/:id'),
  setRule: address('/rules/:id/new'),
  answerSetting: address('/rule-settings/:id/answer'),
  withdrawSetting: address('/rule-settings/:id/withdraw'),
  calendar: address('/admin/calendar'),
  asides: address('/admin/asides'),
  tryAgain: address('/admin/asides/:id'),
  bot: address('/admin/bot'),
  resendMessage: address('/admin/outbox/:id/resend'),
  dismissMessage: address('/admin/outbox/:id/dismiss'),
  journal: address('/admin/journal'),
  templates: address('/admin/templates'),
  template: address('/admin/templates/:kind'),
  newTemplate: address('/admin/templates/:kind/new'),
} as const;
