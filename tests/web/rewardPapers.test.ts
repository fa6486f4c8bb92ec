import mongoose from 'mongoose';
import sharp from 'sharp';
import { approveReward, claimsOf, leaveAtPublicDesk, type Reward, type RewardStatus, rewards } from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { paths } from '#kernel/paths';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { type Clock, createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildTwoAlike, SCHEME } from '../support/schemes.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
const keysIn = (html: string) => ({
  _csrf: tokenIn(html),
  ...Object.fromEntries(
    ['once', '_here', '_by', 'isSeen', 'totalFen', 'references'].map((name) => [name, hiddenIn(html, name)]),
  ),
});
const aPicture = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#2a5' } })
    .jpeg()
    .toBuffer();
const statuses = async (): Promise<RewardStatus[]> =>
  (await rewards.find(personContext(world.actors.manager))).rows.map(({ status }) => status);

it('several are paid under one paper: nothing chosen is lost when it is refused, and those who run the firm alone read it', async () => {
  for (const text of ['电箱漏电', '护栏松了']) await buildHazard(world, { status: 'valid', text });
  const references = (await rewards.find(personContext(world.actors.manager))).rows.map(({ reference }) => reference);
  const manager = await signedIn('manager');
  const approve = paths.together('approve');
  const { text: toApprove } = await manager.get(approve);
  const { text: sum } = await manager
    .post(approve)
    .type('form')
    .send({ ...keysIn(toApprove), isSeen: '', references });
  await manager.post(approve).type('form').send(keysIn(sum));
  expect(await statuses()).toEqual(['approved', 'approved']);

  const pay = paths.together('pay');
  const { text: tick } = await manager.get(pay);
  const { text: confirm } = await manager
    .post(pay)
    .type('form')
    .send({ ...keysIn(tick), isSeen: '', references });
  expect(confirm).toContain('凭证的照片或文件');
  // How it was paid is not said: the number and the photo stand there again.
  const refused = await manager
    .post(pay)
    .field(keysIn(confirm))
    .field('voucher', '记-12')
    .attach('photos', await aPicture(), '回单.jpg');
  expect([refused.status, refused.text.includes('请选择怎么发的'), refused.text.includes('记-12')]).toEqual([
    422,
    true,
    true,
  ]);
  const photoId = hiddenIn(refused.text, 'keptPhotoIds');
  expect(photoId).not.toBe('');
  const send = () =>
    manager
      .post(pay)
      .type('form')
      .send({ ...keysIn(refused.text), voucher: '记-12', method: 'cash', keptPhotoIds: photoId });
  const [done, again] = [await send(), await send()];
  expect([done.status, again.status]).toEqual([303, 303]);
  expect(await statuses()).toEqual(['paid', 'paid']);
  const papers = await mongoose.connection.collection('rewardPapers').find().toArray();
  expect(papers).toMatchObject([{ count: 2, totalFen: 10_000, voucher: '记-12', photoIds: [photoId] }]);

  const [first = ''] = references;
  const page = (await manager.get(rewards.pathOf(first))).text;
  expect([page.includes('发放凭证'), page.includes(paths.photo(photoId))]).toEqual([true, true]);
  expect((await manager.get(paths.photo(photoId))).status).toBe(200);
  // A payroll names everybody who was paid by it: the worker reads how and by which number, not the paper.
  const worker = await signedIn('worker');
  const own = (await worker.get(rewards.pathOf(first))).text;
  expect([own.includes('记-12'), own.includes('发放凭证'), own.includes(photoId)]).toEqual([true, false, false]);
  for (const who of ['worker', 'otherOfficer', 'parkOfficer', 'regulator'] as const)
    expect((await (await signedIn(who)).get(paths.photo(photoId))).status).toBe(404);
});

