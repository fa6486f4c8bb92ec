import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { pauseEnrolment } from '#domain/stages';
import { closePages, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildAdvised, buildRound, buildVisit, doStage } from '../support/stages.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
const LONG = 240_000;

describeInBrowser('the pages of a firm in the programme', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let world: World;
  let faults: string[];

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    faults = [];
    world = await buildWorld();
    portal = await startPortal(clock);
  });
  afterEach(async () => {
    // A page that closes tells what stood on its console.
    await closePages(browser);
    await portal.stop();
    expect(faults).toEqual([]);
  });

  const enter = async (who: WorldActor, width?: number): Promise<Page> => {
    const { page, errors } = await openPage(browser, portal.url, width);
    page.setDefaultTimeout(30_000);
    page.on('close', () => faults.push(...errors.map((error) => `${who}: ${error}`)));
    await signInAs(page, world.phones[who], PASSWORD);
    return page;
  };
  const look = async (page: Page, path?: string): Promise<void> => {
    if (path !== undefined) await page.goto(path);
    faults.push(...(await faultsOf(page)).map((fault) => `${new URL(page.url()).pathname}: ${fault}`));
  };
  const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
  const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();
  const words = async (page: Page) => (await page.locator('main').textContent()) ?? '';

  it(
    'assign an adviser and say what is missing',
    async () => {
      const { reference } = await buildEnrolment(world, { stage: 'preparing', name: world.enterprise.name });
      const regulator = await enter('regulator', 1280);
      await look(regulator, '/enrolments');
      await follow(regulator, /桂宝陶瓷/);
      await follow(regulator, '安排辅导员');
      await press(regulator, '安排');
      await expect(regulator.locator('.error-summary').textContent()).resolves.toContain('请选择辅导员');
      await look(regulator);
      await regulator.getByLabel('辅导员').selectOption({ label: '蒙辅导（0 家）' });
      await press(regulator, '安排');
      await expect(words(regulator)).resolves.toContain('已安排辅导员');
      await look(regulator);

      const adviser = await enter('adviser');
      await look(adviser, `/enrolments/${reference}`);
      await follow(adviser, '进入组织实施');
      await press(adviser, '进入组织实施');
      await expect(adviser.locator('.error-summary').textContent()).resolves.toContain('启动会已召开');
      await adviser.goto(`/enrolments/${reference}`);
      await follow(adviser, '记为完成：启动会已召开');
      await look(adviser);
      await adviser.getByLabel('怎么完成的').fill('全厂大会，60 人参加');
      await press(adviser, '已经完成');
      await expect(words(adviser)).resolves.toContain('全厂大会，60 人参加');

      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'ask the questionnaire, saved half done, refused with holes, handed over whole',
    async () => {
      const { reference } = await buildAdvised(world);
      const adviser = await enter('adviser');
      await adviser.goto(`/enrolments/${reference}`);
      await press(adviser, '开始评估：基线评估');
      await look(adviser);
      await adviser.getByLabel('近 12 个月工伤事故（起）').fill('两起');
      await press(adviser, '先保存');
      await expect(adviser.locator('.error-summary').textContent()).resolves.toContain('请填写数字');
      await adviser.getByLabel('近 12 个月工伤事故（起）').fill('2');
      await press(adviser, '先保存');
      await expect(adviser.getByLabel('近 12 个月工伤事故（起）').inputValue()).resolves.toBe('2');
      await press(adviser, '完成，请企业确认');
      await expect(adviser.locator('.error-summary').textContent()).resolves.toContain('这一项还没有回答');
      await look(adviser);
      for (const group of await adviser.locator('fieldset').all()) await group.locator('input').first().check();
      for (const box of await adviser.locator('input[inputmode=decimal]').all()) await box.fill('1');
      const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#456' } })
        .jpeg()
        .toBuffer();
      await adviser
        .getByLabel('现场照片')
        .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: picture });
      await press(adviser, '完成，请企业确认');
      await expect(words(adviser)).resolves.toContain('待企业确认');
      const manager = await enter('manager');
      await look(manager, `/enrolments/${reference}/assessments/baseline`);
      const photo = (await manager.locator('.photos img').getAttribute('src')) ?? '';
      expect((await manager.request.get(photo)).status()).toBe(200);
      expect((await (await enter('worker')).request.get(photo)).status()).toBe(404);
      await look(manager, `/enrolments/${reference}/assessments/baseline/return`);
      await manager.goBack();
      await press(manager, '情况属实，确认');
      await expect(words(manager)).resolves.toContain('双方已确认');
      await look(manager, `/enrolments/${reference}/assessments`);

      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'agree on a visit, write it, and sign it on both sides',
    async () => {
      const { reference } = await buildAdvised(world, 'implementing');
      const adviser = await enter('adviser');
      await adviser.goto(`/enrolments/${reference}/visits/new`);
      await look(adviser);
      await adviser.getByLabel('哪一天').fill('2026-11-25');
      await adviser.getByLabel('做什么').fill('看 5S，定下个月的事');
      await press(adviser, '约定');
      await follow(adviser, /V2026-/);
      await look(adviser);
      await follow(adviser, '写辅导记录');
      await adviser.getByLabel('做了什么').fill('和班组走了一遍现场');
      await adviser.getByLabel('看到的问题 1').fill('通道堆料');
      await adviser.getByLabel('建议列入安全发展计划').first().check();
      await adviser.getByLabel('作业 1', { exact: true }).fill('通道画线');
      await press(adviser, '保存记录');
      await expect(adviser.locator('.error-summary').textContent()).resolves.toContain('作业');
      await look(adviser);
      await adviser.getByLabel('作业 1 哪天之前').fill('2026-12-01');
      await press(adviser, '保存记录');
      await press(adviser, '签字，交企业');
      await look(adviser);
      const officer = await enter('officer');
      await look(officer, '/programme');
      await follow(officer, /V2026-/);
      await look(officer);
      await press(officer, '看过，签字');
      await expect(words(officer)).resolves.toContain('签字后内容没有改动');
      await follow(officer, '作业已完成');
      await look(officer);
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'keep the list of who was trained, and ask for acceptance',
    async () => {
      const { reference } = await buildAdvised(world, 'implementing');
      const officer = await enter('officer');
      await look(officer, `/enrolments/${reference}/trainings/new`);
      await press(officer, '登记');
      await expect(officer.locator('.error-summary').textContent()).resolves.toContain('请选择培训内容');
      await officer.getByLabel('培训内容').selectOption('cooperation');
      await officer.getByLabel('学时').fill('16');
      await officer.getByLabel(/李厂长/).check();
      await officer.getByLabel('其他员工').fill('韦一\n韦二');
      await press(officer, '登记');
      await expect(words(officer)).resolves.toContain('管理人员 1 人，员工 2 人');
      await follow(officer, /作废/);
      await look(officer);
      await buildRound(world, reference, 'baseline');
      await doStage(world, reference);
      await buildVisit(world, reference, { isCountersigned: false });
      const manager = await enter('manager');
      await look(manager, `/enrolments/${reference}`);
      await follow(manager, '进入验收评估');
      await press(manager, '进入验收评估');
      await expect(words(manager)).resolves.toContain('已进入验收评估');

      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'take the panel’s decision, and show the certificate to anybody',
    async () => {
      const { reference } = await buildAdvised(world, 'accepting');
      await doStage(world, reference);
      const regulator = await enter('regulator', 1280);
      await look(regulator, `/enrolments/${reference}/acceptance`);
      await regulator.getByLabel('验收组成员').fill('韦国强 玉林市应急管理局');
      await regulator.getByLabel('通过，发证书').check();
      await regulator.getByLabel('验收意见').fill('现场变化明显，记录真实');
      await press(regulator, '确定结果');
      await expect(regulator.locator('.error-summary').textContent()).resolves.toContain('验收组至少 3 人');
      await look(regulator);
      await regulator.getByLabel('验收组成员').fill('韦国强 玉林市应急管理局\n陈工 市安科院\n黄老师 玉林师范学院');
      for (const box of await regulator.locator('input[inputmode=decimal]').all()) await box.fill('15');
      await press(regulator, '确定结果');
      await expect(words(regulator)).resolves.toContain('证书已生成');
      await look(regulator);
      await follow(regulator, /看证书/);
      await look(regulator);
      const number = /AF\d{4}-\w{10}/.exec(await words(regulator))?.[0] ?? '';

      const { page: anybody } = await openPage(browser, portal.url);
      await look(anybody, '/certificates');
      await anybody.getByLabel('证书编号').fill(number.toLowerCase());
      await press(anybody, '查验');
      await expect(words(anybody)).resolves.toContain('这张证书是真的');
      await look(anybody);
      await anybody.goto('/certificates/AF2026-2222222222');
      await expect(words(anybody)).resolves.toContain('没有「AF2026-2222222222」这个编号');
      await regulator.goto(`/enrolments/${reference}/act/withdraw-certificate`);
      await regulator.getByLabel('理由').fill('复查发现记录是补的');
      await press(regulator, '撤销证书');
      await anybody.goto(`/certificates/${number}`);
      await expect(words(anybody)).resolves.toContain('撤销，不再有效');
      await look(anybody);

      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'let an administrator make a new version of a template',
    async () => {
      const administrator = await enter('administrator');
      await look(administrator, '/admin/templates');
      await follow(administrator, /准备动员清单/);
      await look(administrator);
      await follow(administrator, '做新版本');
      await administrator.getByLabel('内容').fill('必做｜签承诺书\n随便｜贴海报');
      await administrator.getByLabel('改了什么').fill('精简');
      await press(administrator, /发布/);
      await expect(administrator.locator('.error-summary').textContent()).resolves.toContain('第 2 行');
      await look(administrator);
      await administrator.getByLabel('内容').fill('必做｜签承诺书\n选做｜贴海报');
      await press(administrator, /发布/);
      await expect(words(administrator)).resolves.toContain('第 2 版（现在用的）');
      expect(faults).toEqual([]);
    },
    LONG,
  );

  it(
    'tell a worker the stage in plain words, and others what their role lets them see',
    async () => {
      const { reference } = await buildAdvised(world, 'implementing');
      await buildVisit(world, reference);
      const worker = await enter('worker');
      await look(worker, '/programme');
      const told = await words(worker);
      expect(told).toContain('现在在这里');
      expect(told).not.toContain('入企辅导 V');
      expect((await worker.goto('/visits/V2026-0001'))?.status()).toBe(403);
      await pauseEnrolment(personContext(world.actors.regulator), { reference, reason: '停产检修' });
      const regulator = await enter('regulator');
      await look(regulator, `/enrolments/${reference}`);
      await expect(words(regulator)).resolves.toContain('项目暂停中');
      await look(regulator, `/enrolments/${reference}/act/exit`);
      const parkOfficer = await enter('parkOfficer');
      await look(parkOfficer, '/enrolments?stage=paused&ground=small');
      await expect(words(parkOfficer)).resolves.toContain(reference);
      await look(parkOfficer, '/enrolments?stage=exited');
      await expect(words(parkOfficer)).resolves.toContain('没有符合条件的企业');
      const outsider = await enter('otherOfficer');
      expect((await outsider.goto(`/enrolments/${reference}`))?.status()).toBe(404);
      await look(outsider, '/programme');
      await expect(words(outsider)).resolves.toContain('还没有加入');
      expect(faults).toEqual([]);
    },
    LONG,
  );
});
