import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { PAGE_EXAMPLES, PROGRAMME_EXAMPLES } from '../support/pageExamples.ts';
import { HOUSE_ROLES, houseLooker, pageRoutes } from '../support/pageRoutes.ts';
import { PageVisits } from '../support/pageVisits.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildSmallWorld, type Small } from '../support/smallWorld.ts';
import { useOneWorld } from '../support/stores.ts';

it('knows an address of every page', () => {
  const paths: string[] = pageRoutes().map((route) => route.path);
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

  it.each(HOUSE_ROLES)(
    '%s',
    async (who) => {
      const looker = houseLooker(small, who);
      expect(looker.pages.length).toBeGreaterThan(8);
      expect(await visits.visit(browser, portal.url, looker)).toEqual([]);
    },
    600_000,
  );
});
