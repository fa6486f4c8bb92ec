import mongoose from 'mongoose';
import { type Enterprise, findFirms, firmLeftOn, getFirm } from '#domain/organisations';
import { proposeWish } from '#domain/parks';
import { newId } from '#kernel/ids';
import { personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../../support/world.ts';

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

describe('many firms of like names', () => {
  const MANY = 60;
  beforeEach(async () => {
    const rows = Array.from({ length: MANY }, (_, i) => ({
      ...world.enterprise,
      _id: newId(),
      name: `广西北流第${String(i).padStart(2, '0')}瓷厂`,
      shortName: `第${i}瓷厂`,
      creditCode: creditCode(`91450981MA5L${String(i).padStart(5, '0')}`),
    }));
    await mongoose.connection.collection<Enterprise>('enterprises').insertMany(rows);
  });

  it.each(['广西北流第', '瓷厂'])('are all found by %s, page after page, by name', async (q) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await findFirms(as('regulator'), { q, after });
      found.push(...page.rows.map(({ name }) => name));
      after = page.nextCursor;
    } while (after !== undefined);
    expect(found).toHaveLength(MANY);
    expect(found).toEqual([...new Set(found)].toSorted());
    expect(await names('otherRegulator', q)).toEqual([]);
  });

  it('are read along the index of names', async () => {
    const like = { status: 'active', name: { $regex: '瓷厂' }, $and: [{ name: { $gte: '广西北流第20瓷厂' } }] };
    const plan = await mongoose.connection.collection('enterprises').find(like).sort({ name: 1 }).limit(26).explain();
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).toContain('by_name');
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.toContain('SORT');
  });

  it('of another park, however many begin alike, do not hide the one of their own park that is meant', async () => {
    const collection = mongoose.connection.collection<Enterprise>('enterprises');
    await collection.updateMany({ name: /^广西北流第/ }, { $unset: { parkId: 1 } });
    await collection.updateOne({ _id: world.enterprise._id }, { $set: { name: '广西北流第一陶瓷有限公司' } });
    const propose = (firm: string) =>
      proposeWish(as('parkOfficer'), { kind: 'out', firm, toParkId: newId(), reason: '搬迁' }).catch(
        (error: { fields?: { firm?: string } }) => error.fields?.firm ?? 'found',
      );
    expect(await propose('广西北流第')).toBe('found');
    // Of their own park, several: none of them is taken for the one that was meant.
    await collection.updateMany({ name: /^广西北流第0/ }, { $set: { parkId: world.park._id } });
    expect(await propose('广西北流第')).toMatch(/^请写全名：广西北流第/);
  });
});
