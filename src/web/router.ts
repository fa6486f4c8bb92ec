import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import type { RegisteredNoun } from '#domain/engine';
import type { Role } from '#kernel/actor';
import { AppError, forbidden } from '#kernel/errors';
import { type Pattern, paths } from '#kernel/paths';
import type { Limited } from './middleware/limitRules.ts';
import { PATIENCE_MS, UPLOAD_MS } from './middleware/patience.ts';

/** One address of the portal. It declares who may come; the command behind it asks again. */
export interface Route {
  method: 'get' | 'post';
  path: Pattern;
  /** `public` needs a reason, `signed-in` any person, else the roles that may open it. */
  access: 'public' | 'signed-in' | readonly Role[];
  /** Why everybody may come. */
  why?: string;
  run: (req: Request, res: Response) => Promise<void> | void;
  /** Photos in the form, under this field name; as many as the rule of the day allows, unless fewer are read. */
  upload?: { field: string; most?: number };
  /** Guarded against guessing and flooding by this limit. */
  limit?: Limited;
}

export interface Guards {
  upload: (upload: NonNullable<Route['upload']>) => RequestHandler;
  csrf: RequestHandler;
  /** What is asked of every form once it is known to be ours. */
  forms: readonly RequestHandler[];
  limit: (name: NonNullable<Route['limit']>) => RequestHandler;
}

/** What one photo of it may cost afterwards: it is scaled twice. */
const PHOTO_MS = 8_000;

function mayCome(route: Route): RequestHandler {
  const { access } = route;
  return (req, res, next) => {
    const { actor } = req;
    if (access === 'public') return next();
    if (actor.kind !== 'person') {
      if (res.locals.tooMany !== undefined) throw res.locals.tooMany;
      if (req.method !== 'GET') throw new AppError('Unauthenticated', 'common.sign-in-first');
      return res.redirect(303, `${paths.signIn}?next=${encodeURIComponent(req.originalUrl)}`);
    }
    if (access !== 'signed-in' && !access.includes(actor.role)) throw forbidden('common.not-allowed');
    next();
  };
}

const extendForUpload: RequestHandler = (_req, res, next) => {
  res.locals.patience(UPLOAD_MS);
  next();
};
/** The form is here: from now on people wait for us, not for their line. */
const waitForUs: RequestHandler = (req, res, next) => {
  const photos = Array.isArray(req.files) ? req.files.filter((file) => file.size > 0).length : 0;
  res.locals.patience(PATIENCE_MS + photos * PHOTO_MS);
  next();
};
/** Somebody who has been told to come back later is not acted for behind their back. */
const whileWaitedFor: RequestHandler = (_req, res, next) => {
  if (!res.headersSent && (!res.locals.hasFailed || res.locals.redraw !== undefined)) next();
};

/**
 * Mounts every route behind its guards, in this order: who may come, limits, upload, CSRF.
 * @throws Error for a route that does not say who may come, or is public without a reason: the process must not start.
 */
export function mountRoutes(routes: readonly Route[], guards: Guards): Router {
  const router = Router();
  const seen = new Set<string>();
  for (const route of routes) {
    const name = `${route.method} ${route.path}`;
    if (seen.has(name)) throw new Error(`${name} is there twice`);
    seen.add(name);
    if (route.access === undefined) throw new Error(`${name} does not say who may come`);
    if (route.access === 'public' && !route.why) throw new Error(`${name} is public without a reason`);
    const chain: RequestHandler[] = [mayCome(route)];
    // The words say whether somebody is in danger now, and then no limit may stand in their way: they are read first.
    const isReport = route.limit === 'visitor-report' || route.limit === 'chat';
    const limit = route.limit === undefined ? [] : [guards.limit(route.limit)];
    if (!isReport) chain.push(...limit);
    if (route.upload !== undefined) {
      chain.push(whileWaitedFor, extendForUpload, guards.upload(route.upload), waitForUs);
    }
    if (isReport) chain.push(...limit);
    if (route.method === 'post') chain.push(guards.csrf, ...guards.forms);
    chain.push(whileWaitedFor);
    const run = async (req: Request, res: Response, next: NextFunction): Promise<void> => {
      await route.run(req, res);
      void next;
    };
    router[route.method](route.path, ...chain, run);
  }
  return router;
}

/** Whether a route's pattern reads an address. */
const reads = (pattern: string, address: string): boolean =>
  new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(address);

/**
 * Every address we lead people to is answered by a route.
 * @throws Error for one of `paths`, or the page of a noun, that none answers: the portal must not start.
 */
export function checkAddresses(
  routes: readonly Route[],
  nouns: readonly Pick<RegisteredNoun, 'kind' | 'pathOf'>[],
): void {
  const answered = new Set(routes.map((route) => route.path));
  for (const address of Object.values(paths)) {
    const pattern = typeof address === 'string' ? address : address.pattern;
    if (!answered.has(pattern)) throw new Error(`nothing answers ${pattern}`);
  }
  const pages = routes.filter(({ method }) => method === 'get');
  for (const { kind, pathOf } of nouns) {
    const address = pathOf('X2026-0001');
    if (!pages.some((route) => reads(route.path, address))) throw new Error(`no page answers ${address} of a ${kind}`);
  }
}
