import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose from 'mongoose';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { randomId } from '#kernel/ids';
import { paths } from '#kernel/paths';
import { type Content, hashOf, sizeOf, streamOf, typeOf } from './content.ts';
import { evidenceRule, megabytes } from './evidenceRules.ts';
import { type StoredFile, StoredFileModel } from './file.model.ts';
import { ownDrafts, ownerOf } from './owner.ts';
import type { Photo, PhotoSubject } from './photo.model.ts';
import { storePhoto } from './photos.ts';

/** What may be kept: formats that carry no programs, by the type read from the bytes. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
};

const refuse = (sentence: string) => invalid('evidence.not-a-file', { photos: sentence });

const bucket = () =>
  new mongoose.mongo.GridFSBucket(mongoose.connection.db as mongoose.mongo.Db, { bucketName: 'files' });

/** A name that is safe in a header and on any disk, with the ending that fits the type. */
function tidyName(fileName: string, ending: string): string {
  const bare = fileName
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: names from a form may carry them
    .replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, '')
    .replace(/\.[0-9A-Za-z]{1,5}$/, '')
    .trim();
  return `${Array.from(bare === '' ? '材料' : bare)
    .slice(0, 80)
    .join('')}.${ending}`;
}

/**
 * Keeps a document. Until it is attached to something nobody but its uploader sees it, and after some days it is
 * removed.
 * @throws Invalid `evidence.not-a-file` at `photos`, the field where photos and documents are chosen.
 */
export async function storeFile(ctx: Context, input: { bytes: Content; fileName: string }): Promise<StoredFile> {
  const { maxBytes } = evidenceRule(ctx.now).file;
  if (sizeOf(input.bytes) > maxBytes) throw refuse(`文件太大，请换一个不超过 ${megabytes(maxBytes)} 的`);
  const type = (await typeOf(input.bytes))?.mime ?? '';
  const ending = ENDINGS[type];
  if (ending === undefined) throw refuse('只收照片、PDF 和新格式的 Word、Excel、PPT（docx、xlsx、pptx），请另存后再传');
  const fileName = tidyName(input.fileName, ending);
  const upload = bucket().openUploadStream(fileName);
  await pipeline(streamOf(input.bytes), upload);
  const _id = randomId();
  const owner = ownerOf(ctx.actor, _id);
  const file: StoredFile = {
    _id,
    sha256: await hashOf(input.bytes),
    fileName,
    type,
    bytes: sizeOf(input.bytes),
    gridId: String(upload.id),
    ...(owner === undefined ? {} : { owner }),
    createdAt: ctx.now,
  };
  await StoredFileModel.create([file]);
  return file;
}

/** Keeps what was chosen in a field that takes both: a picture as a photo, anything else as a document. */
export async function storeUpload(
  ctx: Context,
  input: { bytes: Content; fileName: string },
): Promise<{ photo: Photo; file?: undefined } | { file: StoredFile; photo?: undefined }> {
  const type = await typeOf(input.bytes);
  return type?.mime.startsWith('image/')
    ? { photo: await storePhoto(ctx, input) }
    : { file: await storeFile(ctx, input) };
}

/** @throws NotFound */
export async function getFile(id: string): Promise<StoredFile> {
  const file = await StoredFileModel.findById(id).lean<StoredFile>();
  if (file === null) throw notFound('common.not-found');
  return file;
}

/** Documents by their ids, in the order of the ids; unknown ones are left out. */
export async function findFiles(ids: readonly string[]): Promise<StoredFile[]> {
  if (ids.length === 0) return [];
  const found = await StoredFileModel.find({ _id: { $in: [...ids] } }).lean<StoredFile[]>();
  return ids.flatMap((id) => found.filter((file) => file._id === id));
}

/** Documents as a page lists them. */
export const linksToFiles = async (ids: readonly string[] = []): Promise<{ label: string; href: string }[]> =>
  (await findFiles(ids)).map(({ _id, fileName }) => ({ label: fileName, href: paths.file(_id) }));

/** Whether the actor chose the document in a form they have not handed in yet. */
export function isOwnDraftFile({ actor }: Context, file: StoredFile): boolean {
  const owner = ownerOf(actor, file._id);
  return owner !== undefined && file.subject === undefined && file.owner === owner;
}

/** The bytes as they were sent. Whoever calls this has asked the subject's policy first. */
export const openFile = (file: StoredFile): Readable =>
  bucket().openDownloadStream(new mongoose.mongo.ObjectId(file.gridId));

/**
 * Ties documents to what they prove, inside the command's transaction. Each belongs to one subject for good.
 * @throws Invalid `evidence.file-gone` at `photos` when one is missing, somebody else's or belongs elsewhere.
 */
export async function attachFiles(
  ctx: Context,
  input: { fileIds: readonly string[]; subject: PhotoSubject },
): Promise<StoredFile[]> {
  const ids = [...new Set(input.fileIds)];
  if (ids.length === 0) return [];
  const { most } = evidenceRule(ctx.now);
  if (ids.length > most) throw invalid('evidence.too-many-files', { photos: `一次最多 ${most} 个文件` });
  const { kind, id } = input.subject;
  const mine = { $or: [...ownDrafts(ctx.actor, ids), { 'subject.kind': kind, 'subject.id': id }] };
  const result = await StoredFileModel.updateMany(
    { _id: { $in: ids }, ...mine },
    { $set: { subject: input.subject }, $unset: { owner: 1 } },
  );
  if (result.matchedCount !== ids.length) throw invalid('evidence.file-gone', { photos: '有文件已失效，请重新选择' });
  return findFiles(ids);
}

const isStray = { subject: { $exists: false } };

/** Documents of forms that were never handed in, old enough to go; `without` those whose ids are named. */
export async function findStrayFiles(now: Date, limit: number, without: readonly string[]): Promise<StoredFile[]> {
  const before = atLocalHour(addDays(localDate(now), -evidenceRule(now).strayDays), 0);
  return StoredFileModel.find({ ...isStray, createdAt: { $lt: before }, _id: { $nin: [...without] } })
    .limit(limit)
    .lean<StoredFile[]>();
}

/** Removes one with its content. @returns false when somebody was faster, or it belongs to something by now. */
export async function removeStrayFile(_ctx: Context, file: StoredFile): Promise<boolean> {
  const gridId = new mongoose.mongo.ObjectId(file.gridId);
  const { deletedCount } = await StoredFileModel.deleteOne({ _id: file._id, ...isStray });
  if (deletedCount === 0) return false;
  if ((await bucket().find({ _id: gridId }).limit(1).toArray()).length > 0) await bucket().delete(gridId);
  return true;
}
