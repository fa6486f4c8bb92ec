import express from 'express';
import { createLogger } from '#platform/logger';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { createApp } from '../../src/web/app.ts';
import { loadViews, type Views } from '../../src/web/views.ts';
import { serve } from '../support/webProcess.ts';

/**
 * Every page as Express and Handlebars alone can send it: the same views over the same values, lines of lists too, which
 * the real portal gathered once (asked with the header `x-learn`) and which are held in memory. No session, no
 * authorisation, no store, no header but Express's own.
 */
const { MONGODB_URI = '', REDIS_URL = '', NOW = '' } = process.env;
type Model = Readonly<Record<string, unknown>>;
const real = loadViews();
const parts = new Map<string, () => string>();
let learnt: (() => string) | undefined;
const views: Views = {
  page: (view, model) => {
    const fixed = {
      ...model,
      csrfToken: () => 'c'.repeat(64),
      once: () => 'o'.repeat(21),
      formPage: '/',
      drawnFor: () => 'd'.repeat(200),
      isKept: false,
    };
    const { lines } = model as { lines?: unknown };
    const drawn = Array.isArray(lines) ? lines.map((line) => parts.get(line as string)) : [];
    const isOfParts = drawn.length > 0 && drawn.every((part) => part !== undefined);
    learnt = () => real.page(view, isOfParts ? { ...fixed, lines: drawn.map((part) => part?.()) } : fixed);
    return real.page(view, model);
  },
  part: (partial, model: Model) => {
    const html = real.part(partial, model);
    parts.set(html, () => real.part(partial, model));
    return html;
  },
};

await connectMongo(MONGODB_URI);
const portal = createApp({
  isDemo: false,
  requireTotp: false,
  publicUrl: 'http://127.0.0.1',
  sessionSecret: 'a-secret-for-benches-only',
  metricsToken: 'a-token-for-benches-only',
  trustProxy: 0,
  redis: connectRedis(REDIS_URL),
  now: () => new Date(NOW),
  logger: createLogger('web', 'error'),
  limitFactor: 10_000,
  views,
});
const bare = express();
const pages = new Map<string, () => string>();
bare.get('/{*path}', (req, res) => {
  res.type('html').send(pages.get(req.originalUrl)?.());
});
await serve((req, res) => {
  if (req.headers['x-learn'] === undefined) return bare(req, res);
  learnt = undefined;
  res.once('finish', () => {
    if (learnt !== undefined) pages.set(req.url ?? '', learnt);
  });
  portal(req, res);
});
