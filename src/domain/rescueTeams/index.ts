export type { RescueTeamAction } from './rescueTeam.acts.ts';
export {
  addMember,
  changeRescueTeam,
  confirmAgreement,
  disbandTeam,
  endAgreement,
  type FormRescueTeam,
  formRescueTeam,
  letMemberGo,
  offerAgreement,
  renewCertificate,
  resumeTeam,
  standTeamDown,
} from './rescueTeam.commands.ts';
export type { RescueTeam, RescueTeamStatus } from './rescueTeam.model.ts';
export { rescueTeams, teamLacks, teamsOfFirm, teamsToCall } from './rescueTeam.ts';
export { rescueTeamsInWords } from './rescueTeam.words.ts';
