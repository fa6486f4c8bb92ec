import mongoose from 'mongoose';
import { type Enterprise, findFirms, firmLeftOn, getFirm } from '#domain/organisations';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const names = async (who: WorldActor, q?: string) =>
  (await findFirms(as(who), { q })).rows.map((firm) => firm.shortName).toSorted();
const opens = (who: WorldActor, idOrCode: string) =>
  getFirm(as(who), idOrCode).then(
    (firm) => firm.shortName,
    (error: { kind?: string }) => error.kind,
  );
const change = (id: string, set: object) =>
  mongoose.connection.collection<Enterprise>('enterprises').updateOne({ _id: id }, { $set: set });

const [OWN, OTHER] = ['桂宝陶瓷', '邕江机械'];

/** Every role, and the firms it may look up. */
const SEES: Readonly<Record<WorldActor, readonly string[]>> = {
  worker: [OWN],
  worker2: [OWN],
  officer: [OWN],
  manager: [OWN],
  parkOfficer: [OWN],
  regulator: [OWN],
  cityRegulator: [OWN],
  sectorRegulator: [],
  otherRegulator: [OTHER],
  insurer: [],
  adviser: [OWN],
  administrator: [OWN, OTHER],
  otherWorker: [OTHER],
  otherOfficer: [OTHER],
};

describe('a firm', () => {
  it.each(Object.entries(SEES) as [WorldActor, readonly string[]][])(
    'is listed, found and opened by %s alike',
    async (who, seen) => {
      expect(await names(who)).toEqual(seen);
      for (const { _id, shortName, creditCode } of [world.enterprise, world.otherEnterprise]) {
        const isSeen = seen.includes(shortName);
        expect([await opens(who, _id), await opens(who, creditCode.toLowerCase())]).toEqual(
          isSeen ? [shortName, shortName] : ['NotFound', 'NotFound'],
        );
        for (const q of [creditCode, shortName, shortName.slice(0, 2), shortName.slice(2)])
          expect({ q, names: await names(who, q) }).toEqual({ q, names: isSeen ? [shortName] : [] });
      }
    },
  );

  it('is known to the park it has left, with the day, and to no other', async () => {
    const former = { parkId: world.park._id, until: '2026-09-30' };
    await change(world.enterprise._id, { parkId: 'elsewhere', formerParks: [former] });
    const firm = await getFirm(as('parkOfficer'), world.enterprise._id);
    expect([firmLeftOn(world.actors.parkOfficer, firm), firmLeftOn(world.actors.regulator, firm)]).toEqual([
      '2026-09-30',
      undefined,
    ]);
    expect(await names('parkOfficer')).toEqual([OWN]);
  });

  it('is in no list before anybody has checked it, and nowhere once it was closed', async () => {
    await change(world.enterprise._id, { status: 'registered' });
    expect([await names('regulator'), await opens('regulator', world.enterprise._id)]).toEqual([[], OWN]);
    await change(world.enterprise._id, { status: 'closed' });
    expect(await opens('regulator', world.enterprise._id)).toBe('NotFound');
  });

  it('is found by words that mean something else in a search, as they stand', async () => {
    expect(await names('administrator', '.*')).toEqual([]);
    expect(await names('administrator', '机械制造')).toEqual([OTHER]);
  });
});
