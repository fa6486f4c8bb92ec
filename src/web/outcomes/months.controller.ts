import type { Request, Response } from 'express';
import { findMonthlyRecords, type MonthlyRecord, recordMonth } from '#domain/plans';
import { formatMonth, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

const SHOWN = 12;

/** The last twelve months, this one first. */
function lastMonths(today: string): string[] {
  const [year, month] = today.split('-').map(Number) as [number, number];
  return Array.from({ length: SHOWN }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
}

/** Month by month what the firm told; a month not told yet asks for it. */
export async function showMonths(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const records = await findMonthlyRecords(ctx);
  res.page('outcomes/months', {
    title: '每月填报',
    months: lastMonths(localDate(ctx.now)).map((month) => {
      const row = records.find((one) => one.month === month);
      return {
        label: formatMonth(month),
        href: paths.month(month),
        isTold: row !== undefined,
        injuries: row?.lostTimeInjuries ?? 0,
        hasInjuries: (row?.lostTimeInjuries ?? 0) > 0,
        people: row === undefined ? '' : `在册 ${row.employees} 人，外包 ${row.contractors} 人`,
      };
    }),
  });
}

function pageOf(month: string, row: MonthlyRecord | undefined): FormPage {
  return {
    title: `${formatMonth(month)}填报`,
    lead: '没有工伤也要填 0：没有填和没有发生是两回事。填错可以改，改动会留痕。',
    back: { href: paths.months, label: '返回每月填报' },
    action: paths.month(month),
    submit: '保存',
    hidden: [{ name: 'version', value: String(row?.version ?? 0) }],
    fields: [
      {
        name: 'lostTimeInjuries',
        label: '损失工时的工伤（起）',
        kind: 'number',
        hint: '受伤后下一个班不能上班的，算一起；外包人员也算。',
      },
      { name: 'employees', label: '月末在册人数', kind: 'number' },
      { name: 'contractors', label: '在场外包和劳务派遣人数', kind: 'number', hint: '没有就填 0。' },
      { name: 'note', label: '说明（可以不填）', kind: 'area' },
    ],
    values:
      row === undefined
        ? {}
        : {
            lostTimeInjuries: String(row.lostTimeInjuries),
            employees: String(row.employees),
            contractors: String(row.contractors),
            note: row.note ?? '',
          },
  };
}

async function monthPage(req: Request): Promise<FormPage> {
  const month = partOf(req, 'month');
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month)) throw notFound('common.not-found');
  const records = await findMonthlyRecords(contextOf(req), 240);
  return pageOf(
    month,
    records.find((one) => one.month === month),
  );
}

export const { show: showMonth, post: postMonth } = formPages({
  page: monthPage,
  run: recordMonth,
  next: (_record, { month }) => [paths.months, `已保存${formatMonth(month)}的填报。`],
});
