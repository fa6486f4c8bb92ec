export { codeRule } from './codes.ts';
export { findAdviser, giveFirmToAdviser, takeFirmFromAdviser } from './commands/advisers.ts';
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
export {
  disableAccount,
  firstAdministratorInput,
  invite,
  inviteFirstAdministrator,
  inviteInput,
  issueResetCode,
  joinTeam,
  joinTeamInput,
  removeGrant,
  resetTotp,
} from './commands/people.ts';
export {
  annulRegistration,
  confirmRegistration,
  registerFirm,
  registerFirmInput,
} from './commands/registration.ts';
export {
  changePassword,
  changePasswordInput,
  disableTotp,
  enableTotp,
  proposeTotp,
  setPassword,
  setPasswordInput,
} from './commands/secrets.ts';
export { revokeOtherSessions, revokeSession, switchRole } from './commands/sessions.ts';
export { type SignInResult, signIn, signInInput } from './commands/signIn.ts';
export { PASSWORD_HINT } from './fields.ts';
export type { Account, Binding, Grant, StoredSession } from './identity.models.ts';
export { hashPassword } from './passwords.ts';
export { mayGrant, mayManage, rolesToInvite } from './policy.ts';
export { bodyPeople, deskPeople, desksOf, managersOf, officersOf, parkPeople, runnersOf } from './posts.ts';
export { isPseudonym, isSamePerson, pseudonymOf } from './pseudonym.ts';
export {
  actorsOf,
  findActorByChat,
  findBindingsOf,
  findDemoPeople,
  findPeople,
  findPeopleByPhone,
  findSessions,
  getActor,
  getPerson,
  type PeopleFilter,
  type Person,
  personName,
} from './queries.ts';
