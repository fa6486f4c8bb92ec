import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import mongoose from 'mongoose';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate, startOfHour } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { evidenceRule } from './evidenceRules.ts';
import { type Photo, PhotoModel, type PhotoSubject } from './photo.model.ts';
import { dhashDistance, isTelling, looksOf, readPicture, SAME_PICTURE_BITS } from './pictures.ts';

type FileId = mongoose.mongo.ObjectId;
const bucket = () =>
  new mongoose.mongo.GridFSBucket(mongoose.connection.db as mongoose.mongo.Db, { bucketName: 'photos' });

async function writeFile(name: string, bytes: Buffer): Promise<string> {
  const upload = bucket().openUploadStream(name);
  Readable.from([bytes]).pipe(upload);
  await finished(upload);
  return String(upload.id);
}

/**
 * Keeps a photo. Until it is attached to something nobody but its draft sees it, and after some days it is removed.
 * @throws Invalid `evidence.not-a-photo` at `photos`.
 */
export async function storePhoto(ctx: Context, input: { bytes: Buffer; fileName: string }): Promise<Photo> {
  const picture = await readPicture(input.bytes, evidenceRule(ctx.now).photo);
  // The address of a picture is read by whoever handles the case: it tells the hour, not the second.
  const taken = startOfHour(ctx.now);
  const _id = newId(taken);
  const fullFileId = await writeFile(`${_id}.webp`, picture.full);
  const thumbFileId = await writeFile(`${_id}-thumb.webp`, picture.thumb);
  const photo: Photo = {
    _id,
    sha256: createHash('sha256').update(input.bytes).digest('hex'),
    dhash: picture.dhash,
    looks: looksOf(picture.dhash),
    width: picture.width,
    height: picture.height,
    bytes: input.bytes.length,
    fullFileId,
    thumbFileId,
    ...(ctx.actor.kind === 'person' ? { uploadedBy: ctx.actor.personId } : {}),
    createdAt: taken,
  };
  await PhotoModel.create([photo]);
  return photo;
}

/** @throws NotFound */
export async function getPhoto(id: string): Promise<Photo> {
  const photo = await PhotoModel.findById(id).lean<Photo>();
  if (photo === null) throw notFound('common.not-found');
  return photo;
}

/** Photos by their ids, in the order of the ids; unknown ones are left out. */
export async function findPhotos(ids: readonly string[]): Promise<Photo[]> {
  const found = await PhotoModel.find({ _id: { $in: [...ids] } }).lean<Photo[]>();
  return ids.flatMap((id) => found.filter((photo) => photo._id === id));
}

/** The picture as WebP. Whoever calls this has asked the subject's policy first. @throws NotFound */
export async function openPhoto(id: string, size: 'full' | 'thumb'): Promise<{ stream: Readable; type: string }> {
  const photo = await getPhoto(id);
  const fileId = new mongoose.mongo.ObjectId(size === 'full' ? photo.fullFileId : photo.thumbFileId);
  return { stream: bucket().openDownloadStream(fileId), type: 'image/webp' };
}

/**
 * Ties photos to what they show, inside the command's transaction. A photo belongs to one subject for good; tying it to
 * the same one again changes nothing. With `isAnonymous` nothing is kept of who sent them.
 * @throws Invalid `evidence.photo-gone` at `photos` when one is missing or belongs elsewhere.
 */
export async function attachPhotos(
  ctx: Context,
  input: { photoIds: readonly string[]; subject: PhotoSubject; isAnonymous?: boolean },
): Promise<Photo[]> {
  const { most } = evidenceRule(ctx.now);
  const ids = [...new Set(input.photoIds)];
  if (ids.length > most) throw invalid('evidence.too-many-photos', { photos: `一次最多 ${most} 张照片` });
  if (ids.length === 0) return [];
  const mine = {
    $or: [{ subject: { $exists: false } }, { 'subject.kind': input.subject.kind, 'subject.id': input.subject.id }],
  };
  const result = await PhotoModel.updateMany(
    { _id: { $in: ids }, ...mine },
    {
      $set: { subject: input.subject },
      ...(input.isAnonymous ? { $unset: { uploadedBy: 1 } } : {}),
    },
  );
  if (result.matchedCount !== ids.length)
    throw invalid('evidence.photo-gone', { photos: '有照片已失效，请重新选择照片' });
  return findPhotos(ids);
}

/**
 * Photos of cases that show what these show: the same file, or a picture that looks the same. Photos of `photos` itself
 * are left out.
 */
export async function findSamePhotos(photos: readonly Photo[]): Promise<{ photo: Photo; same: Photo }[]> {
  const ids = photos.map((photo) => photo._id);
  const found = await PhotoModel.find({
    _id: { $nin: ids },
    subject: { $exists: true },
    $or: [
      { sha256: { $in: photos.map((photo) => photo.sha256) } },
      { looks: { $in: photos.flatMap((photo) => photo.looks ?? []) } },
    ],
  })
    .sort({ _id: 1 })
    .limit(200)
    .lean<Photo[]>();
  const looksSame = (a: Photo, b: Photo): boolean =>
    a.sha256 === b.sha256 || (isTelling(a.dhash) && dhashDistance(a.dhash, b.dhash) <= SAME_PICTURE_BITS);
  return photos.flatMap((photo) => {
    const same = found.find((other) => looksSame(photo, other));
    return same === undefined ? [] : [{ photo, same }];
  });
}

/**
 * Lets photos go from what they show, inside the transaction that ties them to something else: a suggestion that turns
 * out to be a hazard takes its photos along.
 */
export async function releasePhotos(input: { photoIds: readonly string[]; subject: PhotoSubject }): Promise<void> {
  const { kind, id } = input.subject;
  await PhotoModel.updateMany(
    { _id: { $in: [...input.photoIds] }, 'subject.kind': kind, 'subject.id': id },
    { $unset: { subject: 1 } },
  );
}

/** Removes photos of drafts that were never sent. @returns how many. */
export async function removeStrayPhotos(ctx: Context, limit = 200): Promise<number> {
  const { strayDays } = evidenceRule(ctx.now);
  const before = atLocalHour(addDays(localDate(ctx.now), -strayDays), 0);
  const strays = await PhotoModel.find({ subject: { $exists: false }, createdAt: { $lt: before } })
    .limit(limit)
    .lean<Photo[]>();
  for (const photo of strays) {
    const { deletedCount } = await PhotoModel.deleteOne({ _id: photo._id, subject: { $exists: false } });
    if (deletedCount === 0) continue;
    for (const fileId of [photo.fullFileId, photo.thumbFileId]) await deleteFile(new mongoose.mongo.ObjectId(fileId));
  }
  return strays.length;
}

async function deleteFile(id: FileId): Promise<void> {
  const [file] = await bucket().find({ _id: id }).limit(1).toArray();
  if (file !== undefined) await bucket().delete(id);
}
