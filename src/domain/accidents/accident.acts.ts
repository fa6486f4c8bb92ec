import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { creditCodeField } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  chosenCode,
  chosenId,
  countField,
  dayField,
  emptyIsMissing,
  fenField,
  idsField,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import { clockField } from '#kernel/moments';
import type { Accident, AccidentStatus } from './accident.model.ts';
import { ACCIDENT_KINDS, ACCIDENT_LEVELS, type AccidentKind, type AccidentLevel } from './accident.rules.ts';
import { inquiryActs } from './inquiry.acts.ts';
import { mayAcknowledge } from './receipts.ts';
import {
  bodiesPeople,
  climbs,
  colleaguesOf,
  firmPeople,
  isBodys,
  isFirms,
  isInvestigators,
  isNamed,
  isReached,
  namedPerson,
  parksPeople,
  reachedPeople,
} from './whose.ts';

const kinds = ACCIDENT_KINDS.map(({ code }) => code) as [AccidentKind, ...AccidentKind[]];
const levels = ACCIDENT_LEVELS.map(({ code }) => code) as [AccidentLevel, ...AccidentLevel[]];
const many = (ask: string) => countField(ask, { most: 10_000 });

const toll = {
  dead: many('请填写死亡人数，没有就填 0'),
  hurt: many('请填写重伤人数，没有就填 0'),
  missing: many('请填写失联或者下落不明的人数，没有就填 0'),
  lossFen: z.preprocess(emptyIsMissing, fenField('请填写金额').optional()),
};
const happened = {
  happenedOn: dayField('请选择事故发生的日期'),
  happenedTime: clockField('请填写事故发生的时间'),
};
const learnt = {
  learntOn: dayField('请选择负责人接到报告的日期'),
  learntTime: clockField('请填写负责人接到报告的时间'),
};
/** Asked of the firm alone: a park or body does not know. */
const maybeLearnt = {
  learntOn: z.preprocess(emptyIsMissing, learnt.learntOn.optional()),
  learntTime: z.preprocess(emptyIsMissing, learnt.learntTime.optional()),
};

const urgent = () => true;
const BOTH: AccidentStatus[] = ['reported', 'investigating'];
/** While it is open: what is told of it stays true. */
const told = (to: typeof firmPeople | typeof namedPerson, template: string) => ({
  to,
  template,
  whileIn: BOTH,
  isUrgent: urgent,
});
const mayReport = (actor: PersonActor): boolean =>
  actsAs(actor, 'enterprise-manager', 'safety-officer', 'park-officer', 'regulator');

