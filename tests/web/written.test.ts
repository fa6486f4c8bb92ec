import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { agentOf } from '../support/formsOfPages.ts';
import { buildHazard } from '../support/hazards.ts';
import { pageRoutes } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock(), { limitFactor: 100 });
});
afterEach(() => portal.stop());

/** What stands in the lines of a list. */
const linesIn = (html: string): string[] => html.match(/<a class="case"[\s\S]*?<\/a>/g) ?? [];

it('every search box takes what stands in it for nothing but text', async () => {
  await buildHazard(world, { text: '电箱漏电' });
  await buildHazard(world, { text: '配电房积水' });
  const boxes: string[] = [];
  const faults: string[] = [];
  for (const who of ['officer', 'regulator', 'administrator'] as const) {
    const agent = await agentOf(portal, world.phones[who]);
    for (const { path } of pageRoutes().filter(({ path }) => !path.includes(':'))) {
      const { status, text } = await agent.get(path);
      if (status !== 200 || !/<main[\s\S]*name="q"/.test(text)) continue;
      boxes.push(`${who} ${path}`);
      for (const q of ['(', '.', '*', '\\', '%', '[', '.*', '^', '$', '+?', '|']) {
        const found = await agent.get(path).query({ q });
        const foreign = linesIn(found.text).filter((line) => !line.replace(/<[^>]*>/g, '').includes(q));
        if (found.status !== 200 || foreign.length > 0)
          faults.push(`${who} ${path} ${q}: ${found.status}, ${foreign.length} lines`);
      }
    }
  }
  expect(boxes.length).toBeGreaterThan(10);
  expect(faults).toEqual([]);
});

describeInBrowser('lines somebody wrote', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('are seen as lines', async () => {
    const { reference } = await buildHazard(world, { text: '第一，电箱漏电\n第二，没有挂牌' });
    const { page } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.officer, PASSWORD);
    await page.goto(`/hazards/${reference}`);
    // biome-ignore lint/performance/useDomNodeTextContent: text as it is seen, its lines by the style
    expect(await page.locator('main').innerText()).toContain('第一，电箱漏电\n第二，没有挂牌');
  });
});
