import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { peekHazard } from '#domain/hazards';
import { startBackground } from '../support/background.ts';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();

/** An old phone, a strict office: everything a worker needs works without scripts. */
describeInBrowser('without scripts', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let background: { stop(): Promise<void> };
  let world: World;

  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock);
    background = startBackground(clock, portal);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
    await background.stop();
    await portal.stop();
  });

  const open = async () => (await openPage(browser, portal.url, 390, { javaScriptEnabled: false })).page;
  const photo = async (tint: string) => ({
    name: 'photo.jpg',
    mimeType: 'image/jpeg',
    buffer: await sharp({ create: { width: 320, height: 240, channels: 3, background: tint } })
      .jpeg()
      .toBuffer(),
  });
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  /** Looks for the bot's answer as a person would: by the link under the form. */
  const answered = (page: Page, words: RegExp): Promise<unknown> =>
    until(async () => {
      const log = (await page.locator('#chat-log').textContent()) ?? '';
      if (words.test(log)) return true;
      await page.getByRole('link', { name: '看有没有新回复' }).click();
      return false;
    }, 20_000);

  it('reports in the chat with a photo and three presses', async () => {
    const page = await open();
    await signInAs(page, world.phones.worker, PASSWORD);
    await page.goto('/chat');
    await page.getByLabel('照片').setInputFiles(await photo('#884422'));
    await page.getByLabel('说一句话').fill('3号线电箱漏电，门锁坏了');
    await press(page, '发送');
    await answered(page, /在哪里|哪个地方|地点/);
    await press(page, /^1 /);
    await answered(page, /请核对/);
    await press(page, /^1 /);
    await answered(page, /H2026-0001/);
    const hazard = await peekHazard('H2026-0001');
    expect([hazard?.text, hazard?.photoIds.length]).toEqual(['3号线电箱漏电，门锁坏了', 1]);
    expect(await page.locator('#chat-log img').count()).toBe(1);
  }, 90_000);

  it('reports by the form, keeps what was typed when something is missing, and follows the case', async () => {
    const page = await open();
    await signInAs(page, world.phones.worker, PASSWORD);
    await page.goto('/report');
    await page.getByLabel('照片').setInputFiles(await photo('#224488'));
    await press(page, '提交');
    await expect(page.locator('.error-summary').textContent()).resolves.toContain('在哪里');
    expect(await page.locator('main img').count()).toBe(1);
    await page.getByLabel('看到了什么').fill('平台护栏少了一段');
    await page.getByLabel(world.location.name).check();
    expect(await page.getByLabel('马上有危险').isChecked()).toBe(false);
    await press(page, '提交');
    await until(async () => (await peekHazard('H2026-0001')) !== undefined);
    expect((await peekHazard('H2026-0001'))?.photoIds).toHaveLength(1);
    await page.goto('/my-reports');
    await page.getByRole('link', { name: /H2026-0001/ }).click();
    await expect(page.locator('h1').textContent()).resolves.toContain('H2026-0001');
    await page.locator('.topbar__person summary').click();
    await press(page, '退出登录');
    await page.goto('/my-reports');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  }, 90_000);

  it('reports from a poster without an account, looks it up, and takes it over after signing in', async () => {
    const page = await open();
    await page.goto(`/l/${world.location.code}`);
    await page.getByLabel('看到了什么').fill('配电箱门锁坏了');
    expect(await page.getByLabel('马上有危险').isChecked()).toBe(false);
    await press(page, '提交');
    const main = (await page.locator('main').textContent()) ?? '';
    const [reference = ''] = /H2026-\d+/.exec(main) ?? [];
    const queryCode = /[2-9A-HJ-NP-Z]{6}/.exec(main.replace(reference, ''))?.[0] ?? '';
    const lookUp = async () => {
      await page.goto('/track');
      await page.getByLabel('编号').fill(reference.toLowerCase().replace('-', ' '));
      await page.getByLabel('查询码').fill(queryCode.toLowerCase());
      await press(page, '查询');
      await expect(page.locator('h1').textContent()).resolves.toContain(reference);
    };
    await lookUp();
    await expect(page.locator('main').textContent()).resolves.toContain('登录后再来查一次');
    await signInAs(page, world.phones.worker, PASSWORD);
    await lookUp();
    await press(page, '这是我报的，记到我名下');
    await expect(page.locator('.flash').textContent()).resolves.toContain('已记到您名下');
    expect((await peekHazard(reference))?.reporter).toMatchObject({ personId: world.actors.worker.personId });
    // Once it has a reporter nobody else is offered it.
    const other = await open();
    await signInAs(other, world.phones.worker2, PASSWORD);
    await other.goto('/track');
    await other.getByLabel('编号').fill(reference);
    await other.getByLabel('查询码').fill(queryCode);
    await press(other, '查询');
    await expect(other.getByRole('button', { name: '这是我报的，记到我名下' }).count()).resolves.toBe(0);
  }, 90_000);
});
