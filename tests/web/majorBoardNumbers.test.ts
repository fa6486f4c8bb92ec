import mongoose from 'mongoose';
import { BOARD_STATES, majors } from '#domain/majors';
import { newId } from '#kernel/ids';
import { type Agent, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { buildMajor } from '../support/majors.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

/** One file for each sort of place there is: with and without park and sector, in counties, a city and the region itself. */
async function scatter(): Promise<void> {
  const { _id: _, parkId, ...like } = await buildMajor(world, 'rectifying');
  const rows = [['45', '4509', '450981'], ['45', '4509', '450922'], ['45', '4509'], ['45']].flatMap((regionPath) =>
    ['C', 'G', 'unknown'].flatMap((sector) => [{ parkId }, {}].map((park) => ({ regionPath, sector, ...park }))),
  );
  await mongoose.connection.collection('majorHazards').insertMany(
    rows.map((row, n) => ({
      ...{ ...like, ...row, _id: newId(fixedNow), reference: `M2026-${9000 + n}`, hazardId: `h${n}`, onceKey: `k${n}` },
      ...(n % 2 === 0 ? { isDisputed: true } : { lateSince: new Date(fixedNow.getTime() - 1000) }),
    })) as never,
  );
}

/** How many stand in the list at an address, page by page. */
async function listed(agent: Agent, first: string): Promise<number> {
  let count = 0;
  for (let address: string | undefined = first; address !== undefined; ) {
    const { text, status } = await agent.get(address);
    expect([address, status, text.includes('认不出')]).toEqual([address, 200, false]);
    count += text.match(/class="case"/g)?.length ?? 0;
    address = /href="([^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  }
  return count;
}
const linksOf = (html: string): [href: string, value: number][] =>
  [...html.matchAll(/href="(\/majors\?[^"]*state[^"]*)">(?:<span[^>]*>)?(\d+)</g)].map(([, href = '', value]) => [
    href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
    Number(value),
  ]);

it.each(['cityRegulator', 'regulator', 'parkOfficer'] as const)(
  'every number of every board equals its list, those without park, sector and county too: %s',
  async (who) => {
    await scatter();
    const agent = await signedInAt(portal, world, who);
    const boards = ['/boards/majors'];
    const seen = new Set<string>();
    for (const board of boards) {
      const { text } = await agent.get(board);
      if (board === '/boards/majors') {
        // Each row leads to a board of its own.
        const rows = [...text.matchAll(/<th scope="row">(?:<a href="([^"]*)">)?/g)].map(([, href]) => href);
        expect(rows).not.toContain(undefined);
        boards.push(...rows.map((href = '') => href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')));
      } else expect([board, text.includes('看全部')]).toEqual([board, true]);
      const links = linksOf(text);
      expect(links.length).toBeGreaterThanOrEqual(BOARD_STATES.length);
      for (const [href, value] of links) {
        if (seen.has(href)) continue;
        seen.add(href);
        expect([href, await listed(agent, href)]).toEqual([href, value]);
      }
    }
    if (who === 'cityRegulator') {
      const said = (await agent.get('/boards/majors')).text;
      for (const words of ['行业待查明', '不在园区', '玉林市本级']) expect(said).toContain(words);
    }
  },
);

it('says so where an address asks for something that cannot be read, and shows no part as the whole', async () => {
  await buildMajor(world, 'rectifying');
  const agent = await signedInAt(portal, world, 'regulator');
  const asked = majors.path;
  for (const address of [
    `${asked}?sector=nowhere`,
    `${asked}?state=lost`,
    `${asked}?region=99`,
    `${asked}?park=x`,
    '/boards/majors?sector=nowhere',
    '/boards/majors?region=44',
    '/boards/majors?park=x',
    '/hazards?status=lost',
    '/enrolments?sector=nowhere',
  ])
    expect([address, (await agent.get(address)).text.includes('没有按它筛选')]).toEqual([address, true]);
  const keeper = await signedInAt(portal, world, 'administrator');
  expect((await keeper.get('/organisations/parks?region=99')).text).toContain('没有按它筛选');
  for (const address of [asked, `${asked}?sector=unknown&state=`, '/boards/majors?sector=unknown', '/hazards?q='])
    expect([address, (await agent.get(address)).text.includes('没有按它筛选')]).toEqual([address, false]);
});
