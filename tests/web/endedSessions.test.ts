import supertest from 'supertest';
import { writeToPerson } from '#domain/chat';
import { newId } from '#kernel/ids';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { everyRoute } from '../support/pageRoutes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

it.each([
  ['worker', 7 * 24],
  ['manager', 7 * 24],
  ['regulator', 12],
  ['administrator', 12],
] as const)('a sign-in of a %s lasts %s hours, whatever is done meanwhile', async (who, hours) => {
  const agent = await signedInAt(portal, world, who);
  for (let n = 0; n < 4; n++) {
    clock.advance({ minutes: (hours * 60) / 4 - 1 });
    expect((await agent.get('/me')).status).toBe(200);
  }
  clock.advance({ minutes: 4 });
  const { status, headers } = await agent.get('/me');
  expect([status, headers['location']]).toEqual([303, '/sign-in?next=%2Fme']);
});

/** Reads a chat stream of a browser until it ends. */
async function listen(agent: Agent): Promise<{ heard: () => string; ended: Promise<void> }> {
  const { hostname: domain } = new URL(portal.url);
  const cookie = agent.jar.getCookies({ domain, path: '/', secure: false, script: false }).toValueString();
  const answer = await fetch(`${portal.url}/chat/events`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  let heard = '';
  const ended = (async () => {
    for await (const chunk of answer.body ?? []) heard += Buffer.from(chunk).toString();
  })();
  return { heard: () => heard, ended };
}

it('a session that is ended elsewhere stops listening, and hears nothing that is said afterwards', async () => {
  const thief = await signedInAt(portal, world, 'worker');
  await thief.get('/chat');
  const { heard, ended } = await listen(thief);
  const own = await signedInAt(portal, world, 'worker');
  const _csrf = tokenIn((await own.get('/me')).text);
  expect((await own.post('/me/sessions').type('form').send({ _csrf })).status).toBe(303);
  const chatId = `person-${world.actors.worker.personId}`;
  await writeToPerson(clock.now(), { chatId, text: '只说给她听的话', onceKey: newId() });
  await ended;
  expect(heard()).not.toContain('只说给她听的话');
}, 30_000);

it('whoever must set up an authenticator does nothing else: no page, public or not, no stream, no queue', async () => {
  const strict = await startPortal(clock, { requireTotp: true });
  const agent = supertest.agent(strict.url);
  const sent = { _csrf: tokenIn((await agent.get('/sign-in')).text), phone: world.phones.administrator };
  await agent
    .post('/sign-in')
    .type('form')
    .send({ ...sent, password: PASSWORD });
  const paths = everyRoute().map(({ method, path }) => ({ method, path: path.replace(/:\w+/g, 'x') }));
  const open = ['/me/totp', '/sign-out'];
  const led = [];
  for (const { method, path } of [...paths, { method: 'get' as const, path: '/admin/queues' }]) {
    if (open.includes(path)) continue;
    const { status, headers } = await (method === 'get' ? agent.get(path) : agent.post(path));
    if (status !== 303 || headers['location'] !== '/me/totp') led.push(`${method} ${path}: ${status}`);
  }
  expect(led).toEqual([]);
  expect((await agent.get('/me/totp')).status).toBe(200);
  await strict.stop();
}, 60_000);
