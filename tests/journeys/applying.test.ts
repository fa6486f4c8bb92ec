import type { Browser, Page } from 'playwright-core';
import { closePage, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();

describeInBrowser('a firm applies', () => {
  const clock = createClock();
  useSmsBox(clock.now);
  let browser: Browser;
  let portal: Portal;
  let world: World;
  let faults: string[];
  const shots = process.env['SHOTS'];

  beforeEach(async () => {
    faults = [];
    world = await buildWorld();
    portal = await startPortal(clock);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
    await portal.stop();
  });

  const enter = async (who: WorldActor, width?: number): Promise<Page> => {
    const { page } = await openPage(browser, portal.url, width);
    await signInAs(page, world.phones[who], PASSWORD);
    return page;
  };
  const look = async (page: Page, name: string): Promise<void> => {
    faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const says = async (page: Page, ...words: string[]) => {
    const text = (await page.locator('main').textContent()) ?? '';
    for (const word of words) expect(text).toContain(word);
  };
  const fill = async (page: Page, values: Record<string, string>) => {
    for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  };
  const openCohort = async (name: string): Promise<void> => {
    const page = await enter('administrator', 1280);
    await page.goto('/cohorts/new');
    await fill(page, { 批次名称: name, 截止日期: '2026-12-31', '名额（家）': '2' });
    await look(page, 'cohort-new');
    await press(page, '开放批次');
    await says(page, '批次已开放', '接受申请');
    await look(page, 'cohort');
    await closePage(page);
  };
  const NUMBERS = { '上一年营业收入（万元）': '800', '上年末资产总额（万元）': '500' };
  const PEOPLE = { 主要负责人: '陈老板', 联系电话: '139 0000 8888', 为什么想参加: '想把消防和用电管好' };

  it('that nobody knows: registers, is told where it stands, goes to the county office and comes in', async () => {
    await openCohort('2026 年第一批');
    const { page } = await openPage(browser, portal.url);
    await page.goto('/enrol');
    await look(page, 'enrol');
    await follow(page, '注册企业');
    const code = creditCode('91450981MA5T00091');
    const wrong = `${code.slice(0, 17)}${code.endsWith('0') ? '1' : '0'}`;
    await fill(page, { 企业全称: '北流市老陈家具厂', 统一社会信用代码: wrong, 您的姓名: '陈小芳' });
    await fill(page, { 手机号: '13900001234' });
    await page.getByLabel('所在县（市、区）').selectOption('450981');
    await page.getByLabel('行业门类').selectOption('C');
    await press(page, '下一步');
    await says(page, '校验位不对');
    await look(page, 'register-wrong');
    await fill(page, { 统一社会信用代码: ` ${code.toLowerCase()} ` });
    await press(page, '下一步');
    // Nothing is said of the number: the next step goes to it.
    await look(page, 'invitation');
    const sent = await codeSentTo('13900001234', 'invitation', clock);
    await fill(page, { 手机号: '13900001234', 邀请码: sent, 密码: PASSWORD });
    await press(page, '接受邀请并登录');
    await page.goto('/applications/new');
    await says(page, '2026 年第一批');
    await look(page, 'start');
    await press(page, '开始填写');
    await look(page, 'form');
    await fill(page, { '从业人员（人）': '三十来个' });
    await press(page, '保存草稿');
    await says(page, '已保存');
    await expect(page.getByLabel('从业人员（人）', { exact: true }).inputValue()).resolves.toBe('三十来个');
    await press(page, '下一步：核对资格');
    await says(page, '请填写整数', '请填写生产经营地址', '请确认所填属实');
    await look(page, 'form-wrong');
    await fill(page, {
      生产经营地址: '北流市西埌镇 8 号',
      行业代码: 'c21',
      '从业人员（人）': '30 人',
      ...NUMBERS,
      ...PEOPLE,
    });
    await page.getByLabel(/我确认所填内容属实/).check();
    await press(page, '下一步：核对资格');
    await says(page, '符合参加条件', '按“工业”标准为小型企业', '不在高危行业名单内', '意见（十四）');
    await look(page, 'check');
    await press(page, '提交申请');
    await says(page, '待审核', '北流市应急管理局', '2026年12月8日');
    await look(page, 'sent');
    const reference = new URL(page.url()).pathname.split('/').pop() ?? '';
    // Nothing but applying is open to somebody nobody has checked.
    for (const path of ['/hazards', '/people', '/places', '/exports']) {
      expect({ path, status: (await page.request.get(path)).status() }).toEqual({ path, status: 403 });
    }
    await page.goto('/');
    await look(page, 'home-applicant');

    const regulator = await enter('regulator', 1280);
    await regulator.goto('/applications');
    await says(regulator, reference, '自行注册，身份未核验');
    await look(regulator, 'worklist');
    await follow(regulator, `${reference} 待审核自行注册，身份未核验 北流市老陈家具厂`).catch(() =>
      regulator.goto(`/applications/${reference}`),
    );
    await look(regulator, 'review');
    await follow(regulator, '批准加入');
    await press(regulator, '批准加入');
    await says(regulator, '请先核对营业执照和经办人身份');
    await look(regulator, 'admit');
    await regulator.getByLabel(/我已核对营业执照/).check();
    await press(regulator, '批准加入');
    await says(regulator, '已批准加入', 'E2026-');
    await page.goto('/people');
    expect(await page.locator('h1').textContent()).toBe('人员');
    expect(faults).toEqual([]);
  }, 300_000);

  it('is sent back, changes more than was asked, and the old page cannot approve', async () => {
    await openCohort('2026 年第二批');
    const firm = await enter('manager');
    await firm.goto('/applications/new');
    await press(firm, '开始填写');
    const code = world.enterprise.creditCode.toLowerCase().replace(/^(.{6})/, '$1 ');
    await fill(firm, { 统一社会信用代码: code, 生产经营地址: '陶瓷大道 18 号', ...PEOPLE, 主要负责人: '待定' });
    await firm.getByLabel(/我确认所填内容属实/).check();
    await press(firm, '下一步：核对资格');
    await press(firm, '提交申请');
    const path = new URL(firm.url()).pathname;
    await says(firm, '北流日用陶瓷工业园区');

    // A second device of the firm, and the park: it recommends; the competent body sends it back.
    const park = await enter('parkOfficer');
    await park.goto(`${path}/act/recommend`);
    await look(park, 'recommend');
    await press(park, '推荐');
    const regulator = await enter('regulator', 1280);
    const second = await enter('cityRegulator', 1280);
    await regulator.goto(`${path}/act/return`);
    await look(regulator, 'return');
    await press(regulator, '退回补正');
    await says(regulator, '请选择理由', '请写明理由');
    await regulator.getByLabel('缺少内容或人员').check();
    await fill(regulator, { 说明: '请写明主要负责人' });
    await second.goto(`${path}/act/admit`);
    await press(regulator, '退回补正');
    await firm.goto(path);
    await says(firm, '为什么退回', '缺少内容或人员：请写明主要负责人');
    await look(firm, 'returned');
    await follow(firm, '继续填写');
    await fill(firm, { 主要负责人: '李厂长', '从业人员（人）': '200' });
    await press(firm, '下一步：核对资格');
    await press(firm, '重新提交');
    await says(firm, '已重报');
    await park.goto(`${path}/act/recommend`);
    await says(park, '这次改了什么', '待定', '李厂长', '180', '200');
    await press(park, '推荐');

    // The second reviewer still has the page from before the correction.
    await press(second, '批准加入');
    await says(second, '您看的不是最新内容', '这次改了什么', '待定', '李厂长', '180', '200');
    await look(second, 'stale');
    await press(second, '批准加入');
    await says(second, '已批准加入', '请写明主要负责人', '李厂长');
    await look(second, 'admitted');
    expect(faults).toEqual([]);
  }, 300_000);
});
