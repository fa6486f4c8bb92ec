import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { PROGRAMME_ROLES, programmeLooker } from '../support/pageRoutes.ts';
import { PageVisits } from '../support/pageVisits.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildProgrammeWorld, type ProgrammeWorld } from '../support/programmeWorld.ts';
import { useOneWorld } from '../support/stores.ts';

describeInBrowser('every page of the programme, on a phone and on a desk', () => {
  const clock = createClock();
  const visits = new PageVisits();
  let browser: Browser;
  let portal: Portal;
  let programme: ProgrammeWorld;

  afterAll(async () => {
    await browser.close();
    await portal.stop();
  });
  // Looking changes nothing, so one world serves everybody.
  useOneWorld(async () => {
    programme = await buildProgrammeWorld(clock);
    portal = await startPortal(clock);
    browser = await openBrowser();
  });

  it.each(PROGRAMME_ROLES)(
    '%s',
    async (who) => {
      const looker = programmeLooker(programme, who);
      expect(looker.pages.length).toBeGreaterThan(0);
      expect(await visits.visit(browser, portal.url, looker)).toEqual([]);
    },
    600_000,
  );
});
