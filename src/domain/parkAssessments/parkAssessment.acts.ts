import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, parkPeople } from '#domain/identity';
import { findBodiesOver } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  chosenCode,
  chosenId,
  dayField,
  emptyIsMissing,
  idsField,
  namedField,
  reasonField,
  rowsField,
  wordsField,
} from '#kernel/input';
import type { ParkAssessment, ParkAssessmentStatus } from './parkAssessment.model.ts';
import { RISK_LEVELS, type RiskLevel, TRIGGERS, type Trigger } from './parkAssessment.rules.ts';
import { isThere, readR } from './sources.ts';

const triggers = TRIGGERS.map(({ code }) => code) as [Trigger, ...Trigger[]];
const levels = RISK_LEVELS.map(({ code }) => code) as [RiskLevel, ...RiskLevel[]];

const isParks = (actor: PersonActor, { parkId }: ParkAssessment): boolean =>
  actsAs(actor, 'park-officer') && actor.scope.parkId === parkId;
const isBodys = (actor: PersonActor, { bodyId }: ParkAssessment): boolean =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;

const park = ({ parkId }: ParkAssessment): Promise<string[]> => parkPeople(parkId);
const body = ({ bodyId }: ParkAssessment): Promise<string[]> => bodyPeople(bodyId);
/** Emergency management above the body. */
async function above({ regionPath, bodyId }: ParkAssessment): Promise<string[]> {
  const bodies = await findBodiesOver(regionPath.at(-1) ?? '');
  const over = bodies.filter(({ _id, kind }) => kind === 'general' && _id !== bodyId);
  return (await Promise.all(over.map(({ _id }) => bodyPeople(_id)))).flat();
}
const rField = z
  .string({ error: '请填写 R 值' })
  .transform((typed) => readR(typed))
  .pipe(z.number({ error: '请填写 R 值，例如 62.5' }));
const open = (one: ParkAssessment['measures'][number]): boolean => one.done === undefined;
const unchecked = (one: ParkAssessment['measures'][number]): boolean =>
  one.done !== undefined && one.checked === undefined;

