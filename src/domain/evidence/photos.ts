import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate, startOfHour } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { randomId } from '#kernel/ids';
import { blind } from '#platform/sealing';
import { bucketOf, deleteBytes, gridId, writeBytes } from './bytes.ts';
import { type Content, hashOf } from './content.ts';
import { evidenceRule } from './evidenceRules.ts';
import { looksOf, sketchOf } from './likeness/index.ts';
import { ownDrafts, ownerOf } from './owner.ts';
import { findPairs, type Pair } from './pairs.ts';
import { type Again, type Photo, PhotoModel, type PhotoSubject } from './photo.model.ts';
import { readPicture } from './pictures.ts';
import { placesTold, wordsOfPlaces } from './places.ts';

const bucket = () => bucketOf('photos');
const writeFile = (bytes: Buffer, at: Date): Promise<string> => writeBytes('photos', bytes, at);

const markOf = async (content: Content): Promise<string> => blind(await hashOf(content), 'photo-mark');

/**
 * Keeps a photo. Until it shows something only whoever sent it sees it and may use it, and after some days it is removed.
 * @throws Invalid `evidence.not-a-photo` at `photos`.
 */
export async function storePhoto(ctx: Context, input: { bytes: Content; fileName: string }): Promise<Photo> {
  const picture = await readPicture(input.bytes, evidenceRule(ctx.now).photo);
  const createdAt = startOfHour(ctx.now);
  const _id = randomId();
  const owner = ownerOf(ctx.actor, _id);
  const photo: Photo = {
    _id,
    mark: await markOf(input.bytes),
    sha256: await hashOf(picture.full),
    dhash: picture.dhash,
    looks: looksOf(picture.sketch),
    sketch: { aspect: picture.sketch.aspect, cells: Buffer.from(picture.sketch.cells) },
    width: picture.width,
    height: picture.height,
    fullFileId: await writeFile(picture.full, createdAt),
    thumbFileId: await writeFile(picture.thumb, createdAt),
    ...(owner === undefined ? {} : { owner }),
    createdAt,
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
  if (ids.length === 0) return [];
  const found = await PhotoModel.find({ _id: { $in: [...ids] } }).lean<Photo[]>();
  return ids.flatMap((id) => found.filter((photo) => photo._id === id));
}

/** The picture as WebP. Whoever calls this has asked the subject's policy first. @throws NotFound */
export async function openPhoto(id: string, size: 'full' | 'thumb'): Promise<{ stream: Readable; type: string }> {
  const photo = await getPhoto(id);
  const fileId = gridId(size === 'full' ? photo.fullFileId : photo.thumbFileId);
  return { stream: bucket().openDownloadStream(fileId), type: 'image/webp' };
}

/** Which of these the actor sent and has not used: what a form may carry on. In the order of the ids. */
export async function findOwnDrafts({ actor }: Context, ids: readonly string[]): Promise<Photo[]> {
  const isOwn = ({ _id, owner }: Photo): boolean => owner !== undefined && owner === ownerOf(actor, _id);
  return (await findPhotos(ids)).filter((photo) => photo.subject === undefined && isOwn(photo));
}

/** Those of a form that it may bring again: the actor's drafts, and what shows something already, whose subject decides. */
export async function findUsablePhotos(ctx: Context, ids: readonly string[]): Promise<string[]> {
  const own = new Set((await findOwnDrafts(ctx, ids)).map(({ _id }) => _id));
  return (await findPhotos(ids))
    .filter(({ _id, subject }) => subject !== undefined || own.has(_id))
    .map(({ _id }) => _id);
}

/**
 * Ties photos to what they show, inside the command's transaction, and forgets who sent them. A photo belongs to one
 * subject for good; tying it to the same one again changes nothing. One that is somebody else's, used elsewhere or gone is
 * passed over: for what must not fail for the sake of a photo.
 * @returns those that are tied to it now, in the order of the ids.
 */
export async function attachOwnPhotos(
  ctx: Context,
  input: { photoIds: readonly string[]; subject: PhotoSubject },
): Promise<Photo[]> {
  const { most } = evidenceRule(ctx.now);
  const ids = [...new Set(input.photoIds)];
  if (ids.length > most) throw invalid('evidence.too-many-photos', { photos: `一次最多 ${most} 张照片` });
  if (ids.length === 0) return [];
  const { kind, id } = input.subject;
  await PhotoModel.updateMany(
    { _id: { $in: ids }, $or: [...ownDrafts(ctx.actor, ids), { 'subject.kind': kind, 'subject.id': id }] },
    { $set: { subject: input.subject }, $unset: { owner: 1 } },
  );
  return (await findPhotos(ids)).filter(({ subject }) => subject?.kind === kind && subject.id === id);
}

/**
 * What photos are handed in for. `done`: that something was done or found there, at that time; the same picture handed in
 * before needs a written reason of whoever hands it in (`ctx.photoReason`). `reviewed`: the same, and whoever decides about
 * it gives the reason, by a rule of that noun. `there`: what there is, as a paper or a place, which may be shown as often
 * as anybody asks.
 */
export type Proves = 'done' | 'reviewed' | 'there';

/**
 * The same, all or nothing.
 * @param input.firmId Whose record it is: cases of that firm are named to it. @throws Invalid `evidence.photo-gone` at
 * `photos` when one is missing, somebody else's or belongs elsewhere; `evidence.shown-before` at `photoReason`.
 */
export async function attachPhotos(
  ctx: Context,
  input: {
    photoIds: readonly string[];
    subject: PhotoSubject & { reference?: string };
    proves: Proves;
    firmId?: string;
  },
): Promise<Photo[]> {
  const isNew = ({ subject }: Photo): boolean => subject === undefined;
  const asked = input.proves === 'done' ? (await findPhotos(input.photoIds)).filter(isNew) : [];
  const photos = await attachOwnPhotos(ctx, input);
  if (photos.length !== new Set(input.photoIds).size)
    throw invalid('evidence.photo-gone', { photos: '有照片已失效，请重新选择照片' });
  await explainAgain(
    ctx,
    asked.map(({ _id }) => _id),
    input,
  );
  return photos;
}

/** A picture handed in before proves nothing new by itself: where it was and why it is right stays with it. */
async function explainAgain(
  ctx: Context,
  photoIds: readonly string[],
  { subject, firmId }: Pick<Parameters<typeof attachPhotos>[1], 'subject' | 'firmId'>,
): Promise<void> {
  if (photoIds.length === 0) return;
  const { id: _id, reference = '' } = subject;
  const about = { _id, reference, ...given({ firmId }) };
  const pairs = await findPairs(ctx, photoIds);
  const reason = ctx.photoReason ?? '';
  for (const photoId of photoIds) {
    const same = pairs.filter((pair) => pair.photoId === photoId);
    const places = wordsOfPlaces(about, same.length === 0 ? [] : await placesTold(ctx, about, same));
    if (places === '') continue;
    if (reason.length < 2)
      throw invalid('evidence.shown-before', {
        photoReason: `第 ${photoIds.indexOf(photoId) + 1} 张照片和${places}的照片相同。请换成这次拍的，或者写明为什么相同`,
      });
    await PhotoModel.updateOne({ _id: photoId }, { $set: { again: { places, reason } } });
  }
}

/** Of some photos those handed in before, with where and why. No permission is asked. */
export async function againOf(ids: readonly string[]): Promise<Map<string, Again>> {
  if (ids.length === 0) return new Map();
  const found = await PhotoModel.find({ _id: { $in: [...ids] }, again: { $exists: true } })
    .select({ again: 1 })
    .lean<Pick<Photo, '_id' | 'again'>[]>();
  return new Map(found.flatMap(({ _id, again }) => (again === undefined ? [] : [[_id, again] as const])));
}

/** What is kept in the journal of whoever let photos pass that were handed in before. */
export interface JudgedAgain {
  photoReason?: string;
}

/**
 * Asked of a step by which somebody finds good what photos are to prove, inside its transaction: where some were handed in
 * before, whoever judges writes why they may pass, in words of their own beside those of whoever handed them in.
 * @param input.step How the step is called, which stands with what they write.
 * @param input.field Where the reason is asked for, and `input.reason` what stands there; `photoReason` when absent.
 * @returns what the event says. @throws Invalid `evidence.judged-before` at that field.
 */
export async function judgeAgain(
  ctx: Context,
  input: { photoIds: readonly string[]; step: string; field?: string; reason?: string },
): Promise<JudgedAgain> {
  const again = await againOf(input.photoIds);
  if (again.size === 0) return {};
  const { step, field = 'photoReason', reason = ctx.photoReason ?? '' } = input;
  const places = [...new Set([...again.values()].map((one) => one.places))].join('、');
  if (reason.length < 2)
    throw invalid('evidence.judged-before', {
      [field]: `有照片和${places}的照片相同，请看过照片和交的人写的理由，写明为什么可以通过`,
    });
  await PhotoModel.updateMany({ _id: { $in: [...again.keys()] } }, { $push: { 'again.judged': { step, reason } } });
  return { photoReason: reason };
}

/**
 * Photos somebody took at a visit of their own: none that was handed in before. Asked before they are tied to anything.
 * @returns what already shows the same picture, sent once more; whoever lets it pass says why.
 * @throws Invalid `evidence.photo-not-new` at `photoIds`.
 */
export async function findShownBefore(ctx: Context, photoIds: readonly string[]): Promise<Pair[]> {
  const photos = await findPhotos(photoIds);
  if (photos.some(({ subject }) => subject !== undefined))
    throw invalid('evidence.photo-not-new', { photoIds: '请放这次到现场拍的照片，不能用以前交过的' });
  return findPairs(ctx, photoIds);
}

/**
 * Lets photos go from what they show, inside the transaction that ties them to something else: a suggestion that turns
 * out to be a hazard takes its photos along. Until then they are the actor's.
 */
export async function releasePhotos(
  { actor }: Context,
  input: { photoIds: readonly string[]; subject: PhotoSubject },
): Promise<void> {
  const { kind, id } = input.subject;
  for (const _id of input.photoIds) {
    const owner = ownerOf(actor, _id);
    await PhotoModel.updateOne(
      { _id, 'subject.kind': kind, 'subject.id': id },
      { $unset: { subject: 1 }, ...(owner === undefined ? {} : { $set: { owner } }) },
    );
  }
}

/**
 * Gives the drafts of a visitor, who turns out to be the actor, to them. Nothing says which are one's, so each is asked: they
 * are what was sent in the last days and never used.
 */
export async function claimDrafts({ actor }: Context, visitorId: string): Promise<void> {
  const drafts = PhotoModel.find({ owner: { $type: 'string' }, subject: { $exists: false } }).select({ owner: 1 });
  for await (const { _id, owner } of drafts.lean<Pick<Photo, '_id' | 'owner'>>().cursor()) {
    const theirs = ownerOf(actor, _id);
    if (owner === undefined || theirs === undefined || owner !== ownerOf({ kind: 'visitor', visitorId }, _id)) continue;
    await PhotoModel.updateOne({ _id, owner, subject: { $exists: false } }, { $set: { owner: theirs } });
  }
}

/** Photos of drafts that were never sent, old enough to go; `without` those whose ids are named. */
export async function findStrayPhotos(now: Date, limit: number, without: readonly string[]): Promise<Photo[]> {
  const before = atLocalHour(addDays(localDate(now), -evidenceRule(now).strayDays), 0);
  const isStray = { subject: { $exists: false }, createdAt: { $lt: before }, _id: { $nin: [...without] } };
  return PhotoModel.find(isStray).limit(limit).lean<Photo[]>();
}

/** Photos kept before pictures were held side by side, which have not been looked at since. */
export const findPhotosToRead = (_: Date, limit: number, without: readonly string[]): Promise<Photo[]> =>
  PhotoModel.find({ awaitsLook: true, _id: { $nin: [...without] } })
    .limit(limit)
    .lean<Photo[]>();

/** Looks at one and keeps by what it is found again. @returns false when another worker was faster. @throws when it cannot be opened. */
export async function readAgain(_ctx: Context, { _id, fullFileId }: Photo): Promise<boolean> {
  const sketch = await sketchOf(await buffer(bucket().openDownloadStream(gridId(fullFileId))));
  const read = { looks: looksOf(sketch), sketch: { aspect: sketch.aspect, cells: Buffer.from(sketch.cells) } };
  const { matchedCount } = await PhotoModel.updateOne(
    { _id, awaitsLook: true },
    { $set: read, $unset: { awaitsLook: 1 } },
  );
  return matchedCount > 0;
}

/** Removes one with its files. @returns false when somebody was faster, or it belongs to something by now. */
export async function removeStrayPhoto(_ctx: Context, photo: Photo): Promise<boolean> {
  const fileIds = [photo.fullFileId, photo.thumbFileId];
  const { deletedCount } = await PhotoModel.deleteOne({ _id: photo._id, subject: { $exists: false } });
  if (deletedCount === 0) return false;
  for (const fileId of fileIds) await deleteBytes('photos', fileId);
  return true;
}
