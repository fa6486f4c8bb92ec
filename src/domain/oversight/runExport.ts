import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import { readOr, UNREADABLE } from '#domain/aside';
import { getActor } from '#domain/identity';
import { findLastAnchor } from '#domain/journal';
import type { Context } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { ExportModel, type ExportRow } from './export.model.ts';
import { exportFiles, exportRule } from './exports.ts';
import { sheetOf } from './sheets/index.ts';
import { writtenCell } from './sheets/sheet.ts';

const BATCH = 500;

/**
 * Writes the next spreadsheet somebody waits for. A run that was killed is begun again when its lease has ended; the
 * half-written file is thrown away, and the third failure is told to the person.
 *
 * @returns false when nobody waits.
 */
export async function runNextExport(clock: () => Date): Promise<boolean> {
  const now = clock();
  const leaseToken = newId(now);
  const { leaseSeconds, maxAttempts, retrySeconds } = exportRule(now);
  const inSeconds = (seconds: number): Date => new Date(clock().getTime() + seconds * 1_000);
  const row = await ExportModel.findOneAndUpdate(
    { nextAt: { $lte: now } },
    {
      $set: { status: 'running', leaseToken, written: 0, nextAt: inSeconds(leaseSeconds) },
      $inc: { attempts: 1 },
    },
    { sort: { nextAt: 1 }, returnDocument: 'after' },
  ).lean<ExportRow>();
  if (row === null) return false;
  const own = { _id: row._id, leaseToken };
  try {
    const fileId = await write(row, clock, async (written) => {
      const nextAt = inSeconds(leaseSeconds);
      const { matchedCount } = await ExportModel.updateOne(own, { $set: { written, nextAt } });
      if (matchedCount === 0) throw new Error('lease lost');
    });
    const { matchedCount } = await ExportModel.updateOne(own, {
      $set: { status: 'done', fileId, finishedAt: clock() },
      $unset: { nextAt: 1, leaseToken: 1 },
    });
    if (matchedCount === 0) await exportFiles().delete(new mongoose.mongo.ObjectId(fileId));
  } catch (error) {
    const isLast = row.attempts >= maxAttempts;
    const lastError = String((error as Error | undefined)?.name);
    await ExportModel.updateOne(
      own,
      isLast
        ? { $set: { status: 'failed', lastError, finishedAt: clock() }, $unset: { nextAt: 1, leaseToken: 1 } }
        : { $set: { status: 'waiting', lastError, nextAt: inSeconds(retrySeconds) } },
    );
  }
  return true;
}

async function write(row: ExportRow, clock: () => Date, onBatch: (written: number) => Promise<void>): Promise<string> {
  const actor = await getActor(row.personId, row.grantId);
  const kind = sheetOf(row.kind);
  if (actor === undefined || kind === undefined) throw new Error('no longer allowed');
  const ctx: Context = { actor, now: clock(), requestId: row._id, door: 'clock' };
  const upload = exportFiles().openUploadStream(row.fileName, { metadata: { exportId: row._id } });
  const passing = new PassThrough();
  const uploaded = pipeline(passing, upload);
  // Read when first needed: the pages never write a spreadsheet, only the worker does.
  const { default: ExcelJS } = await import('exceljs');
  try {
    const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: passing, useStyles: true });
    const sheet = book.addWorksheet(kind.name, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = kind.columns.map(({ header, width }) => ({ header, width }));
    sheet.getRow(1).font = { bold: true };
    let written = 0;
    let after: string | undefined;
    do {
      const page = await kind.page(ctx, row.filter, after, BATCH);
      for (const cells of page.rows) {
        // Whatever a sheet hands over: a cell that cannot be written costs its row, by its number, and nothing more.
        const [first] = cells;
        const asWritten = await readOr(
          ctx,
          `${row.kind}:${String(first)}`,
          () => cells.map(writtenCell),
          () => [String(first), UNREADABLE].map(writtenCell),
        );
        const line = sheet.addRow(asWritten.map(({ value }) => value));
        for (const [at, { format }] of asWritten.entries())
          if (format !== undefined) line.getCell(at + 1).numFmt = format;
        line.commit();
      }
      written += page.rows.length;
      await onBatch(written);
      after = page.nextCursor;
    } while (after !== undefined);
    const notes = book.addWorksheet('说明');
    notes.addRow([`${actor.name} 于 ${formatDateTime(row.createdAt)} 导出，共 ${written} 行`]).commit();
    const anchor = await findLastAnchor();
    if (anchor !== undefined)
      notes.addRow([`操作记录锚点 ${anchor.day}：${anchor.digest}（当天零时以前 ${anchor.events} 条）`]).commit();
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
