import { parseYuan } from '#kernel/money';
import { SERVICE_TYPES } from '../mustInsureRules.ts';
import { DISPATCHED, ORDERS } from '../policies/policy.model.ts';

/** Columns of the table an insurer sends, in the order of the template; the example shows how each is written. */
export const COLUMNS = [
  { code: 'creditCode', label: '统一社会信用代码', isNeeded: true, width: 22, example: '91450100MA5K77001X' },
  { code: 'number', label: '保单号', isNeeded: true, width: 24, example: 'BG-2026-0001' },
  { code: 'startsOn', label: '保险开始', isNeeded: true, width: 12, example: '2026-03-01' },
  { code: 'endsOn', label: '保险结束', isNeeded: true, width: 12, example: '2027-02-28' },
  { code: 'headcount', label: '承保人数', isNeeded: true, width: 10, example: '180' },
  { code: 'limitFen', label: '每人责任限额（元）', isNeeded: true, width: 18, example: '400000' },
  { code: 'ratio', label: '预防费用比例（%）', isNeeded: false, width: 16, example: '20' },
  { code: 'clause', label: '预防服务条款', isNeeded: false, width: 24, example: '第十二条' },
  { code: 'serviceTypes', label: '约定的服务', isNeeded: false, width: 28, example: '隐患排查、宣传教育培训' },
  { code: 'frequency', label: '每年基本服务（次）', isNeeded: false, width: 16, example: '2' },
  { code: 'order', label: '先用在哪里', isNeeded: false, width: 20, example: '项目活动优先' },
  { code: 'dispatched', label: '派遣人员', isNeeded: false, width: 18, example: '本保单承保' },
  { code: 'shares', label: '共保', isNeeded: false, width: 28, example: '' },
  { code: 'affiliates', label: '关联单位代码', isNeeded: false, width: 24, example: '' },
  { code: 'amountFen', label: '实收保费（元）', isNeeded: false, width: 16, example: '50000' },
  { code: 'day', label: '到账日期', isNeeded: false, width: 12, example: '2026-03-02' },
  { code: 'voucher', label: '凭证号', isNeeded: false, width: 18, example: 'SK-0001' },
] as const;
export type ColumnCode = (typeof COLUMNS)[number]['code'];
export type Cells = Partial<Record<ColumnCode, string>>;

const bare = (text: string): string => text.replace(/[\s、，,;；]/g, '');
/** A code by its label, or by the beginning of it; what is not known stays as it was written, for the command to refuse. */
const codeOf = (rows: readonly { code: string; label: string }[], typed: string): string =>
  rows.find(({ label }) => label.startsWith(typed))?.code ?? typed;

/** Kinds of service, one after the other as somebody wrote them. What is left at the end is none. */
function typesOf(typed: string): string[] {
  const found: string[] = [];
  for (let left = bare(typed); left !== ''; ) {
    const type = SERVICE_TYPES.find(({ label }) => left.startsWith(bare(label)));
    found.push(type?.code ?? left);
    left = type === undefined ? '' : left.slice(bare(type.label).length);
  }
  return found;
}
const linesOf = (typed = ''): string => typed.replace(/[;；]/g, '\n');
/** No amount is no number, and refused in the words of its field. */
const fenOf = (typed = ''): number => parseYuan(typed) ?? Number.NaN;

/** A row as the three commands are given it: the cover, what was agreed, and the premium where some was received. */
export const inputsOf = (cells: Cells) => ({
  cover: {
    creditCode: cells.creditCode ?? '',
    number: cells.number ?? '',
    startsOn: cells.startsOn ?? '',
    endsOn: cells.endsOn ?? '',
    headcount: cells.headcount ?? '',
    limitFen: fenOf(cells.limitFen),
  },
  terms: {
    ratio: cells.ratio ?? '0',
    clause: cells.clause ?? '',
    serviceTypes: typesOf(cells.serviceTypes ?? '') as never,
    frequency: cells.frequency ?? '0',
    order: codeOf(ORDERS, cells.order ?? '项目活动优先') as never,
    dispatched: codeOf(DISPATCHED, cells.dispatched ?? '本保单承保') as never,
    shares: linesOf(cells.shares),
    affiliates: linesOf(cells.affiliates),
  },
  premium: [cells.amountFen, cells.day, cells.voucher].every((cell) => cell === undefined)
    ? undefined
    : {
        kind: 'received' as const,
        amountFen: fenOf(cells.amountFen),
        day: cells.day ?? '',
        voucher: cells.voucher ?? '',
      },
});
