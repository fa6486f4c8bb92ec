import type { Request } from 'express';
import { newId } from '#kernel/ids';

declare module 'express-session' {
  interface SessionData {
    /** Photos this browser sent for a report that is not handed in yet. */
    draftPhotoIds?: string[];
  }
}

/** Gives a browser that is about to do something without signing in a name of its own, for this session only. */
export function rememberVisitor(req: Request): void {
  if (req.actor.kind !== 'visitor') return;
  req.session.visitorId ??= newId(req.now);
  req.actor = { kind: 'visitor', visitorId: req.session.visitorId };
}

const MOST_DRAFT_PHOTOS = 30;

/** Lets this browser see the photos it has just sent. */
export function rememberPhotos(req: Request, photoIds: readonly string[]): void {
  req.session.draftPhotoIds = [...new Set([...(req.session.draftPhotoIds ?? []), ...photoIds])].slice(
    -MOST_DRAFT_PHOTOS,
  );
}