it('a batch of unnamed rewards is shown by one paper of the whole: nothing chosen is lost, and its form names none of them', async () => {
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  const manager = await signedIn('manager');
  const as = personContext(world.actors.manager);
  for (const { reference } of (await rewards.find(as)).rows) await approveReward(as, { reference });
  await buildTwoAlike(world, as.now);
  await setScheme(as, { ...SCHEME, deskId: world.actors.worker2.personId });
  const form = (await manager.get(paths.rewardBatches)).text;
  expect(form).toContain('凭证的照片或文件');
  const refused = await manager
    .post(paths.rewardBatches)
    .field(keysIn(form))
    .field('voucher', '记-21')
    .attach('photos', await aPicture(), '签收单.jpg');
  expect([refused.status, refused.text.includes('请选择怎么发的'), refused.text.includes('记-21')]).toEqual([
    422,
    true,
    true,
  ]);
  const photoId = hiddenIn(refused.text, 'keptPhotoIds');
  const send = () =>
    manager
      .post(paths.rewardBatches)
      .type('form')
      .send({ ...keysIn(refused.text), voucher: '记-21', method: 'bank', keptPhotoIds: photoId });
  expect([(await send()).status, (await send()).status]).toEqual([303, 303]);
  const papers = await mongoose.connection.collection('rewardPapers').find().toArray();
  expect(papers).toMatchObject([{ count: 3, totalFen: 15_000, voucher: '记-21', photoIds: [photoId] }]);
  const page = (await manager.get(paths.rewardBatches)).text;
  expect([page.includes('记-21'), page.includes(paths.photo(photoId))]).toEqual([true, true]);
  // It belongs to the batch: no reward of it carries the paper, and whoever keeps the desk or was paid does not see it.
  for (const { paperIds, reference } of (await rewards.find(as)).rows) {
    expect(paperIds).toBeUndefined();
    expect((await manager.get(rewards.pathOf(reference))).text).not.toContain(photoId);
  }
  for (const who of ['worker', 'worker2', 'otherOfficer', 'regulator'] as const)
    expect((await (await signedIn(who)).get(paths.photo(photoId))).status).toBe(404);
});

it('the body takes a code at its desk, the firm gives back the sum under a paper, and each reads its own side', async () => {
  const as = personContext(world.actors.manager);
  await buildHazard(world, { status: 'valid', isAnonymous: true });
  for (const { reference } of (await rewards.find(as)).rows) await approveReward(as, { reference });
  await leaveAtPublicDesk(clockContext(new Date('2027-02-01T00:30:00Z')), { enterpriseId: world.enterprise._id });
  clock.set(new Date('2027-02-03T02:00:00Z'));
  const [row] = (await rewards.find(personContext(world.actors.worker, { now: clock.now() }))).rows as [Reward];
  const worker = await signedIn('worker');
  const own = (await worker.get(rewards.pathOf(row.reference))).text;
  expect(own).toContain('北流市应急管理局的公共领奖点');
  const [claim] = await claimsOf(personContext(world.actors.worker, { now: clock.now() }), row);
  const regulator = await signedIn('regulator');
  const desk = (await regulator.get(paths.redeemClaim)).text;
  const post = (agent: Agent, path: string, html: string, fields: object) =>
    agent
      .post(path)
      .type('form')
      .send({ ...keysIn(html), ...fields });
  // A code that is none of its desk comes back as it was typed.
  const wrong = await post(regulator, paths.redeemClaim, desk, { code: 'WRONGWRONG22' });
  expect([wrong.status, wrong.text.includes('WRONGWRONG22')]).toEqual([422, true]);
  const taken = await post(regulator, paths.redeemClaim, wrong.text, { code: claim?.code });
  expect(taken.status).toBe(303);
  expect((await regulator.get(paths.redeemClaim)).text).toContain('请当面付 50.00 元');

  clock.set(new Date('2027-03-16T02:00:00Z'));
  const [manager, late] = [await signedIn('manager'), await signedIn('regulator')];
  const list = (await late.get(paths.rewardAdvances)).text;
  expect([list.includes(world.enterprise.name), list.includes('50.00 元'), list.includes('已晚')]).toEqual([
    true,
    true,
    true,
  ]);
  const form = (await manager.get(paths.rewardAdvances)).text;
  expect(form).toContain('已经晚了');
  const settled = await post(manager, paths.rewardAdvances, form, {
    ...{ bodyId: world.enterprise.bodyId, method: 'bank', voucher: '记-30' },
  });
  expect(settled.status).toBe(303);
  const after = (await manager.get(paths.rewardAdvances)).text;
  expect([after.includes('记-30'), after.includes('没有要还的')]).toEqual([true, true]);
  expect((await late.get(paths.rewardAdvances)).text).toContain('没有企业欠公共领奖点的钱');
});
