import { setTimeout as wait } from 'node:timers/promises';
import { chatMark, writeToBot } from '#domain/chat';
import { newId } from '#kernel/ids';
import { personContext } from '../support/contexts.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, holdCaseNumbers, rows } from './support/rows.ts';
import { Visitor } from './support/visitor.ts';

let house: House;
let world: World;
let web: Part;
let worker: Part;
let bot: Part;
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  [web, worker, bot] = await Promise.all([
    house.start('web', { DRAIN_SECONDS: '1' }),
    house.start('worker'),
    house.start('bot'),
  ]);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

const answersTo = async (chatId: string): Promise<number> =>
  (await rows('chat_messages', { chatId: chatMark(chatId), from: 'bot' })).length;

it(
  'the portal finishes what it is answering, says meanwhile that it is leaving, and ends with 0',
  async () => {
    const person = new Visitor(web.url);
    await person.signIn(world.phones.worker, PASSWORD);
    await person.open('/report');
    const stream = await fetch(`${web.url}/chat/events`);
    const streamEnded = stream.text();
    const letGo = await holdCaseNumbers();
    const fields = { once: 'once-leaving-0123456789', text: '护栏松动', locationId: world.location._id };
    const slow = person.post('/report', { ...fields, isNotDuplicate: '1' });
    await wait(300);
    const stopping = web.stop();
    const ready = await until(async () => {
      const answer = await fetch(`${web.url}/readyz`);
      return answer.status === 503 && answer.json();
    });
    expect(ready).toEqual({ status: 'leaving' });
    expect(await streamEnded).toContain('retry:');
    await until(async () => (await fetch(`${web.url}/healthz`).catch(() => undefined)) === undefined, 3_000);
    await letGo();
    expect([(await slow).status, await stopping, await count('hazards')]).toEqual([303, 0, 1]);
  },
  PATIENTLY,
);

it(
  'worker and bot end by themselves with 0 and leave nothing in hand; the next bot goes on at once',
  async () => {
    const chatId = `person-${world.actors.manager.personId}`;
    const ctx = personContext(world.actors.manager, { now: new Date() });
    for (let n = 0; n < 12; n++) await writeToBot(ctx, { chatId, onceKey: newId(), kind: 'text', text: '帮助' });
    await until(() => answersTo(chatId), 60_000);
    expect(await Promise.all([worker.stop(), bot.stop()])).toEqual([0, 0]);
    expect([await count('inbox', { status: 'taken' }), await count('outbox', { status: 'leased' })]).toEqual([0, 0]);
    bot = await house.start('bot');
    await until(async () => (await answersTo(chatId)) === 12, 60_000);
  },
  PATIENTLY,
);

it(
  'all of them end also while both stores hang',
  async () => {
    [web, worker] = await Promise.all([house.start('web'), house.start('worker')]);
    await until(async () => (await fetch(`${web.url}/readyz`)).ok);
    await house.mongo.hang();
    await house.redis.hang();
    await wait(500);
    const codes = await Promise.all([web.stop(), worker.stop(), bot.stop()]);
    expect(codes[0]).toBe(0);
    expect(codes).not.toContain(null); // nobody had to be killed
  },
  PATIENTLY,
);
