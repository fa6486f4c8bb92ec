import { z } from 'zod';
import { readEach, UNREADABLE } from '#domain/aside';
import { personName } from '#domain/identity';
import { type MonthRow, monthRowsFor, PAY_METHODS, ROW_KINDS, rewardMonths } from '#domain/rewards';
import { levelLabel } from '#domain/schemes';
import { runsEnterprise } from '#kernel/actor';
import { labelIn } from '#kernel/labels';
import { type Cell, given, id, type Sheet } from './sheet.ts';

const filterField = z.object({ monthId: id }).partial();

const cellsOf = async (row: MonthRow): Promise<Cell[]> => [
  await personName(row.personId),
  labelIn(ROW_KINDS, row.kind),
  row.amountFen / 100,
  row.level === undefined ? '' : levelLabel(row.level),
  row.of === 'top-up' ? '列为重大，补差' : '上报属实',
  row.hazardReference,
  row.rewardReference,
  labelIn(PAY_METHODS, row.method),
  row.voucher ?? '',
];

/** The list of a month for the payroll, as it was written down: those who run the firm take it away. */
export const rewardMonthSheet: Sheet = {
  kind: 'reward-month',
  noun: rewardMonths.kind,
  name: '奖励工资清单',
  columns: [
    { header: '姓名', width: 12 },
    { header: '哪样', width: 8 },
    { header: '金额（元）', width: 12 },
    { header: '等级', width: 10 },
    { header: '事由', width: 14 },
    { header: '隐患', width: 14 },
    { header: '奖励', width: 14 },
    { header: '发放方式', width: 12 },
    { header: '凭证号', width: 18 },
  ],
  parse: (filter) => given(filterField.catch({}).parse(filter)),
  page: async (ctx, filter) => {
    const { monthId } = filterField.parse(filter);
    const [month] = (await rewardMonths.find(ctx, { monthId: monthId ?? '', limit: 1 })).rows;
    if (month === undefined || !runsEnterprise(ctx.actor)) return { rows: [] };
    const rows = (await monthRowsFor(ctx, month)).map((row, n) => ({ ...row, _id: `${month._id}:${n}` }));
    const cells = await readEach(ctx, 'reward-month-row', rows, cellsOf, ({ rewardReference }) => [
      UNREADABLE,
      rewardReference,
    ]);
    return { rows: cells };
  },
};
