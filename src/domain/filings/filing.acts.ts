import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import { creditCodeField } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  countField,
  dayField,
  emptyIsMissing,
  idsField,
  namedField,
  optionalName,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import type { Filing, FilingStatus } from './filing.model.ts';
import { FILING_KINDS, type FilingKind } from './filing.rules.ts';

const kinds = FILING_KINDS.map((row) => row.code) as [FilingKind, ...FilingKind[]];
/** A whole number that may be left out. */
const optionalCount = (ask: string, most: number) =>
  z.preprocess(emptyIsMissing, countField(ask, { least: 1, most }).optional());

/** What a firm tells of the work. */
const content = {
  type: optionalWords(40),
  what: wordsField('请写明做什么', 200),
  placeText: wordsField('请写明在哪里', 100),
  startsOn: dayField('请选择开始日期'),
  endsOn: dayField('请选择结束日期'),
  responsibleName: namedField('请填写负责人姓名', 30),
  guardianName: optionalName(30),
  level: optionalWords(20),
  hours: optionalCount('请填写整小时数', 1_000),
  ticketNumber: optionalWords(40),
  contractorName: optionalName(60),
  contractorCode: z.preprocess(emptyIsMissing, creditCodeField.optional()),
  headcount: optionalCount('请填写人数（1 到 10000）', 10_000),
  measures: wordsField('请写明安全措施，例如：清理可燃物、通风检测、专人监护', 2_000),
  photoIds: idsField,
};

type Is = (actor: PersonActor) => boolean;
const firm: Is = (actor) => runsEnterprise(actor);
const body: Is = (actor) => actsAs(actor, 'regulator');
const toFirm = ({ enterpriseId }: Filing) => runnersOf(enterpriseId);
const toBody = ({ bodyId }: Filing) => bodyPeople(bodyId);
const toPark = ({ parkId }: Filing) => (parkId === undefined ? [] : parkPeople(parkId));
const FILED = [
  { to: toBody, template: 'filing-filed', whileIn: ['filed'] },
  { to: toPark, template: 'filing-filed', whileIn: ['filed', 'acknowledged'] },
];

/** A firm tells of special work, outsourcing or building before it begins; the body takes note or asks for what is missing. */
export const filingActs = defineActs<Filing, FilingStatus>()({
  file: {
    label: '报备',
    from: [],
    to: 'filed',
    may: firm,
    needs: { kind: z.enum(kinds, { error: '请选择报备哪一类' }), ...content },
    event: 'works.filed',
    done: '提交报备',
    said: '已报备，监管部门和园区会收到通知。',
    told: FILED,
  },
  refile: {
    label: '补充后重报',
    from: ['returned'],
    to: 'filed',
    may: firm,
    needs: content,
    event: 'works.refiled',
    done: '补充后重报',
    said: '已重新报备。',
    told: FILED,
  },
  acknowledge: {
    label: '收悉',
    from: ['filed'],
    to: 'acknowledged',
    may: body,
    needs: {},
    event: 'works.acknowledged',
    done: '监管部门已收悉',
    said: '已收悉，企业会收到通知。',
    told: [{ to: toFirm, template: 'filing-acknowledged' }],
  },
  return: {
    label: '退回补充',
    from: ['filed'],
    to: 'returned',
    may: body,
    needs: { reason: reasonField },
    event: 'works.returned',
    done: '监管部门退回补充',
    said: '已退回，企业会收到通知。',
    told: [{ to: toFirm, template: 'filing-returned' }],
  },
  finish: {
    label: '已完工',
    from: ['filed', 'acknowledged'],
    to: 'finished',
    may: firm,
    needs: {},
    event: 'works.finished',
    done: '报告完工',
    said: '已报告完工。',
    // The body reads it where it looks for it; nobody is asked to do anything.
    told: [],
  },
  cancel: {
    label: '取消作业',
    from: ['filed', 'returned', 'acknowledged'],
    to: 'cancelled',
    may: firm,
    needs: { reason: reasonField },
    event: 'works.cancelled',
    done: '取消了这项作业',
    said: '已取消。',
    told: [
      { to: toBody, template: 'filing-cancelled' },
      { to: toPark, template: 'filing-cancelled' },
    ],
  },
});
export type FilingAction = keyof typeof filingActs;
