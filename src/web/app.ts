import { createHmac } from 'node:crypto';
import compression from 'compression';
import { csrfSync } from 'csrf-sync';
import express, { type Express, type Request } from 'express';
import { NOUNS } from '#domain/nouns';
import { paths } from '#kernel/paths';
import { queueBoard } from './admin/queueBoard.ts';
import { publicFolder, readAssets } from './assets.ts';
import { createCharts } from './charts.ts';
import { LiveLines } from './chat/liveLines.ts';
import { healthRoutes } from './health/routes.ts';
import { intakeRoutes } from './intake/intake.ts';
import { drawnForOf } from './kept/drawnFor.ts';
import { formGuards } from './kept/guards.ts';
import { accessLog } from './middleware/accessLog.ts';
import { errorPage, noSuchPage } from './middleware/errors.ts';
import { createLimits } from './middleware/limits.ts';
import { pages } from './middleware/page.ts';
import { patience } from './middleware/patience.ts';
import { proxyCheck } from './middleware/proxyCheck.ts';
import { securityHeaders } from './middleware/securityHeaders.ts';
import { actorOfSession, authenticatorFirst, sessions } from './middleware/sessions.ts';
import { MOST_FIELDS, upload } from './middleware/uploads.ts';
import { navigationOf } from './navigation.ts';
import { checkAddresses, mountRoutes } from './router.ts';
import { allRoutes } from './routes.ts';
import type { AppOptions } from './site.ts';
import { loadViews } from './views.ts';

const YEAR_MS = 365 * 86_400_000;

/** The whole portal. Nothing here knows a rule: it finds out who is asking and hands on. */
export function createApp(options: AppOptions): Express {
  const { redis, now, logger, isDemo, publicUrl } = options;
  const isHttps = publicUrl.startsWith('https:');
  const limits = createLimits(redis, options.limitFactor);
  const csrf = csrfSync({
    size: 32, // bytes, as many as a SHA-256; the library's 128 only make every session and every form longer
    getTokenFromRequest: (req) => (req.body as { _csrf?: string } | undefined)?._csrf ?? req.get('x-csrf-token'),
    // Of the session, not of the page: tabs opened at once right after signing in each store the same.
    storeTokenInState: (req, token) => {
      req.session.csrfToken =
        token && createHmac('sha256', options.sessionSecret).update(`csrf:${req.sessionID}`).digest('hex');
    },
  });
  const { views = loadViews() } = options;
  const { leaving } = options;
  const live = new LiveLines(redis, leaving);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxy);
  app.set('query parser', 'simple');
  // Pages are never kept by browsers, so a fingerprint of each would be worked out for nobody.
  app.set('etag', false);

  app.use(proxyCheck(options.trustProxy, logger));
  app.use(accessLog(logger, now));
  app.use((_req, res, next) => {
    if (leaving?.aborted) res.setHeader('connection', 'close');
    next();
  });
  app.use(securityHeaders(isHttps));
  // Before the files: a style sheet is six times as long uncompressed. Browsers that can are sent brotli.
  app.use(compression({ filter: (req, res) => req.path !== paths.chatEvents && compression.filter(req, res) }));
  app.use('/build', express.static(`${publicFolder}build`, { maxAge: YEAR_MS, immutable: true, index: false }));
  app.use('/static', express.static(`${publicFolder}static`, { maxAge: 86_400_000, index: false }));
  app.use(healthRoutes({ redis, metricsToken: options.metricsToken, isLeaving: () => leaving?.aborted === true }));
  app.use(intakeRoutes(now, logger));
  const csrfToken = (req: Request): string => {
    csrf.generateToken(req);
    return csrf.getTokenFromState(req) ?? '';
  };
  const routes = allRoutes({ ...options, live });
  checkAddresses(routes, NOUNS);
  app.use(
    pages({
      views,
      charts: createCharts(redis),
      isDemo,
      publicUrl,
      assets: readAssets(),
      csrfToken,
      navigation: navigationOf(routes),
    }),
  );
  const apologise = errorPage(logger, (req, res, next) => router(req, res, next), csrfToken);
  app.use(patience(apologise));
  app.use(limits.everybody);
  // Read before any store is asked, so that a form that fails for want of one can be offered again as it was.
  app.use(express.urlencoded({ extended: false, limit: '2mb', parameterLimit: MOST_FIELDS }));
  app.use(sessions(options.sessionSecret), actorOfSession, authenticatorFirst(options.requireTotp));
  const isOurs = (req: Request): boolean => csrf.isRequestValid(req) || drawnForOf(req) !== undefined;
  const router = mountRoutes(routes, {
    upload: upload(isOurs),
    csrf: csrf.csrfSynchronisedProtection,
    forms: formGuards,
    limit: limits.limit,
  });
  app.use(router);
  const queues = queueBoard(redis);
  app.use(queues.path, queues.guard, queues.board);
  app.use(noSuchPage);
  app.use(apologise);
  return app;
}
