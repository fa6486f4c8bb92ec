import supertest from 'supertest';
import { planItems } from '#domain/plans';
import { returnAssessment } from '#domain/stages';
import { createLogger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { LiveLines } from '../../src/web/chat/liveLines.ts';
import { type Guards, mountRoutes, type Route } from '../../src/web/router.ts';
import { allRoutes } from '../../src/web/routes.ts';
import type { Site } from '../../src/web/site.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildFiling } from '../support/filings.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildItem } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildAdvised, buildRound } from '../support/stages.ts';
import { testRedisUrl, useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const tokenOf = async (agent: Agent, path = '/me'): Promise<string> => tokenIn((await agent.get(path)).text);

function everyRoute(): readonly Route[] {
  const redis = connectRedis(testRedisUrl());
  redis.disconnect();
  const site: Site = {
    isDemo: false,
    requireTotp: false,
    publicUrl: portal.url,
    sessionSecret: '',
    metricsToken: '',
    trustProxy: 0,
    redis,
    now: clock.now,
    logger: createLogger('web', 'silent'),
    live: new LiveLines(redis),
  };
  return allRoutes(site);
}

it('leads bookmarks of pages that went elsewhere to where they are', async () => {
  const { reference } = await buildFiling(world, 'returned');
  const officer = await signedIn('officer');
  const answer = await officer.get(`/filings/${reference}/refile`);
  expect([answer.status, answer.headers['location']]).toEqual([301, `/filings/${reference}/act/refile`]);
  expect((await officer.get(String(answer.headers['location']))).status).toBe(200);
});

it('tells whoever answers a round that went back where it is, and leads on from its page', async () => {
  const { reference } = await buildAdvised(world);
  await buildRound(world, reference, 'baseline', { isConfirmed: false });
  const page = `/enrolments/${reference}/assessments/baseline`;
  const manager = await signedIn('manager');
  const shown = await manager.get(page);
  await returnAssessment(personContext(world.actors.manager), { reference, round: 'baseline', reason: '工伤数不对' });
  const contentHash = /name="contentHash" value="(\w+)"/.exec(shown.text)?.[1] ?? '';
  const late = await manager
    .post(`${page}/confirm`)
    .type('form')
    .send({ _csrf: tokenIn(shown.text), contentHash });
  expect([late.status, late.text.includes('辅导员填写中')]).toEqual([409, true]);
  expect((await manager.get(`${page}/return`)).status).toBe(409);
  const again = await manager.get(page);
  expect([again.status, again.headers['location']]).toEqual([303, `/enrolments/${reference}`]);
  expect((await manager.get(String(again.headers['location']))).text).toContain('退回给辅导员修改了');
});

describe('who may come in', () => {
  it('is said by every route, with a reason where everybody may', () => {
    const routes = everyRoute();
    expect(routes.length).toBeGreaterThan(40);
    expect(routes.filter((route) => route.access === undefined)).toEqual([]);
    expect(routes.filter((route) => route.access === 'public' && !route.why).map((route) => route.path)).toEqual([]);
  });

  it('must be said, or the portal does not start', () => {
    const guards = {} as Guards;
    const open = { method: 'get', path: '/x', run: () => {} } as unknown as Route;
    expect(() => mountRoutes([open], guards)).toThrow('does not say who may come');
    expect(() => mountRoutes([{ ...open, access: 'public' }], guards)).toThrow('without a reason');
  });

  it('turns visitors away from everything that is not public', async () => {
    for (const { method, path, access } of everyRoute()) {
      if (method !== 'get' || access === 'public') continue;
      const answer = await supertest(portal.url).get(path.replace(/:\w+/g, 'x'));
      expect({ path, status: answer.status, to: answer.headers['location']?.slice(0, 8) }).toEqual({
        path,
        status: 303,
        to: '/sign-in',
      });
    }
  });

  it('keeps a case from a worker of another firm and from the insurer as if it did not exist', async () => {
    const { reference } = await buildHazard(world);
    for (const who of ['otherWorker', 'otherOfficer', 'otherRegulator', 'insurer', 'administrator'] as const) {
      const agent = await signedIn(who);
      expect({ who, status: (await agent.get(`/hazards/${reference}`)).status }).toEqual({ who, status: 404 });
    }
    expect((await (await signedIn('officer')).get(`/hazards/${reference}`)).status).toBe(200);
  });

  it('shows the queues to administrators alone', async () => {
    expect((await (await signedIn('officer')).get('/admin/queues')).status).toBe(403);
    expect((await (await signedIn('administrator')).get('/admin/queues')).status).toBe(200);
    expect((await supertest(portal.url).get('/demo')).status).toBe(404);
  });
});

describe('forms', () => {
  it('are refused without the token of this session', async () => {
    const agent = await signedIn('officer');
    const { reference } = await buildHazard(world);
    const act = () => agent.post(`/hazards/${reference}/act/accept`).type('form');
    expect((await act().send({})).status).toBe(403);
    expect((await act().send({ _csrf: await tokenOf(await signedIn('manager')) })).status).toBe(403);
    expect((await act().send({ _csrf: await tokenOf(agent) })).status).toBe(303);
  });

  it('come back with what was typed and a sentence at the field', async () => {
    const agent = await signedIn('worker');
    const answer = await agent
      .post('/report')
      .field('_csrf', await tokenOf(agent, '/report'))
      .field('text', '')
      .field('placeText', '二车间 <北门>')
      .attach('photos', Buffer.from('<script>alert(1)</script>'), 'photo.png');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('二车间 &lt;北门&gt;');
    expect(answer.text).toMatch(/id="photos-error">[^<]+照片/);
  });

  it('do nothing with half of what was sent: a document nobody can open brings them back', async () => {
    const { reference } = await buildItem(world, 'doing');
    const agent = await signedIn('worker2');
    const path = `/items/${reference}/act/complete-item`;
    const token = await tokenOf(agent, path);
    const press = () => agent.post(path).field('_csrf', token).field('note', '已经装好护栏');
    const refused = await press().attach('photos', Buffer.from('MZ'), 'setup.exe');
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/id="photos-error">[^<]+/);
    expect(refused.text).toContain('已经装好护栏');
    expect((await planItems.peek(reference))?.status).toBe('doing');
    expect((await press()).status).toBe(303);
  });

  it('pressed twice are one act', async () => {
    const agent = await signedIn('worker');
    const token = await tokenOf(agent, '/report');
    const press = () =>
      agent
        .post('/report')
        .field('_csrf', token)
        .field('once', 'once-0123456789')
        .field('text', '护栏松动')
        .field('locationId', world.location._id);
    const both = [await press(), await press()];
    expect(both.map((one) => one.status)).toEqual([303, 303]);
    const { text } = await agent.get('/my-reports');
    expect(text.match(/H2026-\d{4}/g)).toHaveLength(2); // once in the address, once in words
  });

  it('say that somebody was faster, and show how it stands', async () => {
    const agent = await signedIn('officer');
    const { reference } = await buildHazard(world, { status: 'accepted' });
    const answer = await agent
      .post(`/hazards/${reference}/act/accept`)
      .type('form')
      .send({ _csrf: await tokenOf(agent) });
    expect([answer.status, answer.text.includes('现在是「核实中」')]).toEqual([409, true]);
  });
});

