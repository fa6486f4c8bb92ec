import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  COLUMNS,
  findImportLines,
  findImports,
  getImport,
  IMPORT_STATUSES,
  importPolicies,
  OUTCOMES,
  type PolicyImport,
  policies,
} from '#domain/insurance';
import { formatDateTime } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, presentForm, submitForm } from '../forms.ts';
import { addressOf, askedCode, askedCursor, askedIn, pagerOf, quickFilters } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';

const FORM: FormPage = {
  title: '成批登记保单',
  action: paths.policyImports,
  submit: '上传',
  fields: [
    {
      name: 'table',
      label: '保单表',
      kind: 'sheet',
      accept: '.xlsx',
      hint: 'xlsx 文件，第 1 行是列名，一行一张保单。同一张表传两次只算一次。',
    },
  ],
};
const query = z.object({ outcome: askedCode(OUTCOMES), after: askedCursor });

const statusOf = ({ status }: PolicyImport) => IMPORT_STATUSES.filter(({ code }) => code === status);

async function draw(req: Request, res: Response, form: Record<string, unknown>, status = 200): Promise<void> {
  const rows = await findImports(contextOf(req));
  res.page(
    'insurance/imports',
    {
      ...form,
      title: '成批登记保单',
      back: { href: policies.path, label: '返回保单' },
      tableHref: paths.policyTable,
      imports: rows.map((row) => ({
        href: paths.policyImport(row._id),
        reference: formatDateTime(row.createdAt),
        text: row.fileName,
        meta: row.rows === undefined ? '' : `${row.rows} 行`,
        tags: statusOf(row),
      })),
    },
    status,
  );
}

/** Tables an insurer sent, and the form to send one. */
export const showImports = (req: Request, res: Response): Promise<void> => draw(req, res, presentForm(FORM));

/** Takes a table in. Nothing of it is read here: the clock does that, and answers row by row. */
export async function postImport(req: Request, res: Response): Promise<void> {
  const [sent] = Array.isArray(req.files) ? req.files : [];
  const done = await submitForm(
    FORM,
    req,
    res,
    async () => {
      if (sent === undefined) throw invalid('common.check-fields', { table: '请选择一张表' });
      return importPolicies(contextOf(req), { bytes: await readFile(sent.path), fileName: sent.originalname });
    },
    (form, status) => draw(req, res, form, status),
  );
  if (done !== undefined) res.goTo(paths.policyImport(done.done._id));
}

/** One table: how far it is, how many rows were answered how, and the answers. */
export async function showImport(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const id = partOf(req, 'id');
  const { row, counts } = await getImport(ctx, id);
  const asked = askedIn(query, req, res);
  const path = paths.policyImport(id);
  const { rows, nextCursor } = await findImportLines(ctx, {
    id,
    outcome: asked.outcome,
    after: Number(asked.after ?? 0) || 0,
  });
  const isWorking = row.status === 'waiting' || row.status === 'running';
  // Without scripts the page asks again by itself until every row has its answer.
  if (isWorking) res.setHeader('refresh', '3');
  res.page('insurance/import', {
    title: row.fileName,
    back: { href: paths.policyImports, label: '返回成批登记' },
    status: statusOf(row)[0]?.label ?? '',
    reason: row.reason ?? '',
    isWorking,
    answered: (row.rows ?? 0) - counts.waiting,
    total: row.rows ?? 0,
    refused: counts.refused,
    exportFilter: JSON.stringify({ id, outcome: 'refused' }),
    quick: quickFilters(path, asked, [
      [`全部 ${row.rows ?? 0}`, {}],
      ...OUTCOMES.filter(({ code }) => counts[code] > 0 || code === asked.outcome).map(
        ({ code, label }) => [`${label} ${counts[code]}`, { outcome: code }] as const,
      ),
    ]),
    lines: rows.map(({ number, cells, outcome, reason = '', policyReference }) => ({
      href: policyReference === undefined ? addressOf(path, { outcome }) : policies.pathOf(policyReference),
      reference: `第 ${number} 行`,
      text: [cells['number'] ?? '没有保单号', cells['creditCode'] ?? ''].filter(Boolean).join('　'),
      meta: reason || (policyReference ?? ''),
      tags: OUTCOMES.filter(({ code }) => code === outcome),
    })),
    ...pagerOf(path, asked, nextCursor === undefined ? undefined : String(nextCursor)),
  });
}

/** The empty table with its headings and one row to go by. */
export async function sendTable(_req: Request, res: Response): Promise<void> {
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('保单', { views: [{ state: 'frozen', ySplit: 1 }] });
  // As text: else a spreadsheet makes numbers of codes and loses their last digits.
  sheet.columns = COLUMNS.map(({ label, width }) => ({ header: label, width, style: { numFmt: '@' } }));
  sheet.getRow(1).font = { bold: true };
  const notes = book.addWorksheet('怎么填');
  for (const { label, isNeeded, example } of COLUMNS)
    notes.addRow([label, isNeeded ? '要填' : '可以不填', example === '' ? '' : `例如：${example}`]);
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  res.attachment('保单表.xlsx');
  res.end(Buffer.from(await book.xlsx.writeBuffer()));
}
