import { approveReward, claimsOf, confirmReward, ownRewards, payReward, redeemClaim, rewards } from '#domain/rewards';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildTwoAlike, deposit } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type WorldActor } from '../../support/world.ts';

useStores();

it('whoever reported reads what it brought and what is on its way; whoever keeps the desk how many codes lie there', async () => {
  const world = await buildWorld();
  const as = (who: WorldActor) => personContext(world.actors[who]);
  const earn = async (wish: { isAnonymous?: boolean }) => {
    const { _id } = await buildHazard(world, { status: 'valid', ...wish });
    const { rows } = await rewards.find(as('manager'), { hazardId: _id });
    return { reference: rows[0]?.reference ?? '' };
  };
  const [named, open, hidden] = [await earn({}), await earn({}), await earn({ isAnonymous: true })];
  for (const one of [named, hidden]) await approveReward(as('manager'), one);
  await payReward(as('manager'), { ...named, method: 'cash' });
  const fifty = { count: 1, amountFen: 5_000 };
  const none = { count: 0, amountFen: 0 };
  expect(await ownRewards(as('worker'))).toEqual({
    ...{ toConfirm: fifty, underWay: { count: 2, amountFen: 10_000 }, received: none, atDesk: none, codes: 0 },
  });
  await confirmReward(as('worker'), named);
  await buildTwoAlike(world, as('manager').now);
  await approveReward(as('manager'), open);
  await deposit(world, as('manager').now);
  expect(await ownRewards(as('worker'))).toEqual({
    ...{ toConfirm: none, underWay: fifty, received: fifty, atDesk: fifty, codes: 0 },
  });
  expect((await ownRewards(as('worker2'))).codes).toBe(3);
  const own = (await rewards.find(as('worker'), { status: 'deposited' })).rows[0];
  const [claim] = own === undefined ? [] : await claimsOf(as('worker'), own);
  await redeemClaim(as('worker2'), { code: claim?.code ?? '' });
  expect((await ownRewards(as('worker2'))).codes).toBe(2);
  expect((await ownRewards(as('manager'))).codes).toBe(0);
});