/** A whole-park assessment from why it is made to the last of its measures. */
export const parkAssessmentActs = defineActs<ParkAssessment, ParkAssessmentStatus>()({
  raise: {
    label: '提出评估',
    from: [],
    to: 'proposed',
    may: (actor) => actsAs(actor, 'park-officer', 'regulator'),
    needs: {
      /** Of bodies, which park; a park speaks of itself. */
      parkId: z.preprocess(emptyIsMissing, chosenId('请选择是哪个园区').optional()),
      trigger: z.enum(triggers, { error: '请选择为什么要评估' }),
      why: wordsField('请写明变了什么', 500),
    },
    event: 'park-assessments.raised',
    done: '提出评估',
    said: '已提出。',
    told: [
      { to: body, template: 'park-assessment-raised' },
      { to: park, template: 'park-assessment-raised' },
    ],
  },
  propose: {
    label: '危险源增多，提出评估',
    from: [],
    to: 'proposed',
    may: 'clock',
    needs: {},
    event: 'park-assessments.proposed',
    done: '登记的危险源明显增多，提出评估',
    said: '',
    told: [
      { to: body, template: 'park-assessment-raised' },
      { to: park, template: 'park-assessment-raised' },
    ],
  },
  trigger: {
    label: '事故引起评估',
    from: [],
    to: 'due',
    may: 'clock',
    needs: {},
    event: 'park-assessments.triggered',
    done: '事故引起，要做评估',
    said: '',
    told: [
      { to: park, template: 'park-assessment-needed' },
      { to: body, template: 'park-assessment-needed' },
    ],
  },
  withdraw: {
    label: '事由撤销',
    from: ['due'],
    to: 'withdrawn',
    may: 'clock',
    needs: {},
    event: 'park-assessments.withdrawn',
    done: '事故等级降下来，不用做了',
    said: '',
    told: [{ to: park, template: 'park-assessment-withdrawn' }],
  },
  renew: {
    label: '事由又有了',
    from: ['withdrawn'],
    to: 'due',
    may: 'clock',
    needs: {},
    event: 'park-assessments.renewed',
    done: '事故等级又升上来，要做评估',
    said: '',
    told: [{ to: park, template: 'park-assessment-needed' }],
  },
  need: {
    label: '要做评估',
    from: ['proposed'],
    to: 'due',
    may: isBodys,
    differsFrom: ['raisedBy'],
    needs: { reason: reasonField },
    event: 'park-assessments.needed',
    done: '决定要做评估',
    said: '已决定，园区会收到。',
    told: [{ to: park, template: 'park-assessment-needed' }],
  },
  decline: {
    label: '不需要',
    from: ['proposed'],
    to: 'declined',
    may: isBodys,
    differsFrom: ['raisedBy'],
    needs: { reason: reasonField },
    event: 'park-assessments.declined',
    done: '决定不需要评估',
    said: '已决定不需要，理由已列给上级。',
    told: [
      { to: park, template: 'park-assessment-declined' },
      { to: above, template: 'park-assessment-declined' },
    ],
  },
  submit: {
    label: '交评估报告',
    from: ['due'],
    to: 'reviewing',
    may: isParks,
    needs: {
      provider: wordsField('请填写评估机构', 100),
      qualification: wordsField('请填写机构资质和证书号', 200),
      dataCutoff: dayField('请选择数据到哪一天'),
      method: wordsField('请写明评估方法', 500),
      risks: wordsField('请写明个人风险和社会风险的结论', 1_000),
      domino: wordsField('请写明多米诺效应的结论，没有就写没有', 500),
      experts: wordsField('请写明专家评审的时间、人员和意见', 500),
      level: z.enum(levels, { error: '请选择整体风险等级' }),
      measures: rowsField('请填写措施，一行一条', 10_000, '措施太长，请写短一些'),
      answers: rowsField('请逐条写明上一次的措施落实得怎么样', 10_000, '太长，请写短一些'),
      sources: rowsField('请写明重大危险源，一行一处', 20_000, '太长，请写短一些'),
      photoIds: idsField,
    },
    event: 'park-assessments.submitted',
    done: '交评估报告',
    said: '已交，等监管部门审。',
    told: [{ to: body, template: 'park-assessment-submitted' }],
  },
  return: {
    label: '退回',
    from: ['reviewing'],
    to: 'due',
    may: isBodys,
    needs: { reason: reasonField },
    event: 'park-assessments.returned',
    done: '退回报告',
    said: '已退回，园区会收到理由。',
    told: [{ to: park, template: 'park-assessment-returned' }],
  },
  adopt: {
    label: '采纳',
    from: ['reviewing'],
    to: 'tracking',
    may: isBodys,
    differsFrom: ['raisedBy'],
    needs: {},
    event: 'park-assessments.adopted',
    done: '采纳报告',
    said: '已采纳，园区按措施落实。',
    told: [{ to: park, template: 'park-assessment-adopted' }],
  },
  'finish-measure': {
    label: '落实了一条措施',
    from: ['tracking'],
    to: 'stay',
    may: isParks,
    when: ({ measures }) => measures.some(open),
    needs: { measure: chosenCode('请选择哪一条'), evidence: wordsField('请写明怎么落实的、凭什么看得出来', 500) },
    event: 'park-assessments.measure-done',
    done: '落实了一条措施',
    said: '已记下，等监管部门核对。',
    told: [],
  },
  'check-measure': {
    label: '核对一条措施',
    from: ['tracking'],
    to: 'stay',
    may: isBodys,
    when: ({ measures }) => measures.some(unchecked),
    needs: { measure: chosenCode('请选择哪一条') },
    event: 'park-assessments.measure-checked',
    done: '核对了一条措施',
    said: '已核对。',
    told: [],
  },
  'enter-source': {
    label: '登记重大危险源',
    from: ['tracking'],
    to: 'stay',
    may: isParks,
    needs: {
      firm: namedField('请填写企业名称', 60),
      name: namedField('请填写装置或单元', 60),
      r: rField,
    },
    event: 'park-assessments.source-entered',
    done: '登记重大危险源',
    said: '已登记。明显增多的，监管部门会收到。',
    told: [],
  },
  'end-source': {
    label: '重大危险源不在了',
    from: ['tracking'],
    to: 'stay',
    may: isParks,
    when: ({ sources = [] }) => sources.some(isThere),
    needs: { source: chosenCode('请选择哪一处'), reason: reasonField },
    event: 'park-assessments.source-ended',
    done: '一处重大危险源不在了',
    said: '已记下。',
    told: [],
  },
  'give-way': {
    label: '不等到期',
    from: ['tracking'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'park-assessments.gave-way',
    done: '有了重新评估的事由，不等到期',
    said: '',
    // Told of the one that was asked for.
    told: [],
  },
  'run-on': {
    label: '到期日照旧',
    from: ['tracking'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'park-assessments.runs-on',
    done: '重新评估的事由没有了，到期日照旧',
    said: '',
    told: [],
  },
  supersede: {
    label: '被新的替代',
    from: ['proposed', 'due', 'tracking'],
    to: 'superseded',
    may: 'clock',
    needs: {},
    event: 'park-assessments.superseded',
    done: '新的评估已采纳，这一次不再跟踪',
    said: '',
    told: [],
  },
});
