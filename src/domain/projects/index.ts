export {
  acceptConditions,
  acceptFire,
  approveConditions,
  approveFire,
  askConditions,
  askFire,
  consultFire,
  fileFire,
  returnConditions,
  returnFire,
} from './papers.ts';
export type { ProjectAction } from './project.acts.ts';
export {
  acceptDesign,
  acceptProject,
  admitProject,
  approveDesign,
  askDesign,
  beginBuilding,
  beginProducing,
  beginTrial,
  changeProject,
  conditionProject,
  exceptProject,
  findProjectsToStop,
  findStoppedBy,
  introduceProject,
  notifyProject,
  pauseProject,
  preAssessProject,
  putOffDesign,
  receiveNotice,
  refuseProject,
  resumeProject,
  returnDesign,
  reviewProject,
  screenProject,
  stopProject,
  withdrawProject,
} from './project.commands.ts';
export { isBegun, type Project, type ProjectStatus, UNBUILT } from './project.model.ts';
export { noticeDueOn, noticeRuleOn, type ProjectKind } from './project.rules.ts';
export { projects } from './project.ts';
export { projectsInWords } from './project.words.ts';
