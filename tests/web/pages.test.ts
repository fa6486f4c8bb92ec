import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { PAGE_EXAMPLES, PROGRAMME_EXAMPLES } from '../support/pageExamples.ts';
import { isOpenTo, PageVisits, pageRoutes } from '../support/pageVisits.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildSmallWorld, type Small } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';
import type { WorldActor } from '../support/world.ts';

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

it('knows an address of every page', () => {
  const paths = pageRoutes().map((route) => route.path);
  const examples = { ...PAGE_EXAMPLES, ...PROGRAMME_EXAMPLES };
  expect(paths.filter((path) => path.includes(':') && examples[path] === undefined)).toEqual([]);
  expect(Object.keys(examples).filter((path) => !paths.includes(path))).toEqual([]);
});

describeInBrowser('every page of the house, on a phone and on a desk', () => {
  const clock = createClock();
  const visits = new PageVisits();
  let browser: Browser;
  let portal: Portal;
  let small: Small;

  afterAll(async () => {
    await browser.close();
    await portal.stop();
  });
  // Looking changes nothing, so one world serves everybody.
  useOneWorld(async () => {
    small = await buildSmallWorld(clock);
    portal = await startPortal(clock, { isDemo: true });
    browser = await openBrowser();
  });

  it.each(ROLES)(
    '%s',
    async (who) => {
      const actor = who === 'visitor' ? undefined : small.world.actors[who];
      const pages = pageRoutes()
        .filter(({ path }) => PAGE_EXAMPLES[path] !== undefined || PROGRAMME_EXAMPLES[path] === undefined)
        .filter((route) => isOpenTo(route, actor))
        .map(({ path }) => [PAGE_EXAMPLES[path]?.(small, who) ?? path].flat());
      expect(pages.length).toBeGreaterThan(8);
      const phone = who === 'visitor' ? {} : { phone: small.world.phones[who] };
      expect(await visits.visit(browser, portal.url, { who, pages, ...phone })).toEqual([]);
    },
    600_000,
  );
});
