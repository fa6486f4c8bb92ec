import { z } from 'zod';
import { ACCIDENT_KINDS, type AccidentKind } from '#domain/accidents';
import { defineActs, isBodyOf, isOwners, peopleOfBody, peopleOfOwner } from '#domain/engine';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { dayField, idsField, namedField, reasonField, rowsField, wordsField } from '#kernel/input';
import type { EmergencyPlan, EmergencyPlanStatus } from './emergencyPlan.model.ts';
import { PLAN_KINDS, type PlanKind, REVISION_GROUNDS, type RevisionGround } from './emergencyPlan.rules.ts';

const kinds = PLAN_KINDS.map(({ code }) => code) as [PlanKind, ...PlanKind[]];
const accidentKinds = ACCIDENT_KINDS.map(({ code }) => code) as [AccidentKind, ...AccidentKind[]];
const grounds = REVISION_GROUNDS.map(({ code }) => code) as [RevisionGround, ...RevisionGround[]];

/** What a plan says. */
const content = {
  title: namedField('请填写预案名称', 60),
  covers: wordsField('请写明适用范围和针对的事故', 1_000),
  against: z.array(z.enum(accidentKinds, { error: '请从列表里选' })).default([]),
  steps: rowsField('请填写处置步骤，一行一步', 20_000, '步骤太长，请写短一些'),
  contacts: rowsField('请填写要通知的人，一行一个', 5_000, '太长，请写短一些'),
};
const found = {
  conclusion: wordsField('请写明结论', 2_000),
  on: dayField('请选择完成日期'),
  photoIds: idsField,
  fileIds: idsField,
};
export const EVALUATIONS = [
  { code: 'fits', label: '仍然适用' },
  { code: 'revise', label: '要修订' },
] as const;

/** The head signs: of a park any of its officers. */
const signs = (actor: PersonActor, row: EmergencyPlan): boolean =>
  isOwners(actor, row) && (row.enterpriseId === undefined || actsAs(actor, 'enterprise-manager'));
