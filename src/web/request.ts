import type { Request } from 'express';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import type { FieldErrors } from '#kernel/errors';
import { clean } from '#kernel/text';
import type { Charts } from './charts.ts';
import type { Navigation } from './navigation.ts';

declare module 'express-session' {
  interface SessionData {
    personId?: string;
    grantId?: string;
    /** The browser, in a few words, for the list of sessions. */
    device?: string;
    signedInAt?: Date;
    /** An authenticator secret shown but not yet confirmed, sealed. */
    proposedTotp?: string;
    /** Said once on the next page. */
    flash?: string;
    /** Who a browser that is not signed in is, as far as we can tell. */
    visitorId?: string;
  }
}

declare global {
  namespace Express {
    interface Request {
      actor: Actor;
      now: Date;
      requestId: string;
      /** What this page has read, whichever of its parts asked first. */
      reads?: Map<string, Promise<unknown>>;
    }
    interface Locals {
      nonce: string;
      navigation: Navigation;
      /** Puts off the 503 that a page gets that takes too long. */
      patience: (ms: number) => void;
      /** The error page has been sent, or is on its way. */
      hasFailed?: boolean;
      /** They were let in past a limit for a danger: what is not theirs is answered as if they had not been. */
      tooMany?: Error;
      /** The address asks for something that could not be read: the page says so, and is not narrowed by it. */
      hasLostFilter?: boolean;
    }
    interface Response {
      charts: Charts;
      /** Draws a page inside the layout. */
      page(view: string, model: Record<string, unknown>, status?: number): void;
      /** One partial as HTML, for what is kept and put into pages as it is. */
      part(partial: string, model: Record<string, unknown>): string;
      /** 303 to an address, with a sentence on the page that follows. */
      goTo(address: string, flash?: string): void;
    }
  }
}

/** Characters of why a photo may be the same as another: the field takes no more. */
const LONGEST_REASON = 300;

/** What commands and queries know of a request. A form's once-token makes pressing the button twice one act. */
export function contextOf(req: Request): Context {
  const { actor, now, requestId } = req;
  const body = req.body as Record<string, unknown> | undefined;
  const once = body?.['once'];
  const who = actor.kind === 'person' ? actor.personId : actor.kind === 'visitor' ? actor.visitorId : '';
  const isGood = typeof once === 'string' && /^[\w-]{8,64}$/.test(once);
  const photoReason = textOf(req, 'photoReason').slice(0, LONGEST_REASON);
  const ctx: Context = {
    ...{ actor, now, requestId, door: 'web' },
    ...(isGood ? { onceKey: `web:${who}:${once}` } : {}),
    ...(photoReason === '' ? {} : { photoReason }),
  };
  if (req.method !== 'GET') return ctx;
  req.reads ??= new Map();
  return { ...ctx, reads: req.reads };
}

/** One field of a submitted form as text, through the one gate (`clean`); the first when it came twice. */
export function textOf(req: Request, name: string): string {
  const value = (req.body as Record<string, unknown> | undefined)?.[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? clean(first) : '';
}

/** All values of a repeated field. */
export function textsOf(req: Request, name: string): string[] {
  const value = (req.body as Record<string, unknown> | undefined)?.[name];
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string').map(clean);
}

/** A part of the path. */
export const partOf = (req: Request, name: string): string => String(req.params[name] ?? '');

/** Field errors as the summary above a form lists them. */
export const summaryOf = (fields: FieldErrors): { field: string; sentence: string }[] =>
  Object.entries(fields).map(([field, sentence]) => ({ field, sentence }));
