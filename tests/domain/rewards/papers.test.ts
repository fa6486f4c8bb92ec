import mongoose from 'mongoose';
import sharp from 'sharp';
import { storePhoto } from '#domain/evidence';
import {
  approveReward,
  payReward,
  payTogether,
  type Reward,
  reverseReward,
  rewards,
  rewardsInWords,
} from '#domain/rewards';
import { newId } from '#kernel/ids';
import { personContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor, onceKey = newId()) => personContext(world.actors[who], { onceKey });
beforeEach(async () => {
  world = await buildWorld();
});

async function aPhoto(who: WorldActor): Promise<string> {
  const bytes = await sharp({ create: { width: 32, height: 32, channels: 3, background: '#444' } })
    .jpeg()
    .toBuffer();
  return (await storePhoto(as(who), { bytes, fileName: '回单.jpg' }))._id;
}
const papers = () => mongoose.connection.collection('rewardPapers').find().sort({ _id: 1 }).toArray();
async function approved(amountFen?: number): Promise<string> {
  const { _id } = await buildHazard(world, { status: 'valid' });
  const [row] = (await rewards.find(as('manager'), { hazardId: _id })).rows;
  const reference = row?.reference ?? '';
  await approveReward(as('manager'), { reference });
  if (amountFen !== undefined)
    await mongoose.connection.collection('rewards').updateOne({ reference }, { $set: { amountFen } });
  return reference;
}

it('of more than the rule lets pass, alone or together, a number or a paper is needed, and said at its field', async () => {
  const [one, other] = [await approved(500_100), await approved()];
  const needed = { fields: { voucher: '合计超过 5,000.00 元，请填写凭证号，或附上凭证的照片、文件' } };
  await expect(payReward(as('manager'), { reference: one, method: 'cash' })).rejects.toMatchObject(needed);
  const both = { references: [one, other], totalFen: 505_100, method: 'cash' as const };
  await expect(payTogether(as('manager'), both)).rejects.toMatchObject(needed);
  expect(await papers()).toEqual([]);
  // What is small needs none.
  await payReward(as('manager'), { reference: other, method: 'cash' });
  await payReward(as('manager'), { reference: one, method: 'cash', photoIds: [await aPhoto('manager')] });
  expect((await rewards.peek(one))?.status).toBe('paid');
});

it('keeps the paper of a payment that was reversed, and each payment has its own', async () => {
  const reference = await approved();
  const [first, second] = [await aPhoto('officer'), await aPhoto('officer')];
  await payReward(as('officer'), { reference, method: 'bank', voucher: '记-1', photoIds: [first] });
  await reverseReward(as('officer'), { reference, reason: '发错了人' });
  await payReward(as('officer'), { reference, method: 'cash', voucher: '记-2', photoIds: [second] });
  const row = (await rewards.peek(reference)) as Reward;
  expect(row.paperIds).toEqual((await papers()).map(({ _id }) => String(_id)));
  const [section] = (await rewardsInWords.words.sections?.(as('manager'), row)) ?? [];
  expect(section?.entries?.map(({ text, photoIds }) => [text, photoIds])).toEqual([
    ['银行转账 · 凭证 记-1', [first]],
    ['现金 · 凭证 记-2', [second]],
  ]);
  expect(await rewardsInWords.words.sections?.(as('worker'), row)).toEqual([]);
});

it('a photo of somebody else is no paper, and none is kept of a payment that was refused', async () => {
  const references = [await approved(), await approved()];
  const sent = { references, totalFen: 10_000, method: 'cash' as const };
  await expect(payTogether(as('manager'), { ...sent, photoIds: [await aPhoto('worker')] })).rejects.toMatchObject({
    kind: 'Invalid',
  });
  const own = await aPhoto('manager');
  await expect(payTogether(as('manager'), { ...sent, totalFen: 9_999, photoIds: [own] })).rejects.toMatchObject({
    code: 'common.changed-meanwhile',
  });
  expect(await papers()).toEqual([]);
  const key = newId();
  const twice = await Promise.allSettled(
    [1, 2].map(() => payTogether(as('manager', key), { ...sent, photoIds: [own] })),
  );
  expect(twice.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(await papers()).toHaveLength(1);
});
