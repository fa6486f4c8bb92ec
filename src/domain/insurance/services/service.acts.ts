import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, insurerPeople, runnersOf } from '#domain/identity';
import { tidyCreditCode } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  chosenCode,
  chosenId,
  countField,
  dayField,
  fenField,
  idsField,
  lineField,
  namedField,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import { tidyLines } from '#kernel/text';
import { voucherField } from '../voucher.ts';
import { PURPOSES, type Purpose, type Service, type ServiceStatus } from './service.model.ts';

const purposes = PURPOSES.map(({ code }) => code) as [Purpose, ...Purpose[]];
const codeField = (ask: string) => z.string({ error: ask }).transform(tidyCreditCode);

type May = (actor: PersonActor, service: Service) => boolean;
const firm: May = (actor, { enterpriseId }) => runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
const insurer: May = (actor, { insurerId }) => actsAs(actor, 'insurer') && actor.scope.insurerId === insurerId;
/** Whoever did not ask: the firm cannot agree for the insurer, nor the insurer for the firm. */
const otherSide: May = (actor, service) => (service.askedBySide === 'firm' ? insurer : firm)(actor, service);
const either: May = (actor, service) => firm(actor, service) || insurer(actor, service);
const attendee: May = (actor, { attendeeIds }) => actsAs(actor, 'worker') && attendeeIds.includes(actor.personId);

const toFirm = ({ enterpriseId }: Service) => runnersOf(enterpriseId);
const toInsurer = ({ insurerId }: Service) => insurerPeople(insurerId);
const toOther = (service: Service) => (service.askedBySide === 'firm' ? toInsurer : toFirm)(service);
const toBoth = async (service: Service) => [...(await toFirm(service)), ...(await toInsurer(service))];
const toAttendees = ({ attendeeIds, attendedIds }: Service) => attendeeIds.filter((id) => !attendedIds.includes(id));
const toBody = ({ bodyId, record }: Service) => (record?.hasMajor ? bodyPeople(bodyId) : []);

const WHO = '请至少选一名参加的员工';
const attendeesField = z.array(chosenId(WHO), { error: WHO }).min(1, WHO).max(20, '选几个人就够了');

/** What is asked for; every part of it is asked of the gate. */
export const askFields = {
  policy: lineField('请选择保单'),
  purpose: z.enum(purposes, { error: '请选择用在哪里' }),
  activity: chosenCode('请选择做什么活动'),
  what: wordsField('请写明请谁做什么', 200),
  serviceOn: dayField('请选择服务的日期'),
  beneficiary: z.string().transform(tidyCreditCode).optional(),
  providerName: namedField('请填写服务机构名称', 60),
  providerCode: codeField('请填写服务机构的统一社会信用代码'),
  qualification: wordsField('请填写资质证书编号', 60),
  qualifiedUntil: dayField('请选择资质有效期到哪天'),
  quantity: countField('请填写数量，例如 1', { least: 1, most: 10_000 }).prefault('1'),
  amountFen: fenField('请填写金额，例如 6000'),
};

/** A firm may complain once a service is agreed; what it complained of is answered also when the service is off by then. */
const COMPLAINABLE = ['agreed', 'delivered', 'accepted', 'settled', 'reversed'] as const;
const ANSWERABLE = [...COMPLAINABLE, 'cancelled'] as const;

