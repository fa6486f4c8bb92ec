import { services } from '#domain/insurance';
import { reactToEvents } from '#domain/notices';
import { createClock } from '../support/clock.ts';
import { buildInsured, buildService } from '../support/insurance.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, talkAs } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});
const bound = (actor: WorldActor) => boundTalk(actor, { personId: world.actors[actor].personId }, clock);

it('tells whoever runs the firm of its budget in a few lines, and nobody else', async () => {
  const policy = await buildInsured(world);
  await buildService(world, policy, 'agreed');
  for (const who of ['manager', 'officer'] as const)
    expect(await (await bound(who)).ask('预防服务额度')).toMatchObject({
      template: 'budget',
      params: {
        rows: [
          {
            policy: policy.reference,
            accrued: '10,000.00 元',
            reserved: '6,000.00 元',
            spent: '0.00 元',
            available: '4,000.00 元',
            link: `https://anfa.test/policies/${policy.reference}/budget/1`,
          },
        ],
      },
    });
  expect((await (await bound('worker')).ask('额度还剩多少')).template).toBe('budget-not-yours');
  expect((await talkAs('stranger', clock).ask('预防服务额度')).template).toBe('budget-not-yours');
});

it('asks a worker who was named whether they were there, and takes yes and no', async () => {
  const { reference } = await buildService(world, await buildInsured(world), 'accepted');
  const worker = await bound('worker');
  while ((await reactToEvents(clock.now())) > 0);
  await worker.ask('待办');
  expect(await worker.ask('1')).toMatchObject({ template: 'service-attend', params: { reference, day: '11月24日' } });
  expect(await worker.ask('1')).toMatchObject({ template: 'case-done', params: { did: '已记下您参加了' } });
  expect(await services.peek(reference)).toMatchObject({ attendedIds: [world.actors.worker.personId] });
  // Said twice it is once; and it may be taken back in words.
  await worker.ask(`参加了 ${reference}`);
  expect(await worker.ask(`没参加 ${reference}`)).toMatchObject({ params: { did: '已告诉企业您没有参加' } });
  expect(await services.peek(reference)).toMatchObject({ attendedIds: [], absentIds: [world.actors.worker.personId] });
  expect((await (await bound('worker2')).ask(`参加了 ${reference}`)).template).toBe('refused');
});
