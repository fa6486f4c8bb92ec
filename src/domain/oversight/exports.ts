import type { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { makeOnce } from '#domain/engine';
import { record } from '#domain/journal';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { DAY_MS, localDate } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { defineRule, ruleOn } from '#kernel/rules';
import { inTransaction } from '#platform/mongo';
import { ExportModel, type ExportRow } from './export.model.ts';
import { sheetOf } from './sheets/index.ts';

interface ExportRule {
  /** Days for which a spreadsheet can be fetched. */
  keepDays: number;
  /** Tries to write one before its person is told that it failed, and the pause between two. */
  maxAttempts: number;
  retrySeconds: number;
  /** Time a worker has for one batch before another may begin the spreadsheet again. */
  leaseSeconds: number;
}

const EXPORT_RULE = defineRule<ExportRule>({
  key: 'exports',
  label: '导出的表格',
  says: ({ keepDays, maxAttempts }) => [`生成后保留 ${keepDays} 天；生成 ${maxAttempts} 次都不成功，就告诉本人。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十六）',
      source: '设计值',
      standing: 'reference',
      value: { keepDays: 7, maxAttempts: 3, retrySeconds: 5, leaseSeconds: 60 },
    },
  ],
});
export const exportRule = (now: Date): ExportRule => ruleOn(EXPORT_RULE, localDate(now)).value;

const person = (ctx: Context): PersonActor => {
  if (ctx.actor.kind !== 'person') throw forbidden('common.not-allowed');
  return ctx.actor;
};

/**
 * Asks for a spreadsheet of what the actor sees under a filter. Who took what is an event, because a list leaves our
 * hands with it.
 * @throws NotFound for a kind of spreadsheet there is not.
 */
export async function requestExport(ctx: Context, input: { kind: string; filter: unknown }): Promise<{ id: string }> {
  const { personId, grantId } = person(ctx);
  const sheet = sheetOf(input.kind);
  if (sheet === undefined) throw notFound('common.not-found');
  const draw = async (): Promise<ExportRow> => ({
    _id: newId(ctx.now),
    personId,
    grantId,
    kind: sheet.kind,
    filter: sheet.parse(input.filter),
    status: 'waiting',
    written: 0,
    fileName: `${sheet.name}-${localDate(ctx.now)}.xlsx`,
    attempts: 0,
    nextAt: ctx.now,
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + exportRule(ctx.now).keepDays * DAY_MS),
  });
  const { _id: id } = await makeOnce(ctx, ExportModel, draw, ({ _id, filter }) => {
    const { q: words, ...told } = filter as { q?: unknown };
    return record(ctx, {
      name: 'oversight.export-requested',
      subject: { kind: 'export', id: _id },
      // What was searched for may be somebody's name: the journal keeps that there were words, not which.
      facts: { kind: sheet.kind, ...told, hasWords: words !== undefined },
    });
  });
  return { id };
}

/** The actor's own export. @throws NotFound for anybody else's. */
export async function getExport(ctx: Context, id: string): Promise<ExportRow> {
  const { personId } = person(ctx);
  const row = await ExportModel.findOne({ _id: id, personId, expiresAt: { $gt: ctx.now } }).lean<ExportRow>();
  if (row === null) throw notFound('common.not-found');
  return row;
}

/** What the actor asked for lately, the newest first. */
export async function findExports(ctx: Context): Promise<ExportRow[]> {
  const { personId } = person(ctx);
  return ExportModel.find({ personId, expiresAt: { $gt: ctx.now } })
    .sort({ _id: -1 })
    .limit(20)
    .lean<ExportRow[]>();
}

export const exportFiles = () =>
  new mongoose.mongo.GridFSBucket(mongoose.connection.db as unknown as mongoose.mongo.Db, {
    bucketName: 'exportFiles',
  });

/** Opens a finished spreadsheet and records that it was fetched. @throws NotFound while it is not ready. */
export async function openExport(ctx: Context, id: string): Promise<{ fileName: string; stream: Readable }> {
  const row = await getExport(ctx, id);
  if (row.status !== 'done' || row.fileId === undefined) throw notFound('common.not-found');
  await inTransaction(() => record(ctx, { name: 'oversight.export-fetched', subject: { kind: 'export', id } }));
  return {
    fileName: row.fileName,
    stream: exportFiles().openDownloadStream(new mongoose.mongo.ObjectId(row.fileId)),
  };
}
