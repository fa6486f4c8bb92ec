import type { Request, Response } from 'express';
import { findFiles, getFile, openFile, type StoredFile } from '#domain/evidence';
import { policies } from '#domain/insurance';
import { maySeePhoto } from '#domain/nouns';
import { getPlanFile } from '#domain/plans';
import { PAPER } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from './request.ts';

/** What shows its documents to whoever sees its photos. */
const SHOWN_WITH: readonly string[] = [policies.kind, 'hazard', PAPER];

/** A document for whoever sees what it belongs to. @throws NotFound */
async function fileFor(ctx: Context, id: string): Promise<StoredFile> {
  const file = await getFile(id);
  if (file.subject === undefined || !SHOWN_WITH.includes(file.subject.kind)) return getPlanFile(ctx, id);
  if (!(await maySeePhoto(ctx, file.subject, id))) throw notFound('common.not-found');
  return file;
}

/** Documents as a page lists them. */
export const filesOf = async (ids: readonly string[] = []) =>
  (await findFiles(ids)).map(({ _id, fileName }) => ({ href: paths.file(_id), label: fileName }));

/** A document of something the actor sees, or of their own unfinished form. @throws NotFound */
export async function showFile(req: Request, res: Response): Promise<void> {
  const file = await fileFor(contextOf(req), partOf(req, 'id'));
  res.setHeader('cache-control', 'private, max-age=3600');
  res.setHeader('x-content-type-options', 'nosniff');
  res.attachment(file.fileName);
  res.type(file.type);
  const stream = openFile(file);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}
