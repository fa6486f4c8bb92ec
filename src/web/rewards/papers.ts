import { linksToFiles } from '#domain/evidence';
import { papersFor } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { photosOf } from '../photos.ts';

/** What was shown for a payment, as photos and documents; nothing where a number alone was typed, or for whoever may not read it. */
export async function presentPaper(ctx: Context, paperId: string | undefined) {
  const [paper] = await papersFor(ctx, paperId === undefined ? [] : [paperId]);
  return { photos: photosOf(paper?.photoIds ?? [], '凭证'), files: await linksToFiles(paper?.fileIds) };
}
