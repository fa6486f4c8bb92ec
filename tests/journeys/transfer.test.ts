import type { Browser, Page } from 'playwright-core';
import { peekHazard } from '#domain/hazards';
import { closePage, describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildSecondPark, type SecondPark } from '../support/parks.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();

describeInBrowser('a firm that moves to another park (S4, without the fund)', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let world: World;
  let second: SecondPark;
  const faults: string[] = [];

  beforeEach(async () => {
    world = await buildWorld();
    second = await buildSecondPark(world);
    portal = await startPortal(clock);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
    await portal.stop();
  });

  const enter = async (phone: string, width?: number): Promise<Page> => {
    const { page, errors } = await openPage(browser, portal.url, width);
    page.on('close', () => faults.push(...errors));
    await signInAs(page, phone, PASSWORD);
    return page;
  };
  const look = async (page: Page): Promise<void> => {
    faults.push(...(await faultsOf(page)).map((fault) => `${new URL(page.url()).pathname}: ${fault}`));
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
  const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';

  it('is refused and stays, then accepted and goes over with open cases, enrolment and an unpaid reward', async () => {
    const open = await buildHazard(world, { status: 'rectifying', isMajor: true });
    const enrolment = await buildEnrolment(world, { stage: 'implementing' });

    const left = await enter(world.phones.parkOfficer);
    const entered = await enter(second.phone, 1280);
    const propose = async (): Promise<string> => {
      await left.goto('/transfers');
      await look(left);
      await left.getByRole('link', { name: '提出转移', exact: true }).first().click();
      await look(left);
      await left.getByRole('link', { name: '企业转出' }).click();
      await look(left);
      await left.getByLabel('企业名称或统一社会信用代码').fill(world.enterprise.creditCode.toLowerCase());
      await left.getByLabel('转到哪个园区').selectOption(second.park._id);
      await press(left, '提出，等对方答复');
      await expect(left.locator('.error-summary').textContent()).resolves.toContain('请写明理由');
      await left.getByLabel('理由').fill('企业搬迁到青秀');
      await press(left, '提出，等对方答复');
      return new URL(left.url()).pathname;
    };

    const first = await propose();
    await look(left);
    await entered.goto(first);
    await look(entered);
    expect(await main(entered)).toMatch(/未办结的隐患\s*1 件，编号和期限不变/);
    expect((await entered.goto(`/hazards/${open.reference}`))?.status()).toBe(404);
    await entered.goto(`${first}/act/refuse`);
    await look(entered);
    await entered.getByLabel('理由').fill('园区没有用地');
    await press(entered, '不同意');
    expect(await main(entered)).toContain('一切照旧');
    expect(await peekHazard(open.reference)).toEqual(open);

    const again = await propose();
    clock.advance({ days: 1 });
    await entered.goto(again);
    await follow(entered, '同意');
    await look(entered);
    await press(entered, '同意转移');
    expect(await main(entered)).toContain('等企业和接收部门同意');
    await look(entered);
    // Another city: the firm and the body that takes it on say yes too.
    for (const [phone, word] of [
      [world.phones.manager, '企业同意转移'],
      [world.phones.otherRegulator, '同意接收企业'],
    ] as const) {
      const asked = await enter(phone);
      await asked.goto(again);
      await look(asked);
      await follow(asked, word);
      await look(asked);
      await press(asked, word);
      await closePage(asked);
    }
    await entered.goto(again);
    expect(await main(entered)).toContain('已完成');
    await look(entered);
    expect(await peekHazard(open.reference)).toMatchObject({ dueAt: open.dueAt, reference: open.reference });

    // The new park works on it; the old one reads what was, without a button, and a forged step is refused and kept.
    clock.advance({ hours: 1 });
    await entered.goto(`/hazards/${open.reference}`);
    await look(entered);
    await press(entered, '催办');
    await left.goto(`/hazards/${open.reference}`);
    await look(left);
    expect(await main(left)).toContain('转到别的园区');
    expect(await main(left)).not.toContain('催办');
    await expect(left.getByRole('button', { name: '催办' }).count()).resolves.toBe(0);
    const token = await left.locator('input[name="_csrf"]').first().inputValue();
    const forged = await left.request.post(`/hazards/${open.reference}/act/urge`, { form: { _csrf: token } });
    expect(forged.status()).toBe(403);
    await left.goto(`/enrolments/${enrolment.reference}`);
    await look(left);
    expect(await main(left)).toContain('转到别的园区');
    const regulator = await enter(world.phones.otherRegulator, 1280);
    await regulator.goto(`/hazards/${open.reference}`);
    expect(await main(regulator)).toContain('有人要做不归他做的一步，已拒绝');

    // The firm knows, and its unpaid reward is still to be paid.
    const manager = await enter(world.phones.manager);
    await manager.goto(again);
    await look(manager);
    await manager.goto('/rewards');
    expect(await main(manager)).toContain('R2026-0001');
    expect(faults).toEqual([]);
  }, 600_000);
});
