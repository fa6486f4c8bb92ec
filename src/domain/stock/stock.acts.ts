import { z } from 'zod';
import { defineActs, isOwners, peopleOfOwner } from '#domain/engine';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  atMost,
  callField,
  countField,
  dayField,
  emptyIsMissing,
  lineField,
  namedField,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import type { Stock, StockStatus } from './stock.model.ts';

const MOST = { most: 1_000_000, tooMany: '数量太大，请核对' };
const some = (ask: string) => countField(ask, { least: 1, ...MOST });
const any = (ask: string) => countField(ask, MOST);
const expiry = z.preprocess(emptyIsMissing, dayField('请选择最早到期的日期').optional());
const kept = {
  min: any('请填写最低要有多少'),
  place: namedField('请填写放在哪里', 40),
  custodian: namedField('请填写谁管', 40),
  custodianPhone: callField('请填写联系电话，例如 0775-6300119'),
};

const keeps = (actor: PersonActor): boolean => runsEnterprise(actor) || actsAs(actor, 'park-officer');
/** The owner keeps it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;
/** Colleagues of whoever took the last of it. */
export const toldWhenShort = [{ to: (row: Stock) => peopleOfOwner(row), template: 'stock-short' }];

/** What a firm or a park keeps for emergencies; how many there are follows from the entries, never from a form. */
export const stockActs = defineActs<Stock, StockStatus>()({
  enter: {
    label: '登记物资',
    from: [],
    to: 'enough',
    may: keeps,
    needs: {
      item: namedField('请填写物资名称', 40),
      unit: lineField('请填写单位').pipe(
        z
          .string()
          .min(1, '请填写单位')
          .max(...atMost(6)),
      ),
      have: any('请填写现在有多少'),
      expiresOn: expiry,
      ...kept,
    },
    event: 'stock.entered',
    done: '登记物资',
    said: '已登记。',
    told: NOBODY,
  },
  'enter-short': {
    label: '登记物资，低于最低数',
    from: [],
    to: 'short',
    may: keeps,
    needs: {},
    event: 'stock.entered-short',
    done: '登记物资，低于最低数',
    said: '已登记，低于最低数，请尽快补足。',
    told: NOBODY,
  },
  issue: {
    label: '领用',
    from: ['enough', 'short'],
    to: 'stay',
    may: isOwners,
    when: ({ have }) => have > 0,
    needs: { amount: some('请填写领多少'), note: wordsField('请写明谁领、做什么用', 200) },
    event: 'stock.issued',
    done: '领用',
    said: '已记一笔。',
    told: NOBODY,
  },
  receive: {
    label: '补充',
    from: ['enough', 'short'],
    to: 'stay',
    may: isOwners,
    needs: { amount: some('请填写补了多少'), expiresOn: expiry, note: optionalWords(200) },
    event: 'stock.received',
    done: '补充',
    said: '已记一笔。',
    told: NOBODY,
  },
  count: {
    label: '盘点',
    from: ['enough', 'short'],
    to: 'stay',
    may: isOwners,
    needs: { have: any('请填写数出来有多少'), expiresOn: expiry, note: optionalWords(200) },
    event: 'stock.counted',
    done: '盘点',
    said: '已按数出来的更正。',
    told: NOBODY,
  },
  change: {
    label: '改登记内容',
    from: ['enough', 'short'],
    to: 'stay',
    may: isOwners,
    needs: kept,
    event: 'stock.changed',
    done: '改了登记内容',
    said: '已保存。',
    told: NOBODY,
  },
  remove: {
    label: '不再储备',
    from: ['enough', 'short'],
    to: 'gone',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'stock.removed',
    done: '不再储备',
    said: '已从储备里去掉。',
    told: NOBODY,
  },
});
export type StockAction = keyof typeof stockActs;
