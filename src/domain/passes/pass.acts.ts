import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { parkPeople, runnersOf } from '#domain/identity';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  chosenId,
  dayField,
  emptyIsMissing,
  namedField,
  optionalName,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import type { Pass, PassStatus } from './pass.model.ts';
import { PASS_KINDS, type PassKind, ZONES, type Zone } from './pass.rules.ts';
import { isOwnVisit } from './visitor.ts';

const kinds = PASS_KINDS.map(({ code }) => code) as [PassKind, ...PassKind[]];
const zones = ZONES.map(({ code }) => code) as [Zone, ...Zone[]];
/** 车牌: a province, a letter, five or six more; as people type it. */
const plateField = z.preprocess(
  emptyIsMissing,
  z
    .string()
    .transform(tidyPlate)
    .refine((plate) => /^\p{Script=Han}[A-Z][A-Z0-9]{4,5}[A-Z0-9\p{Script=Han}]$/u.test(plate), '车牌写成桂A12345这样')
    .optional(),
);
const optionalDay = (ask: string) => z.preprocess(emptyIsMissing, dayField(ask).optional());
const tonnesField = z.preprocess(
  emptyIsMissing,
  z.coerce
    .number({ error: '请填写吨数，例如 12.5' })
    .positive('请填写吨数，例如 12.5')
    .max(1_000, '请填写吨数，例如 12.5')
    .optional(),
);

/** One way of writing a plate: full-width letters, blanks and dots do not count. */
export function tidyPlate(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·.•-]/g, '');
}

const content = {
  holder: namedField('请填写来的人或司机姓名', 30),
  plate: plateField,
  company: optionalName(60),
  purpose: wordsField('请写明来做什么', 200),
  zone: z.enum(zones, { error: '请选择到哪个区' }),
  startsOn: dayField('请选择哪天开始'),
  endsOn: dayField('请选择哪天结束'),
  cardUntil: optionalDay('请选择证件有效期'),
  contractUntil: optionalDay('请选择合同有效期'),
  insuranceUntil: optionalDay('请选择保险有效期'),
  goods: optionalWords(40),
  un: optionalWords(10),
  tonnes: tonnesField,
  waybill: optionalWords(40),
};

/** What a visitor says of themselves. */
const visit = {
  enterpriseId: chosenId('请选择去哪家企业'),
  holder: content.holder,
  plate: content.plate,
  purpose: content.purpose,
  on: dayField('请选择哪天来'),
};

type Is = (actor: PersonActor) => boolean;
const host: Is = (actor) => runsEnterprise(actor);
const park: Is = (actor) => actsAs(actor, 'park-officer');
const toHost = ({ enterpriseId }: Pass) => runnersOf(enterpriseId);
const toPark = ({ parkId }: Pass) => (parkId === undefined ? [] : parkPeople(parkId));
/** Whoever asked in a chat without an account asks there how it stands. */
const toApplicant = ({ appliedBy }: Pass) => (appliedBy === undefined ? [] : [appliedBy]);

/** 申请 → 企业同意 → 园区签发. Nobody waits for a counter: what a visitor must show is a number or its QR. */
export const passActs = defineActs<Pass, PassStatus>()({
  apply: {
    label: '申请通行证',
    from: [],
    to: 'applied',
    may: (actor) => actsAs(actor, 'worker', 'enterprise-manager', 'safety-officer'),
    needs: { kind: z.enum(kinds, { error: '请选择哪一种通行证' }), ...content },
    event: 'passes.applied',
    done: '申请通行证',
    said: '已申请，企业同意后由园区签发。',
    told: [{ to: toHost, template: 'pass-applied' }],
  },
  /** Made by the chat for whoever comes, who may have no account at all. */
  visit: {
    label: '来访登记',
    from: [],
    to: 'applied',
    may: 'clock',
    needs: visit,
    event: 'passes.visit-asked',
    done: '来访人在聊天里申请',
    said: '',
    told: [{ to: toHost, template: 'pass-applied' }],
  },
  approve: {
    label: '企业同意',
    from: ['applied'],
    to: 'host-approved',
    may: host,
    needs: {},
    event: 'passes.approved',
    done: '接待企业同意',
    said: '已同意，等园区签发。',
    told: [{ to: toPark, template: 'pass-approved' }],
  },
  issue: {
    label: '签发',
    from: ['host-approved'],
    to: 'issued',
    // Nor whoever asked for it in a chat of theirs, where nobody's name stands.
    may: (actor, row) => park(actor) && !isOwnVisit(actor, row),
    differsFrom: ['appliedBy'],
    needs: {},
    event: 'passes.issued',
    done: '园区签发',
    said: '已签发，申请人会收到通知。',
    told: [{ to: toApplicant, template: 'pass-issued' }],
  },
  refuse: {
    label: '不予签发',
    from: ['applied', 'host-approved'],
    to: 'refused',
    may: (actor, { status }) => (status === 'applied' ? host(actor) : park(actor)),
    needs: { reason: reasonField },
    event: 'passes.refused',
    done: '不予签发',
    said: '已退回，申请人会收到理由。',
    told: [{ to: toApplicant, template: 'pass-refused' }],
  },
  'ask-core': {
    label: '申请进核心区一次',
    from: ['issued'],
    to: 'stay',
    may: host,
    when: ({ zone }) => zone === 'core',
    needs: { coreOn: dayField('请选择哪天进'), coreWhy: wordsField('请写明进去做什么', 200) },
    event: 'passes.core-asked',
    done: '企业申请进核心区一次',
    said: '已提出，园区另一人确认后当天可进一次。',
    told: [{ to: toPark, template: 'pass-core-asked' }],
  },
  'confirm-core': {
    label: '确认进核心区一次',
    from: ['issued'],
    to: 'stay',
    may: park,
    differsFrom: ['coreAskedBy'],
    when: ({ coreAskedBy, coreConfirmedBy }) => coreAskedBy !== undefined && coreConfirmedBy === undefined,
    needs: {},
    event: 'passes.core-confirmed',
    done: '园区确认进核心区一次',
    said: '已确认，当天可以进核心区一次。',
    told: [{ to: toHost, template: 'pass-core-confirmed' }],
  },
  revoke: {
    label: '吊销',
    from: ['issued'],
    to: 'revoked',
    may: (actor) => park(actor) || host(actor),
    needs: { reason: reasonField },
    event: 'passes.revoked',
    done: '吊销了通行证',
    said: '已吊销，卡口从现在起不放行。',
    told: [{ to: toApplicant, template: 'pass-revoked' }],
  },
  expire: {
    label: '过期',
    from: ['issued', 'applied', 'host-approved'],
    to: 'expired',
    may: 'clock',
    needs: {},
    event: 'passes.expired',
    done: '过了最后一天',
    said: '',
    // Nobody has anything to do about it.
    told: [],
  },
});
export type PassAction = keyof typeof passActs;
