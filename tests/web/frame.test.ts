import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();

/** What stands around every page, on the smallest phone people have and with letters twice as large. */
describeInBrowser('the frame', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let world: World;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock, { isDemo: true });
  });
  afterEach(() => portal.stop());

  const open = async (width: number, more: { javaScriptEnabled?: boolean } = {}): Promise<Page> => {
    const { page } = await openPage(browser, portal.url, width, more);
    await signInAs(page, world.phones.manager, PASSWORD);
    return page;
  };
  const LETTERS = [100, 200] as const;
  const enlarge = (page: Page, percent: number) =>
    page.evaluate(`document.documentElement.style.fontSize = '${percent}%'`);
  const isTooWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1');

  it.each(LETTERS)(
    'lets a small phone reach everything in the person’s menu with letters at %d %%',
    async (percent) => {
      const page = await open(375);
      await page.setViewportSize({ width: 375, height: 553 });
      await enlarge(page, percent);
      await page.locator('.topbar__person summary').click();
      expect(await isTooWide(page)).toBe(false);
      const menu = page.locator('.menu');
      const things = menu.locator('a, button');
      expect(await things.count()).toBe(3);
      for (const thing of await things.all()) {
        await thing.click({ trial: true });
        const box = await thing.boundingBox();
        expect([(box?.x ?? -1) >= 0, (box?.x ?? 0) + (box?.width ?? 999) <= 375, (box?.height ?? 0) >= 44]).toEqual([
          true,
          true,
          true,
        ]);
      }
      await menu.getByRole('button', { name: '退出登录' }).click();
      await page.waitForURL((url) => url.pathname !== '/more');
      await page.goto('/me');
      expect(new URL(page.url()).pathname).toBe('/sign-in');
    },
  );

  it.each(LETTERS)('gives a phone five tabs that do not overlap with letters at %d %%', async (percent) => {
    const page = await open(375);
    await page.setViewportSize({ width: 375, height: 553 });
    await page.goto('/more');
    await enlarge(page, percent);
    expect(await isTooWide(page)).toBe(false);
    const boxes = await Promise.all((await page.locator('.tabbar a').all()).map((tab) => tab.boundingBox()));
    expect(boxes.map((box) => Math.round(box?.width ?? 0))).toEqual([75, 75, 75, 75, 75]);
    await page.getByRole('link', { name: '奖励', exact: true }).click();
    await page.waitForURL('**/rewards');
  });

  it('steps out of the way where the browser itself is set to large letters and the phone is held across', async () => {
    const page = await open(844);
    await page.setViewportSize({ width: 740, height: 360 });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.topbar')).position`)).toBe('static');
  });

  it.each([true, false])('folds the rail away and remembers it (scripts: %s)', async (javaScriptEnabled) => {
    const page = await open(1280, { javaScriptEnabled });
    const rail = page.getByRole('navigation', { name: '栏目' });
    const fold = page.getByRole('button', { name: '左边的栏目' });
    expect((await rail.boundingBox())?.width).toBe(220);
    await page.goto('/report');
    await page.getByLabel('看到了什么').fill('护栏松动');
    await fold.click();
    await rail.waitFor({ state: 'hidden' });
    expect([new URL(page.url()).pathname, await fold.getAttribute('aria-expanded')]).toEqual(['/report', 'false']);
    // With scripts nothing that was typed is lost by it.
    expect(await page.getByLabel('看到了什么').inputValue()).toBe(javaScriptEnabled ? '护栏松动' : '');
    await page.goto('/hazards');
    expect(await rail.isVisible()).toBe(false);
    await fold.click();
    await rail.waitFor({ state: 'visible' });
    await page.goto('/rewards');
    expect(await rail.locator('[aria-current]').textContent()).toContain('奖励');
  });
});
