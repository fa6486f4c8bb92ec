import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { completeItem, findEffective } from '#domain/plans';
import { runJob } from '../../jobs/timetable.ts';
import { startBackground } from '../support/background.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildHazard } from '../support/hazards.ts';
import { as, closedAt } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF');

describeInBrowser('a plan and five-in-place (S14)', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let background: { stop(): Promise<void> };
  let world: World;
  const faults: string[] = [];

  beforeEach(async () => {
    world = await buildWorld();
    await buildEnrolment(world, { stage: 'implementing' });
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
    const { page } = await openPage(browser, portal.url, width);
    await signInAs(page, world.phones[who], PASSWORD);
    return page;
  };
  const look = async (page: Page): Promise<void> => {
    faults.push(...(await faultsOf(page)).map((fault) => `${new URL(page.url()).pathname}: ${fault}`));
  };
  const say = async (page: Page, words: string, answer: RegExp): Promise<void> => {
    const others = page.locator('#chat-log .chat-line:not(.chat-line--own)');
    const lines = await others.count();
    await page.getByLabel('说一句话').fill(words);
    await page.getByRole('button', { name: '发送' }).click();
    await until(async () => answer.test((await others.allTextContents()).slice(lines).join('\n')), 20_000);
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
  const heading = (page: Page) => page.locator('h1').textContent();
  const wrong = (page: Page) => page.locator('.error-summary').textContent();
  const runNow = (id: 'plans' | 'deadlines') => runJob(id, clock.now, `test-${id}`, new AbortController().signal);

  const addItem = async (page: Page, what: { problem: string; measure: string }): Promise<void> => {
    await page.goto('/plans/P2026-0001/items/new');
    await page.getByLabel('问题是什么').fill(what.problem);
    await page.getByLabel('怎么做').fill(what.measure);
    await page.getByLabel('谁来做').selectOption(world.actors.worker2.personId);
    await page.getByLabel('哪天之前做完').fill('2026-12-20');
    await page.getByLabel('怎样算有效').fill('三个月没有再发生');
    await press(page, '增加');
  };

  it('plans, does with evidence, checks by another, turns amber, and closes only when all is done', async () => {
    // The officer drafts the plan from the gaps of the baseline; one side alone cannot start it.
    const officer = await enter('officer', 1200);
    await officer.goto('/plans');
    await officer.getByRole('link', { name: '新建计划' }).first().click();
    await officer.getByLabel('今年的目标').fill('零重伤\n全员持证上岗');
    await press(officer, '新建计划');
    await expect(heading(officer)).resolves.toContain('草拟中');
    await officer.goto('/plans/P2026-0001/items/new');
    await press(officer, '增加');
    await expect(wrong(officer)).resolves.toContain('请写明问题是什么');
    await look(officer);
    await addItem(officer, { problem: '岗位责任没有落实到人', measure: '签订岗位责任书' });
    await addItem(officer, { problem: '电工证快到期', measure: '电工持证上岗' });
    // What they wrote comes back as they wrote it, line by line.
    await officer.goto('/plans/P2026-0001/act/change-plan');
    await expect(officer.getByLabel('今年的目标').inputValue()).resolves.toBe('零重伤\n全员持证上岗');
    const manager = await enter('manager');
    await manager.goto('/plans/P2026-0001');
    await press(manager, '批准并启动');
    await expect(manager.locator('main').textContent()).resolves.toContain('管理层和员工都要有人参加');
    await officer.goto('/plans/P2026-0001/act/name-team');
    await officer.getByLabel('组长', { exact: true }).selectOption(world.actors.manager.personId);
    await officer.getByLabel('韦小妹').check();
    await press(officer, '保存');
    await press(officer, '请负责人批准');
    await manager.goto('/plans/P2026-0001');
    await press(manager, '批准并启动');
    await expect(heading(manager)).resolves.toContain('实施中');

    // Done needs evidence: refused on the web without, taken in chat with a photo and a sentence.
    const owner = await enter('worker2');
    await owner.goto('/items/J2026-0001/act/complete-item');
    await press(owner, '做完了');
    await expect(wrong(owner)).resolves.toContain('请写一句做了什么');
    await owner.goto('/chat');
    await say(owner, '完成 J2026-0001', /照片/);
    const buffer = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer();
    await owner.getByLabel('照片').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer });
    await say(owner, '全部签好了', /待检查/);
    await owner.goto('/items/J2026-0001');
    expect(await owner.getByRole('link', { name: '检查有效' }).count()).toBe(0);
    await officer.goto('/items/J2026-0001/act/check-effective');
    await press(officer, '检查有效');
    await expect(heading(officer)).resolves.toContain('检查有效');

    // A certificate with its last day.
    await owner.goto('/items/J2026-0002/act/complete-item');
    await owner
      .getByLabel('照片或文件')
      .setInputFiles({ name: '电工证.pdf', mimeType: 'application/pdf', buffer: PDF });
    await owner.getByLabel('有效期到哪一天').fill('2026-12-31');
    await press(owner, '做完了');
    await manager.goto('/items/J2026-0002/act/check-effective');
    await press(manager, '检查有效');

    // A worker's suggestion by chat becomes an item; its proposer has the last word.
    const worker = await enter('worker');
    await worker.goto('/chat');
    await say(worker, '提建议', /请写一句您的建议/);
    await say(worker, '把叉车通道用黄线划出来', /1 提交建议/);
    await say(worker, '1', /S2026-0001/);
    await officer.goto('/suggestions/S2026-0001/act/adopt-suggestion');
    await press(officer, '采纳');
    await follow(officer, '列入发展计划');
    await officer.getByLabel('谁来做').selectOption(world.actors.worker2.personId);
    await officer.getByLabel('哪天之前做完').fill('2026-12-20');
    await officer.getByLabel('怎样算有效').fill('没有人走进叉车通道');
    await press(officer, '增加');
    await manager.goto('/plans/P2026-0001/act/close-plan');
    await manager.getByLabel('这一年的效果').fill('都做到了');
    await press(manager, '结束计划');
    await expect(manager.locator('main').textContent()).resolves.toContain('还有 1 个改进事项没有办结');
    await completeItem(as(world, 'worker2', clock.now()), { reference: 'J2026-0003', note: '划好了' });
    await findEffective(as(world, 'officer', clock.now()), { reference: 'J2026-0003' });
    await say(worker, '确认 S2026-0001', /已落实/);

    // A hazard that came back opens an item; the firm decides about it.
    const first = await buildHazard(world, { status: 'closed' });
    await closedAt(first.reference, new Date('2026-11-01T02:00:00Z'));
    await buildHazard(world, { status: 'valid', text: '3号线电箱又漏电' });
    await runNow('plans');
    await runNow('plans');
    await officer.goto('/items?status=proposed');
    expect(await officer.getByRole('link', { name: /J2026-\d{4}/ }).count()).toBe(1);
    await look(officer);
    await officer.goto('/items/J2026-0004/act/dismiss-item');
    await officer.getByLabel('理由').fill('整条线下个月更换');
    await press(officer, '不采纳');

    // The certificate ends: its owner is reminded on the day, and the day after the item is amber.
    clock.set(new Date('2026-12-31T01:00:30Z'));
    const people = [owner, officer, manager].map(
      (page, n) => [page, (['worker2', 'officer', 'manager'] as const)[n]] as const,
    );
    for (const [page, who] of people) await signInAs(page, world.phones[who ?? 'worker2'], PASSWORD);
    await runNow('deadlines');
    await until(async () => {
      await owner.goto('/inbox');
      return (await owner.locator('main').textContent())?.includes('证明材料有效期 J2026-0002：今天到期') ?? false;
    }, 30_000);
    clock.set(new Date('2026-12-31T16:10:00Z'));
    await Promise.all([runNow('plans'), runNow('plans')].map((job) => job.catch(() => {})));
    await officer.goto('/items?lapsed=1');
    await expect(officer.locator('main').textContent()).resolves.toMatch(/J2026-0002.*材料过期/s);
    await owner.goto('/items/J2026-0002/act/add-evidence');
    await owner.getByLabel('做了什么').fill('换了新证');
    await owner.getByLabel('有效期到哪一天').fill('2029-12-31');
    await press(owner, '加上');
    await officer.goto('/items?lapsed=1');
    await expect(officer.locator('main').textContent()).resolves.toContain('没有符合条件的改进事项');

    // All is checked or answered: the plan ends with its note, and not without.
    await manager.goto('/plans/P2026-0001/act/close-plan');
    await press(manager, '结束计划');
    await expect(wrong(manager)).resolves.toContain('请写明这一年的效果');
    await manager.getByLabel('这一年的效果').fill('零重伤达到；电工全部持证');
    await press(manager, '结束计划');
    await expect(heading(manager)).resolves.toContain('已结束');
    await look(manager);
    const regulator = await enter('regulator');
    await regulator.goto('/plans/P2026-0001');
    await expect(regulator.locator('main').textContent()).resolves.toContain('零重伤达到；电工全部持证');

    // Special work is told before it begins; the competent body asks for what is missing, then takes note.
    clock.set(new Date('2027-01-04T02:00:00Z'));
    await officer.goto('/filings/new');
    await officer.getByRole('link', { name: /特殊作业/ }).click();
    await officer.getByLabel('哪一种作业').selectOption('confined-space');
    await officer.getByLabel('做什么', { exact: true }).fill('3 号污水池清淤');
    await officer.getByLabel('在哪里').fill('污水处理站');
    await officer.getByLabel('本企业负责人姓名').fill('覃安全');
    await officer.getByLabel('怎样保证安全').fill('先通风、再检测、后作业');
    await press(officer, '提交报备');
    await expect(wrong(officer)).resolves.toContain('请填写现场监护人');
    expect(await officer.getByLabel('在哪里').inputValue()).toBe('污水处理站');
    await look(officer);
    await officer.getByLabel('现场监护人姓名').fill('韦监护');
    await press(officer, '提交报备');
    await expect(heading(officer)).resolves.toContain('待收悉');
    await signInAs(regulator, world.phones.regulator, PASSWORD);
    await regulator.goto('/');
    await regulator
      .locator('main')
      .getByRole('link', { name: /^待办|待办$/ })
      .first()
      .click();
    await regulator.getByRole('link', { name: /W2027-0001/ }).click();
    await follow(regulator, '退回补充');
    await regulator.getByLabel('要补充什么').fill('气体多久测一次');
    await press(regulator, '退回补充');
    await until(async () => {
      await officer.goto('/inbox');
      return (await officer.locator('main').textContent())?.includes('气体多久测一次') ?? false;
    }, 30_000);
    await officer.goto('/filings?status=returned');
    await officer.getByRole('link', { name: /W2027-0001/ }).click();
    await follow(officer, '补充后重报');
    await officer.getByLabel('怎样保证安全').fill('先通风、再检测、后作业，每两小时测一次气体');
    await press(officer, '重新报备');
    await regulator.reload();
    await press(regulator, '收悉');
    await expect(heading(regulator)).resolves.toContain('已收悉');
    await look(regulator);
    await officer.reload();
    await press(officer, '已完工');
    await expect(heading(officer)).resolves.toContain('已完工');
    await look(officer);
    expect(faults).toEqual([]);
  }, 600_000);
});
