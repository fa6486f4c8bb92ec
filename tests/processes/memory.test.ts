import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { Visitor } from './support/visitor.ts';

let house: House;
let world: World;
let webs: Part[];
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  webs = await Promise.all([house.start('web'), house.start('web')]);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

async function enter(web: Part | undefined, who: WorldActor): Promise<Visitor> {
  const visitor = new Visitor(web?.url ?? '');
  await visitor.signIn(world.phones[who], PASSWORD);
  return visitor;
}

it(
  'a name or a role changed in one web process is changed at the very next request to another',
  async () => {
    const [here, there] = webs;
    const [administrator, manager] = await Promise.all([enter(here, 'administrator'), enter(here, 'manager')]);
    const parkOfficer = await enter(there, 'parkOfficer');
    const worker = await enter(there, 'worker');
    for (let n = 1; n <= 5; n++) {
      const name = `北流第${n}工业园区`;
      const change = `/organisations/parks/${world.park._id}/change`;
      await administrator.open(change);
      const { status } = await administrator.post(change, { name, bodyId: world.bodyId });
      expect([status, (await parkOfficer.get('/inbox')).html]).toEqual([303, expect.stringContaining(name)]);
    }
    expect((await worker.get('/inbox')).html).not.toContain('安全管理员');
    await manager.open('/people/new');
    const phone = world.phones.worker;
    await manager.post('/people', { name: '韦小妹', phone, role: 'safety-officer' });
    const offer = /action="(\/me\/offers\/[0-9a-f]+)"/.exec(await worker.open('/me'))?.[1] ?? '';
    await worker.post(offer, { answer: 'accept' });
    expect((await worker.get('/inbox')).html).toContain('安全管理员');
  },
  PATIENTLY,
);
