import type { Request, Response } from 'express';
import { type Again, againOf, findOwnDrafts, getPhoto, openPhoto } from '#domain/evidence';
import { maySeePhoto } from '#domain/nouns';
import { notFound } from '#kernel/errors';
import type { FieldSpec } from '#kernel/fields';
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

/** Where a photo was before, why whoever handed it in says so, and everybody who let it pass since. */
const noteOf = ({ places, reason, judged = [] }: Again): string =>
  [`和${places}的照片相同：${reason}`, ...judged.map((one) => `${one.step}的人：${one.reason}`)].join('；');

/** Photos as the `photos` partial shows them; of those that prove that something was done, `again` says which were handed in before. */
export const photosOf = (ids: readonly string[], what: string, again: ReadonlyMap<string, Again> = new Map()) =>
  ids.map((id, index) => {
    const known = again.get(id);
    return {
      url: paths.photo(id),
      thumb: `${paths.photo(id)}?size=thumb`,
      alt: `${what}第 ${index + 1} 张`,
      note: known === undefined ? '' : noteOf(known),
    };
  });

/** Asked of whoever finds good what photos are to prove, where some were handed in before. */
const WHY_THEY_PASS: FieldSpec = {
  name: 'photoReason',
  label: '这些照片和以前的相同，为什么可以通过',
  kind: 'area',
  rows: 2,
  hint: '看过上面的照片和交的人写的理由，写您自己的判断。',
};

/** Of photos a person is to judge those handed in before, and the field for their own reason; neither where all are new. */
export async function toJudge(
  ids: readonly string[],
): Promise<{ known: ReturnType<typeof photosOf>; asked: readonly FieldSpec[] }> {
  const again = await againOf(ids);
  const known = photosOf(ids, '照片', again).filter(({ note }) => note !== '');
  return { known, asked: known.length === 0 ? [] : [WHY_THEY_PASS] };
}
