import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { hazardLifecycle } from '#domain/hazards';
import { EXPORT_STATUSES, type ExportRow, findExports, getExport, openExport, requestExport } from '#domain/oversight';
import { formatDateTime } from '#kernel/dates';
import { contextOf, partOf, textOf } from '../visit.ts';

const id = z.string().regex(/^[0-9a-f]{24}$/);

/** The filter as the list page sends it along. Anything else is refused field by field, not trusted. */
const filterField = z
  .object({
    q: z.string().max(40),
    status: z.enum(hazardLifecycle.statuses.map((row) => row.code) as [never]),
    category: z.string().max(40),
    isOpen: z.literal(true),
    isOverdue: z.literal(true),
    isMajor: z.literal(true),
    isUrgent: z.literal(true),
    enterpriseId: id,
    locationId: id,
  })
  .partial();

function typedFilter(text: string) {
  try {
    return filterField.parse(JSON.parse(text === '' ? '{}' : text));
  } catch {
    return {};
  }
}

const present = (row: ExportRow) => ({
  id: row._id,
  href: `/exports/${row._id}`,
  file: `/exports/${row._id}/file`,
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
  res.page('exports/index', { title: '导出', exports: rows.map(present) });
}

export async function postExport(req: Request, res: Response): Promise<void> {
  const filter = Object.fromEntries(
    Object.entries(typedFilter(textOf(req, 'filter'))).filter(([, v]) => v !== undefined),
  );
  const { id: exportId } = await requestExport(contextOf(req), { filter });
  res.goTo(`/exports/${exportId}`);
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
