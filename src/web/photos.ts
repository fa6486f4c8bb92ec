import type { Request, Response } from 'express';
import { type againOf, findOwnDrafts, getPhoto, openPhoto } from '#domain/evidence';
import { maySeePhoto } from '#domain/nouns';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from './request.ts';

/** A photo of something the actor sees, or of their own unfinished form. @throws NotFound */
export async function showPhoto(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const photo = await getPhoto(partOf(req, 'id'));
  const isVisible =
    photo.subject === undefined
      ? (await findOwnDrafts(ctx, [photo._id])).length > 0
      : await maySeePhoto(ctx, photo.subject, photo._id);
  if (!isVisible) throw notFound('common.not-found');
  const { stream, type } = await openPhoto(photo._id, req.query['size'] === 'thumb' ? 'thumb' : 'full');
  res.setHeader('cache-control', 'private, max-age=3600');
  res.type(type);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}

/** Photos as the `photos` partial shows them; of those that prove that something was done, `again` says which were handed in before. */
export function photosOf(ids: readonly string[], what: string, again: Awaited<ReturnType<typeof againOf>> = new Map()) {
  return ids.map((id, index) => {
    const { places, reason } = again.get(id) ?? {};
    return {
      url: paths.photo(id),
      thumb: `${paths.photo(id)}?size=thumb`,
      alt: `${what}第 ${index + 1} 张`,
      note: places === undefined ? '' : `和${places}的照片相同：${reason}`,
    };
  });
}
