import mongoose from 'mongoose';
import type { Browser } from 'playwright-core';
import { stretchesOf } from '#domain/competence';
import { checkJournal } from '#domain/journal';
import { getPark } from '#domain/organisations';
import { foldTallies, recountBoards } from '#domain/tallies';
import { closePage, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, PASSWORD, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
let browser: Browser;

describeInBrowser('an administrator', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock);
  });
  afterEach(() => portal.stop());

  it('enters a park, names its body, dates its supervision and invites its officer', async () => {
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.administrator, PASSWORD);
    await page.goto('/organisations/parks/new');
    await page.getByRole('button', { name: '添加' }).click();
    expect(await page.locator('.field__error').allTextContents()).toEqual(['请填写名称', '请选择县（市、区）']);
    await page.getByLabel('园区全称').fill('北流新材料循环经济示范产业园区');
    await page.getByLabel('县（市、区）').selectOption('450981');
    await page.getByRole('button', { name: '添加' }).click();
    expect(await page.locator('.tag').allTextContents()).toEqual(['没有明确监管部门']);
    expect(await faultsOf(page)).toEqual([]);
    const parkId = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    await page.getByRole('link', { name: '指定监管部门' }).click();
    await page.getByLabel('监管部门').selectOption({ label: '北流市应急管理局' });
    await page.getByRole('button', { name: '保存' }).click();
    expect(await getPark(parkId)).toMatchObject({ bodyId: world.bodyId });
    await page.getByRole('link', { name: '看登记' }).click();
    expect(await page.getByText('没有登记监管部门').count()).toBe(1);
    await page.getByRole('link', { name: '登记监管职责' }).click();
    await page.getByLabel('其他安全生产事项').check();
    await page.getByLabel('由谁负责').selectOption({ label: '园区管理机构（依法赋权）' });
    await page.getByLabel('从哪天起').fill('2026-11-24');
    await page.getByRole('button', { name: '登记' }).click();
    expect(await page.locator('.field__error').allTextContents()).toEqual(['请写明依据的文件和文号']);
    await page.getByLabel('依据的文件和文号').fill('北政发〔2026〕12号');
    await page.getByRole('button', { name: '登记' }).click();
    expect(await page.locator('.card').first().textContent()).toContain('园区管理机构（依法赋权）');
    expect(await stretchesOf(parkId)).toMatchObject([
      { matter: 'general', sectors: [], basis: '北政发〔2026〕12号', from: '2026-11-24' },
    ]);

    await page.goto('/people/new');
    await page.getByLabel('姓名').fill('新园区');
    await page.getByLabel('手机号').fill('13700000009');
    await page.getByLabel('园区管理人员').check();
    await page.getByLabel('在哪个单位').fill('北流新材料园');
    await page.getByRole('button', { name: '邀请' }).click();
    expect(await page.locator('.field__error').allTextContents()).toEqual(['没有找到这个园区，请写全称']);
    await page.getByLabel('在哪个单位').fill('北流新材料循环经济示范产业园区');
    await page.getByRole('button', { name: '邀请' }).click();
    expect(await page.locator('.case').textContent()).toContain('新园区');
    // The slip has its code on paper alone.
    await page.getByRole('button', { name: '打印密封纸条' }).click();
    const code = page.locator('.slip__code');
    expect([await code.isVisible(), await code.textContent()]).toEqual([false, expect.stringMatching(/^[2-9A-Z]{8}$/)]);
    await page.emulateMedia({ media: 'print' });
    expect(await code.isVisible()).toBe(true);
    await page.emulateMedia({ media: null });

    // An insurance institution is entered first, then its people are invited.
    await page.goto('/organisations/insurers/new');
    await page.getByLabel('机构全称').fill('邕江人寿保险有限公司');
    await page.getByLabel('统一社会信用代码').fill(creditCode('91450981MA5K90002').toLowerCase());
    await page.getByLabel('所在地区').selectOption('450981');
    await page.getByRole('button', { name: '添加' }).click();
    expect(await page.locator('.flash').textContent()).toContain('已添加「邕江人寿保险有限公司」');
    await page.goto('/people/new');
    await page.getByLabel('姓名').fill('新保险');
    await page.getByLabel('手机号').fill('13700000010');
    await page.getByLabel('保险机构').check();
    await page.getByLabel('在哪个单位').fill('邕江人寿');
    await page.getByRole('button', { name: '邀请' }).click();
    expect(await page.locator('.field__error').textContent()).toContain('没有找到这家保险机构');
    await page.getByLabel('在哪个单位').fill('邕江人寿保险有限公司');
    await page.getByRole('button', { name: '邀请' }).click();
    expect(await page.locator('.case', { hasText: '新保险' }).count()).toBe(1);
    expect(errors).toEqual([]);
    await closePage(page);
  });

  it('finds every register and the journal readable on a phone and on a desk, and no case in them', async () => {
    await buildHazard(world, { text: '只有看得到的人才知道的内容' });
    await checkJournal(clockContext());
    const tallies = mongoose.connection.collection('tallies');
    await foldTallies(clockContext());
    await tallies.updateOne({ 'dims.enterprise': world.enterprise._id }, { $inc: { count: 3 } });
    await recountBoards(clockContext());
    for (const width of [390, 1280]) {
      const { page, errors } = await openPage(browser, portal.url, width);
      await signInAs(page, world.phones.administrator, PASSWORD);
      for (const path of [
        '/organisations/parks',
        `/organisations/parks/${world.park._id}`,
        `/competence/${world.park._id}`,
        `/competence/${world.park._id}/new`,
        '/organisations/bodies/new',
        '/organisations/enterprises?region=4509',
        '/people',
        '/me/totp',
        '/admin/bot',
        '/admin/journal',
      ]) {
        const status = (await page.goto(path))?.status();
        expect({ path, status, faults: await faultsOf(page) }).toEqual({ path, status: 200, faults: [] });
        expect(await page.content()).not.toContain('只有看得到的人才知道的内容');
      }
      expect(await page.locator('.standing').first().textContent()).toContain('全部完整');
      const boards = page.locator('.standing--bad');
      expect(await boards.textContent()).toContain('1 个不符，已经改正。现在有 1 笔变动等着并入。');
      expect(await page.locator('main').textContent()).toContain(
        '隐患（广西北流桂宝陶瓷有限公司 · 待受理 · 一般）原来多记 3',
      );
      expect(errors).toEqual([]);
      await closePage(page);
    }
  }, 120_000);
});
