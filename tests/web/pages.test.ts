import { mkdirSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { actsAs } from '#kernel/actor';
import { createLogger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { LiveLines } from '../../src/web/chat/liveLines.ts';
import type { Route } from '../../src/web/router.ts';
import { allRoutes } from '../../src/web/routes.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { isNoPage, PAGE_EXAMPLES, STILL_TO_SHOW } from '../support/pageExamples.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildSmallWorld, type Small } from '../support/smallWorld.ts';
import { testRedisUrl, useStores } from '../support/stores.ts';
import { PASSWORD, type WorldActor } from '../support/world.ts';

useStores();

/** `PAGES_SHOTS=/some/folder` keeps a picture of every page, for looking at them. */
const shots = process.env['PAGES_SHOTS'];
const WIDTHS = [390, 1280];

/** Public pages that look different to somebody who is signed in; the others are seen once, by a visitor. */
const PERSONAL = ['/', '/report', '/l/:code', '/chat', '/enrol'];

const ROLES: readonly (WorldActor | 'visitor')[] = [
  'visitor',
  'worker',
  'officer',
  'manager',
  'parkOfficer',
  'regulator',
  'insurer',
  'adviser',
  'administrator',
];

function pageRoutes(): Route[] {
  const redis = connectRedis(testRedisUrl());
  redis.disconnect();
  const site = {
    isDemo: true,
    requireTotp: false,
    publicUrl: 'http://127.0.0.1',
    sessionSecret: '',
    metricsToken: '',
    trustProxy: 0,
    redis,
    now: () => fixedNow,
    logger: createLogger('web', 'silent'),
    live: new LiveLines(redis),
  };
  return allRoutes(site).filter(({ method, path }) => method === 'get' && !isNoPage(path));
}

/** What a page is built of, without its words: two pages built alike have the same faults. */
const shapeOf = (page: Page): Promise<string> =>
  page.evaluate(
    `[...document.querySelectorAll('body *')].map((n) => n.tagName + '.' + n.className + '.' + (n.getAttribute('role') ?? '') + '.' + (n.type ?? '')).join()`,
  );

it('knows an address of every page', () => {
  const forgotten = pageRoutes()
    .map((route) => route.path)
    .filter((path) => path.includes(':') && PAGE_EXAMPLES[path] === undefined);
  expect(forgotten.sort()).toEqual([...STILL_TO_SHOW].sort());
  const paths = new Set(pageRoutes().map((route) => route.path));
  expect(Object.keys(PAGE_EXAMPLES).filter((path) => !paths.has(path))).toEqual([]);
});

describeInBrowser('every page, on a phone and on a desk', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let small: Small;
  const seen = new Set<string>();

  beforeAll(async () => {
    browser = await openBrowser();
    if (shots) mkdirSync(shots, { recursive: true });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    clock.set(fixedNow);
    small = await buildSmallWorld(clock);
    portal = await startPortal(clock, { isDemo: true });
  }, 60_000);
  afterEach(() => portal.stop());

  async function look(page: Page, who: string, address: string, width: number, errors: string[]): Promise<string[]> {
    errors.length = 0;
    const answer = await page.goto(address);
    const status = answer?.status() ?? 0;
    const name = `${who} ${width} ${address}`;
    if (shots) {
      const file = `${who}-${address.replace(/\W+/g, '_').slice(0, 60)}-${width}.png`;
      await page.screenshot({ path: `${shots}/${file}`, fullPage: true });
    }
    const shape = `${width} ${await shapeOf(page)}`;
    const faults = seen.has(shape) ? [] : await faultsOf(page);
    seen.add(shape);
    // Cases out of this person's sight and steps not theirs are pages too: 404, 403 and the way back.
    const isAnswered = [200, 403, 404].includes(status);
    return [...faults, ...errors, ...(isAnswered ? [] : [`status ${status}`])].map((fault) => `${name}: ${fault}`);
  }

  it.each(ROLES)(
    '%s',
    async (who) => {
      const actor = who === 'visitor' ? undefined : small.world.actors[who];
      const open = pageRoutes()
        .filter(({ path }) => !STILL_TO_SHOW.includes(path))
        .filter(
          ({ access, path }) =>
            (access === 'public' && (!actor || PERSONAL.includes(path))) ||
            (actor && (access === 'signed-in' || (Array.isArray(access) && actsAs(actor, ...access)))),
        );
      const addresses = open.map(({ path }) => [PAGE_EXAMPLES[path]?.(small, who) ?? path].flat());
      expect(addresses.length).toBeGreaterThan(8);
      const faults: string[] = [];
      let context: BrowserContext | undefined;
      for (const width of WIDTHS) {
        const { page, errors } = await openPage(browser, portal.url, width);
        context = page.context();
        if (who !== 'visitor') await signInAs(page, small.world.phones[who], PASSWORD);
        // A desk shows one state of each page; the phone, where most people are, all of them.
        const visited = addresses.flatMap((states) => (width === WIDTHS[0] ? states : states.slice(0, 1)));
        for (const address of visited) faults.push(...(await look(page, who, address, width, errors)));
        await context.close();
      }
      expect(faults).toEqual([]);
    },
    600_000,
  );
});
