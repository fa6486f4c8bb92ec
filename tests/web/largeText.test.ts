import type { Browser } from 'playwright-core';
import { closePage, describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildInsured } from '../support/insurance.ts';
import { startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD } from '../support/world.ts';

useStores();

describeInBrowser('with letters half as large again', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('what a page says of a thing is read from left to right: long labels leave room for it', async () => {
    const world = await buildWorld();
    const { reference } = await buildInsured(world);
    const portal = await startPortal(createClock());
    try {
      const { page } = await openPage(browser, portal.url, 375);
      await signInAs(page, world.phones.insurer, PASSWORD);
      await page.goto(`/policies/${reference}`);
      const shares = (await page.evaluate(`(() => {
        document.documentElement.style.fontSize = '150%';
        return [...document.querySelectorAll('main dl.facts')].flatMap((list) =>
          [...list.querySelectorAll('dd')].map((said) => said.clientWidth / list.clientWidth));
      })()`)) as number[];
      expect(shares.length).toBeGreaterThan(8);
      expect(Math.min(...shares)).toBeGreaterThan(0.4);
      await closePage(page);
    } finally {
      await portal.stop();
    }
  });
});
