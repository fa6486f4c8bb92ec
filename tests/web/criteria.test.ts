import type { Browser } from 'playwright-core';
import { closePage, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
let browser: Browser;

describeInBrowser('the criteria of major hazards', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock);
  });
  afterEach(() => portal.stop());

  it('are found on a phone by words, with source, date and whether the text was checked', async () => {
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.officer, PASSWORD);
    await page.goto('/criteria');
    expect(await page.locator('main').textContent()).toMatch(/以正式发布的原文为准[\s\S]*共 379 条/);
    expect(await page.locator('main details').count()).toBe(11);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('词或条款').fill('除尘 锁气');
    await page.locator('main').getByRole('button', { name: '查找' }).click();
    await page.getByRole('link', { name: 'GM-11.6' }).click();
    const shown = await page.locator('main').textContent();
    for (const words of ['第十一条第（六）项', '2023年5月15日', '已核对原文', '以正式发布的原文为准', '第 1 版']) {
      expect(shown).toContain(words);
    }
    expect(await page.getByRole('link', { name: '做新版本' }).count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await page.goto('/criteria/FIRE-17-6.2');
    expect(await page.locator('.tag--bad').textContent()).toBe('已过时，被 GB 35181-2025 代替');
    expect((await page.goto('/criteria/GM-11.6/new'))?.status()).toBe(403);
    expect((await page.goto('/criteria/GM-99'))?.status()).toBe(404);
    expect(errors).toEqual([]);
    await closePage(page);
  });

  it('get a new version from an administrator, beside the one before', async () => {
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.administrator, PASSWORD);
    await page.goto('/criteria/FIRE-17-6.2');
    await page.getByRole('link', { name: '做新版本' }).click();
    await page.getByLabel('标准的全称').fill('重大火灾隐患判定规则（GB 35181-2025）');
    await page.getByLabel('标准的日期').fill('2026-01-01');
    await page.getByRole('button', { name: '发布第 2 版' }).click();
    expect(await page.locator('.field__error').allTextContents()).toEqual(['请选择从哪天起施行', '请写一句改了什么']);
    await page.getByLabel('从哪天起按这一版').fill('2026-11-24');
    await page.getByLabel('改了什么').fill('换成 2025 版');
    await page.getByRole('button', { name: '发布第 2 版' }).click();
    expect(await page.locator('.flash').textContent()).toContain('已发布第 2 版');
    const shown = await page.locator('main').textContent();
    expect(shown).toMatch(/GB 35181-2025[\s\S]*第 2 版[\s\S]*现在用的[\s\S]*第 1 版/);
    // Nobody has held the new words beside the official text yet.
    expect(await page.locator('main .tag--waiting').textContent()).toBe('未核对原文');
    expect(await page.locator('.tag--bad').count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    expect(errors).toEqual([]);
    await closePage(page);
  });
});
