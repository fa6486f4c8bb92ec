import type { Request, Response } from 'express';
import type { Draft } from '#domain/drafts';
import { keepAnything, readRest } from '../middleware/uploads.ts';
import { type DrawnFor, drawnForOf, pageOf } from './drawnFor.ts';

/** A form that was refused, as it was typed. */
export interface SentForm extends Draft {
  /** The page it stood on; empty when nobody knows. */
  page: string;
  /** Sent again it is the same act. */
  once: string;
  drawnFor?: DrawnFor;
  /** Photos came along and could not be kept. */
  hasLeftPhotos: boolean;
}

/** Never kept and never shown again. */
export const isSecret = (name: string): boolean => /password|secret|totp|^code$/i.test(name);

/** Names what an earlier try has stored. */
export const isUpload = (name: string): boolean => /^kept(Photo|File|Sound)Ids$/.test(name);

/** The words of a form by name, in their order; not what it says of itself. */
export const fieldsOf = (body: Record<string, unknown>): [string, string][] =>
  Object.entries(body)
    .filter(([name]) => !name.startsWith('_') && name !== 'once' && !isSecret(name))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((one): one is string => typeof one === 'string')
        .map((one): [string, string] => [name, one]),
    );

/**
 * Everything of a form that was refused: its words, and its photos stored. What nobody had read yet is read now; photos
 * only of a form that we drew.
 */
export async function sentForm(req: Request, res: Response): Promise<SentForm | undefined> {
  if (req.method !== 'POST') return undefined;
  await readRest(req, res);
  if (req.body === undefined) return undefined;
  const body = req.body as Record<string, unknown>;
  const drawnFor = drawnForOf(req);
  const { actor } = req;
  const isTheirs = actor?.kind === 'person' && actor.personId === drawnFor?.personId;
  const kept =
    req.uploads ?? (drawnFor === undefined ? undefined : await storeLeft(req, isTheirs ? undefined : drawnFor));
  const carried = (name: string): string[] => fieldsOf(body).flatMap(([one, value]) => (one === name ? [value] : []));
  const once = body['once'];
  return {
    action: req.originalUrl,
    page: pageOf(req),
    once: typeof once === 'string' ? once : '',
    fields: fieldsOf(body).filter(([name]) => !isUpload(name)),
    photoIds: kept?.photoIds ?? carried('keptPhotoIds'),
    fileIds: kept?.files.map((file) => file.id) ?? carried('keptFileIds'),
    soundIds: kept?.soundIds ?? carried('keptSoundIds'),
    ...(drawnFor === undefined ? {} : { drawnFor }),
    hasLeftPhotos: req.hasLeftPhotos === true,
  };
}

/** Stores what came along, as the person the form was drawn for when the session has ended meanwhile. */
async function storeLeft(req: Request, drawnFor?: DrawnFor) {
  const { actor } = req;
  if (drawnFor !== undefined && drawnFor.personId !== '') {
    req.actor = { kind: 'person', personId: drawnFor.personId } as typeof actor;
  }
  try {
    return await keepAnything(req);
  } catch {
    req.hasLeftPhotos = true;
    return undefined;
  } finally {
    req.actor = actor;
  }
}
