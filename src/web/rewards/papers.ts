import { findFiles } from '#domain/evidence';
import { papersFor } from '#domain/rewards';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';
import { photosOf } from '../photos.ts';

/**
 * What was shown for payments, as photos and documents, all read at once. Asked for one of them it gives nothing where a
 * number alone was typed, or for whoever may not read it.
 */
export async function presentPapers(ctx: Context, rows: readonly { paperId?: string }[]) {
  const papers = await papersFor(
    ctx,
    rows.flatMap(({ paperId }) => paperId ?? []),
  );
  const files = await findFiles(papers.flatMap(({ fileIds = [] }) => fileIds));
  return ({ paperId }: { paperId?: string }) => {
    const paper = papers.find(({ _id }) => _id === paperId);
    return {
      photos: photosOf(paper?.photoIds ?? [], '凭证'),
      files: files
        .filter(({ _id }) => paper?.fileIds?.includes(_id))
        .map(({ _id, fileName }) => ({ label: fileName, href: paths.file(_id) })),
    };
  };
}