export const serviceActs = defineActs<Service, ServiceStatus>()({
  ask: {
    label: '申请预防服务',
    from: [],
    to: 'asked',
    may: either,
    needs: askFields,
    event: 'insurance.service-asked',
    done: '申请预防服务，预留额度',
    said: '已申请，额度已预留，等另一方同意。',
    told: [{ to: toOther, template: 'service-asked' }],
  },
  agree: {
    label: '同意',
    from: ['asked'],
    to: 'agreed',
    may: otherSide,
    differsFrom: ['askedBy'],
    needs: {},
    event: 'insurance.service-agreed',
    done: '另一方同意',
    said: '已同意，双方都确认了。',
    told: [{ to: toBoth, template: 'service-agreed' }],
  },
  refuse: {
    label: '不同意',
    from: ['asked'],
    to: 'refused',
    may: otherSide,
    needs: { reason: reasonField },
    event: 'insurance.service-refused',
    done: '另一方没有同意，额度释放',
    said: '已退回，预留的额度已释放。',
    told: [{ to: toBoth, template: 'service-refused' }],
  },
  deliver: {
    label: '写服务记录',
    from: ['agreed'],
    to: 'delivered',
    may: insurer,
    needs: {
      servedOn: dayField('请选择服务的日期'),
      place: wordsField('请写明在哪里做的', 100),
      people: wordsField('请写明谁去的', 200),
      measures: wordsField('请写明做了什么', 2_000),
      followUp: optionalWords(500),
      hazards: z
        .string()
        .default('')
        .transform((typed) =>
          tidyLines(typed)
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== ''),
        )
        .pipe(
          z.array(z.string().min(2, '请写清看到了什么').max(500, '一行请不要太长')).max(20, '隐患太多，请分两次写'),
        ),
      photoIds: idsField,
    },
    event: 'insurance.service-delivered',
    done: '写了服务记录',
    said: '已交企业确认。查到的隐患已经立案。',
    told: [
      { to: toFirm, template: 'service-delivered' },
      { to: toBody, template: 'service-major' },
    ],
  },
  accept: {
    label: '确认服务',
    from: ['delivered'],
    to: 'accepted',
    may: firm,
    differsFrom: ['record.writtenBy'],
    judgesPhotos: true,
    needs: {
      score: z.enum(['5', '4', '3', '2', '1'], { error: '请打分' }),
      opinion: optionalWords(500),
      attendeeIds: attendeesField,
    },
    event: 'insurance.service-accepted',
    done: '企业确认服务',
    said: '已确认，会请参加的员工自己说一声。',
    told: [
      { to: toInsurer, template: 'service-accepted' },
      { to: toAttendees, template: 'service-attend' },
    ],
  },
  return: {
    label: '记录不对，退回',
    from: ['delivered'],
    to: 'agreed',
    may: firm,
    needs: { reason: reasonField },
    event: 'insurance.service-returned',
    done: '企业退回服务记录',
    said: '已退回给保险机构。',
    told: [{ to: toInsurer, template: 'service-returned' }],
  },
  attend: {
    label: '我参加了',
    from: ['accepted'],
    to: 'stay',
    may: attendee,
    // Nobody bears witness to what they asked for, agreed to, wrote down or confirmed themselves.
    differsFrom: ['acceptedBy', 'record.writtenBy', 'askedBy', 'agreedBy'],
    when: ({ attendeeIds, attendedIds }) => attendedIds.length < attendeeIds.length,
    needs: {},
    event: 'insurance.service-attended',
    done: '员工确认参加了服务',
    said: '谢谢，已记下。',
    told: [],
  },
  'not-there': {
    label: '我没有参加',
    from: ['accepted'],
    to: 'stay',
    may: attendee,
    needs: {},
    event: 'insurance.service-not-there',
    done: '员工说没有参加',
    said: '已告诉企业您没有参加。',
    told: [{ to: toFirm, template: 'service-not-there' }],
  },
  'name-attendees': {
    label: '换参加的员工',
    from: ['accepted'],
    to: 'stay',
    may: firm,
    when: ({ attendedIds }) => attendedIds.length === 0,
    needs: { attendeeIds: attendeesField },
    event: 'insurance.attendees-named',
    done: '换了参加的员工',
    said: '已改，会请他们自己说一声。',
    told: [{ to: toAttendees, template: 'service-attend' }],
  },
  settle: {
    label: '结算',
    from: ['accepted'],
    to: 'settled',
    may: insurer,
    when: ({ attendedIds }) => attendedIds.length > 0,
    needs: {
      amountFen: fenField('请填写金额，例如 6000'),
      voucher: voucherField('请填写发票或付款凭证号'),
      photoIds: idsField,
    },
    event: 'insurance.service-settled',
    done: '保险机构结算',
    said: '已结算，没有用完的额度已释放。',
    told: [{ to: toFirm, template: 'service-settled' }],
  },
  cancel: {
    label: '取消',
    from: ['asked', 'agreed', 'accepted'],
    to: 'cancelled',
    // What cannot be settled is given up by the insurer, or the budget would be held for good.
    may: (actor, service) => (service.status === 'accepted' ? insurer : either)(actor, service),
    needs: { reason: reasonField },
    event: 'insurance.service-cancelled',
    done: '取消预防服务，额度释放',
    said: '已取消，预留的额度已释放。',
    told: [{ to: toBoth, template: 'service-cancelled' }],
  },
  complain: {
    label: '投诉这次服务',
    from: COMPLAINABLE,
    to: 'stay',
    may: firm,
    when: ({ isComplained }) => isComplained !== true,
    needs: { text: wordsField('请写明哪里不满意', 1_000) },
    event: 'insurance.service-complained',
    done: '企业投诉',
    said: '已交给保险机构答复。',
    told: [{ to: toInsurer, template: 'service-complained' }],
  },
  'call-complex': {
    label: '情况复杂，要久一些',
    from: ANSWERABLE,
    to: 'stay',
    may: insurer,
    when: ({ isComplained, complaints }) => isComplained === true && complaints?.at(-1)?.complexBecause === undefined,
    needs: { reason: reasonField },
    event: 'insurance.complaint-complex',
    done: '投诉情况复杂',
    said: '已告诉企业答复的日子。',
    told: [{ to: toFirm, template: 'complaint-later' }],
  },
  'put-off-answer': {
    label: '延长答复',
    from: ANSWERABLE,
    to: 'stay',
    may: insurer,
    when: ({ isComplained, complaints }) => isComplained === true && complaints?.at(-1)?.extendedTo === undefined,
    needs: { until: dayField('请选择哪天以前答复'), reason: reasonField },
    event: 'insurance.complaint-put-off',
    done: '投诉延长答复',
    said: '已告诉企业答复的日子。',
    told: [{ to: toFirm, template: 'complaint-later' }],
  },
  'answer-complaint': {
    label: '答复投诉',
    from: ANSWERABLE,
    to: 'stay',
    may: insurer,
    when: ({ isComplained }) => isComplained === true,
    needs: { answer: wordsField('请写明怎么处理的', 1_000) },
    event: 'insurance.complaint-answered',
    done: '答复投诉',
    said: '已答复企业。',
    told: [{ to: toFirm, template: 'complaint-answered' }],
  },
  reverse: {
    label: '冲回结算',
    from: ['settled'],
    to: 'reversed',
    may: insurer,
    needs: { reason: reasonField },
    event: 'insurance.service-reversed',
    done: '冲回结算',
    said: '已冲回，额度回到可用。',
    told: [{ to: toFirm, template: 'service-reversed' }],
  },
});
export type ServiceAction = keyof typeof serviceActs;
