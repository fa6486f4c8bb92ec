import { setTimeout as wait } from 'node:timers/promises';
import { openLine, type StoredLine } from '#domain/chat';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, rows } from './support/rows.ts';
import { type Answer, Visitor } from './support/visitor.ts';

let house: House;
let world: World;
let web: Part;
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  [web] = await Promise.all([house.start('web'), house.start('worker'), house.start('bot')]);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

const REPORTERS: WorldActor[] = ['worker', 'worker2', 'otherWorker'];
const TALKERS: WorldActor[] = ['officer', 'manager', 'otherOfficer'];
const EACH = 7;

/** What the portal did not expect. */
const faultsIn = (part: Part): string =>
  part
    .log()
    .split('\n')
    .filter((line) => line.includes('unknown error'))
    .join('\n');

async function enter(who: WorldActor): Promise<Visitor> {
  const visitor = new Visitor(web.url);
  await visitor.signIn(world.phones[who], PASSWORD);
  return visitor;
}

it(
  'mongod and Redis restarted while people work: nothing is lost, nothing is doubled',
  async () => {
    let isBusy = true;
    const seen: Answer[] = [];
    const all = [...REPORTERS, ...TALKERS, 'regulator'] as const;
    const visitors = new Map(await Promise.all(all.map(async (who) => [who, await enter(who)] as const)));
    const visitorOf = (who: WorldActor): Visitor => visitors.get(who) as Visitor;
    const reporting = REPORTERS.map(async (who) => {
      const visitor = visitorOf(who);
      await visitor.open('/report');
      const place = who === 'otherWorker' ? world.otherLocation : world.location;
      for (let n = 0; n < EACH; n++) {
        const text = `第${n + 1}件，${who} 看到的`;
        await visitor.sendUntilTaken('/report', { text, locationId: place._id, isNotDuplicate: '1' });
        await wait(Math.random() * 700);
      }
    });
    const talking = TALKERS.map(async (who) => {
      const visitor = visitorOf(who);
      await visitor.open('/chat');
      for (let n = 0; n < EACH; n++) {
        await visitor.sendUntilTaken('/chat/messages', { text: n % 2 === 0 ? '我是谁' : '帮助' });
        await wait(Math.random() * 700);
      }
    });
    const looking = (['officer', 'regulator'] as const).map(async (who) => {
      while (isBusy) {
        seen.push(await visitorOf(who).get('/hazards'));
        await wait(150);
      }
    });
    const breaking = (async () => {
      for (const store of [house.mongo, house.redis, house.mongo]) {
        await wait(1_200 + Math.random() * 800);
        await store.cut();
        await wait(500);
        await store.restore();
      }
    })();
    await Promise.all([...reporting, ...talking, breaking]).catch((error: Error) => {
      throw new Error(`${error.message}\n${faultsIn(web)}`);
    });
    isBusy = false;
    await Promise.all(looking);

    // Everything was taken once.
    const texts = (await rows('hazards')).map((row) => row['text']);
    expect([texts.length, new Set(texts).size]).toEqual([REPORTERS.length * EACH, REPORTERS.length * EACH]);
    expect(await count('events', { name: 'hazards.reported' })).toBe(texts.length);
    expect(await count('chat_messages', { from: 'person' })).toBe(TALKERS.length * EACH);
    // And everything follows from it once: answers in the chat, messages to the firm's officer.
    const isQuiet = async () => {
      const unfinished = await count('inbox', { status: { $ne: 'done' } });
      const unsent = await count('outbox', { sort: 'reply', status: { $ne: 'sent' } });
      return unfinished + unsent + (await count('events', { isNoticed: false })) === 0;
    };
    await until(async () => (await count('inbox')) === TALKERS.length * EACH && (await isQuiet()), 60_000);
    const said = (await rows('chat_messages', { from: 'bot' })).map((row) => openLine(row as unknown as StoredLine));
    expect(said.filter(({ text }) => !text?.includes('新隐患'))).toHaveLength(TALKERS.length * EACH);
    for (const [who, reports] of [
      ['officer', 2 * EACH],
      ['otherOfficer', EACH],
    ] as const) {
      const told = await count('outbox', { personId: world.actors[who].personId, template: 'hazard-reported' });
      expect([who, told]).toEqual([who, reports]);
    }
    expect(faultsIn(web)).toBe('');
    // Nobody saw anything but a page or an apology.
    expect([...new Set(seen.map((answer) => answer.status))].filter((status) => ![200, 503].includes(status))).toEqual(
      [],
    );
    expect(seen.filter((answer) => answer.status === 200).length).toBeGreaterThan(5);
  },
  PATIENTLY,
);
