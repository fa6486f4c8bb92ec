import mongoose from 'mongoose';
import { findDialogue } from '#domain/chat';
import { approveReward, claimsOf, findDenied, payReward, type Reward, redeemClaim, rewards } from '#domain/rewards';
import { renderText } from '#platform/texts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildTwoAlike, deposit } from '../support/schemes.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';
import { boundTalk, type Said, type Talk } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
let talk: Talk;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  talk = await boundTalk('worker', { personId: world.actors.worker.personId }, clock);
});

const textOf = ({ template, params }: Said): string => renderText('chat', template, params);
const rewardRows = () => mongoose.connection.collection('rewards').find().sort({ reference: 1 }).toArray();
const statuses = async () => (await rewardRows()).map(({ status }) => status);
const H = (n: number) => `H2026-${String(n).padStart(4, '0')}`;

/** So many rewards paid to the worker, of 50 yuan but for those given another amount. */
async function paid(count: number, amounts: Readonly<Record<string, number>> = {}): Promise<void> {
  const manager = personContext(world.actors.manager);
  for (let n = 1; n <= count; n++) {
    await buildHazard(world, { status: 'valid' });
    const reference = `R2026-${String(n).padStart(4, '0')}`;
    await approveReward(manager, { reference });
    await payReward(manager, { reference, method: 'cash' });
    const amountFen = amounts[reference];
    if (amountFen) {
      await mongoose.connection.collection('rewards').updateOne({ reference }, { $set: { amountFen } });
    }
  }
}

describe('one that waits', () => {
  it.each([
    ['收到了', '收到了', 'confirmed'],
    ['收到了', '1', 'confirmed'],
    ['没收到', '没收到', 'declined'],
    ['我个奖励冇收到', '2', 'declined'],
    ['50蚊收到咗', '收到咗', 'confirmed'],
    ['没收到2', '没收到', 'declined'],
  ])('「%s」 is asked about once, and 「%s」 is done', async (words, answer, status) => {
    await paid(1);
    const asked = textOf(await talk.ask(words));
    expect(asked).toMatch(/^1 收到了：H2026-0001 的奖励 50\.00 元$/m);
    expect(asked).toMatch(/^2 没收到：H2026-0001 的奖励 50\.00 元$/m);
    expect(await statuses()).toEqual(['paid']);
    await talk.ask(answer);
    expect(await statuses()).toEqual([status]);
  });

  it('never goes into a report that is open', async () => {
    await paid(1);
    await talk.ask('3号线电箱漏电');
    expect((await talk.ask(`收到${H(1)}的50块`)).template).toBe('rewards');
    await talk.ask('1');
    expect(await statuses()).toEqual(['confirmed']);
    await talk.say('继续');
    expect(JSON.stringify((await findDialogue('mock', 'worker'))?.state)).not.toContain('50块');
  });
});

it('「没收到」 of a code that was taken is said by its number, without a name, and the code is paid once more', async () => {
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  await approveReward(personContext(world.actors.manager), {
    reference: String((await rewardRows())[0]?.['reference']),
  });
  await buildTwoAlike(world, clock.now());
  await deposit(world, clock.now());
  const [own] = (await rewards.find(personContext(world.actors.worker))).rows as [Reward];
  const [claim] = await claimsOf(personContext(world.actors.worker), own);
  const code = claim?.code ?? '';
  // Nothing was taken yet: the code is told, and there is nothing to say of it.
  expect(textOf(await talk.ask('我的奖励'))).toContain(code);
  await redeemClaim(personContext(world.actors.worker2), { code });
  expect(textOf(await talk.ask('我的奖励'))).not.toContain(code);
  expect(textOf(await talk.ask('没收到'))).toMatch(new RegExp(`^1 没拿到：领奖码 ${code} 的 50\\.00 元$`, 'm'));
  expect(await findDenied(personContext(world.actors.officer))).toMatchObject({ count: 0 });
  expect(textOf(await talk.ask('1'))).toContain('不会说是谁');
  expect(await findDenied(personContext(world.actors.officer))).toEqual({ count: 1, totalFen: 5_000 });
  expect(textOf(await talk.ask('我的奖励'))).toContain(code);
  expect(await redeemClaim(personContext(world.actors.worker2), { code })).toBe(5_000);
});

describe('several that wait', () => {
  it('are listed with both answers, and 「收到了」 alone does nothing to any', async () => {
    await paid(3);
    const asked = textOf(await talk.ask('收到了'));
    expect(asked.match(/^\d 收到了：/gm)).toHaveLength(3);
    expect(asked.match(/^\d 没收到：/gm)).toHaveLength(3);
    await talk.ask('收到了');
    expect(await statuses()).toEqual(['paid', 'paid', 'paid']);
    await talk.ask('4');
    expect(await statuses()).toEqual(['paid', 'declined', 'paid']);
  });

  it.each([
    ['收到1000块', 2, 'confirmed'],
    [`${H(3)} 没收到`, 3, 'declined'],
    ['没收到1,000元', 2, 'declined'],
  ])('「%s」 picks the row', async (words, at, status) => {
    await paid(3, { 'R2026-0002': 100_000 });
    expect(textOf(await talk.ask(words)).match(/^\d 收到了：/gm)).toHaveLength(1);
    await talk.ask(words);
    expect(await statuses()).toEqual([1, 2, 3].map((n) => (n === at ? status : 'paid')));
  });

  it('「没收到2」 is asked about with that row alone', async () => {
    await paid(3);
    await talk.ask('奖励');
    expect(textOf(await talk.ask('没收到2'))).toMatch(/没收到：H2026-0002[^H]*$/m);
    expect(await statuses()).toEqual(['paid', 'paid', 'paid']);
  });
});

it('says first what waits for whom, how much, by when and how late; the rules only where they are asked for', async () => {
  await buildHazard(world, { status: 'valid' });
  await buildHazard(world, { status: 'valid' });
  const manager = personContext(world.actors.manager);
  await approveReward(manager, { reference: 'R2026-0002' });
  const due = (await rewardRows()).map(({ dueAt }) => (dueAt as Date).getTime());
  clock.set(new Date(Math.min(...due) + 3 * 86_400_000));
  const said = textOf(await talk.ask('怎么还没发奖励'));
  expect(said).toMatch(/您有 1 笔在等厂里批，共 50\.00 元。\n最早一笔应在2026年\d+月\d+日前发，已晚 3 天/);
  expect(said).toContain('您有 1 笔批了还没发，共 50.00 元');
  expect(said).not.toMatch(/核实属实就有奖|没有等您确认/);
  expect(textOf(await talk.ask('奖励标准'))).toContain('核实属实就有奖');
  // Who runs the firm asks for their own, and is told nobody else's.
  const theirs = await boundTalk('manager', { personId: world.actors.manager.personId }, clock);
  expect(textOf(await theirs.ask('奖励'))).not.toContain('在等厂里批');
});

it('「收到了」 is a courtesy where no reward waits', async () => {
  expect((await talk.ask('收到了')).template).toMatch(/^(small-talk|thanks)$/);
});
