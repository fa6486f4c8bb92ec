import type { Request, Response } from 'express';
import { getFile, openFile, type StoredFile } from '#domain/evidence';
import { maySeePhoto } from '#domain/nouns';
import { getPlanFile, planItems } from '#domain/plans';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { contextOf, partOf } from './request.ts';

/**
 * A document for whoever sees the photos of what it belongs to; evidence of a plan's items has a rule of its own.
 * @throws NotFound
 */
async function fileFor(ctx: Context, id: string): Promise<StoredFile> {
  const file = await getFile(id);
  if (file.subject === undefined || file.subject.kind === planItems.kind) return getPlanFile(ctx, id);
  if (!(await maySeePhoto(ctx, file.subject, id))) throw notFound('common.not-found');
  return file;
}

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
