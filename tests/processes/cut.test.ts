import { setTimeout as wait } from 'node:timers/promises';
import { connectRedis } from '#platform/redis';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, holdCaseNumbers } from './support/rows.ts';
import { Visitor } from './support/visitor.ts';

let house: House;
let world: World;
let web: Part;
let officer: Visitor;
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  web = await house.start('web');
  officer = new Visitor(web.url);
  await officer.signIn(world.phones.officer, PASSWORD);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);
afterEach(async () => {
  await house.mongo.restore();
  await house.redis.restore();
  await until(() => isReady(), 20_000);
});

const statusOf = async (path: string): Promise<number> => (await fetch(`${web.url}${path}`)).status;
const isReady = async (): Promise<boolean> => (await statusOf('/readyz')) === 200;
/** How often a page waits for a busy machine: to be taken, when its patience ends, to be drawn, to be read here. */
const TURNS = 4;
/** What is the machine's part of an answer, by how long one that asks nobody takes meanwhile; the rest is ours. */
async function lagDuring(work: Promise<unknown>): Promise<number> {
  let worst = 0;
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const began = performance.now();
    await statusOf('/healthz');
    worst = Math.max(worst, performance.now() - began);
    await wait(50);
  }
  await over;
  return TURNS * worst;
}

/** What somebody sees who opens pages while a store is away. */
async function expectApology(visitor: Visitor, path: string): Promise<void> {
  const asking = visitor.get(path);
  const slowness = await lagDuring(asking);
  const answer = await asking;
  expect({ path, status: answer.status }).toEqual({ path, status: 503 });
  expect(answer.ms - slowness).toBeLessThan(3_000);
  expect(answer.html).toMatch(/<link rel="stylesheet"[\s\S]*暂时连不上[\s\S]*报修时请说这个编号：<strong>[0-9A-F]{8}</);
}

const ways = [
  ['killed', (store: 'mongo' | 'redis') => house[store].cut()],
  ['hanging', (store: 'mongo' | 'redis') => house[store].hang()],
] as const;

describe.each(ways)('mongod %s', (_how, cut) => {
  it(
    'every page says within three seconds that it must wait, with a number, and all comes back by itself',
    async () => {
      await cut('mongo');
      // Those who are signed in, those who are not, and those who come while the first still wait.
      await Promise.all([
        expectApology(officer, '/hazards'),
        expectApology(officer, '/'),
        expectApology(new Visitor(web.url), '/report'),
        wait(1_500).then(() => expectApology(officer, '/inbox')),
      ]);
      await expectApology(officer, '/hazards');
      expect(await statusOf('/healthz')).toBe(200);
      expect(await statusOf('/readyz')).toBe(503);
      await house.mongo.restore();
      await until(() => isReady(), 20_000);
      expect((await officer.get('/hazards')).status).toBe(200);
    },
    PATIENTLY,
  );
});

describe.each(ways)('redis %s', (_how, cut) => {
  it('keeps nobody from working: pages, forms and the chat answer, limits count in memory', async () => {
    const worker = new Visitor(web.url);
    await worker.signIn(world.phones.worker, PASSWORD);
    await cut('redis');
    const reports = await count('hazards');
    expect((await officer.get('/hazards')).status).toBe(200);
    const once = `once-${_how}-0123456789`;
    const report = { once, text: `护栏松动 ${_how}`, locationId: world.location._id, isNotDuplicate: '1' };
    expect((await worker.post('/report', report)).status).toBe(303);
    await worker.open('/chat');
    const sent: number[] = [];
    for (let n = 0; n < 4; n++)
      sent.push((await worker.post('/chat/messages', { text: '帮助', once: `${once}-${n}` })).status);
    expect(sent).toEqual([303, 303, 303, 303]);
    expect(await count('hazards')).toBe(reports + 1);
    // Limited still: eleven tries of a password from one address.
    const guesser = new Visitor(web.url);
    await guesser.open('/sign-in');
    const guesses: number[] = [];
    for (let n = 0; n < 11; n++) {
      guesses.push((await guesser.post('/sign-in', { phone: '13899990000', password: 'wrong-password-1' })).status);
    }
    expect([guesses[0], guesses.at(-1)]).toEqual([422, 429]);
    const readiness = async () => (await (await fetch(`${web.url}/readyz`)).json()) as { status: string };
    // A balancer that took every process away would do what the missing Redis does not.
    expect([await statusOf('/readyz'), (await readiness()).status]).toEqual([200, 'degraded']);
    await house.redis.restore();
    await until(async () => (await readiness()).status === 'ready', 20_000);
    // It answers, and takes nothing: too few copies of it are alive.
    const redis = connectRedis(house.redis.url);
    await redis.config('SET', 'min-replicas-to-write', '1');
    expect(await readiness()).toEqual({ status: 'degraded', mongo: true, redis: false, proxy: true });
    await redis.config('SET', 'min-replicas-to-write', '0');
    redis.disconnect();
    expect((await readiness()).status).toBe('ready');
  });
});

