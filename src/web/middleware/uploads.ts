import type { Request, RequestHandler, Response } from 'express';
import multer, { MulterError } from 'multer';
import {
  evidenceRule,
  findFiles,
  isOwnDraftFile,
  megabytes,
  type Photo,
  type Sound,
  type StoredFile,
  storePhoto,
  storeSaid,
  storeUpload,
} from '#domain/evidence';
import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { ID } from '#kernel/ids';
import { drawnForOf } from '../kept/drawnFor.ts';
import { contextOf, textsOf } from '../request.ts';
import { rememberVisitor } from '../visitors.ts';
import { oneAtATime } from './oneAtATime.ts';
import { UPLOAD_MS } from './patience.ts';
import { ToDisk } from './toDisk.ts';

/** A long questionnaire, or a class with everybody of a firm ticked. */
export const MOST_FIELDS = 500;
/** Characters of one field, above every rule: the form says how long it may be. */
const MOST_FIELD_BYTES = 2 * 1024 * 1024;
/** Files that are counted beyond what is taken; a form with more is nobody's. */
const MOST_FILES = 100;

/** Photos and documents of a form, as it keeps them. */
export interface KeptUploads {
  photoIds: string[];
  /** Voice messages, where they are taken. */
  soundIds?: string[];
  files: { id: string; name: string }[];
  /** Sentences about what could not be used; the others are kept. */
  problem?: string;
}

declare global {
  namespace Express {
    interface Request {
      /** More files came than are taken; the first are here. */
      uploadProblem?: string;
      /** Photos came with the form and were not read. */
      hasLeftPhotos?: boolean;
      /** What has been stored of the files of this form. */
      uploads?: KeptUploads;
    }
  }
}

/** Whether the form was drawn by us, by the words that came before its files. */
type IsOurs = (req: Request) => boolean;

/** The largest file any field takes. */
const largest = (now: Date): number => {
  const { photo, file } = evidenceRule(now);
  return Math.max(photo.maxBytes, file.maxBytes);
};

/**
 * Reads a form with files onto disk: of a field no more than `most`, and none of a form that we did not draw, for whoever
 * sends that fills our disk. Nothing of it is an error but a form that cannot be read at all.
 */
const reader = (req: Request, most: number, isOurs: IsOurs, field?: string): RequestHandler => {
  let count = 0;
  return multer({
    storage: new ToDisk(largest(req.now)),
    defParamCharset: 'utf8',
    limits: { files: MOST_FILES, fields: MOST_FIELDS, fieldSize: MOST_FIELD_BYTES },
    fileFilter: (_req, file, take) => {
      if (!isOurs(req) || (field !== undefined && file.fieldname !== field)) req.hasLeftPhotos = true;
      else if (++count > most) req.uploadProblem = `一次最多 ${most} 张，收到了前 ${most} 张，其余的没有收`;
      else return take(null, true);
      take(null, false);
    },
  }).any();
};

/** Reads the photos of a form. Too many or too large a one becomes a sentence at the field, not an error page. */
export const upload =
  (isOurs: IsOurs) =>
  ({ field, most }: { field: string; most?: number }): RequestHandler =>
  (req, res, next) => {
    const read = reader(req, most ?? evidenceRule(req.now).most, isOurs, field);
    read(req, res, (error: unknown) => next(unreadable(error)));
  };

/** What keeps a form from being read, as our own error. */
function unreadable(error: unknown): unknown {
  if (error === undefined || error === null) return undefined;
  const { message } = error as Error;
  if (error instanceof MulterError) {
    return /^LIMIT_(FIELD_VALUE|FIELD_COUNT|PART_COUNT|FILE_COUNT)$/.test(error.code)
      ? new AppError('TooLarge', 'common.too-large', { params: { megabytes: 2 }, cause: error })
      : new AppError('Malformed', 'common.malformed', { cause: error });
  }
  // Busboy's own errors have no code: a form cut off, without a boundary, with a broken head.
  return /form|multipart|boundary|header|aborted/i.test(message)
    ? new AppError('Malformed', 'common.malformed', { cause: error })
    : error;
}

const WORDS_MS = 250;

/**
 * Reads the words of a form that failed before anybody had read it, and leaves its photos where they are. Does not wait
 * for a slow line: then `req.body` stays as it was.
 */
