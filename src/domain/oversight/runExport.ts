import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import { categoryLabel, findHazards, type HazardRow, hazardLifecycle } from '#domain/hazards';
import { getActor } from '#domain/identity';
import { enterpriseName, regionName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatDateTime, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { statusRow } from '#kernel/lifecycle';
import { ExportModel, type ExportRow } from './export.model.ts';
import { exportFiles } from './exports.ts';

const LEASE_MS = 60_000;
const BATCH = 500;
const MAX_ATTEMPTS = 3;

const COLUMNS: readonly { header: string; width: number }[] = [
  { header: '编号', width: 14 },
  { header: '状态', width: 12 },
  { header: '等级', width: 8 },
  { header: '类型', width: 14 },
  { header: '企业', width: 30 },
  { header: '所在地', width: 22 },
  { header: '地点', width: 24 },
  { header: '隐患内容', width: 50 },
  { header: '上报时间', width: 20 },
  { header: '应在此前完成', width: 20 },
  { header: '整改责任人', width: 12 },
  { header: '关闭时间', width: 20 },
];

/** Text as a cell that no spreadsheet program takes for a formula. */
export const safeCell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const when = (at: Date | undefined): string => (at === undefined ? '' : formatDateTime(at));

async function cells(hazard: HazardRow): Promise<string[]> {
  const row = [
    hazard.reference,
    statusRow(hazardLifecycle, hazard.status).label,
    hazard.isMajor ? '重大' : hazard.grade === undefined ? '未定' : '一般',
    categoryLabel(hazard.category),
    await enterpriseName(hazard.enterpriseId),
    regionName(hazard.regionPath.at(-1) ?? ''),
    hazard.placeText,
    hazard.text,
    // An anonymous report never finer than the day, so that a shift list gives nobody away.
    hazard.isAnonymous ? localDate(hazard.createdAt) : when(hazard.createdAt),
    when(hazard.dueAt),
    hazard.rectification?.ownerName ?? '',
    when(hazard.closedAt),
  ];
  return row.map(safeCell);
}

/**
 * Writes the next spreadsheet somebody waits for. A run that was killed is begun again when its lease has ended; the
 * half-written file is thrown away, and the third failure is told to the person.
 *
 * @returns false when nobody waits.
 */
export async function runNextExport(clock: () => Date): Promise<boolean> {
  const now = clock();
  const leaseToken = newId(now);
  const row = await ExportModel.findOneAndUpdate(
    { nextAt: { $lte: now } },
    {
      $set: { status: 'running', leaseToken, written: 0, nextAt: new Date(now.getTime() + LEASE_MS) },
      $inc: { attempts: 1 },
    },
    { sort: { nextAt: 1 }, returnDocument: 'after' },
  ).lean<ExportRow>();
  if (row === null) return false;
  const own = { _id: row._id, leaseToken };
  try {
    const fileId = await write(row, clock, async (written) => {
      const nextAt = new Date(clock().getTime() + LEASE_MS);
      const { matchedCount } = await ExportModel.updateOne(own, { $set: { written, nextAt } });
      if (matchedCount === 0) throw new Error('lease lost');
    });
    const { matchedCount } = await ExportModel.updateOne(own, {
      $set: { status: 'done', fileId, finishedAt: clock() },
      $unset: { nextAt: 1, leaseToken: 1 },
    });
    if (matchedCount === 0) await exportFiles().delete(new mongoose.mongo.ObjectId(fileId));
  } catch (error) {
    const isLast = row.attempts >= MAX_ATTEMPTS;
    const lastError = String((error as Error | undefined)?.name);
    await ExportModel.updateOne(
      own,
      isLast
        ? { $set: { status: 'failed', lastError, finishedAt: clock() }, $unset: { nextAt: 1, leaseToken: 1 } }
        : { $set: { status: 'waiting', lastError, nextAt: new Date(clock().getTime() + 5_000) } },
    );
  }
  return true;
}

async function write(row: ExportRow, clock: () => Date, onBatch: (written: number) => Promise<void>): Promise<string> {
  const actor = await getActor(row.personId, row.grantId);
  if (actor === undefined) throw new Error('no longer allowed');
  const ctx: Context = { actor, now: clock(), requestId: row._id, door: 'clock' };
  const upload = exportFiles().openUploadStream(row.fileName, { metadata: { exportId: row._id } });
  const passing = new PassThrough();
  const uploaded = pipeline(passing, upload);
  // Read when first needed: the pages never write a spreadsheet, only the worker does.
  const { default: ExcelJS } = await import('exceljs');
  try {
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: passing, useStyles: true });
    const sheet = book.addWorksheet('隐患', { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = COLUMNS.map(({ header, width }) => ({ header, width }));
    sheet.getRow(1).font = { bold: true };
    let written = 0;
    let after: string | undefined;
    do {
      const page = await findHazards(ctx, { ...row.filter, limit: BATCH, ...(after === undefined ? {} : { after }) });
      for (const hazard of page.rows) sheet.addRow(await cells(hazard)).commit();
      written += page.rows.length;
      await onBatch(written);
      after = page.nextCursor;
    } while (after !== undefined);
    const notes = book.addWorksheet('说明');
    notes.addRow([`${actor.name} 于 ${formatDateTime(row.createdAt)} 导出，共 ${written} 行`]).commit();
    await book.commit();
    await uploaded;
    return String(upload.id);
  } catch (error) {
    passing.destroy();
    await uploaded.catch(() => {});
    await upload.abort().catch(() => {});
    throw error;
  }
}
