import ExcelJS from 'exceljs';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { startBackground } from '../support/background.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();

const picture = (tint: string) =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: tint } })
    .jpeg()
    .toBuffer();
const asFile = async (tint: string) => ({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await picture(tint) });

describeInBrowser('one hazard, all the way', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let background: { stop(): Promise<void> };
  let world: World;
  const faults: string[] = [];

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

  const enter = async (who: WorldActor, width?: number): Promise<Page> => {
    const { page, errors } = await openPage(browser, portal.url, width);
    page.on('close', () => faults.push(...errors.map((error) => `${who}: ${error}`)));
    await signInAs(page, world.phones[who], PASSWORD);
    return page;
  };
  const look = async (page: Page): Promise<void> => {
    faults.push(...(await faultsOf(page)).map((fault) => `${new URL(page.url()).pathname}: ${fault}`));
  };
  const lastLine = (page: Page) => page.locator('#chat-log .chat-line').last();
  /** Says something in the chat and waits for the bot's answer to hold `answer`. */
  const say = async (page: Page, words: string, answer: RegExp): Promise<void> => {
    const lines = await page.locator('#chat-log .chat-line:not(.chat-line--own)').count();
    await page.getByLabel('说一句话').fill(words);
    await page.getByRole('button', { name: '发送' }).click();
    await page.locator('#chat-log .chat-line:not(.chat-line--own)').nth(lines).waitFor();
    await expect(lastLine(page).textContent()).resolves.toMatch(answer);
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

  it('goes from the worker’s chat to the regulator’s spreadsheet', async () => {
    // The worker: a photo with words, the place, yes.
    const worker = await enter('worker');
    await worker.goto('/chat');
    await worker.getByLabel('照片').setInputFiles(await asFile('#804020'));
    await say(worker, '3号线电箱漏电，门锁坏了', /在哪里|哪个地方|地点/);
    await say(worker, '1', /请核对/);
    await say(worker, '1', /H2026-0001/);
    await look(worker);

    // The officer accepts, checks and arranges the fix; the owner is a colleague.
    const officer = await enter('officer', 1200);
    await officer.goto('/hazards/H2026-0001');
    await look(officer);
    await press(officer, '受理');
    await follow(officer, '核实属实');
    await look(officer);
    await officer.getByLabel(/一般隐患/).check();
    await press(officer, '确认属实');
    await follow(officer, '安排整改');
    await press(officer, '下达整改');
    await expect(officer.locator('.error-summary').textContent()).resolves.toContain('请选择谁来整改');
    await look(officer);
    await officer.getByLabel('责任：谁来整改').selectOption(world.actors.worker2.personId);
    await officer.getByLabel('措施：怎么改').fill('换门锁，线头包好');
    await officer.getByLabel('资金：预算多少（元）').fill('200.5');
    await officer.getByLabel('时限：哪天之前改完').fill('2026-11-27');
    await officer.getByLabel('预案：改完之前怎么保证安全').fill('断电挂牌');
    await press(officer, '下达整改');
    await expect(officer.locator('main').textContent()).resolves.toContain('200.50 元');

    // The clock: three days on, at nine, the owner is reminded.
    clock.set(new Date('2026-11-27T01:00:30Z'));
    const owner = await enter('worker2');
    await until(async () => {
      await owner.goto('/inbox');
      return (await owner.locator('main').textContent())?.includes('今天到期') ?? false;
    }, 40_000);
    await look(owner);

    // The owner hands in the fix with a photo; the officer, who did not do it, accepts it.
    await owner.goto('/hazards/H2026-0001');
    await look(owner);
    await follow(owner, '提交验收');
    await owner.getByLabel('做了什么').fill('换了新锁，线头包好了');
    await press(owner, '提交验收');
    await expect(owner.locator('.error-summary').textContent()).resolves.toContain('照片');
    await expect(owner.getByLabel('做了什么').inputValue()).resolves.toBe('换了新锁，线头包好了');
    await owner.getByLabel('整改后的照片').setInputFiles(await asFile('#205080'));
    await press(owner, '提交验收');
    await officer.goto('/hazards/H2026-0001/act/approve-rectification');
    await press(officer, '验收通过');
    await expect(officer.locator('h1').textContent()).resolves.toContain('已关闭');

    // The reward: proposed with the check, approved by the manager, paid, confirmed in chat.
    const manager = await enter('manager');
    await manager.goto('/rewards/R2026-0001');
    await look(manager);
    await press(manager, '批准');
    await manager.getByLabel('随工资发').check();
    await press(manager, '登记发放');
    await expect(manager.locator('h1').textContent()).resolves.toContain('待本人确认');
    await worker.goto('/chat');
    await worker.getByText('请回复“奖励”').last().waitFor({ timeout: 20_000 });
    await say(worker, '奖励', /R2026-0001|50\.00/);
    await say(worker, '1', /收到|谢谢|确认/);
    await manager.goto('/rewards/R2026-0001');
    await expect(manager.locator('h1').textContent()).resolves.toContain('本人已确认');

    // The regulator sees it, and the spreadsheet counts it.
    const regulator = await enter('regulator', 1200);
    await regulator.goto('/hazards');
    await look(regulator);
    await press(regulator, '导出表格');
    const [download] = await Promise.all([
      regulator.waitForEvent('download', { timeout: 30_000 }),
      regulator.getByRole('link', { name: '下载' }).click({ timeout: 30_000 }),
    ]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await download.path());
    const rows = book.getWorksheet('隐患清单')?.getSheetValues() as string[][];
    expect(
      rows
        .filter(Boolean)
        .slice(1)
        .map((row) => row.slice(1, 3)),
    ).toEqual([['H2026-0001', '已关闭']]);
    await worker.goto('/hazards/H2026-0001');
    await look(worker);
    expect(faults).toEqual([]);
  }, 150_000);
});
