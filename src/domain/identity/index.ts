export { codeRule, type Letter, openLetter } from './codes.ts';
export { findAdviser, giveFirmToAdviser, mayAdvise, takeFirmFromAdviser } from './commands/advisers.ts';
export {
  bindChat,
  bindChatInput,
  bindOwnChat,
  type ChatAddress,
  issueBindingCode,
  joinTeamByChat,
  joinTeamByChatInput,
  unbindChat,
} from './commands/bindings.ts';
export { noteDevice } from './commands/devices.ts';
export { firstAdministratorInput, inviteFirstAdministrator } from './commands/firstAdministrator.ts';
export { askToJoin, askToJoinInput } from './commands/joining.ts';
export {
  acceptInvitation,
  acceptInvitationInput,
  acceptOffer,
  declineOffer,
  invite,
  inviteInput,
  printOfferSlip,
  resendOffer,
  withdrawOffer,
} from './commands/offers.ts';
export { disableAccount, enableAccount, holdAccount, leaveRole, removeGrant, resetTotp } from './commands/people.ts';
export { askPhoneChange, confirmPhone, phoneFor } from './commands/phone.ts';
export {
  endHiding,
  issueResetCode,
  mayPrintReset,
  printResetSlip,
  requestReset,
  requestResetByChat,
  resetPassword,
  resetPasswordInput,
} from './commands/recovery.ts';
export {
  annulRegistration,
  confirmRegistration,
  registerFirm,
  registerFirmInput,
} from './commands/registration.ts';
export {
  changePassword,
  confirmIdentity,
  disableTotp,
  enableTotp,
  hasAuthenticator,
  proposeTotp,
  reopenTotp,
  sealTotp,
} from './commands/secrets.ts';
export { revokeOtherSessions, revokeSession, switchRole } from './commands/sessions.ts';
export { type SignInFrom, type SignInResult, signIn, signInInput } from './commands/signIn.ts';
export type { Account, Binding, Grant, Offer, ResetByOthers, StoredSession } from './identity.models.ts';
export { sessionHours } from './identityRules.ts';
export { PASSWORD_HINT } from './passwordStrength.ts';
export { hashPassword, passwordWorks } from './passwords.ts';
export { mayGrant, mayManage, rolesToInvite } from './policy.ts';
export {
  bodyPeople,
  bodyPeopleOf,
  deskPeople,
  desksOf,
  insurerPeople,
  managersOf,
  officersOf,
  parkPeople,
  runnersOf,
} from './posts.ts';
export { anotherPseudonym, isPseudonym, isSamePerson, pseudonymOf, pseudonymsOf } from './pseudonym.ts';
export {
  actorsOf,
  findActorByChat,
  findBindingsOf,
  findDemoPeople,
  findOffersBy,
  findOffersTo,
  findOfficerByChat,
  findPeople,
  findPeopleByPhone,
  findSessions,
  getActor,
  getPerson,
  hidesReports,
  isActive,
  isForPage,
  isSignInOver,
  isWorkerOf,
  lacksAuthenticator,
  type PeopleFilter,
  type Person,
  personName,
  type SentOffer,
} from './queries.ts';
export { countResets, findResets, hasResets, resetsOf } from './resets.ts';