/** An accident from its report to the end of its investigation. */
export const accidentActs = defineActs<Accident, AccidentStatus>()({
  report: {
    label: '报告事故',
    from: [],
    to: 'reported',
    may: mayReport,
    needs: {
      /** Of parks and bodies, which firm; a firm speaks of itself. */
      creditCode: z.preprocess(emptyIsMissing, creditCodeField.optional()),
      kind: z.enum(kinds, { error: '请选择事故类别' }),
      what: wordsField('请写明发生了什么', 1_000),
      placeText: wordsField('请写明在哪里', 100),
      ...happened,
      ...maybeLearnt,
      ...toll,
      measures: wordsField('请写明已经采取的措施', 1_000),
      /** That it is not the one of this firm and day that is there already. */
      another: z.preprocess(emptyIsMissing, z.enum(['another'], { error: '请从列表里选' }).optional()),
      photoIds: idsField,
    },
    event: 'accidents.reported',
    done: '报告事故，原有资料封存',
    said: '已同时报给应急管理部门和行业主管部门。请按清单救人、撤人、保护现场。',
    told: [
      told(bodiesPeople, 'accident-reported'),
      told(parksPeople, 'accident-reported'),
      told(firmPeople, 'accident-firm'),
    ],
  },
  'firm-report': {
    label: '企业报告',
    from: BOTH,
    to: 'stay',
    may: isFirms,
    when: ({ firmToldAt }) => firmToldAt === undefined,
    needs: {
      ...learnt,
      what: wordsField('请写明简要经过', 1_000),
      measures: wordsField('请写明已经采取的措施', 1_000),
    },
    event: 'accidents.firm-reported',
    done: '企业报告',
    said: '已报告。',
    told: [told(bodiesPeople, 'accident-firm-told')],
  },
  acknowledge: {
    label: '收到',
    from: BOTH,
    to: 'stay',
    may: mayAcknowledge,
    needs: {},
    event: 'accidents.acknowledged',
    done: '确认收到',
    said: '已记下您收到了。',
    // Who has not is reminded by the clock.
    told: [],
  },
  pass: {
    label: '报上一级',
    from: BOTH,
    to: 'stay',
    may: isReached,
    when: climbs,
    needs: {},
    event: 'accidents.passed',
    done: '报上一级',
    said: '已报上一级，对方会收到。',
    told: [told(reachedPeople, 'accident-reported')],
  },
  supplement: {
    label: '补报伤亡和损失',
    from: BOTH,
    to: 'stay',
    may: (actor, row) => isFirms(actor, row) || isBodys(actor, row),
    needs: {
      ...toll,
      note: wordsField('请写明怎么知道的', 500),
      isFinal: z.enum(['open', 'final'], { error: '请选择数字还会不会变' }),
    },
    event: 'accidents.supplemented',
    done: '补报伤亡和损失',
    said: '已补报。',
    told: [told(bodiesPeople, 'accident-supplemented'), told(firmPeople, 'accident-supplemented')],
  },
  grade: {
    label: '核定等级',
    from: BOTH,
    to: 'stay',
    may: isBodys,
    needs: { level: z.enum(levels, { error: '请选择等级' }), reason: reasonField },
    event: 'accidents.graded',
    done: '核定等级',
    said: '已核定，要报到哪一级、由谁调查也随着变。',
    told: [told(bodiesPeople, 'accident-graded'), told(firmPeople, 'accident-graded')],
  },
  tick: {
    label: '办了一项应急措施',
    from: BOTH,
    to: 'stay',
    may: (actor, row) => isFirms(actor, row) || isBodys(actor, row) || actsAs(actor, 'park-officer'),
    needs: { step: chosenCode('请选择办的是哪一项'), note: optionalWords(200) },
    event: 'accidents.step-done',
    done: '办了一项应急措施',
    said: '已记下。',
    // The list itself says how far it is.
    told: [],
  },
  investigate: {
    label: '开始调查',
    from: ['reported'],
    to: 'investigating',
    may: isInvestigators,
    needs: {},
    event: 'accidents.investigated',
    done: '开始调查',
    said: '已开始，企业会收到。',
    told: [told(firmPeople, 'accident-investigated')],
  },
  'grant-evidence': {
    label: '授权调取资料',
    from: BOTH,
    to: 'stay',
    may: isInvestigators,
    needs: {
      personId: chosenId('请选择由谁调取'),
      fileNumber: wordsField('请填写调查文号', 60),
      until: dayField('请选择到哪一天为止'),
    },
    event: 'accidents.evidence-granted',
    done: '授权调取资料',
    said: '已授权，本人会收到。每次调取都留记录。',
    told: [told(namedPerson, 'accident-evidence-granted')],
  },
  'end-evidence': {
    label: '收回调取授权',
    from: BOTH,
    to: 'stay',
    may: isInvestigators,
    when: ({ grants = [] }) => grants.some(({ endedAt }) => endedAt === undefined),
    needs: { grant: chosenId('请选择收回哪一份') },
    event: 'accidents.evidence-ended',
    done: '收回调取授权',
    said: '已收回，本人会收到。',
    told: [told(namedPerson, 'accident-evidence-ended')],
  },
  'open-evidence': {
    label: '调取资料',
    from: BOTH,
    to: 'stay',
    may: isNamed,
    needs: {},
    event: 'accidents.evidence-opened',
    done: '调取资料',
    said: '已记下这一次调取。',
    // Whoever may lead the investigation is told of each time; the firm reads it in what happened.
    told: [told(colleaguesOf, 'accident-evidence-opened')],
  },
  join: {
    label: '并入另一起',
    from: BOTH,
    to: 'joined',
    may: isBodys,
    // What an investigation has found is of the one it is kept by.
    when: ({ inquiry }) => inquiry === undefined,
    needs: { into: chosenCode('请选择并入哪一起'), reason: reasonField },
    event: 'accidents.joined',
    done: '同一起事故报了两次，并入另一起',
    said: '已并入。两次报告的伤亡、办过的措施和谁收到了，都在那一起里。',
    told: [
      { to: firmPeople, template: 'accident-joined' },
      { to: parksPeople, template: 'accident-joined' },
      { to: bodiesPeople, template: 'accident-joined' },
    ],
  },
  absorb: {
    label: '另一次报告并进来',
    from: BOTH,
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'accidents.absorbed',
    done: '同一起事故的另一次报告并了进来',
    said: '',
    // Told of the other one.
    told: [],
  },
  lift: {
    label: '调查结束，解除封存',
    from: BOTH,
    to: 'closed',
    may: isInvestigators,
    needs: { reason: reasonField },
    event: 'accidents.hold-lifted',
    done: '调查结束，解除封存',
    said: '已解除，企业会收到。',
    told: [
      { to: firmPeople, template: 'accident-lifted' },
      { to: parksPeople, template: 'accident-lifted' },
    ],
  },
  ...inquiryActs,
});
