import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, managersOf, parkPeople } from '#domain/identity';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { countField, fenField, optionalWords, reasonField, wordsField } from '#kernel/input';
import type { FirmReturn, ReturnStatus } from './return.model.ts';

/** More than any firm has in a year. */
const MOST = 1_000_000;
const count = countField('请填写整数，没有就填 0', { most: MOST, tooMany: '数字太大，请核对' });

const content = {
  foundGeneral: count,
  fixedGeneral: count,
  openGeneral: count,
  foundMajor: count,
  fixedMajor: count,
  openMajor: count,
  overdue: count,
  fundFen: fenField('请填写金额，没有花钱就填 0'),
  analysis: wordsField('请写统计分析：主要是哪些隐患，为什么会有，下一步怎么办', 2_000),
  why: optionalWords(500),
};

const isFirms = (actor: PersonActor, { enterpriseId }: FirmReturn): boolean =>
  runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
const isHeads = (actor: PersonActor, row: FirmReturn): boolean =>
  isFirms(actor, row) && actsAs(actor, 'enterprise-manager');
const isCorrection = ({ sent }: FirmReturn): boolean => (sent?.number ?? 0) > 1;

/** Opened by the clock, filled by the firm, signed by its head; a signed one is put right by a next version. */
export const returnActs = defineActs<FirmReturn, ReturnStatus>()({
  open: {
    label: '备表',
    from: [],
    to: 'due',
    may: 'clock',
    needs: {},
    event: 'returns.opened',
    done: '到期备表',
    said: '',
    // Its clock says so in good time; nobody is told twice.
    told: [],
  },
  // Before what fills it: it is the first button of whoever may sign.
  sign: {
    label: '签字上报',
    from: ['filled'],
    to: 'signed',
    may: isHeads,
    needs: { contentHash: z.string({ error: '请打开统计表看过再签字' }).min(1, '请打开统计表看过再签字') },
    event: 'returns.signed',
    done: '主要负责人签字上报',
    said: '已签字上报，不能再改；有错的写明理由更正。',
    // First ones are looked for on the board; what replaces one that was read is told.
    told: [
      { to: (row) => (isCorrection(row) ? bodyPeople(row.bodyId) : []), template: 'return-corrected' },
      {
        to: (row) => (isCorrection(row) && row.parkId !== undefined ? parkPeople(row.parkId) : []),
        template: 'return-corrected',
      },
    ],
  },
  fill: {
    label: '核对填报',
    from: ['due', 'filled'],
    to: 'filled',
    may: isFirms,
    when: ({ sent }) => sent === undefined,
    needs: content,
    event: 'returns.filled',
    done: '填好统计表',
    said: '已填好，等主要负责人签字。',
    told: [{ to: ({ enterpriseId }) => managersOf(enterpriseId), template: 'return-to-sign' }],
  },
  correct: {
    label: '更正',
    from: ['signed', 'filled'],
    to: 'filled',
    may: isFirms,
    when: ({ sent }) => sent !== undefined,
    needs: { ...content, correction: reasonField },
    event: 'returns.corrected',
    done: '填好更正',
    said: '已填好更正，等主要负责人签字；签字以前原来的仍然算数。',
    told: [{ to: ({ enterpriseId }) => managersOf(enterpriseId), template: 'return-to-sign' }],
  },
});
