import { dayCell, leftParkOf, ownerName, putInWords, type Question, type Section } from '#domain/engine';
import type { Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatYearDay } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { isExpired } from './standing.ts';
import { changeStock, countStock, enterStock, issueStock, receiveStock, removeStock } from './stock.commands.ts';
import { ENTRY_KINDS, type Stock, type StockEntry, StockEntryModel } from './stock.model.ts';
import { stockTerms } from './stock.rules.ts';
import { countDueOn, stock } from './stock.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer'];
const SHOWN_LAST = 30;
const EXPIRY: Question<never> = { name: 'expiresOn', label: '最早到期日期（没有保质期不用填）', kind: 'date' };
const KEPT: readonly Question<never>[] = [
  { name: 'min', label: '最低要有多少', kind: 'number' },
  { name: 'place', label: '放在哪里', kind: 'text', hint: '例如：应急物资库二号架。' },
  { name: 'custodian', label: '谁管', kind: 'text' },
  { name: 'custodianPhone', label: '联系电话', kind: 'tel', hint: '出事时按这个电话找人。' },
];

/** The ledger, the latest first; to a park or body its firm has left, up to the day it left. */
async function ledgerOf({ actor }: Context, row: Stock): Promise<Section> {
  const { _id, unit } = row;
  const left = leftParkOf(actor, row);
  const known = { stockId: _id, ...(left === undefined ? {} : { at: { $lte: left.untilAt } }) };
  const last = await StockEntryModel.find(known).sort({ _id: -1 }).limit(SHOWN_LAST).lean<StockEntry[]>();
  return {
    title: '出入记录',
    table: {
      heads: ['时间', '哪一笔', '数量', '之后还有', '说明'],
      rows: last.map(({ at, kind, amount, have, note }) => [
        formatDateTime(at),
        labelIn(ENTRY_KINDS, kind),
        `${amount > 0 ? '+' : ''}${amount}`,
        `${have} ${unit}`,
        note,
      ]),
    },
  };
}

/** What comes next of it. */
function nextOf(row: Stock): string {
  if (row.status === 'gone') return '不用做什么';
  const counted = `${formatYearDay(countDueOn(row))}前盘点一次`;
  return row.status === 'short'
    ? `补到 ${row.min} ${row.unit}，${stockTerms(row.since).restockDays} 天内办；${counted}`
    : counted;
}

export const stockInWords = putInWords(stock, {
  lead: '出事时用的物资：有多少、放哪里、找谁。领用和补充各记一笔，记下就不改。',
  quick: [
    ['全部', {}],
    ['在储备', { isOpen: true }],
    ['低于最低数', { status: 'short' }],
  ],
  none: '还没有登记应急物资。',
  meta: async (row) => [await ownerName(row), row.place, `${row.custodian} ${row.custodianPhone}`].join(' · '),
  tags: (row, now) => (isExpired(row, now) ? [{ label: '过了保质期', tone: 'bad', icon: 'clock' }] : []),
  standing: async (row) => ({
    holder: row.isOpen ? `${row.custodian} ${row.custodianPhone}` : '',
    next: nextOf(row),
    said: [{ label: '理由', value: row.reason ?? '' }],
  }),
  facts: async (row) => [
    { label: '物资', value: row.item },
    { label: '现在有', value: `${row.have} ${row.unit}` },
    { label: '最低要有', value: `${row.min} ${row.unit}` },
    { label: '放在哪里', value: row.place },
    { label: '谁管', value: row.custodian },
    { label: '联系电话', value: row.custodianPhone },
    { label: '最早到期', value: row.expiresOn === undefined ? '' : formatYearDay(row.expiresOn) },
    { label: '上次盘点', value: formatYearDay(row.countedOn) },
    { label: '谁的', value: await ownerName(row) },
  ],
  sections: async (ctx, row) => [await ledgerOf(ctx, row)],
  making: {
    roles: OWNERS,
    title: () => '登记应急物资',
    submit: '登记',
    fields: [
      { name: 'item', label: '物资名称', kind: 'text', hint: '例如：正压式空气呼吸器。' },
      { name: 'unit', label: '单位', kind: 'text', hint: '例如：套。' },
      { name: 'have', label: '现在有多少', kind: 'number' },
      ...KEPT,
      EXPIRY,
    ],
    run: enterStock,
  },
  doers: OWNERS,
  steps: {
    enter: 'made',
    'enter-short': 'elsewhere',
    issue: {
      fields: [
        { name: 'amount', label: '领多少', kind: 'number' },
        { name: 'note', label: '谁领、做什么用', kind: 'text' },
      ],
      run: issueStock,
    },
    receive: {
      fields: [
        { name: 'amount', label: '补了多少', kind: 'number' },
        EXPIRY,
        { name: 'note', label: '说明（可以不填）', kind: 'text' },
      ],
      values: ({ expiresOn = '' }) => ({ expiresOn }),
      run: receiveStock,
    },
    count: {
      lead: () => '数出来多少就记多少，差的另记一笔。',
      fields: [
        { name: 'have', label: '数出来有多少', kind: 'number' },
        EXPIRY,
        { name: 'note', label: '说明（可以不填）', kind: 'text' },
      ],
      values: ({ have, expiresOn = '' }) => ({ have: String(have), expiresOn }),
      run: countStock,
    },
    change: {
      fields: KEPT,
      values: ({ min, place, custodian, custodianPhone }) => ({ min: String(min), place, custodian, custodianPhone }),
      run: changeStock,
    },
    remove: {
      fields: [{ name: 'reason', label: '为什么不再储备', kind: 'area' }],
      isDanger: true,
      run: removeStock,
    },
  },
  tab: 'emergencies',
  place: { icon: 'first-aid-kit', group: 'park', words: '物资 储备 领用 盘点 过期 应急' },
  sheet: {
    kind: 'stock',
    name: '应急物资清单',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: ownerName },
      { header: '物资', width: 24, cell: ({ item }) => item },
      { header: '状态', width: 12, cell: ({ status }) => statusRow(stock.lifecycle, status).label },
      { header: '现在有', width: 10, cell: ({ have }) => have },
      { header: '最低要有', width: 10, cell: ({ min }) => min },
      { header: '单位', width: 8, cell: ({ unit }) => unit },
      { header: '放在哪里', width: 24, cell: ({ place }) => place },
      { header: '谁管', width: 16, cell: ({ custodian }) => custodian },
      { header: '联系电话', width: 16, cell: ({ custodianPhone }) => custodianPhone },
      { header: '最早到期', width: 12, cell: ({ expiresOn }) => (expiresOn === undefined ? '' : dayCell(expiresOn)) },
      { header: '上次盘点', width: 12, cell: ({ countedOn }) => dayCell(countedOn) },
    ],
  },
});
