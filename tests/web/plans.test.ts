import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildItem, buildPlan, buildSuggestion } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();

describeInBrowser('the pages of plans and suggestions', () => {
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
    portal = await startPortal(clock);
  });
  afterEach(() => portal.stop());

  const enter = async (who: WorldActor, width: number): Promise<Page> => {
    const { page } = await openPage(browser, portal.url, width);
    await signInAs(page, world.phones[who], PASSWORD);
    return page;
  };

  it.each([390, 1280])(
    'are sound at %i px, full and empty',
    async (width) => {
      const faults: string[] = [];
      const visit = async (page: Page, path: string): Promise<void> => {
        await page.goto(path);
        faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
        const folder = process.env['SHOTS'];
        const file = `${folder}/${path.replace(/[^\w-]+/g, '_')}-${width}.png`;
        if (folder !== undefined) await page.screenshot({ path: file, fullPage: true });
      };
      const officer = await enter('officer', width);
      for (const path of ['/plans', '/items', '/suggestions', '/suggestions/new']) await visit(officer, path);
      const { reference: plan } = await buildPlan(world);
      const effective = await buildItem(world, 'effective', plan);
      const done = await buildItem(world, 'done', plan);
      const doing = await buildItem(world, 'doing', plan);
      const suggestion = await buildSuggestion(world, 'adopted');
      const waiting = await buildSuggestion(world, 'proposed');
      for (const path of [
        '/plans',
        `/plans/${plan}`,
        `/plans/${plan}/items/new?origin=suggestion&from=${suggestion.reference}`,
        `/plans/${plan}/act/name-team`,
        `/items/${done.reference}`,
        `/items/${doing.reference}/act/complete-item`,
        `/items/${effective.reference}/act/add-evidence`,
        '/items?open=1',
        `/suggestions/${suggestion.reference}`,
        `/suggestions/${waiting.reference}`,
        `/suggestions/${waiting.reference}/act/decline-suggestion`,
        '/',
      ]) {
        await visit(officer, path);
      }
      const regulator = await enter('regulator', width);
      await visit(regulator, `/plans/${plan}`);
      expect(await regulator.getByRole('group', { name: '您现在可以做的' }).count()).toBe(0);
      expect(faults).toEqual([]);
    },
    120_000,
  );

  it('keeps what was typed and chosen when something is missing, and serves documents only to be saved', async () => {
    const item = await buildItem(world, 'doing');
    const owner = await enter('worker2', 390);
    await owner.goto(`/items/${item.reference}/act/complete-item`);
    const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');
    await owner
      .getByLabel('照片或文件')
      .setInputFiles({ name: '电工证.pdf', mimeType: 'application/pdf', buffer: pdf });
    await owner.getByLabel('有效期到哪一天').fill('2026-11-01');
    await owner.getByRole('button', { name: '做完了' }).click();
    await expect(owner.locator('.error-summary').textContent()).resolves.toContain('已经过期');
    await expect(owner.locator('main').textContent()).resolves.toContain('电工证.pdf');
    await owner.getByLabel('有效期到哪一天').fill('2027-11-01');
    await owner.getByRole('button', { name: '做完了' }).click();
    await expect(owner.locator('h1').textContent()).resolves.toContain('待检查');
    const href = await owner.getByRole('link', { name: '电工证.pdf' }).getAttribute('href');
    const answer = await owner.request.get(String(href));
    expect(answer.headers()).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' });
    expect(answer.headers()['content-disposition']).toMatch(/^attachment;.*UTF-8''%E7%94%B5/);
    expect(await answer.body()).toEqual(pdf);
    const other = await enter('otherOfficer', 390);
    expect((await other.request.get(String(href))).status()).toBe(404);
  }, 60_000);
});
