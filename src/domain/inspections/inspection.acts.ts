import { z } from 'zod';
import { defineActs, type Notice } from '#domain/engine';
import { bodyPeople, runnersOf } from '#domain/identity';
import { creditCodeField } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  chosenCode,
  dayField,
  emptyIsMissing,
  namedField,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import { clockField } from '#kernel/moments';
import { INSPECTION_KINDS, type Inspection, type InspectionKind, type InspectionStatus } from './inspection.model.ts';

const kinds = INSPECTION_KINDS.map(({ code }) => code) as [InspectionKind, ...InspectionKind[]];
const isBodys = (actor: PersonActor, { bodyId }: Inspection): boolean =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;
const colleagues = ({ bodyId }: Inspection) => bodyPeople(bodyId);
const above = async ({ bodyId, bodyIds }: Inspection) =>
  (await Promise.all(bodyIds.filter((id) => id !== bodyId).map(bodyPeople))).flat();
/** Whoever runs the firm, once it knows; before, nobody. */
const toFirm = ({ firmId, isKnown }: Inspection) => (isKnown ? runnersOf(firmId) : []);
const told = (to: Notice<Inspection>['to'], template: string): Notice<Inspection> => ({ to, template });
const head = namedField('请填写作决定的负责人姓名和职务', 60);
/** The same, answered late: a firm is not to miss that people are at its gate. */
const AFTER_START = ['started', 'recorded', 'told'] as const;

/** From the plan, by the head's approval, to the firm and its end (国办发〔2024〕54号). */
export const inspectionActs = defineActs<Inspection, InspectionStatus>()({
  propose: {
    label: '提出检查',
    from: [],
    to: 'proposed',
    may: (actor) => actsAs(actor, 'regulator'),
    needs: {
      kind: z.enum(kinds, { error: '请选择怎么查' }),
      creditCode: creditCodeField,
      cause: z.preprocess(emptyIsMissing, chosenCode('请选择检查种类').optional()),
      items: z.array(chosenCode('请选择检查事项'), { error: '请选择检查事项' }).min(1, '请选择检查事项'),
      why: wordsField('请写明为什么查', 500),
      whyOnSite: optionalWords(500),
      whyOften: optionalWords(500),
      isUnannounced: z.enum(['yes', 'no'], { error: '请选择要不要先通知企业' }).default('no'),
      people: wordsField('请填写谁去查，一行一人：姓名 执法证号', 1_000),
      experts: optionalWords(300),
      visitOn: dayField('请选择哪天'),
      visitTime: clockField('请填写几点'),
    },
    event: 'inspections.proposed',
    done: '提出检查，报负责人批准',
    said: '已报负责人，批准以后才能去查。',
    told: [told(colleagues, 'inspection-proposed')],
  },
  'start-urgent': {
    label: '紧急检查',
    from: [],
    to: 'started',
    may: (actor) => actsAs(actor, 'regulator'),
    needs: {},
    event: 'inspections.started-urgently',
    done: '情况紧急，先查后补批',
    said: '已登记，请负责人马上补批。',
    told: [
      { to: colleagues, template: 'inspection-urgent', whileIn: AFTER_START, isUrgent: () => true },
      { to: toFirm, template: 'inspection-started', whileIn: AFTER_START, isUrgent: () => true },
    ],
  },
  approve: {
    label: '批准',
    from: ['proposed'],
    to: 'approved',
    may: isBodys,
    differsFrom: ['proposedBy'],
    needs: { head },
    event: 'inspections.approved',
    done: '负责人批准检查',
    said: '已批准。',
    told: [told(colleagues, 'inspection-approved')],
  },
  decline: {
    label: '不批准',
    from: ['proposed'],
    to: 'declined',
    may: isBodys,
    differsFrom: ['proposedBy'],
    needs: { head, reason: reasonField },
    event: 'inspections.declined',
    done: '负责人没有批准检查',
    said: '已记下理由，不占次数。',
    told: [told(colleagues, 'inspection-declined')],
  },
  announce: {
    label: '通知企业',
    from: ['approved'],
    to: 'announced',
    may: isBodys,
    when: ({ isUnannounced }) => !isUnannounced,
    needs: {},
    event: 'inspections.announced',
    done: '通知企业',
    said: '企业已收到通知。',
    told: [told(toFirm, 'inspection-announced')],
  },
  start: {
    label: '开始检查',
    from: ['approved', 'announced', 'refused'],
    to: 'started',
    may: isBodys,
    // What is not done without notice has been announced first.
    when: ({ status, isUnannounced }) => status !== 'approved' || isUnannounced,
    needs: {
      visitOn: dayField('请选择哪天开始的'),
      visitTime: clockField('请填写几点开始的'),
      arrival: z.preprocess(emptyIsMissing, z.enum(['scanned', 'papers'], { error: '请选择怎么亮明身份' }).optional()),
    },
    event: 'inspections.started',
    done: '亮明身份，开始检查',
    said: '已登记，企业已收到通知。',
    told: [{ to: toFirm, template: 'inspection-started', whileIn: AFTER_START, isUrgent: () => true }],
  },
  refuse: {
    label: '企业拒绝',
    from: ['approved', 'announced', 'started'],
    to: 'refused',
    may: isBodys,
    needs: { ground: chosenCode('请选择因为什么拒绝'), reason: wordsField('请写明当时的情况', 500) },
    event: 'inspections.refused',
    done: '企业拒绝检查',
    said: '已记下。',
    told: [told(colleagues, 'inspection-refused'), told(above, 'inspection-refused')],
  },
  'make-up': {
    label: '补批',
    from: ['started', 'refused', 'recorded', 'told'],
    to: 'stay',
    may: isBodys,
    when: ({ approvedAt }) => approvedAt === undefined,
    differsFrom: ['proposedBy'],
    needs: { head },
    event: 'inspections.made-up',
    done: '负责人补批紧急检查',
    said: '已补批。',
    told: [],
  },
  record: {
    label: '写检查记录',
    from: ['started'],
    to: 'recorded',
    may: isBodys,
    needs: {
      findings: wordsField('请写明查了什么、看到什么', 2_000),
      hazards: optionalWords(300),
      signing: z.enum(['signed', 'refused'], { error: '请选择企业签字了没有' }),
      signNote: optionalWords(300),
    },
    event: 'inspections.recorded',
    done: '写好检查记录',
    said: '已记录，接着告知企业。',
    told: [],
  },
  tell: {
    label: '告知企业',
    from: ['recorded'],
    to: 'told',
    may: isBodys,
    needs: { notice: wordsField('请写明检查结果和要企业做什么', 1_000) },
    event: 'inspections.told',
    done: '把结果告知企业',
    said: '企业已收到结果。',
    told: [told(toFirm, 'inspection-told')],
  },
  close: {
    label: '办结',
    from: ['told', 'refused'],
    to: 'closed',
    may: isBodys,
    when: ({ approvedAt }) => approvedAt !== undefined,
    needs: { outcome: wordsField('请写明最后怎么处理的', 500) },
    event: 'inspections.closed',
    done: '办结',
    said: '已办结。',
    told: [told(toFirm, 'inspection-closed')],
  },
  cancel: {
    label: '取消检查',
    from: ['proposed', 'approved', 'announced'],
    to: 'cancelled',
    may: isBodys,
    needs: { reason: reasonField },
    event: 'inspections.cancelled',
    done: '取消检查',
    said: '已取消，不占次数。',
    told: [told(colleagues, 'inspection-cancelled'), told(toFirm, 'inspection-cancelled')],
  },
});
