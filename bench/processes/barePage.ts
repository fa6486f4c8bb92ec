import express from 'express';
import { getActor } from '#domain/identity';
import { connectMongo } from '#platform/mongo';
import { readAssets } from '../../src/web/assets.ts';
import { showList } from '../../src/web/hazards/list.controller.ts';
import { pages } from '../../src/web/middleware/page.ts';
import { navigationOf } from '../../src/web/navigation.ts';
import { allRoutes } from '../../src/web/routes.ts';
import { loadViews } from '../../src/web/views.ts';
import { serve } from '../support/webProcess.ts';

/**
 * The hazard list as Express and Handlebars alone can send it: the same views over the same values, which were read
 * once and are held in memory. No session, no authorisation, no database, no header but Express's own.
 */
const { MONGODB_URI = '', PERSON_ID = '' } = process.env;
await connectMongo(MONGODB_URI);
const views = loadViews();

/** Lets the real page gather its values once and keeps them instead of drawing. */
async function valuesOf(personId: string): Promise<{ view: string; model: Record<string, unknown> }> {
  const actor = await getActor(personId);
  if (actor === undefined) throw new Error(`there is no person ${personId}`);
  return new Promise((done, fail) => {
    const keep = (view: string, model: Readonly<Record<string, unknown>>): string => {
      done({ view, model });
      return '';
    };
    const keepPart = (_: string, model: Readonly<Record<string, unknown>>): string => {
      lines.push(model);
      return '';
    };
    const req = {
      actor,
      now: new Date(),
      query: {},
      method: 'GET',
      path: '/hazards',
      originalUrl: '/hazards',
      headers: {},
      session: {},
      requestId: 'bench',
    };
    const res = {
      locals: { nonce: 'n'.repeat(24) },
      status: () => res,
      type: () => res,
      setHeader: () => res,
      send() {},
    };
    const options = {
      views: { page: keep, part: keepPart },
      charts: { bars: async () => '', columns: async () => '', lines: async () => '', flow: async () => '' },
      isDemo: false,
      publicUrl: '',
      assets: readAssets(),
      csrfToken: () => 'c'.repeat(64),
      // No route is ever run here: what the site holds is of no matter.
      navigation: navigationOf(allRoutes({ isDemo: false } as never)),
    };
    pages(options)(req as never, res as never, () => undefined);
    showList(req as never, res as never).catch(fail);
  });
}

const lines: Readonly<Record<string, unknown>>[] = [];
const { view, model } = await valuesOf(PERSON_ID);
const app = express();
app.get('/hazards', (_req, res) => {
  res.type('html').send(views.page(view, { ...model, lines: lines.map((line) => views.part('case', line)) }));
});
await serve(app);
