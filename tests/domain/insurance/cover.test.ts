import mongoose from 'mongoose';
import { cancelPolicy, confirmPolicy, countCover, enterPolicy, findCover, rebuildCovers } from '#domain/insurance';
import { updateEnterprise } from '#domain/organisations';
import { recountBoards } from '#domain/tallies';
import { inTransaction } from '#platform/mongo';
import { clockContext } from '../../support/contexts.ts';
import { buildPolicyOf, makeChemical, typedPolicy, typedTerms } from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeChemical(world);
});

/** Nothing differs from what register and policies say, and the counters are those of the rows. */
async function expectRight(): Promise<void> {
  expect(await rebuildCovers(clockContext())).toEqual([]);
  const board = (await recountBoards(clockContext())).boards.find(({ name }) => name === 'covers');
  expect(board).toMatchObject({ wrong: 0 });
}

it('follows the record of a firm in the step that changes it: place, trade, and that it need not insure', async () => {
  const { _id, name, employees, revenueFen, assetsFen, isHighRisk, parkId } = world.enterprise;
  const change = (regionCode: string, sector: 'C' | 'G', division: string) => {
    const facts = { name, regionCode, sector, employees, revenueFen, assetsFen, isHighRisk, division };
    return inTransaction(() =>
      updateEnterprise(clockContext(), _id, { ...facts, ...(parkId === undefined ? {} : { parkId }) }),
    );
  };
  const counted = async () => {
    const { regions, lines } = await countCover(as(world, 'regulator'));
    return [regions, lines].map((rows) => rows.map(({ code, counts }) => [code, counts.never]));
  };
  expect(await counted()).toEqual([[['450981', 1]], [['hazardous-chemicals', 1]]]);
  await change('450981', 'C', '31');
  expect(await counted()).toEqual([[['450981', 1]], [['smelting', 1]]]);
  await expectRight();
  await change('450981', 'C', '30');
  expect(await counted()).toEqual([[], []]);
  expect((await findCover(as(world, 'regulator'), {})).rows).toEqual([]);
  await expectRight();
});

it('of one policy confirmed while another is surrendered, both are in what the firm is counted as', async () => {
  for (let round = 0; round < 4; round += 1) {
    const old = await buildPolicyOf(world, { cover: { number: `ALT-${round}` } });
    const { reference } = await enterPolicy(as(world, 'insurer'), typedPolicy(world, { number: `NEU-${round}` }));
    await Promise.all([
      cancelPolicy(as(world, 'insurer'), { reference: old.reference, reason: '换保单' }),
      confirmPolicy(as(world, 'insurer'), { reference, ...typedTerms() }),
    ]);
    expect((await countCover(as(world, 'cityRegulator'))).all.counts).toEqual({
      ...{ never: 0, lapsed: 0, expiring: 0, covered: 1 },
    });
    await cancelPolicy(as(world, 'insurer'), { reference, reason: '退保' });
    expect((await countCover(as(world, 'cityRegulator'))).all.counts.lapsed).toBe(1);
    await expectRight();
  }
});

it('what was written past the commands is found by the night, put right, and recorded with how many', async () => {
  const covers = mongoose.connection.collection<{ _id: string; state: string; rank: number; line: string }>('covers');
  await covers.updateOne({ _id: world.enterprise._id }, { $set: { state: 'covered', rank: 3 } });
  await covers.insertOne({
    _id: 'nobody',
    state: 'never',
    rank: 0,
    line: 'mine',
    regionCode: '45',
    sector: 'B',
  } as never);
  expect((await rebuildCovers(clockContext())).sort()).toEqual([world.enterprise._id, 'nobody'].sort());
  expect(await covers.find().toArray()).toMatchObject([{ _id: world.enterprise._id, state: 'never' }]);
  const event = { name: 'insurance.covers-checked', 'facts.count': 2 };
  expect(await mongoose.connection.collection('events').countDocuments(event)).toBe(1);
});

it('a page of the list reads an index in the order of the list, and sorts nothing', async () => {
  const plan = await mongoose.connection
    .collection('covers')
    .find({ rank: { $lt: 3 }, regionCode: { $gte: '4509', $lt: '4509~' } })
    .sort({ rank: 1, regionCode: 1, _id: 1 })
    .limit(26)
    .explain('queryPlanner');
  const winning = JSON.stringify(plan['queryPlanner'].winningPlan);
  expect([winning.includes('"by_state"'), winning.includes('"SORT"')]).toEqual([true, false]);
});
