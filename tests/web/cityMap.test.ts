import mongoose from 'mongoose';
import type { Browser } from 'playwright-core';
import { recountBoards } from '#domain/tallies';
import { newId } from '#kernel/ids';
import { signedInAt } from '../support/agents.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { buildMajor } from '../support/majors.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildReturn } from '../support/returns.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
  // The city's officer is one of the whole region.
  await mongoose.connection
    .collection('accounts')
    .updateOne({ _id: world.actors.cityRegulator.personId as never }, { $set: { 'grants.0.scope.regionCode': '45' } });
});
afterEach(() => portal.stop());

/** Files of several cities and months, some over. */
async function scatter(): Promise<void> {
  const { _id: _, ...like } = await buildMajor(world, 'rectifying');
  const counties = [['45', '4509', '450981'], ['45', '4501', '450103'], ['45', '4512', '451202'], ['45']];
  await mongoose.connection.collection('majorHazards').insertMany(
    Array.from({ length: 40 }, (_row, n) => {
      const at = new Date(fixedNow.getTime() - n * 9 * 86_400_000);
      return {
        ...like,
        ...{ _id: newId(at), reference: `M2026-${9000 + n}`, hazardId: `h${n}`, onceKey: `k${n}`, createdAt: at },
        regionPath: counties[n % counties.length],
        ...(n % 3 === 0 ? {} : { isOpen: false, status: 'closed', since: new Date(at.getTime() + 5 * 86_400_000) }),
      };
    }) as never,
  );
  await recountBoards(clockContext());
}

const plain = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

it('lays the fourteen cities out on a map for the whole region, and each number of map and lines is as long as its list', async () => {
  await scatter();
  const agent = await signedInAt(portal, world, 'cityRegulator');
  const text = plain((await agent.get('/boards/majors')).text);
  const tiles = [
    ...text.matchAll(
      /href="([^"]*)"><span class="d-block">([^<]*)<\/span><strong[^>]*>(\d+)<\/strong><span[^>]*>([^<]*)</g,
    ),
  ];
  expect(tiles).toHaveLength(14);
  const shown = Object.fromEntries(tiles.map(([, , name = '', value, said]) => [name, [Number(value), said]]));
  expect([shown['玉林市'], shown['北海市']]).toEqual([
    [expect.any(Number), '没清零'],
    [0, '已清零'],
  ]);
  const months = [...text.matchAll(/href="(\/majors\?(?:openAt|foundIn|endedIn)=[^"]*)">(\d+)</g)];
  expect(months.length).toBeGreaterThan(15);
  const rows = tiles.map(([, href, , value]) => [href, value] as const);
  for (const [href = '', value] of [...rows, ...months.map(([, href, value]) => [href, value] as const)]) {
    let count = 0;
    for (let next: string | undefined = href; next !== undefined; ) {
      const list: string = plain((await agent.get(next)).text);
      count += list.match(/class="case"/g)?.length ?? 0;
      next = /href="([^"]*after=[^"]*)"/.exec(list)?.[1];
    }
    expect([href, count]).toEqual([href, Number(value)]);
  }
  // Both drawings, and no number without its place in the table.
  expect(text.match(/<svg[^>]*width="400"/g)).toHaveLength(2);
  expect(text).toContain('2025年12月');
});

it('draws no map for whoever sees a part of the region: noughts of cities out of sight would be none', async () => {
  await scatter();
  const agent = await signedInAt(portal, world, 'regulator');
  const { text } = await agent.get('/boards/majors');
  expect([text.includes('citymap'), text.includes('最近一年')]).toEqual([false, true]);
});

describeInBrowser('on a phone', () => {
  let browser: Browser;
  afterEach(() => browser.close());

  it('map, lines and the board of statistics fit, and can be read by everybody', async () => {
    await scatter();
    await buildReturn(world, 'corrected', '2026-Q3');
    browser = await openBrowser();
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.cityRegulator, PASSWORD);
    for (const address of ['/boards/majors', '/boards/returns']) {
      await page.goto(address);
      expect([address, await faultsOf(page)]).toEqual([address, []]);
      const shots = process.env['PAGES_SHOTS'];
      if (shots) await page.screenshot({ path: `${shots}${address.replaceAll('/', '-')}.png`, fullPage: true });
    }
    expect(errors).toEqual([]);
  });
});
