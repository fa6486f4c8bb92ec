import { defineRule } from '#kernel/rules';

export const SIZES = [
  { code: 'large', label: '大型' },
  { code: 'medium', label: '中型' },
  { code: 'small', label: '小型' },
  { code: 'micro', label: '微型' },
] as const;
export type Size = (typeof SIZES)[number]['code'];

/** What an enterprise's size is worked out from. Money in fen, people as the average of the year. */
export interface SizeInputs {
  employees: number;
  revenueFen: number;
  assetsFen: number;
}
type Measure = keyof SizeInputs;

/** One industry of the table: which measures count, and the lower bounds (inclusive) of large, medium and small. */
export interface SizeRow {
  row: number;
  industry: string;
  measures: readonly Measure[];
  large: readonly number[];
  medium: readonly number[];
  small: readonly number[];
}

/** 万元 → fen. */
const wan = (amount: number): number => amount * 1_000_000;
const bounds = (measures: readonly Measure[], numbers: readonly number[]): number[] =>
  measures.map((measure, i) => (measure === 'employees' ? (numbers[i] as number) : wan(numbers[i] as number)));
const row = (
  number: number,
  industry: string,
  measures: readonly Measure[],
  large: readonly number[],
  medium: readonly number[],
  small: readonly number[],
): SizeRow => ({
  row: number,
  industry,
  measures,
  large: bounds(measures, large),
  medium: bounds(measures, medium),
  small: bounds(measures, small),
});
const STAFF_REVENUE = ['employees', 'revenueFen'] as const;
const REVENUE_ASSETS = ['revenueFen', 'assetsFen'] as const;

const UNITS: Readonly<Record<Measure, { label: string; unit: string; per: number }>> = {
  employees: { label: '从业人员', unit: '人', per: 1 },
  revenueFen: { label: '营业收入', unit: '万元', per: 1_000_000 },
  assetsFen: { label: '资产总额', unit: '万元', per: 1_000_000 },
};
const lowerBounds = (size: string, measures: readonly Measure[], fromOn: readonly number[]): string =>
  `${size}须${measures.map((measure, i) => `${UNITS[measure].label} ${(fromOn[i] as number) / UNITS[measure].per} ${UNITS[measure].unit}以上`).join('且')}`;

/** The sixteen rows by which an enterprise is large, medium, small or micro; money written in 万元. */
export const SIZE_TABLE = defineRule<readonly SizeRow[]>({
  key: 'enterprise-size',
  label: '中小企业划型标准',
  says: (rows) =>
    rows.map(
      ({ industry, measures, medium, small }) =>
        `${industry}：${lowerBounds('中型', measures, medium)}，${lowerBounds('小型', measures, small)}。`,
    ),
  versions: [
    {
      version: '2011-300',
      from: '2011-06-18',
      article: '意见（十四）中小微企业',
      source: '工信部联企业〔2011〕300号；2021年修订稿未施行',
      standing: 'read',
      value: [
        row(1, '农、林、牧、渔业', ['revenueFen'], [20_000], [500], [50]),
        row(2, '工业', STAFF_REVENUE, [1_000, 40_000], [300, 2_000], [20, 300]),
        row(3, '建筑业', REVENUE_ASSETS, [80_000, 80_000], [6_000, 5_000], [300, 300]),
        row(4, '批发业', STAFF_REVENUE, [200, 40_000], [20, 5_000], [5, 1_000]),
        row(5, '零售业', STAFF_REVENUE, [300, 20_000], [50, 500], [10, 100]),
        row(6, '交通运输业', STAFF_REVENUE, [1_000, 30_000], [300, 3_000], [20, 200]),
        row(7, '仓储业', STAFF_REVENUE, [200, 30_000], [100, 1_000], [20, 100]),
        row(8, '邮政业', STAFF_REVENUE, [1_000, 30_000], [300, 2_000], [20, 100]),
        row(9, '住宿业', STAFF_REVENUE, [300, 10_000], [100, 2_000], [10, 100]),
        row(10, '餐饮业', STAFF_REVENUE, [300, 10_000], [100, 2_000], [10, 100]),
        row(11, '信息传输业', STAFF_REVENUE, [2_000, 100_000], [100, 1_000], [10, 100]),
        row(12, '软件和信息技术服务业', STAFF_REVENUE, [300, 10_000], [100, 1_000], [10, 50]),
        row(13, '房地产开发经营', REVENUE_ASSETS, [200_000, 10_000], [1_000, 5_000], [100, 2_000]),
        row(14, '物业管理', STAFF_REVENUE, [1_000, 5_000], [300, 1_000], [100, 500]),
        row(15, '租赁和商务服务业', ['employees', 'assetsFen'], [300, 120_000], [100, 8_000], [10, 100]),
        row(16, '其他未列明行业', ['employees'], [300], [100], [10]),
      ],
    },
  ],
});
