import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { insurerPeople, runnersOf } from '#domain/identity';
import { creditCodeField, tidyCreditCode } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  countField,
  dayField,
  fenField,
  idsField,
  lineField,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import { tidyLines } from '#kernel/text';
import { SERVICE_TYPES, type ServiceType } from '../mustInsureRules.ts';
import { voucherField } from '../voucher.ts';
import { DISPATCHED, ORDERS, type Policy, type PolicyStatus, PREMIUM_KINDS } from './policy.model.ts';

const codesOf = <C extends string>(rows: readonly { code: C }[]) => rows.map(({ code }) => code) as [C, ...C[]];

/** `15` or `15.5` as hundredths of a per cent. */
const ratioField = z
  .string({ error: '请填写比例，例如 15' })
  .transform((typed) => typed.normalize('NFKC').replace(/[\s%]/g, ''))
  .pipe(z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, '请填写比例，例如 15 或 15.5'))
  .transform((typed) => Math.round(Number(typed) * 100));

/** Lines as somebody wrote them, empty ones left out. */
const linesField = z
  .string()
  .default('')
  .transform((typed) =>
    tidyLines(typed)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );

/** What the cover is. */
export const coverFields = {
  number: wordsField('请填写保单号', 60),
  startsOn: dayField('请选择保险开始的日期'),
  endsOn: dayField('请选择保险结束的日期'),
  headcount: countField('请填写承保人数', { least: 1, most: 1_000_000 }),
  limitFen: fenField('请填写每人责任限额，例如 400000'),
};

/** What was agreed on prevention. */
export const termFields = {
  ratio: ratioField,
  clause: optionalWords(500),
  serviceTypes: z.array(z.enum(codesOf(SERVICE_TYPES))).default([] as ServiceType[]),
  frequency: countField('请填写每年几次，没有约定填 0', { most: 1_000 }),
  order: z.enum(codesOf(ORDERS), { error: '请选择先用在哪里' }),
  dispatched: z.enum(codesOf(DISPATCHED), { error: '请选择派遣人员由谁承保' }),
  shares: linesField,
  affiliates: linesField.transform((lines) => lines.map(tidyCreditCode)),
};

type May = (actor: PersonActor, policy: Policy) => boolean;
const firm: May = (actor, { enterpriseId }) => runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
/** The insurer whose policy it is; co-insurers read along. */
const insurer: May = (actor, { insurerId }) => actsAs(actor, 'insurer') && actor.scope.insurerId === insurerId;

const toFirm = ({ enterpriseId }: Policy) => runnersOf(enterpriseId);
const toInsurer = ({ insurerId }: Policy) => insurerPeople(insurerId);

/** A firm or its insurer enters a policy; only the insurer's word makes it count. */
export const policyActs = defineActs<Policy, PolicyStatus>()({
  enter: {
    label: '登记保单',
    from: [],
    to: 'pending',
    may: (actor, policy) => firm(actor, policy) || insurer(actor, policy),
    needs: {
      insurerId: lineField('请选择保险机构').optional(),
      creditCode: creditCodeField.optional(),
      ...coverFields,
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'insurance.policy-entered',
    done: '登记保单',
    said: '已登记，等保险机构确认后生效。',
    told: [{ to: toInsurer, template: 'policy-entered' }],
  },
  confirm: {
    label: '确认保单和预防服务约定',
    from: ['pending'],
    to: 'confirmed',
    may: insurer,
    needs: termFields,
    event: 'insurance.policy-confirmed',
    done: '保险机构确认保单',
    said: '已确认，企业会收到通知。',
    told: [{ to: toFirm, template: 'policy-confirmed' }],
  },
  reject: {
    label: '不是本机构的保单',
    from: ['pending'],
    to: 'rejected',
    may: insurer,
    needs: { reason: reasonField },
    event: 'insurance.policy-rejected',
    done: '保险机构说不是它的保单',
    said: '已退回，企业会收到通知。',
    told: [{ to: toFirm, template: 'policy-rejected' }],
  },
  'note-premium': {
    label: '记保费',
    from: ['confirmed', 'ended', 'cancelled'],
    to: 'stay',
    may: insurer,
    needs: {
      kind: z.enum(codesOf(PREMIUM_KINDS), { error: '请选择收到还是退还' }),
      amountFen: fenField('请填写金额，例如 30000'),
      day: dayField('请选择到账或退还的日期'),
      voucher: voucherField('请填写凭证号'),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'insurance.premium-noted',
    done: '记一笔保费',
    said: '已记下。',
    told: [],
  },
  cancel: {
    label: '退保或注销',
    from: ['confirmed'],
    to: 'cancelled',
    may: insurer,
    needs: { reason: reasonField },
    event: 'insurance.policy-cancelled',
    done: '退保或注销，保险停止',
    said: '已记下，从今天起不算在保，企业会收到通知。',
    told: [{ to: toFirm, template: 'policy-cancelled' }],
  },
  end: {
    label: '到期',
    from: ['confirmed'],
    to: 'ended',
    may: 'clock',
    needs: {},
    event: 'insurance.policy-ended',
    done: '保险到期',
    said: '已到期。',
    told: [
      { to: toFirm, template: 'policy-ended' },
      { to: toInsurer, template: 'policy-ended' },
    ],
  },
});
export type PolicyAction = keyof typeof policyActs;
