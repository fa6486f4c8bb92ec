import type { Request, Response } from 'express';
import { getCalendar, publishYear } from '#domain/calendar';
import { formatDate, formatDay, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { publishedYear, statutoryHolidays } from '#kernel/workingDays';
import { type FormPage, presentForm, submitForm } from '../forms.ts';
import { contextOf } from '../request.ts';
import { linesOfSheet } from './sheetLines.ts';

/** Years shown: this one, and those for which something falls due now. */
const YEARS_AHEAD = 2;

const yearOf = (req: Request): number => Number(localDate(req.now).slice(0, 4));

const formOf = (req: Request): FormPage => ({
  title: '公布放假安排',
  action: paths.calendar,
  submit: '公布',
  fields: [
    { name: 'year', label: '年份', kind: 'number', hint: `例如 ${yearOf(req) + 1}` },
    { name: 'source', label: '依据', kind: 'text', hint: '国务院办公厅通知的名称和文号' },
    {
      name: 'rows',
      label: '日期表',
      kind: 'area',
      rows: 12,
      hint: '一天一行，先写日期，再写“休”或“班”（调休上班的周末）。例如：2027-02-05 休',
    },
    {
      name: 'table',
      label: '或者上传表格',
      kind: 'sheet',
      hint: 'xlsx 或 csv，第一列日期，第二列“休”或“班”；读出来的内容会放进上面',
    },
  ],
});

const listed = (days: readonly string[]): string => days.map((day) => formatDay(day)).join('、');

async function show(req: Request, res: Response, form: Record<string, unknown>, status = 200): Promise<void> {
  const rows = await getCalendar(contextOf(req));
  const years = Array.from({ length: YEARS_AHEAD + 1 }, (_, index) => yearOf(req) + index).map((year) => {
    const known = publishedYear(year);
    const row = rows.find((one) => one.year === year);
    return {
      year,
      tag: known === undefined ? { label: '预计', tone: 'waiting' } : { label: '已公布', tone: 'good' },
      off: listed(known?.off ?? [...statutoryHolidays(year)].toSorted()),
      worked: listed(known?.worked ?? []),
      source:
        row === undefined
          ? known === undefined
            ? '还没有公布，先按法定节假日推算，期限都标“预计”'
            : '随系统提供'
          : `${row.source}，${formatDate(row.publishedAt)}公布${row.version > 1 ? `，第 ${row.version} 次` : ''}`,
    };
  });
  res.page('admin/calendar', { title: '放假安排', years, form }, status);
}

export const showCalendar = (req: Request, res: Response): Promise<void> => show(req, res, presentForm(formOf(req)));

/** Publishes a year. A table that was sent stands in the field afterwards, so that rows that are wrong can be mended there. */
export async function postCalendar(req: Request, res: Response): Promise<void> {
  const { lines, problem } = await linesOfSheet(req);
  const body = req.body as Record<string, unknown>;
  if (lines !== undefined) body['rows'] = lines;
  const sent = await submitForm(
    formOf(req),
    req,
    res,
    (input) => {
      if (problem !== undefined) throw invalid('common.check-fields', { table: problem });
      return publishYear(contextOf(req), input);
    },
    (form, status) => show(req, res, form, status),
  );
  if (sent !== undefined) res.goTo(paths.calendar, `${sent.done.year} 年的放假安排已公布，没到期的期限正在重算。`);
}
