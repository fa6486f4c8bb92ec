import supertest from 'supertest';
import { issueBindingCode } from '#domain/identity';
import { passes } from '#domain/passes';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildGate, crossingEvent, send } from '../support/gates.ts';
import { buildPass, typedPass } from '../support/passes.ts';
import { startPortal } from '../support/portal.ts';
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
const bound = (who: WorldActor) => boundTalk(who, { personId: world.actors[who].personId }, clock);

it('a pass is agreed to by its host and issued by its park, by number, and its QR is a message away', async () => {
  const { reference } = await buildPass(world, 'applied');
  const [host, park, worker] = [await bound('officer'), await bound('parkOfficer'), await bound('worker')];
  expect(await worker.ask('我的通行证')).toMatchObject({
    template: 'my-passes',
    params: { rows: [], link: 'https://anfa.test/passes/new' },
  });
  await worker.ask(`同意 ${reference}`);
  expect((await passes.peek(reference))?.status).toBe('applied');
  expect((await host.ask(`同意 ${reference}`)).template).toBe('case-done');
  expect((await passes.peek(reference))?.status).toBe('host-approved');
  await park.ask(`签发 ${reference}`);
  expect((await passes.peek(reference))?.status).toBe('issued');
  expect(await worker.ask('出示通行证')).toMatchObject({
    params: { rows: [{ reference, link: `https://anfa.test/passes/${reference}/code` }] },
  });
});

it('a pass is refused by its host with a reason that is asked for', async () => {
  const { reference } = await buildPass(world, 'applied');
  const host = await bound('manager');
  expect((await host.ask(`不同意 ${reference}`)).template).toBe('case-ask-reason');
  await host.ask('日期和检修计划对不上');
  expect(await passes.peek(reference)).toMatchObject({ status: 'refused', reason: '日期和检修计划对不上' });
});

it('whoever stands at the gate asks by plate and who is inside; nobody else is told', async () => {
  const gate = await buildGate(world);
  const { reference } = await buildPass(world, 'issued', typedPass('contractor', { plate: '桂A55555' }));
  const park = await bound('parkOfficer');
  const asked = await park.ask('车牌 桂A·55555');
  expect(asked).toMatchObject({ template: 'gate-plate', params: { plate: '桂A55555', pass: { reference } } });
  expect(asked.params).not.toHaveProperty('why');
  expect(asked.params).not.toHaveProperty('since');
  expect(await park.ask('车牌 桂F20265')).toMatchObject({ params: { plate: '桂F20265', why: '没有通行证' } });
  await send(gate, crossingEvent('1', { direction: 'in', plate: '桂A55555' }, clock.now()), { now: clock.now() });
  expect((await park.ask('车牌 桂A55555')).params).toHaveProperty('since');
  expect(await park.ask('谁在园里')).toMatchObject({ template: 'gate-inside', params: { count: 1 } });
  for (const who of ['officer', 'worker', 'insurer'] as const) {
    const talk = await bound(who);
    for (const words of ['车牌 桂A55555', '谁在园里'])
      expect([who, (await talk.ask(words)).template]).toEqual([who, 'gate-not-yours']);
  }
  for (const who of ['administrator', 'regulator'] as const)
    expect((await (await bound(who)).ask('谁在园里')).template).toBe('role-on-web');
  expect((await talkAs('stranger', clock).ask('车牌 桂A55555')).template).toBe('gate-not-yours');
});

it('somebody with an account who visits another firm finds the QR the same way, of a firm or of none', async () => {
  const [host, park] = [await bound('officer'), await bound('parkOfficer')];
  for (const who of ['otherWorker', 'insurer'] as const) {
    const talk = await bound(who);
    for (const words of ['来访 桂宝陶瓷', '莫来访', '送窑炉配件', '明天']) await talk.ask(words);
    const { reference } = (await talk.ask('1')).params as { reference: string };
    const waiting = (await talk.say('我的通行证')).at(-1);
    expect([who, waiting?.template, JSON.stringify(waiting?.params)]).toEqual([
      ...[who, 'my-visits', expect.stringContaining(reference)],
    ]);
    await host.ask(`同意 ${reference}`);
    await park.ask(`签发 ${reference}`);
    const shown = JSON.stringify((await talk.say('我的通行证')).at(-1)?.params);
    expect([who, shown]).toEqual([who, expect.stringContaining('https://anfa.test/guest-passes/')]);
  }
});

