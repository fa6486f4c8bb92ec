import { desk } from '#domain/deadlines';
import { anyOf, defineNoun, ofFirm, ofPark, ofRegion } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { endOfLocalDay, formatYearDay, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { paperClocks } from './paper.clocks.ts';
import { projectActs } from './project.acts.ts';
import { PROJECT_STATUSES, type Project, ProjectModel, type ProjectStatus, UNBUILT } from './project.model.ts';
import {
  decisionDays,
  designRule,
  type GateCode,
  gateLabel,
  noticeDueOn,
  noticeRule,
  type ProjectKind,
  projectKindLabel,
  trialBounds,
} from './project.rules.ts';
import { everybodyConcerned, keepersOf, ofHousing } from './whose.ts';

const decidersOf = ({ isParkCompetent, parkId, bodyId }: Project) => [
  isParkCompetent ? desk.park(parkId) : desk.body(bodyId),
];

/** 建设项目: park and competent body, the firm its own; nobody else sees any. */
export const projects = defineNoun({
  kind: 'project',
  name: '建设项目',
  letter: 'XM',
  path: '/projects',
  model: ProjectModel,
  statuses: PROJECT_STATUSES,
  acts: projectActs,
  sees: {
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    'park-officer': ofPark,
    regulator: anyOf(ofRegion, ofHousing),
  },
  about: ({ parkId, enterpriseId }) => [
    { kind: 'park', id: parkId },
    ...(enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
  ],
  // It is built in that park.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'project-notice': {
      ladder: 'project-notice',
      title: ({ name }) => `向应急管理部门通报“${name}”`,
      runs: ({ isNoticed, isOpen }) => !isNoticed && isOpen,
      dueAt: ({ introducedOn, noticeVersion }) => endOfLocalDay(noticeDueOn(introducedOn, noticeVersion)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'project-receipt': {
      ladder: 'project-desk',
      title: ({ name }) => `签收“${name}”的通报`,
      runs: ({ noticeAt, receiptAt, noticeBodyId }) =>
        noticeAt !== undefined && receiptAt === undefined && noticeBodyId !== undefined,
      dueAt: ({ noticeAt, since, noticeVersion }) =>
        inWorkingDays(noticeAt ?? since, noticeRule(noticeVersion).receiptWorkingDays),
      owedBy: ({ noticeBodyId }) => (noticeBodyId === undefined ? [] : [desk.body(noticeBodyId)]),
    },
    'project-decision': {
      ladder: 'project-desk',
      title: ({ name, status }) => (status === 'paused' ? `决定“${name}”继续还是不予准入` : `决定“${name}”能不能准入`),
      runs: ({ status }) => ['screened', 'conditional', 'paused'].includes(status),
      dueAt: ({ since }) => inWorkingDays(since, decisionDays(since)),
      owedBy: decidersOf,
    },
    'project-design-accept': {
      ladder: 'project-desk',
      title: ({ name }) => `受理“${name}”的安全设施设计审查`,
      runs: ({ status, designReview }) =>
        status === 'pre-assessed' && designReview !== undefined && designReview.acceptedAt === undefined,
      dueAt: ({ designReview, since }) => {
        const { askedAt } = designReview ?? { askedAt: since };
        return inWorkingDays(askedAt, designRule(askedAt).acceptWorkingDays);
      },
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'project-design-decide': {
      ladder: 'project-desk',
      title: ({ name }) => `答复“${name}”的安全设施设计审查`,
      runs: ({ status, designReview }) => status === 'pre-assessed' && designReview?.acceptedAt !== undefined,
      dueAt: ({ designReview, since }) => {
        const at = designReview?.acceptedAt ?? since;
        const { decideWorkingDays, putOffWorkingDays } = designRule(at);
        return inWorkingDays(at, decideWorkingDays + (designReview?.putOff === undefined ? 0 : putOffWorkingDays));
      },
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
    },
    'project-trial': {
      ladder: 'project-desk',
      title: ({ name }) => `“${name}”试运行到期，请验收`,
      runs: ({ status }) => status === 'trial',
      dueAt: ({ trialFrom, trialTo, trade, since }) =>
        endOfLocalDay(trialTo ?? trialBounds(trialFrom ?? localDate(since), trade === 'hazchem').last),
      owedBy: keepersOf,
    },
    ...paperClocks,
  },
  filters: {
    kind: (kind: ProjectKind) => ({ kind }),
    status: (status: ProjectStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
    isUnbuilt: (_: true) => ({ status: { $in: [...UNBUILT] }, begunOn: { $exists: false } }),
    isUnnoticed: (_: true) => ({ isNoticed: false, isOpen: true }),
  },
  textOf: ({ kind, name }) => `${projectKindLabel(kind)}：${name}`,
  params: async (project, { facts }) => ({
    name: shorten(project.name),
    park: await parkName(project.parkId),
    due: formatYearDay(noticeDueOn(project.introducedOn, project.noticeVersion)),
    result: typeof facts['result'] === 'string' ? facts['result'] : '',
    gate: typeof facts['gate'] === 'string' ? `${facts['gate']} ${gateLabel(facts['gate'] as GateCode)}` : '',
    law: typeof facts['law'] === 'string' ? facts['law'] : '',
    reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
    review: typeof facts['review'] === 'string' ? facts['review'] : '',
    paper: typeof facts['paper'] === 'string' ? shorten(facts['paper']) : '',
    until: typeof facts['until'] === 'string' ? formatYearDay(facts['until']) : '',
  }),
  events: {
    'projects.held': { done: '审查准入，拦下等例外批准', told: everybodyConcerned('project-held', ['conditional']) },
    'projects.barred': { done: '关口拦下，不予准入', told: everybodyConcerned('project-refused', ['refused']) },
  },
});