describe('sessions', () => {
  it('get a new key at sign-in and end at once when revoked', async () => {
    const agent = supertest.agent(portal.url);
    const before = (await agent.get('/sign-in')).headers['set-cookie'];
    const first = await signedIn('officer');
    const second = await signedIn('officer');
    expect(before).toBeDefined();
    const page = await first.get('/me');
    expect(page.text.match(/name="sessionKey"/g)?.length).toBe(2);
    await first
      .post('/me/sessions')
      .type('form')
      .send({ _csrf: tokenIn(page.text) });
    expect((await second.get('/me')).status).toBe(303);
    expect((await first.get('/me')).status).toBe(200);
  });

  it('do nothing but set up the authenticator where one is required', async () => {
    const strict = await startPortal(clock, { requireTotp: true });
    const agent = supertest.agent(strict.url);
    const { text } = await agent.get('/sign-in');
    const answer = await agent
      .post('/sign-in')
      .type('form')
      .send({ _csrf: tokenIn(text), phone: world.phones.regulator, password: PASSWORD });
    expect(answer.headers['location']).toBe('/me/totp');
    expect((await agent.get('/hazards')).headers['location']).toBe('/me/totp');
    expect((await agent.get('/me/totp')).status).toBe(200);
    await strict.stop();
  });
});

it('answers with a content policy of its own nonce, and tells nobody what it runs on', async () => {
  const { headers, text } = await supertest(portal.url).get('/chat');
  expect(String(headers['content-security-policy'])).toContain("font-src 'self'");
  expect(headers['permissions-policy']).toMatch(/geolocation=\(self\).*camera=\(\)/);
  const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1];
  expect(text).toContain(`nonce="${nonce?.replace(/=/g, '&#x3D;')}"`);
  expect(headers['x-powered-by']).toBeUndefined();
  expect((await supertest(portal.url).get('/readyz')).body).toMatchObject({ status: 'ready' });
  // How it is inside it tells to the machine itself, and not to whoever comes through a proxy.
  expect((await supertest(portal.url).get('/readyz').set('x-forwarded-for', '1.2.3.4')).body).not.toHaveProperty(
    'mongo',
  );
  expect((await supertest(portal.url).get('/metrics').set('x-forwarded-for', '1.2.3.4')).status).toBe(404);
});

it.each([
  ['a proxy nobody was told of', 0, '203.0.113.9', 'degraded'],
  ['fewer proxies than are believed', 2, '203.0.113.9', 'degraded'],
  ['as many as are believed', 1, '203.0.113.9', 'ready'],
  ['what somebody wrote in front of the one believed', 1, '10.0.0.1, 203.0.113.9', 'ready'],
])('compares TRUST_PROXY with what arrives: %s', async (_what, trustProxy, forwarded, status) => {
  const behind = await startPortal(createClock(), { trustProxy });
  expect((await supertest(behind.url).get('/sign-in').set('x-forwarded-for', forwarded)).status).toBe(200);
  const { body, status: code } = await supertest(behind.url).get('/readyz');
  expect([code, body.status, body.proxy]).toEqual([200, status, status === 'ready']);
  await behind.stop();
});

it('draws a list with nothing in it, and nothing to add', async () => {
  const { status, text } = await (await signedInAt(portal, world, 'regulator')).get('/visits');
  expect([status, text]).toEqual([200, expect.stringContaining('class="empty"')]);
});
