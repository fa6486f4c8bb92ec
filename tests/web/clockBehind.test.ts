import mongoose from 'mongoose';
import supertest from 'supertest';
import { getAsides, lookThrough } from '#domain/aside';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

it('a clock that falls behind stands at the head of every page of an administrator, and in the numbers of the process', async () => {
  const beat = {
    _id: 'deadlines',
    label: '到期提醒与升级',
    isNightly: false,
    doneAt: new Date('2026-01-01T00:00:00Z'),
  };
  await mongoose.connection.collection('clockBeats').insertOne(beat as never);
  const administrator = await signedInAt(portal, world, 'administrator');
  for (const page of ['/', '/me', '/organisations/parks'])
    expect([page, (await administrator.get(page)).text.includes('到期提醒与升级')]).toEqual([page, true]);
  expect((await administrator.get('/admin/asides')).text).toMatch(/到期提醒与升级：已有 \d+ 天没有办完/);
  expect((await (await signedInAt(portal, world, 'manager')).get('/')).text).not.toContain('到期提醒与升级');
  const { text } = await supertest(portal.url).get('/metrics');
  expect(Number(/anfa_clock_late_minutes\{job="deadlines"\} (\d+)/.exec(text)?.[1])).toBeGreaterThan(10);
});

it('what was set aside is tried again at the press of a button', async () => {
  const system = () => clockContext(clock.now());
  const resting = async () => (await lookThrough(system(), 'events')).resting;
  await (await lookThrough(system(), 'events')).take('the-row', () => Promise.reject(new Error('broken')));
  expect(await resting()).toEqual(['the-row']);
  const agent = await signedInAt(portal, world, 'administrator');
  const { text } = await agent.get('/admin/asides');
  expect(text).toContain('试了 1 次：broken');
  const button = /action="(\/admin\/asides\/[^"]+)"/.exec(text)?.[1] ?? '';
  const pressed = await agent
    .post(button)
    .type('form')
    .send({ _csrf: tokenIn(text) });
  expect([pressed.status, pressed.headers['location']]).toEqual([303, '/admin/asides']);
  expect(await resting()).toEqual([]);
  await (await lookThrough(system(), 'events')).take('the-row', () => Promise.resolve());
  expect((await getAsides(personContext(world.actors.administrator))).rows).toEqual([]);
});