const IN_FORCE: EmergencyPlanStatus[] = ['signed', 'filed'];
/** The owner does it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;

/** An edition of an emergency plan from its draft to the one after it. */
export const emergencyPlanActs = defineActs<EmergencyPlan, EmergencyPlanStatus>()({
  draft: {
    label: '编制预案',
    from: [],
    to: 'draft',
    may: (actor) => runsEnterprise(actor) || actsAs(actor, 'park-officer'),
    needs: { kind: z.enum(kinds, { error: '请选择哪一类预案' }), ...content },
    event: 'emergency-plans.drafted',
    done: '编制预案',
    said: '已存为编制中。接着登记风险评估和应急资源调查。',
    told: NOBODY,
  },
  write: {
    label: '改写',
    from: ['draft'],
    to: 'stay',
    may: isOwners,
    needs: content,
    event: 'emergency-plans.written',
    done: '改写了预案',
    said: '已保存。',
    told: NOBODY,
  },
  'survey-risk': {
    label: '登记风险评估',
    from: ['draft', 'reviewed'],
    to: 'stay',
    may: isOwners,
    needs: found,
    event: 'emergency-plans.risk-surveyed',
    done: '登记风险评估',
    said: '已登记。',
    told: NOBODY,
  },
  'survey-resources': {
    label: '登记应急资源调查',
    from: ['draft', 'reviewed'],
    to: 'stay',
    may: isOwners,
    needs: found,
    event: 'emergency-plans.resources-surveyed',
    done: '登记应急资源调查',
    said: '已登记。',
    told: NOBODY,
  },
  review: {
    label: '登记评审',
    from: ['draft'],
    to: 'reviewed',
    may: isOwners,
    needs: {
      on: dayField('请选择评审日期'),
      experts: wordsField('请写明谁评审', 300),
      opinion: wordsField('请写明评审意见', 2_000),
    },
    event: 'emergency-plans.reviewed',
    done: '登记评审',
    said: '已登记，等负责人签署。',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-reviewed', whileIn: ['reviewed'] }],
  },
  rework: {
    label: '退回修改',
    from: ['reviewed'],
    to: 'draft',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'emergency-plans.sent-back',
    done: '退回修改',
    said: '已退回编制。',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-sent-back', whileIn: ['draft'] }],
  },
  sign: {
    label: '签署公布',
    from: ['reviewed'],
    to: 'signed',
    may: signs,
    needs: { published: wordsField('请写明怎么公布、发给谁', 500) },
    event: 'emergency-plans.signed',
    done: '签署公布，开始有效',
    said: '已签署，从现在起有效。',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-signed', whileIn: IN_FORCE }],
  },
  'ask-filing': {
    label: '报备案',
    from: ['signed'],
    to: 'stay',
    may: isOwners,
    when: ({ asked }) => asked === undefined,
    needs: { note: wordsField('请写明报了哪些材料', 500), photoIds: idsField, fileIds: idsField },
    event: 'emergency-plans.filing-asked',
    done: '报备案',
    said: '已报，监管部门会收到。',
    told: [{ to: peopleOfBody, template: 'emergency-plan-filing', whileIn: ['signed'] }],
  },
  register: {
    label: '给备案号',
    from: ['signed'],
    to: 'filed',
    may: isBodyOf,
    when: ({ asked }) => asked !== undefined,
    needs: { number: namedField('请填写备案编号', 40) },
    event: 'emergency-plans.filed',
    done: '已备案',
    said: '已备案，对方会收到编号。',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-filed' }],
  },
  'return-filing': {
    label: '退回备案材料',
    from: ['signed'],
    to: 'stay',
    may: isBodyOf,
    when: ({ asked }) => asked !== undefined,
    needs: { reason: reasonField },
    event: 'emergency-plans.filing-returned',
    done: '退回备案材料',
    said: '已退回，对方会收到理由。',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-filing-returned', whileIn: ['signed'] }],
  },
  evaluate: {
    label: '登记评估',
    from: IN_FORCE,
    to: 'stay',
    may: isOwners,
    needs: {
      result: z.enum(['fits', 'revise'], { error: '请选择评估结论' }),
      on: dayField('请选择评估日期'),
      note: wordsField('请写明谁评估、怎么得出的', 1_000),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'emergency-plans.evaluated',
    done: '登记评估',
    said: '已登记。',
    told: NOBODY,
  },
  revise: {
    label: '修订，出新版',
    from: IN_FORCE,
    to: 'stay',
    may: isOwners,
    needs: { ground: z.enum(grounds, { error: '请选择为什么修订' }), reason: reasonField },
    event: 'emergency-plans.revision-begun',
    done: '开始修订',
    said: '已照这一版另存一份编制中的新版。新版签署以前，这一版照样有效。',
    told: NOBODY,
  },
  'must-revise': {
    label: '要修订',
    from: IN_FORCE,
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'emergency-plans.must-revise',
    done: '园区危化品或者布局变了，预案要修订',
    said: '',
    told: [{ to: peopleOfOwner, template: 'emergency-plan-must-revise', whileIn: IN_FORCE }],
  },
  'count-drill': {
    label: '演练算数',
    from: IN_FORCE,
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'emergency-plans.drilled',
    done: '按这一版演练过，已评估',
    said: '',
    told: NOBODY,
  },
  withdraw: {
    label: '废止',
    from: ['draft', 'reviewed', ...IN_FORCE],
    to: 'withdrawn',
    may: signs,
    needs: { reason: reasonField },
    event: 'emergency-plans.withdrawn',
    done: '废止',
    said: '已废止，监管部门会收到。',
    told: [{ to: peopleOfBody, template: 'emergency-plan-withdrawn' }],
  },
  supersede: {
    label: '被新版替代',
    from: IN_FORCE,
    to: 'superseded',
    may: 'clock',
    needs: {},
    event: 'emergency-plans.superseded',
    done: '新版已签署，这一版失效',
    said: '',
    told: NOBODY,
  },
});
export type EmergencyPlanAction = keyof typeof emergencyPlanActs;
