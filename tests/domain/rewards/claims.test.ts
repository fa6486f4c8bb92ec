import mongoose from 'mongoose';
import {
  approveReward,
  claimsOf,
  denyClaim,
  findDenied,
  type Reward,
  redeemClaim,
  rewards,
  rewardsInWords,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildTwoAlike, deposit, SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let reward: Reward;
let code: string;
const as = (who: WorldActor, day = '2026-11-24') =>
  personContext(world.actors[who], { now: new Date(`${day}T02:00:00Z`) });

/** The worker's unnamed reward, with its code at the desk of a colleague. */
beforeEach(async () => {
  world = await buildWorld();
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  const [proposed] = (await rewards.find(as('manager'))).rows;
  await approveReward(as('manager'), { reference: proposed?.reference ?? '' });
  await setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId, deskWhere: '工会办公室，午休' });
  await buildTwoAlike(world, as('manager').now);
  await deposit(world, as('manager').now);
  reward = (await rewards.find(as('worker'))).rows[0] as Reward;
  code = (await claimsOf(as('worker'), reward))[0]?.code ?? '';
});

it('a code that was taken and brought nothing is said by the code alone, is paid once more, and then no more', async () => {
  const deny = (written = code) => denyClaim(visitorContext(), { code: written });
  await expect(deny()).rejects.toMatchObject({ code: 'rewards.code-not-taken' });
  await expect(deny('WRONGWRONG22')).rejects.toMatchObject({ code: 'rewards.no-such-code' });
  await redeemClaim(as('worker2'), { code });
  const before = await rewards.get(as('manager'), reward.reference);
  const events = () => mongoose.connection.collection('events').countDocuments();
  const told = await events();
  await Promise.all([deny(`${code.slice(0, 4)} ${code.slice(4).toLowerCase()}`), deny(), deny()]);
  // The firm reads how many and how much; nothing of the reward has moved, and nothing was written of who said it.
  expect(await findDenied(as('officer'))).toEqual({ count: 1, totalFen: 5_000 });
  expect(await rewards.get(as('manager'), reward.reference)).toEqual(before);
  expect(await events()).toBe(told);
  const [row] = await mongoose.connection
    .collection('rewardClaims')
    .find({ deniedOn: { $exists: true } })
    .toArray();
  expect(Object.keys(row ?? {}).sort()).toEqual([
    ...['_id', 'amountFen', 'deniedOn', 'deskId', 'enterpriseId', 'redeemedOn', 'wasDenied'],
  ]);
  await expect(findDenied(as('worker'))).rejects.toMatchObject({ kind: 'Forbidden' });
  expect(await redeemClaim(as('worker2', '2026-11-26'), { code })).toBe(5_000);
  expect(await findDenied(as('officer'))).toEqual({ count: 0, totalFen: 0 });
  await expect(redeemClaim(as('worker2', '2026-11-26'), { code })).rejects.toMatchObject({ code: 'rewards.code-used' });
  await expect(deny()).rejects.toMatchObject({ code: 'rewards.code-denied' });
});

it('its person reads where the desk is and when, that the code was taken, and where to say that nothing came', async () => {
  expect(await claimsOf(as('worker'), reward)).toMatchObject([
    {
      desk: `${world.actors.worker2.name}，工会办公室，午休；也可以到北流市应急管理局的公共领奖点领，企业看不到是哪一个码、哪一天`,
    },
  ]);
  const standing = async () => rewardsInWords.words.standing(reward, as('worker'));
  expect((await standing()).next).toContain('凭领奖码到领奖点领');
  await redeemClaim(as('worker2'), { code });
  const { next, links = [] } = await standing();
  expect([next, links.map(({ href }) => href)]).toEqual([
    '领奖码已经核销，钱应该到手了',
    expect.arrayContaining(['/reward-claims/missing']),
  ]);
  const besides = async (who: WorldActor) => {
    const { besides: asked } = rewardsInWords.words;
    return typeof asked === 'function' ? (await asked(as(who))).map(({ href }) => href) : [];
  };
  expect([
    (await besides('worker2')).includes('/reward-claims'),
    (await besides('worker')).includes('/reward-claims'),
  ]).toEqual([true, false]);
});

it('the first press at the desk sent once more takes no denial away', async () => {
  const press = { ...as('worker2'), onceKey: 'the-first-press' };
  expect(await redeemClaim(press, { code })).toBe(5_000);
  await denyClaim(visitorContext(), { code });
  expect(await redeemClaim(press, { code })).toBe(5_000);
  expect((await findDenied(as('manager'))).count).toBe(1);
  // Whoever comes once more is paid by a press of its own.
  expect(await redeemClaim({ ...as('worker2'), onceKey: 'the-second-press' }, { code })).toBe(5_000);
  expect((await findDenied(as('manager'))).count).toBe(0);
});
