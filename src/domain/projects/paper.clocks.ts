import { desk } from '#domain/deadlines';
import type { Clock, Clocks } from '#domain/engine';
import { addDays, endOfLocalDay, localDate } from '#kernel/dates';
import { inWorkingDays } from '#kernel/workingDays';
import { passOf } from './judge.ts';
import { REVIEWED } from './paper.acts.ts';
import { conditionsRule, fireFileDays, fireRule } from './paper.rules.ts';
import { isBegun, type Project } from './project.model.ts';
import { keepersOf } from './whose.ts';

const isReviewed = ({ status }: Project): boolean => REVIEWED.includes(status);
const toBody: Clock<Project>['owedBy'] = ({ bodyId }) => [desk.body(bodyId)];
const toHousing: Clock<Project>['owedBy'] = ({ housingBodyId }) =>
  housingBodyId === undefined ? [] : [desk.body(housingBodyId)];
const askedAt = ({ conditions, since }: Project): Date => conditions?.asked?.askedAt ?? since;
const fireAskedAt = ({ fireReview, since }: Project): Date => fireReview?.askedAt ?? since;

/** What falls due of papers that are looked over beside the gates. */
export const paperClocks: Clocks<Project> = {
  'project-conditions-accept': {
    ladder: 'project-desk',
    title: ({ name }) => `受理“${name}”的安全条件审查`,
    runs: (project) =>
      isReviewed(project) &&
      project.conditions?.asked !== undefined &&
      project.conditions.asked.acceptedAt === undefined,
    dueAt: (project) => inWorkingDays(askedAt(project), conditionsRule(askedAt(project)).acceptWorkingDays),
    owedBy: toBody,
  },
  'project-conditions': {
    ladder: 'project-desk',
    title: ({ name }) => `答复“${name}”的安全条件审查`,
    runs: (project) => isReviewed(project) && project.conditions?.asked?.acceptedAt !== undefined,
    dueAt: ({ conditions, since }) => {
      const at = conditions?.asked?.acceptedAt ?? since;
      return endOfLocalDay(addDays(localDate(at), conditionsRule(at).decideDays));
    },
    owedBy: toBody,
  },
  'project-conditions-until': {
    ladder: 'project-opinion',
    title: ({ name }) => `“${name}”的安全条件审查意见到期，没有开工的重新申请`,
    runs: (project) =>
      isReviewed(project) &&
      !isBegun(project) &&
      project.conditions?.opinion !== undefined &&
      project.conditions.asked === undefined,
    dueAt: ({ conditions, since }) => endOfLocalDay(conditions?.opinion?.until ?? localDate(since)),
    owedBy: keepersOf,
  },
  'project-fire-accept': {
    ladder: 'project-desk',
    title: ({ name }) => `受理“${name}”的消防设计审查`,
    runs: (project) =>
      isReviewed(project) && project.fireReview !== undefined && project.fireReview.acceptedAt === undefined,
    dueAt: (project) => inWorkingDays(fireAskedAt(project), fireRule(fireAskedAt(project)).acceptWorkingDays),
    owedBy: toHousing,
  },
  'project-fire': {
    ladder: 'project-desk',
    title: ({ name }) => `答复“${name}”的消防设计审查`,
    runs: (project) =>
      isReviewed(project) && project.fireReview?.acceptedAt !== undefined && project.fireReview.opinion === undefined,
    dueAt: ({ fireReview, since }) => {
      const at = fireReview?.acceptedAt ?? since;
      return inWorkingDays(at, fireRule(at).reviewWorkingDays + (fireReview?.experts?.days ?? 0));
    },
    owedBy: toHousing,
  },
  'project-fire-file': {
    ladder: 'project-desk',
    title: ({ name }) => `“${name}”验收了，报消防备案`,
    runs: (project) =>
      project.status === 'accepted' && project.fireWork === 'none' && passOf(project, 'G7') === undefined,
    dueAt: ({ acceptedOn, since }) => {
      const on = acceptedOn ?? localDate(since);
      return inWorkingDays(endOfLocalDay(on), fireFileDays(on));
    },
    owedBy: keepersOf,
  },
};
