import type { Request, RequestHandler, Response } from 'express';
import { keepDraft } from '#domain/drafts';
import { paths } from '#kernel/paths';
import { draftPlaceOf } from './drawnFor.ts';
import type { Note } from './refill.ts';
import type { SentForm } from './sentForm.ts';

/** A refused form whose page is being drawn again. */
export interface Redraw {
  status: number;
  note: Note;
  /** The form that goes into the page; without one only the note does. */
  sent?: SentForm;
  /** The page does not come, or has no such form any more. */
  giveUp: () => void;
}

declare global {
  namespace Express {
    interface Locals {
      redraw?: Redraw;
      /** The route a form was sent to, once its page is drawn again in its place. */
      sentTo?: string;
    }
  }
}

/**
 * Draws a page in answer to a form that was refused, as if it had been asked for.
 * @param giveUp says in another way what has to be said; called at most once.
 */
export function redraw(
  pages: RequestHandler,
  req: Request,
  res: Response,
  page: string,
  { giveUp, ...wanted }: Redraw,
): void {
  const asked = { method: req.method, url: req.url, originalUrl: req.originalUrl };
  const { goTo, redirect } = res;
  let isOver = false;
  const stop = (): void => {
    if (isOver) return;
    isOver = true;
    delete res.locals.redraw;
    Object.assign(req, asked);
    Object.assign(res, { goTo, redirect });
    giveUp();
  };
  if (typeof req.route?.path === 'string') res.locals.sentTo = req.route.path;
  res.locals.redraw = { ...wanted, giveUp: stop };
  Object.assign(req, { method: 'GET', url: page, originalUrl: page });
  Object.assign(res, { goTo: stop, redirect: stop });
  pages(req, res, stop);
}

/** Keeps a refused form for the person it was drawn for. @returns whether it is kept. */
export async function keepFor(sent: SentForm, now: Date): Promise<boolean> {
  const { drawnFor, page, action, fields, photoIds, fileIds, soundIds = [] } = sent;
  if (drawnFor === undefined || drawnFor.personId === '' || page === '') return false;
  try {
    return await keepDraft(draftPlaceOf(drawnFor, page), { action, fields, photoIds, fileIds, soundIds }, now);
  } catch {
    return false;
  }
}

/** Where somebody signs in and comes back to a page. */
export const signInFor = (page: string): string => `${paths.signIn}?next=${encodeURIComponent(page)}`;
