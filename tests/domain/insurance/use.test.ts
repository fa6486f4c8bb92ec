import mongoose from 'mongoose';
import { budgetsOf, type Policy, readBudgetUse, rebuildBudgets, recountBudgets, services } from '#domain/insurance';
import { findTrail } from '#domain/journal';
import { proposeTransfer } from '#domain/parks';
import { foldTallies, recountBoards } from '#domain/tallies';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildInsured, buildService } from '../../support/insurance.ts';
import { acceptWholly, buildSecondPark } from '../../support/parks.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let policy: Policy;
beforeEach(async () => {
  world = await buildWorld();
  policy = await buildInsured(world);
});

const sums = async (who: WorldActor, asked: Parameters<typeof readBudgetUse>[1] = {}) => {
  const use = await readBudgetUse(as(world, who), asked);
  const { accruedFen, availableFen, reservedFen, spentFen, budgets } = use.sums;
  // Every number is that of the list behind it.
  expect(budgets).toBe(use.page.rows.length);
  expect(availableFen).toBe(use.page.rows.reduce((sum, row) => sum + row.availableFen, 0));
  return [accruedFen, availableFen, reservedFen, spentFen];
};
const checked = async () => (await recountBoards(clockContext())).boards.find(({ name }) => name === 'budgets');

it('sums budgets for their insurer and for the regulator of their place, folded or not', async () => {
  await buildService(world, policy, 'settled');
  await buildService(world, policy, 'agreed', { amountFen: 100_000 });
  const all = [1_000_000, 350_000, 100_000, 550_000];
  for (const who of ['insurer', 'regulator', 'cityRegulator'] as const)
    expect([who, await sums(who)]).toEqual([who, all]);
  expect(await sums('otherRegulator')).toEqual([0, 0, 0, 0]);
  await foldTallies(clockContext(), 500);
  expect(await sums('regulator')).toEqual(all);
  const { regions, sectors } = await readBudgetUse(as(world, 'cityRegulator'));
  expect(regions.map(({ code, sums: one }) => [code, one.accruedFen])).toEqual([['450981', 1_000_000]]);
  expect(sectors.map(({ code, sums: one }) => [code, one.spentFen])).toEqual([['C', 550_000]]);
  expect(await sums('cityRegulator', { region: '450981', sector: 'C' })).toEqual(all);
  expect(await sums('cityRegulator', { sector: 'B' })).toEqual([0, 0, 0, 0]);
  await expect(sums('regulator', { region: '4501' })).rejects.toMatchObject({ status: 404 });
  await expect(sums('manager')).rejects.toMatchObject({ status: 403 });
  expect(await checked()).toMatchObject({ wrong: 0 });
});

it('goes where the firm goes', async () => {
  await buildService(world, policy, 'agreed');
  const second = await buildSecondPark(world);
  const { reference } = await proposeTransfer(as(world, 'parkOfficer'), {
    enterpriseId: world.enterprise._id,
    toParkId: second.park._id,
    reason: '搬迁',
  });
  await acceptWholly(personContext(second.officer), { reference });
  expect(await sums('regulator')).toEqual([0, 0, 0, 0]);
  expect(await sums('otherRegulator')).toEqual([1_000_000, 400_000, 600_000, 0]);
  expect(await checked()).toMatchObject({ wrong: 0 });
});

it('is set to what the entries come to by whoever asks for it, with what it was before', async () => {
  await buildService(world, policy, 'agreed');
  expect(await rebuildBudgets(clockContext())).toEqual([]);
  const [before] = await budgetsOf(policy._id);
  await mongoose.connection
    .collection('preventionBudgets')
    .updateOne({ _id: before?._id as never }, { $inc: { availableFen: 7, spentFen: -7 } });
  expect(await recountBudgets(clockContext())).toHaveLength(1);
  expect(await rebuildBudgets(clockContext())).toMatchObject([{ policyReference: policy.reference, year: 1 }]);
  expect((await budgetsOf(policy._id))[0]).toMatchObject({ availableFen: 400_000, reservedFen: 600_000, spentFen: 0 });
  expect(await recountBudgets(clockContext())).toEqual([]);
  const trail = await findTrail({ kind: 'budget-check', id: before?._id ?? '' });
  expect(trail.map(({ name, facts }) => [name, facts['before'], facts['after']])).toMatchObject([
    ['insurance.budget-rebuilt', { availableFen: 400_007 }, { availableFen: 400_000 }],
  ]);
});

it('lets of fifty at once at one budget exactly as many pass as there is money for', async () => {
  const asked = await Promise.allSettled(
    Array.from({ length: 50 }, () => buildService(world, policy, 'asked', { amountFen: 130_000 })),
  );
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
  expect((await services.find(as(world, 'insurer'), {})).rows).toHaveLength(7);
  expect(await sums('insurer')).toEqual([1_000_000, 90_000, 910_000, 0]);
});
