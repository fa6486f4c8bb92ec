import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';
import type { RowsAnswer } from '#domain/engine';
import { FACILITY_COLUMNS, facilities, importFacilities } from '#domain/facilities';
import { importParks, PARK_COLUMNS } from '#domain/parks';
import type { Context } from '#kernel/context';
import { invalid } from '#kernel/errors';
import { paths } from '#kernel/paths';
import type { TableColumn } from '#platform/readTable';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf } from '../request.ts';

/** Rows told one by one; the rest is counted, and told when these are mended. */
const MOST_TOLD = 50;

interface Table {
  title: string;
  /** What a row is. */
  what: string;
  path: string;
  emptyPath: string;
  back: { href: string; label: string };
  columns: readonly TableColumn[];
  enter(ctx: Context, bytes: Buffer): Promise<RowsAnswer>;
}

const countsOf = ({ entered, there }: RowsAnswer): string =>
  [`登记了 ${entered} 行`, ...(there === 0 ? [] : [`${there} 行早已登记，没有重复`])].join('，');

/** @throws Invalid at `table` with every row that was not taken; the others are entered all the same. */
function tellRefused(answer: RowsAnswer): void {
  const { refused } = answer;
  if (refused.length === 0) return;
  const told = refused.slice(0, MOST_TOLD).map(({ number, why }) => `第 ${number} 行：${why}`);
  const more = refused.length > MOST_TOLD ? [`还有 ${refused.length - MOST_TOLD} 行`] : [];
  throw invalid('common.check-fields', {
    table: `${countsOf(answer)}；${refused.length} 行没有登记，改好后把整张表再传一次。${[...told, ...more].join('；')}`,
  });
}

/** The pages of a small table: the form that takes it, what came of it row by row, and an empty one to fill in. */
function tablePages({ title, what, path, emptyPath, back, columns, enter }: Table) {
  const page: FormPage = {
    title,
    lead: `xlsx 文件，第 1 行是列名，一行一个${what}。写错的行会逐行说明，别的行照样登记；同一张表传两次只算一次。`,
    back,
    action: path,
    submit: '上传',
    links: [{ href: emptyPath, label: '下载空表' }],
    fields: [{ name: 'table', label: `${what}表`, kind: 'sheet', accept: '.xlsx' }],
  };
  return {
    show: (_req: Request, res: Response): void => showForm(res, page),
    post: async (req: Request, res: Response): Promise<void> => {
      const [sent] = Array.isArray(req.files) ? req.files : [];
      const done = await submitForm(page, req, res, async () => {
        if (sent === undefined) throw invalid('common.check-fields', { table: '请选择一张表' });
        const answer = await enter(contextOf(req), await readFile(sent.path));
        tellRefused(answer);
        return answer;
      });
      if (done !== undefined) res.goTo(back.href, `${countsOf(done.done)}。`);
    },
    send: async (_req: Request, res: Response): Promise<void> => {
      const { default: ExcelJS } = await import('exceljs');
      const book = new ExcelJS.Workbook();
      const sheet = book.addWorksheet(what, { views: [{ state: 'frozen', ySplit: 1 }] });
      // As text: else a spreadsheet makes numbers of codes and days of what looks like one.
      sheet.columns = columns.map(({ label, width }) => ({ header: label, width, style: { numFmt: '@' } }));
      sheet.getRow(1).font = { bold: true };
      const notes = book.addWorksheet('怎么填');
      for (const { label, isNeeded, example } of columns)
        notes.addRow([label, isNeeded ? '要填' : '可以不填', example === '' ? '' : `例如：${example}`]);
      res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
      res.attachment(`${what}表.xlsx`);
      res.end(Buffer.from(await book.xlsx.writeBuffer()));
    },
  };
}

export const facilityTable = tablePages({
  title: '用表格登记设施',
  what: '设施',
  path: paths.facilityTable,
  emptyPath: paths.emptyFacilityTable,
  back: { href: facilities.path, label: '返回园区设施' },
  columns: FACILITY_COLUMNS,
  enter: importFacilities,
});
export const parkTable = tablePages({
  title: '用表格登记园区',
  what: '园区',
  path: paths.parkTable,
  emptyPath: paths.emptyParkTable,
  back: { href: paths.parks, label: '返回园区名册' },
  columns: PARK_COLUMNS,
  enter: importParks,
});
