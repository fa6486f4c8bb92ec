import type { Fact, Question } from '#domain/engine';
import { bodyName, parkName } from '#domain/organisations';
import { formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { needsConditions } from './paper.rules.ts';
import {
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
import type { Project } from './project.model.ts';

interface Hand {
  holder: string;
  next: string;
}
const keeperOf = async ({ enterpriseId, parkId, ownerName }: Project): Promise<string> =>
  enterpriseId === undefined ? parkName(parkId) : ownerName;

/** What the review of safety conditions asks next; undefined where it asks nothing. */
export async function conditionsHand(project: Project, today: LocalDate): Promise<Hand | undefined> {
  if (!needsConditions(project)) return undefined;
  const { asked, opinion } = project.conditions ?? {};
  if (asked !== undefined)
    return {
      holder: await bodyName(project.bodyId),
      next: asked.acceptedAt === undefined ? '受理安全条件审查' : '答复安全条件审查',
    };
  if (opinion !== undefined && opinion.until >= today) return undefined;
  const next = opinion === undefined ? '申请安全条件审查' : '安全条件审查意见到期了，重新申请';
  return { holder: await keeperOf(project), next };
}

/** What the review of fire safety asks next before building; undefined where it asks nothing. */
export async function fireHand({ fireReview, housingBodyId }: Project): Promise<Hand | undefined> {
  if (fireReview === undefined || fireReview.opinion !== undefined || housingBodyId === undefined) return undefined;
  const next = fireReview.acceptedAt === undefined ? '受理消防设计审查' : '答复消防设计审查';
  return { holder: await bodyName(housingBodyId), next };
}

/** What stands of the papers that are looked over beside the gates. */
export async function paperFacts({ conditions, fireReview, housingBodyId }: Project): Promise<Fact[]> {
  const { opinion, asked } = conditions ?? {};
  return [
    {
      label: '安全条件审查意见',
      value: opinion === undefined ? '' : `${opinion.file}，${formatYearDay(opinion.until)}前有效`,
    },
    { label: '安全条件审查材料', value: asked?.papers ?? '' },
    { label: '消防设计审查材料', value: fireReview?.papers ?? '' },
    {
      label: '消防专家评审',
      value:
        fireReview?.experts === undefined ? '' : `${fireReview.experts.days} 个工作日：${fireReview.experts.reason}`,
    },
    { label: '消防设计审查意见', value: fireReview?.opinion?.file ?? '' },
    { label: '住房城乡建设部门', value: housingBodyId === undefined ? '' : await bodyName(housingBodyId) },
  ];
}

const papers: Question<Project>[] = [
  { name: 'papers', label: '交了哪些材料', kind: 'area', hint: '写名称和编号，一份一行。' },
];
const reason: Question<Project>[] = [{ name: 'reason', label: '理由', kind: 'area' }];
const opinion = (label: string): Question<Project>[] => [
  { name: 'file', label, kind: 'text' },
  { name: 'on', label: '哪天', kind: 'date' },
];
const today = (_: Project, now: Date) => ({ on: localDate(now) });

/** Forms of their steps. */
export const paperSteps = {
  'ask-conditions': {
    lead: () => '监管部门受理后才开始算答复的天数。同意以后才作安全设施设计审查。',
    fields: papers,
    run: askConditions,
  },
  'accept-conditions': { lead: ({ conditions }: Project) => conditions?.asked?.papers ?? '', run: acceptConditions },
  'return-conditions': {
    lead: () => '企业改好以后再申请。',
    fields: reason,
    isDanger: true as const,
    run: returnConditions,
  },
  'approve-conditions': {
    lead: () => '意见过了有效期还没有开工的，要重新申请。',
    fields: opinion('审查意见的名称和编号'),
    values: today,
    run: approveConditions,
  },
  'ask-fire': {
    lead: () => '特殊建设工程开工前，由住房城乡建设部门审查消防设计。受理后才开始算答复的天数。',
    fields: papers,
    run: askFire,
  },
  'accept-fire': { lead: ({ fireReview }: Project) => fireReview?.papers ?? '', run: acceptFire },
  'consult-fire': {
    lead: () => '只能加一次，企业会收到理由。',
    fields: [{ name: 'days', label: '专家评审几个工作日', kind: 'number' }, ...reason] as Question<Project>[],
    run: consultFire,
  },
  'return-fire': { lead: () => '企业改好以后再申请。', fields: reason, isDanger: true as const, run: returnFire },
  'approve-fire': { fields: opinion('审查意见的名称和编号'), values: today, run: approveFire },
  'file-fire': {
    lead: () => '不是特殊建设工程的，验收以后报住房城乡建设部门备案，备案以后才能投产。',
    fields: opinion('备案凭证的编号'),
    values: today,
    run: fileFire,
  },
};
