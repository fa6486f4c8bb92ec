import { defineActs, type Notice } from '#domain/engine';
import { countField, dayField, reasonField, wordsField } from '#kernel/input';
import { passOf } from './judge.ts';
import { needsConditions } from './paper.rules.ts';
import type { Project, ProjectStatus } from './project.model.ts';
import { body, housing, keeper, toBody, toFirm, toHousing, toPark } from './whose.ts';

/** Papers are looked over once the project is assessed and until it is built. */
export const REVIEWED: readonly ProjectStatus[] = ['pre-assessed', 'design-approved'];
const papers = wordsField('请写明交了哪些材料', 500);
const paper = wordsField('请写明文件名称和编号', 200);
const told = (to: Notice<Project>['to'], template: string): Notice<Project> => ({ to, template, whileIn: REVIEWED });
const toKeepers = (template: string) => [told(toFirm, template), told(toPark, template)];

const isConditionsAsked = ({ conditions }: Project): boolean => conditions?.asked !== undefined;
const isFireOpen = ({ fireReview }: Project): boolean => fireReview !== undefined && fireReview.opinion === undefined;

/** 安全条件审查, 消防设计审查 and 消防备案: papers somebody looks over beside the gates. */
export const paperActs = defineActs<Project, ProjectStatus>()({
  'ask-conditions': {
    label: '申请安全条件审查',
    from: REVIEWED,
    to: 'stay',
    may: keeper,
    when: (project) => needsConditions(project) && !isConditionsAsked(project),
    needs: { papers },
    event: 'projects.conditions-asked',
    done: '申请安全条件审查',
    said: '已申请，监管部门会收到。',
    told: [told(toBody, 'project-papers-asked')],
  },
  'accept-conditions': {
    label: '受理安全条件审查',
    from: REVIEWED,
    to: 'stay',
    may: body,
    when: ({ conditions }) => conditions?.asked !== undefined && conditions.asked.acceptedAt === undefined,
    needs: {},
    event: 'projects.conditions-accepted',
    done: '受理安全条件审查',
    said: '已受理，企业会收到。',
    told: toKeepers('project-papers-accepted'),
  },
  'return-conditions': {
    label: '退回安全条件审查',
    from: REVIEWED,
    to: 'stay',
    may: body,
    when: isConditionsAsked,
    needs: { reason: reasonField },
    event: 'projects.conditions-returned',
    done: '退回安全条件审查，修改后再申请',
    said: '已退回，企业会收到理由。',
    told: toKeepers('project-papers-returned'),
  },
  'approve-conditions': {
    label: '安全条件审查同意',
    from: REVIEWED,
    to: 'stay',
    may: body,
    when: ({ conditions }) => conditions?.asked?.acceptedAt !== undefined,
    needs: { file: paper, on: dayField('请选择意见日期') },
    event: 'projects.conditions-approved',
    done: '安全条件审查同意',
    said: '已记下，到期前没有开工会提醒。',
    told: toKeepers('project-papers-approved'),
  },
  'ask-fire': {
    label: '申请消防设计审查',
    from: REVIEWED,
    to: 'stay',
    may: keeper,
    when: ({ fireWork, fireReview }) => fireWork !== 'none' && fireReview === undefined,
    needs: { papers },
    event: 'projects.fire-asked',
    done: '申请消防设计审查',
    said: '已申请，住房城乡建设部门会收到。',
    told: [told(toHousing, 'project-papers-asked')],
  },
  'accept-fire': {
    label: '受理消防设计审查',
    from: REVIEWED,
    to: 'stay',
    may: housing,
    when: (project) => isFireOpen(project) && project.fireReview?.acceptedAt === undefined,
    needs: {},
    event: 'projects.fire-accepted',
    done: '受理消防设计审查',
    said: '已受理，企业会收到。',
    told: toKeepers('project-papers-accepted'),
  },
  'consult-fire': {
    label: '组织专家评审',
    from: REVIEWED,
    to: 'stay',
    may: housing,
    when: (project) =>
      isFireOpen(project) && project.fireReview?.acceptedAt !== undefined && project.fireReview.experts === undefined,
    needs: { days: countField('请填写专家评审要几个工作日', { least: 1, most: 1_000 }), reason: reasonField },
    event: 'projects.fire-consulted',
    done: '消防设计组织专家评审',
    said: '已记下，答复的日子往后算。',
    told: toKeepers('project-papers-put-off'),
  },
  'return-fire': {
    label: '退回消防设计审查',
    from: REVIEWED,
    to: 'stay',
    may: housing,
    when: isFireOpen,
    needs: { reason: reasonField },
    event: 'projects.fire-returned',
    done: '退回消防设计审查，修改后再申请',
    said: '已退回，企业会收到理由。',
    told: toKeepers('project-papers-returned'),
  },
  'approve-fire': {
    label: '消防设计审查合格',
    from: REVIEWED,
    to: 'stay',
    may: housing,
    when: (project) => isFireOpen(project) && project.fireReview?.acceptedAt !== undefined,
    needs: { file: paper, on: dayField('请选择意见日期') },
    event: 'projects.fire-approved',
    done: '消防设计审查合格',
    said: '已记下，开工时不用再填编号。',
    told: toKeepers('project-papers-approved'),
  },
  'file-fire': {
    label: '消防验收备案',
    from: ['accepted'],
    to: 'stay',
    may: keeper,
    when: (project) => project.fireWork === 'none' && passOf(project, 'G7') === undefined,
    needs: { file: paper, on: dayField('请选择备案日期') },
    event: 'projects.fire-filed',
    done: '消防验收备案',
    said: '已记下，住房城乡建设部门会收到。',
    told: [{ to: toHousing, template: 'project-fire-filed', whileIn: ['accepted', 'producing'] }],
  },
});
