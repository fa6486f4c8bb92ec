import { findFiles, findPhotos } from '#domain/evidence';
import { paths } from '#kernel/paths';
import { photosOf } from './photos.ts';

/** One side of what is compared: what was there, when and by whom, and what was said of it. */
interface Side {
  title: string;
  when: string;
  said: string;
  photoIds: readonly string[];
  fileIds?: readonly string[];
}

/** How its fingerprint is read out: the first 16 digits in fours. */
const readable = (sha256: string): string => (sha256.slice(0, 16).match(/.{4}/g) ?? []).join(' ');

/**
 * Before and after in the order given, as the partial `compared` shows them: photos and papers of each side with their
 * fingerprints. @param seenBefore Where photos of after were handed in before, in words.
 */
export async function presentSides(sides: readonly Side[], seenBefore = '') {
  const [photos, files] = await Promise.all([
    findPhotos(sides.flatMap(({ photoIds }) => photoIds)),
    findFiles(sides.flatMap(({ fileIds = [] }) => fileIds)),
  ]);
  return {
    sides: sides.map(({ title, when, said, photoIds, fileIds = [] }) => {
      const papers = files.filter(({ _id }) => fileIds.includes(_id));
      const kept = [...photos.filter(({ _id }) => photoIds.includes(_id)), ...papers];
      return {
        ...{ title, when, said },
        photos: photosOf(photoIds, title),
        files: papers.map(({ _id, fileName }) => ({ label: fileName, href: paths.file(_id) })),
        marks: kept.flatMap(({ sha256 }) => (sha256 === undefined ? [] : [readable(sha256)])),
      };
    }),
    seenBefore,
  };
}

export type Compared = Awaited<ReturnType<typeof presentSides>>;
