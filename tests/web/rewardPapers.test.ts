import mongoose from 'mongoose';
import sharp from 'sharp';
import { type RewardStatus, rewards } from '#domain/rewards';
import { paths } from '#kernel/paths';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
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