describe('a form on its way while mongod hangs', () => {
  it('is answered within three seconds, offered again as it was, and takes effect once', async () => {
    const worker = new Visitor(web.url);
    await worker.signIn(world.phones.worker2, PASSWORD);
    await worker.open('/report');
    const before = await count('hazards');
    const letGo = await holdCaseNumbers();
    const fields = { once: 'once-hang-0123456789', text: '叉车没有倒车声', locationId: world.location._id };
    const sending = worker.post('/report', { ...fields, isNotDuplicate: '1' });
    await wait(700); // it stands at the counter now
    await house.mongo.hang();
    const slowness = await lagDuring(sending);
    const answer = await sending;
    expect([answer.status, answer.ms - slowness < 3_000]).toEqual([503, true]);
    expect(answer.html).toContain('<form method="post" action="/report">');
    expect(answer.html).toContain('<input type="hidden" name="text" value="叉车没有倒车声">');
    expect(answer.html).toContain('<input type="hidden" name="once" value="once-hang-0123456789">');
    await house.mongo.restore();
    await letGo();
    // The first try may still be at it; pressed again, and again.
    const again = async () => (await worker.post('/report', { ...fields, isNotDuplicate: '1' })).status;
    await until(async () => (await again()) === 303, 20_000);
    expect(await again()).toBe(303);
    await wait(500);
    expect(await count('hazards')).toBe(before + 1);
  });

  it('is offered again also when nobody had read it yet, and with photos the browser is told to send it again', async () => {
    const worker = new Visitor(web.url);
    await worker.signIn(world.phones.worker, PASSWORD);
    await worker.open('/report');
    await house.mongo.hang();
    const fields = { once: 'once-unread-0123456789', text: '爬梯少一级', locationId: world.location._id };
    const [words, photos] = await Promise.all([
      worker.post('/report', fields, 'multipart'),
      worker.post('/report', { ...fields, photos: new File(['x'.repeat(5_000)], 'photo.jpg') }, 'multipart'),
    ]);
    expect([words.status, photos.status]).toEqual([503, 503]);
    expect(words.html).toContain('<input type="hidden" name="text" value="爬梯少一级">');
    expect(photos.html).not.toContain('爬梯少一级');
    expect(photos.html).toContain('浏览器会把您填的内容和照片再发一次');
  });

  it('also from somebody who is not signed in, whose name lives in the browser', async () => {
    const visitor = new Visitor(web.url);
    await visitor.open('/l/BWPLACE3');
    const before = await count('hazards');
    const fields = {
      once: 'once-visitor-0123456789',
      placeCode: 'BWPLACE3',
      text: '消防栓没有水',
      isNotDuplicate: '1',
    };
    // Whether it had reached the store when it fell silent nobody can know: sent again, it is one case either way.
    const sending = visitor.post('/report', fields);
    await house.mongo.hang();
    const { status, html } = await sending;
    expect([303, 503]).toContain(status);
    if (status === 503) expect(html).toContain('<input type="hidden" name="text" value="消防栓没有水">');
    await house.mongo.restore();
    await until(isReady, 20_000);
    expect((await visitor.post('/report', fields)).status).toBe(303);
    expect(await count('hazards')).toBe(before + 1);
  });
});
