import mongoose from 'mongoose';
import { findPeople } from '#domain/identity';
import { newId } from '#kernel/ids';
import { signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

/** A firm of three hundred and more, as the factories of the programme are; the last who came is 石晚来. */
async function hire(count: number): Promise<string> {
  const role = 'worker' as const;
  const rows = Array.from({ length: count }, (_, nth) => ({
    _id: newId(new Date(fixedNow.getTime() + nth * 1_000)),
    name: nth === count - 1 ? '石晚来' : `工人${nth}`,
    phone: `1370000${String(nth).padStart(4, '0')}`,
    grants: [{ _id: newId(), role, scope: { enterpriseId: world.enterprise._id, teamId: world.team._id } }],
    status: 'active',
    createdAt: fixedNow,
  }));
  await mongoose.connection.collection('accounts').insertMany(rows as never);
  return rows.at(-1)?._id ?? '';
}

it('a firm of three hundred finds every one of them: page by page, by name, and among whom work is given to', async () => {
  const last = await hire(300);
  const manager = await signedInAt(portal, world, 'manager');
  const seen = new Set<string>();
  let pages = 0;
  for (let address: string | undefined = '/people'; address !== undefined; pages++) {
    const { text }: { text: string } = await manager.get(address);
    for (const [, id = ''] of text.matchAll(/\/people\/([\w-]+)\/disable"/g)) seen.add(id);
    address = /href="([^"]*)">下一页/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
  }
  // Nobody disables themselves.
  const all = (await findPeople({ enterpriseId: world.enterprise._id })).map(({ _id }) => _id);
  expect([seen.size, pages]).toEqual([all.length - 1, Math.ceil(all.length / 50)]);
  expect(seen).toEqual(new Set(all.filter((id) => id !== world.actors.manager.personId)));

  const found = (await manager.get(`/people?q=${encodeURIComponent('晚来')}`)).text;
  expect([...found.matchAll(/\/people\/([\w-]+)\/disable"/g)].map(([, id]) => id)).toEqual([last]);
  expect((await manager.get(`/people?q=${encodeURIComponent('.*')}`)).text).toContain('没有找到这个姓名');

  const { reference } = await buildHazard(world, { status: 'valid' });
  expect((await manager.get(`/hazards/${reference}/act/plan-rectification`)).text).toContain(`value="${last}"`);
});