export function readWords(req: Request, res: Response): Promise<void> {
  if (req.body !== undefined || !req.is('multipart/form-data')) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WORDS_MS);
    reader(req, 0, () => false)(req, res, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Reads a form that was refused before anybody had read it; its photos too, when we drew it. */
export function readRest(req: Request, res: Response): Promise<void> {
  if (req.body !== undefined || !req.is('multipart/form-data')) return Promise.resolve();
  res.locals.patience(UPLOAD_MS);
  const { most } = evidenceRule(req.now);
  return new Promise((resolve) => reader(req, most, (one) => drawnForOf(one) !== undefined)(req, res, () => resolve()));
}

const idsOf = (req: Request, name: string): string[] => textsOf(req, name).filter((id) => ID.test(id));

/**
 * Stores the photos of a form and keeps those of an earlier try.
 * @returns the ids, and a sentence about each file that was no photo (the others are kept).
 */
export const keepPhotos = (req: Request): Promise<KeptUploads> => keep(req, 'photos');

/** Stores what was chosen in a field that takes photos and documents, and keeps what an earlier try has stored. */
export const keepUploads = (req: Request): Promise<KeptUploads> => keep(req, 'documents');

/** Stores what somebody sends in a chat, a photo or a voice message, and keeps what an earlier try has stored. */
export const keepSaid = (req: Request): Promise<KeptUploads> => keep(req, 'voices');

/** Stores whatever was chosen in a form that was refused before anybody had read it. */
export const keepAnything = (req: Request): Promise<KeptUploads> => keep(req, 'anything');

/** What a field takes beside photos. */
type Beside = 'photos' | 'documents' | 'voices' | 'anything';
const TAKES_SOUNDS: readonly Beside[] = ['voices', 'anything'];
const TAKES_DOCUMENTS: readonly Beside[] = ['documents', 'anything'];

async function keep(req: Request, beside: Beside): Promise<KeptUploads> {
  // Refused after it was stored, a form is not stored again.
  if (req.uploads !== undefined) return req.uploads;
  rememberVisitor(req); // a photo is its sender's until it is used
  const ctx = contextOf(req);
  const photoIds = idsOf(req, 'keptPhotoIds');
  const soundIds = TAKES_SOUNDS.includes(beside) ? idsOf(req, 'keptSoundIds') : [];
  const files = TAKES_DOCUMENTS.includes(beside) ? await earlierFiles(req, ctx) : [];
  const problems: string[] = [];
  if (req.hasLeftPhotos) problems.push('照片没有收到，请重新选择');
  if (req.uploadProblem !== undefined) problems.push(req.uploadProblem);
  for (const sent of Array.isArray(req.files) ? req.files : []) {
    try {
      const { photo, file, sound } = await store(ctx, sent, beside);
      if (sound !== undefined) soundIds.push(sound._id);
      if (photo !== undefined) photoIds.push(photo._id);
      if (file !== undefined) files.push({ id: file._id, name: file.fileName });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      problems.push(`「${nameOf(sent)}」${Object.values(error.fields)[0] ?? '不能用，请换一个'}`);
    }
  }
  const problem = problems.join('；');
  req.uploads = {
    photoIds: [...new Set(photoIds)],
    soundIds: [...new Set(soundIds)],
    files,
    ...(problem === '' ? {} : { problem }),
  };
  return req.uploads;
}

async function earlierFiles(req: Request, ctx: Context): Promise<KeptUploads['files']> {
  const earlier = (await findFiles(idsOf(req, 'keptFileIds'))).filter((file) => isOwnDraftFile(ctx, file));
  return earlier.map(({ _id, fileName }) => ({ id: _id, name: fileName }));
}

const nameOf = ({ originalname }: Express.Multer.File): string => [...originalname].slice(-40).join('');

interface Stored {
  photo?: Photo | undefined;
  file?: StoredFile | undefined;
  sound?: Sound | undefined;
}

async function store(ctx: Context, sent: Express.Multer.File, beside: Beside): Promise<Stored> {
  const refuse = (sentence: string) =>
    new AppError('Invalid', 'evidence.not-a-photo', { fields: { photos: sentence } });
  if (sent.size === 0) throw refuse('是空的，里面没有内容，请重新选择');
  const { photo, file } = evidenceRule(ctx.now);
  const max = TAKES_DOCUMENTS.includes(beside) && !sent.mimetype.startsWith('image/') ? file.maxBytes : photo.maxBytes;
  if (sent.size > max) throw refuse(`超过 ${megabytes(max)}，请换一个小一点的`);
  return oneAtATime(sent.size, async () => {
    const input = { bytes: { path: sent.path, size: sent.size }, fileName: sent.originalname };
    const isSaid = beside === 'anything' && sent.mimetype.startsWith('audio/');
    if (TAKES_DOCUMENTS.includes(beside) && !isSaid) return storeUpload(ctx, input);
    return TAKES_SOUNDS.includes(beside)
      ? storeSaid(ctx, input, sent.mimetype)
      : { photo: await storePhoto(ctx, input) };
  });
}