it('an officer of the park issues no visit they asked for themselves', async () => {
  const park = await bound('parkOfficer');
  for (const words of ['来访 桂宝陶瓷', '覃园区', '检查', '明天']) await park.ask(words);
  const { reference } = (await park.ask('1')).params as { reference: string };
  await (await bound('officer')).ask(`同意 ${reference}`);
  await park.ask(`签发 ${reference}`);
  expect((await passes.peek(reference))?.status).toBe('host-approved');
});

it('a visit asked for before the chat was bound is found by the account, in that chat as before', async () => {
  const chat = talkAs('driver', clock);
  for (const words of ['来访 桂宝陶瓷', '卢师傅，车牌 桂B·99119', '送窑炉配件', '明天']) await chat.ask(words);
  const { reference } = (await chat.ask('1')).params as { reference: string };
  expect(await passes.peek(reference)).toMatchObject({ holder: '卢师傅', plate: '桂B99119' });
  const { code } = await issueBindingCode({ ...personContext(world.actors.otherWorker), now: clock.now() });
  await chat.ask(`绑定 ${code}`);
  expect(JSON.stringify((await chat.say('我的通行证')).at(-1))).toContain(reference);
});

it('a visitor without an account asks for a pass by chat, the host approves it by number, the park issues it, and its QR opens without signing in', async () => {
  const visitor = talkAs('driver', clock);
  for (const [words, template] of [
    ['我的通行证', 'visit-firm'],
    ['不知道叫什么', 'visit-firm'],
    ['桂宝陶瓷', 'visit-who'],
    ['12345', 'visit-who'],
    ['莫来访 桂k·54321', 'visit-purpose'],
    ['送窑炉配件', 'visit-day'],
    ['12月30日', 'visit-day'],
    ['明天', 'visit-confirm'],
  ] as const)
    expect([words, (await visitor.ask(words)).template]).toEqual([words, template]);
  const asked = await visitor.ask('1');
  expect(asked).toMatchObject({ template: 'visit-asked', params: { firm: '桂宝陶瓷' } });
  const reference = String(asked.params['reference']);
  expect(await passes.peek(reference)).toMatchObject({
    ...{ status: 'applied', kind: 'visitor', zone: 'general', holder: '莫来访', plate: '桂K54321' },
    ...{ purpose: '送窑炉配件', startsOn: '2026-11-25', endsOn: '2026-11-25' },
  });
  const waiting = await visitor.ask('我的通行证');
  expect(waiting).toMatchObject({ template: 'my-visits', params: { rows: [{ reference, status: '待企业同意' }] } });
  expect(JSON.stringify(waiting.params)).not.toContain('/guest-passes/');

  expect((await (await bound('officer')).ask(`同意 ${reference}`)).template).toBe('case-done');
  await (await bound('parkOfficer')).ask(`签发 ${reference}`);
  const shown = await visitor.ask('我的通行证');
  const [{ link = '' } = {}] = shown.params['rows'] as { link?: string }[];
  expect(link).toMatch(/^https:\/\/anfa\.test\/guest-passes\/[\w-]{22}$/);
  const portal = await startPortal(clock);
  try {
    const page = await supertest(portal.url).get(new URL(link).pathname);
    expect([page.status, page.text.includes(reference), page.text.includes('通行证二维码')]).toEqual([200, true, true]);
    for (const word of ['莫来访', '桂K54321', '桂宝陶瓷']) expect(page.text).not.toContain(word);
    expect((await supertest(portal.url).get(`${new URL(link).pathname}x`)).status).toBe(404);
  } finally {
    await portal.stop();
  }
  // Another chat is told nothing of it.
  expect((await talkAs('stranger', clock).ask('我的通行证')).template).toBe('visit-firm');
  const gate = await buildGate(world);
  clock.advance({ days: 1 });
  const at = { now: clock.now() };
  const told = await send(gate, crossingEvent('v', { direction: 'in', pass: reference }, clock.now()), at);
  expect(told).toMatchObject({ answers: [{ order: 'open' }] });
});
