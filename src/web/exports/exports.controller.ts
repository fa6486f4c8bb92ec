import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import {
  EXPORT_STATUSES,
  type ExportRow,
  exportRule,
  findExports,
  getExport,
  openExport,
  requestExport,
} from '#domain/oversight';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { contextOf, partOf, textOf } from '../request.ts';

/** The filter as the list page sends it along; the sheet takes of it what it knows. */
function typedFilter(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return {};
  }
}

const present = (row: ExportRow) => ({
  id: row._id,
  href: paths.export(row._id),
  file: paths.exportFile(row._id),
  name: row.fileName,
  when: formatDateTime(row.createdAt),
  status: EXPORT_STATUSES.find((status) => status.code === row.status)?.label ?? '',
  written: row.written,
  isDone: row.status === 'done',
  isFailed: row.status === 'failed',
  isWorking: row.status === 'waiting' || row.status === 'running',
});

export async function showExports(req: Request, res: Response): Promise<void> {
  const rows = await findExports(contextOf(req));
  res.page('exports/index', { title: '导出', keepDays: exportRule(req.now).keepDays, exports: rows.map(present) });
}

export async function postExport(req: Request, res: Response): Promise<void> {
  const { id: exportId } = await requestExport(contextOf(req), {
    kind: textOf(req, 'kind') || 'hazards',
    filter: typedFilter(textOf(req, 'filter')),
  });
  res.goTo(paths.export(exportId));
}

export async function showExport(req: Request, res: Response): Promise<void> {
  const row = present(await getExport(contextOf(req), partOf(req, 'id')));
  // Without scripts the page asks again by itself until the file is there.
  if (row.isWorking) res.setHeader('refresh', '2');
  res.page('exports/show', { title: '导出', ...row });
}

export async function sendExport(req: Request, res: Response): Promise<void> {
  const { fileName, stream } = await openExport(contextOf(req), partOf(req, 'id'));
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  res.attachment(fileName);
  res.setHeader('cache-control', 'no-store');
  await pipeline(stream, res).catch(() => res.destroy());
}
