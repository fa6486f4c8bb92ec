import type { Request, RequestHandler, Response } from 'express';
import multer, { MulterError } from 'multer';
import { evidenceRule, findFiles, isOwnDraftFile, megabytes, storePhoto, storeUpload } from '#domain/evidence';
import { AppError, invalid } from '#kernel/errors';
import { ID } from '#kernel/ids';
import { contextOf, textsOf } from '../request.ts';
import { rememberVisitor } from '../visitors.ts';

/** Where reading stops. Far above the rule, so that one photo too large is told of at the field and the others are kept. */
const MOST_BYTES = 25 * 1024 * 1024;
/** A long questionnaire, or a class with everybody of a firm ticked. */
const MOST_FIELDS = 500;

/** Reads photos of a form into memory. One too large or too many becomes a sentence at the field, not an error page. */
export function upload({ field, most }: { field: string; most?: number }): RequestHandler {
  return (req, res, next) => {
    const rule = evidenceRule(req.now);
    const files = most ?? rule.most;
    const read = multer({
      storage: multer.memoryStorage(),
      defParamCharset: 'utf8',
      limits: { fileSize: MOST_BYTES, files, fields: MOST_FIELDS },
    });
    read.array(field, files)(req, res, (error: unknown) => {
      if (error instanceof MulterError) {
        req.uploadProblem =
          error.code === 'LIMIT_FILE_SIZE'
            ? `有照片超过 ${megabytes(rule.photo.maxBytes)}，请换一张小一点的`
            : `一次最多 ${files} 张照片`;
        // The rest of the form was not read, so the guard against forgery has nothing to look at either.
        return next(invalid('common.check-fields', { [field]: req.uploadProblem }));
      }
      next(error);
    });
  };
}

const WORDS_MS = 250;

/**
 * Reads the words of a form that failed before anybody had read it, and leaves its photos where they are. Does not wait
 * for a slow line: then `req.body` stays as it was.
 */
export function readWords(req: Request, res: Response): Promise<void> {
  if (req.body !== undefined || !req.is('multipart/form-data')) return Promise.resolve();
  const read = multer({
    storage: multer.memoryStorage(),
    defParamCharset: 'utf8',
    limits: { fields: MOST_FIELDS },
    fileFilter: (_req, _file, skip) => {
      req.hasLeftPhotos = true;
      skip(null, false);
    },
  });
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WORDS_MS);
    read.any()(req, res, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

declare global {
  namespace Express {
    interface Request {
      uploadProblem?: string;
      /** Photos came with the form and were not read. */
      hasLeftPhotos?: boolean;
    }
  }
}

const idsOf = (req: Request, name: string): string[] => textsOf(req, name).filter((id) => ID.test(id));

/**
 * Stores the photos of a form and keeps those of an earlier try.
 * @returns the ids, and one sentence when a file was no photo (the others are kept).
 */
export async function keepPhotos(req: Request): Promise<{ photoIds: string[]; problem?: string }> {
  rememberVisitor(req); // a photo is its sender's until it is used
  const photoIds = idsOf(req, 'keptPhotoIds');
  let problem: string | undefined;
  for (const file of Array.isArray(req.files) ? req.files : []) {
    if (file.size === 0) continue;
    try {
      const photo = await storePhoto(contextOf(req), { bytes: file.buffer, fileName: file.originalname });
      photoIds.push(photo._id);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      problem = Object.values(error.fields)[0] ?? '照片不能用，请换一张';
    }
  }
  return { photoIds: [...new Set(photoIds)], ...(problem === undefined ? {} : { problem }) };
}

/** Photos and documents of a form, as a field that takes both keeps them. */
export interface KeptUploads {
  photoIds: string[];
  files: { id: string; name: string }[];
  /** One sentence when something could be used as neither; the others are kept. */
  problem?: string;
}

/** Stores what was chosen in a field that takes photos and documents, and keeps what an earlier try has stored. */
export async function keepUploads(req: Request): Promise<KeptUploads> {
  rememberVisitor(req); // a photo is its sender's until it is used
  const photoIds = idsOf(req, 'keptPhotoIds');
  let problem: string | undefined;
  const ctx = contextOf(req);
  const known = (await findFiles(idsOf(req, 'keptFileIds'))).filter((file) => isOwnDraftFile(ctx, file));
  const files = known.map(({ _id, fileName }) => ({ id: _id, name: fileName }));
  for (const sent of Array.isArray(req.files) ? req.files : []) {
    if (sent.size === 0) continue;
    try {
      const { photo, file } = await storeUpload(contextOf(req), {
        bytes: sent.buffer,
        fileName: sent.originalname,
      });
      if (photo !== undefined) photoIds.push(photo._id);
      if (file !== undefined) files.push({ id: file._id, name: file.fileName });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      problem = Object.values(error.fields)[0] ?? '文件不能用，请换一个';
    }
  }
  return { photoIds: [...new Set(photoIds)], files, ...(problem === undefined ? {} : { problem }) };
}
