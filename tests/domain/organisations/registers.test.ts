import { findTrail } from '#domain/journal';
import {
  addBody,
  addInsurer,
  addPark,
  changeBody,
  changeInsurer,
  changePark,
  findBodiesOver,
  findBodyFor,
  findInsurers,
  findParks,
  getBody,
  getPark,
  insurerName,
} from '#domain/organisations';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const insurer = { name: '邕江人寿', creditCode: creditCode('91450981MA5K90002'), regionCode: '450981' };
const park = { name: '北流新材料园', regionCode: '450981', isChemical: false };

describe('the registers of bodies and parks', () => {
  it('are kept by administrators alone', async () => {
    const { _id: parkId } = world.park;
    const acts = (who: WorldActor) => [
      () => addBody(as(who), { name: '北流市住房和城乡建设局', regionCode: '450981', sectors: ['E'] }),
      () => changeBody(as(who), { bodyId: world.bodyId, name: '北流市应急局', sectors: [] }),
      () => addInsurer(as(who), insurer),
      () => changeInsurer(as(who), { insurerId: world.insurer._id, name: '八桂财险北流支公司' }),
      () => addPark(as(who), park),
      () => changePark(as(who), { parkId, name: '改名园区', isChemical: true }),
    ];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const act of acts(who)) {
        if (who === 'administrator') await act();
        else await expect(act()).rejects.toMatchObject({ kind: 'Forbidden' });
      }
    }
    expect((await findTrail({ kind: 'park', id: parkId })).map((event) => event.name)).toEqual([
      'organisations.park-changed',
    ]);
  });

  it('know a park whose body is not named yet, and let only a body above it be named', async () => {
    const { _id: parkId } = await addPark(as('administrator'), park);
    expect((await getPark(parkId)).bodyId).toBeUndefined();
    const change = (bodyId: string) => changePark(as('administrator'), { ...park, parkId, bodyId });
    await expect(change(world.otherBodyId)).rejects.toMatchObject({ fields: { bodyId: expect.any(String) } });
    const over = (await findBodiesOver('450981')).map((body) => body._id);
    expect(over.slice(0, 2)).toEqual([world.bodyId, world.cityBodyId]);
    await change(world.cityBodyId);
    expect((await getPark(parkId)).bodyId).toBe(world.cityBodyId);
    await expect(addPark(as('administrator'), park)).rejects.toMatchObject({ code: 'organisations.name-taken' });
    expect((await findParks({ regionCode: '4501' })).length).toBe(0);
  });

  it('know an insurance institution once, by name and by code', async () => {
    const add = (more: object) => addInsurer(as('administrator'), { ...insurer, ...more });
    await Promise.allSettled([1, 2, 3].map(() => add({})));
    expect((await findInsurers({ regionCode: '4509' })).map((row) => row.name).sort()).toEqual(
      [world.insurer.name, insurer.name].sort(),
    );
    await expect(add({ creditCode: creditCode('91450981MA5K90003') })).rejects.toMatchObject({
      fields: { name: '这家保险机构已经有了' },
    });
    await expect(add({ name: '另一个名字' })).rejects.toMatchObject({
      fields: { creditCode: '这个代码的保险机构已经有了' },
    });
    await changeInsurer(as('administrator'), { insurerId: world.insurer._id, name: '八桂财险' });
    expect(await insurerName(world.insurer._id)).toBe('八桂财险');
  });

  it('keep a special body, which has no sectors and sees nothing by sector', async () => {
    const special = { name: '北流市消防救援大队', regionCode: '450981', isSpecial: true };
    const { _id } = await addBody(as('administrator'), special);
    expect(await getBody(_id)).toMatchObject({ kind: 'special', sectors: [] });
    await expect(addBody(as('administrator'), { ...special, name: '另一个', sectors: ['C'] })).rejects.toMatchObject({
      fields: { sectors: expect.any(String) },
    });
    const change = (sectors: 'E'[]) => changeBody(as('administrator'), { bodyId: _id, name: special.name, sectors });
    await expect(change(['E'])).rejects.toMatchObject({ fields: { sectors: expect.any(String) } });
    // No firm comes under it by its sector.
    expect((await findBodyFor({ regionCode: '450981', sector: 'C' }))._id).toBe(world.bodyId);
  });

  it('keep whether a body is general or sectoral', async () => {
    const change = (sectors: 'E'[]) =>
      changeBody(as('administrator'), { bodyId: world.bodyId, name: '北流市应急管理局', sectors });
    await expect(change(['E'])).rejects.toMatchObject({ fields: { sectors: expect.any(String) } });
    await change([]);
    expect((await getBody(world.bodyId)).kind).toBe('general');
  });
});
