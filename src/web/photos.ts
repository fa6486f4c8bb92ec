import type { Request, Response } from 'express';
import { getPhoto, openPhoto, type Photo } from '#domain/evidence';
import { maySeePhoto } from '#domain/nouns';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from './request.ts';
import './visitors.ts';

/** A photo of something the actor may see, or one of their own draft. @throws NotFound */
async function getVisiblePhoto(ctx: Context, id: string): Promise<Photo> {
  const photo = await getPhoto(id);
  const { subject, uploadedBy } = photo;
  const isOwnDraft = ctx.actor.kind === 'person' && subject === undefined && uploadedBy === ctx.actor.personId;
  if (isOwnDraft) return photo;
  if (subject === undefined || !(await maySeePhoto(ctx, subject, photo._id))) throw notFound('common.not-found');
  return photo;
}

/** A photo of something the person sees, or of their own unfinished form. */
export async function showPhoto(req: Request, res: Response): Promise<void> {
  const id = partOf(req, 'id');
  const isOwnDraft = req.session.draftPhotoIds?.includes(id) && (await getPhoto(id)).subject === undefined;
  const photo = isOwnDraft ? await getPhoto(id) : await getVisiblePhoto(contextOf(req), id);
  const { stream, type } = await openPhoto(photo._id, req.query['size'] === 'thumb' ? 'thumb' : 'full');
  res.setHeader('cache-control', 'private, max-age=3600');
  res.type(type);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}

/** Photos as the `photos` partial shows them. */
export const photosOf = (ids: readonly string[], what: string) =>
  ids.map((id, index) => ({
    url: paths.photo(id),
    thumb: `${paths.photo(id)}?size=thumb`,
    alt: `${what}第 ${index + 1} 张`,
  }));
