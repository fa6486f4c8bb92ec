import type { Request, Response } from 'express';
import { forgetDraft, keepDraft } from '#domain/drafts';
import { AppError } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { textOf } from '../request.ts';
import type { Route } from '../router.ts';
import { draftPlaceOf, drawnForOf, pageOf } from './drawnFor.ts';
import { fieldsOf, isUpload } from './sentForm.ts';

/** The page a form stood on, of the person who is signed in. @throws Conflict for a form drawn for somebody else. */
function placeOf(req: Request): ReturnType<typeof draftPlaceOf> {
  const drawnFor = drawnForOf(req);
  const page = pageOf(req);
  if (req.actor.kind !== 'person' || drawnFor?.personId !== req.actor.personId || page === '') {
    throw new AppError('Conflict', 'common.other-person');
  }
  return draftPlaceOf(drawnFor, page);
}

/** Keeps a form that is being filled in; its script sends it from time to time. */
async function postKeep(req: Request, res: Response): Promise<void> {
  const body = req.body as Record<string, unknown>;
  const ids = (name: string): string[] => fieldsOf(body).flatMap(([one, value]) => (one === name ? [value] : []));
  const uploads = { photoIds: ids('keptPhotoIds'), fileIds: ids('keptFileIds'), soundIds: ids('keptSoundIds') };
  const fields = fieldsOf(body).filter(([name]) => !isUpload(name));
  const isKept = await keepDraft(placeOf(req), { action: textOf(req, '_action'), fields, ...uploads }, req.now);
  res.status(isKept ? 204 : 413).end();
}

async function postForget(req: Request, res: Response): Promise<void> {
  const place = placeOf(req);
  await forgetDraft(place);
  res.goTo(place.page, '已清掉，可以重新填。');
}

export const draftRoutes: readonly Route[] = [
  { method: 'post', path: paths.keepDraft, access: 'signed-in', run: postKeep },
  { method: 'post', path: paths.forgetDraft, access: 'signed-in', run: postForget },
];
