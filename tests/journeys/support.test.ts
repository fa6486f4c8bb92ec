import type { Browser, Page } from 'playwright-core';
import { closePage, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { codeOf } from '../support/support.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();

describeInBrowser('policy support (S21)', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let world: World;
  const faults: string[] = [];

  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
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
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';

  it('gives to the better firm, and the tie alone to the one in the programme; both read why', async () => {
    await buildEnrolment(world, { stage: 'implementing' });

    // The department writes the policy and publishes it.
    const official = await enter('regulator', 1280);
    await official.goto('/support/new');
    await press(official, '保存，去加条件');
    await expect(official.locator('.error-summary').textContent()).resolves.toContain('请填写政策名称');
    await look(official);
    await official.getByLabel('政策名称').fill('技改贴息');
    await official.getByLabel('给什么支持').fill('贷款利息补贴，最高 50 万元');
    await official.getByLabel('开始日期').fill('2026-11-01');
    await official.getByLabel('截止日期').fill('2026-12-31');
    await official.getByLabel('名额（家）').fill('2');
    await press(official, '保存，去加条件');
    await official.getByLabel('比什么').fill('通过标准化定级');
    await official.getByRole('radio', { name: /^是／否/ }).check();
    await official.getByRole('textbox', { name: '分值' }).fill('６０');
    await press(official, '加上这个条件');
    await official.getByLabel('比什么').fill('整改隐患数');
    await official.getByRole('radio', { name: /^数值/ }).check();
    await press(official, '加上这个条件');
    await expect(official.locator('.error-summary').textContent()).resolves.toContain('请填写得 0 分的数值');
    await official.getByRole('textbox', { name: '分值' }).fill('40');
    await official.getByLabel('得 0 分的数值').fill('0');
    await official.getByLabel('得满分的数值').fill('10');
    await press(official, '加上这个条件');
    await look(official);
    await follow(official, '发布');
    await press(official, '发布');
    expect(await main(official)).toContain('已发布');
    await look(official);

    // A firm applies by itself, on a phone; the list is settled once nobody can any more.
    const applicant = await enter('manager');
    await applicant.goto('/support/Z2026-0001');
    await look(applicant);
    await follow(applicant, '申请这项支持');
    await press(applicant, '提交申请');
    await expect(applicant.locator('.error-summary').textContent()).resolves.toContain('请填写“整改隐患数”的数值');
    await applicant.getByLabel('是', { exact: true }).check();
    await applicant.getByLabel('整改隐患数').fill('5');
    await look(applicant);
    await press(applicant, '提交申请');
    expect(await main(applicant)).toContain('本企业的申请');
    await look(applicant);
    await closePage(applicant);
    await press(official, '开始比较');
    expect(await main(official)).toContain('已提出申请，定名单时列入');
    const named = new URL(official.url()).pathname;
    await follow(official, '名单定下');
    await press(official, '名单定下');
    expect(await main(official)).toContain('企业可以申请到12月31日');
    await closePage(official);
    clock.set(new Date('2027-01-04T02:00:00.000Z'));
    const again = await enter('regulator', 1280);
    await again.goto(named);
    return decideOn(again);
  }, 600_000);

  async function decideOn(official: Page): Promise<void> {
    // The list first, then whether the official is close to anybody on it, then the comparison.
    const third = ['北流市外来优秀有限公司', codeOf(3)] as const;
    for (const [name, code] of [[world.otherEnterprise.name, world.otherEnterprise.creditCode], third] as const) {
      await official.getByLabel('企业名称').fill(name);
      await official.getByLabel('统一社会信用代码').fill(code);
      await press(official, '加入名单');
    }
    await look(official);
    const address = new URL(official.url()).pathname;
    await follow(official, '名单定下');
    await press(official, '名单定下');
    const shut = await official.goto(`${address}/compare`);
    expect(shut?.status()).toBe(403);
    await official.goto(`${address}/act/declare`);
    await look(official);
    await official.getByLabel('没有利害关系', { exact: true }).check();
    await press(official, '申报');
    await follow(official, '填写条件');
    await look(official);
    // Named by the department; the one that applied comes last and brings its answers.
    await official.locator('section').nth(0).getByLabel('是', { exact: true }).check();
    await official.locator('section').nth(1).getByLabel('是', { exact: true }).check();
    await official.locator('section').nth(1).getByLabel('整改隐患数').fill('9');
    await press(official, '保存，看排名');
    expect(await main(official)).toContain('还有 1 项没有填');
    await official.goto(`${address}/decide`);
    expect(new URL(official.url()).pathname).toBe(`${address}/compare`);
    expect(await main(official)).toContain('企业填报：5');
    await official.locator('section').nth(0).getByLabel('整改隐患数').fill('5');
    await press(official, '保存，看排名');
    await look(official);
    await press(official, '按这个结果作出决定');
    await look(official);
    await follow(official, '公示页（可打印）');
    await look(official);
    expect(await main(official)).toMatch(/第 1 · 北流市外来优秀有限公司/);
    expect(await main(official)).not.toContain(world.otherEnterprise.name);

    // Both firms read the comparison, by name their own row alone.
    const winner = await enter('manager');
    await winner.goto('/support');
    await look(winner);
    await follow(winner, `D2026-0001 已决定 技改贴息 3 家候选企业`).catch(() => winner.goto(address));
    await look(winner);
    expect(await main(winner)).toMatch(/广西北流桂宝陶瓷有限公司 本企业 入项 获得支持/);
    expect(await main(winner)).not.toContain(world.otherEnterprise.name);
    const loser = await enter('otherOfficer');
    await loser.goto(address);
    expect(await main(loser)).toMatch(/南宁邕江机械制造有限公司 本企业\s+未获支持/);
    expect(await main(loser)).toContain('名额边上得分相同，入项企业优先');
    expect(await main(loser)).not.toContain(world.enterprise.name);
    const stranger = await enter('worker');
    expect((await stranger.goto(address))?.status()).toBe(403);
    expect(faults).toEqual([]);
  }
});
