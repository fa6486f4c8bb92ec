import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, creditCode } from '../support/world.ts';

useStores();
let portal: Portal;
beforeEach(async () => {
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

it('sends not a byte before the session of the answer is kept: a browser follows a redirect at its first line', async () => {
  const agent = await signedInAt(portal, await buildWorld(), 'administrator');
  const _csrf = tokenIn((await agent.get('/organisations/insurers/new')).text);
  const { hostname: domain } = new URL(portal.url);
  const cookie = agent.jar.getCookies({ domain, path: '/', secure: false, script: false }).toValueString();
  const sessions = mongoose.connection.collection('sessions');
  const holder = await mongoose.startSession();
  holder.startTransaction();
  await sessions.updateOne({ 'session.personId': { $exists: true } }, { $set: { isHeld: true } }, { session: holder });

  const asked = request(`${portal.url}/organisations/insurers`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
  });
  const sent = {
    _csrf,
    name: '邕江人寿保险有限公司',
    creditCode: creditCode('91450981MA5K90002'),
    regionCode: '450981',
  };
  asked.end(new URLSearchParams(sent).toString());
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  const first = await Promise.race([answered.then(() => 'answered'), sleep(500, 'waits')]);
  await holder.abortTransaction();
  await holder.endSession();
  expect(first).toBe('waits');

  const [{ statusCode, headers }] = await answered;
  expect([statusCode, headers.location]).toEqual([303, '/organisations/insurers']);
  expect((await agent.get('/organisations/insurers')).text).toContain('已添加「邕江人寿保险有限公司」');
});

it('leaves a session ended that was ended while a request of it ran on', async () => {
  const agent = await signedInAt(portal, await buildWorld(), 'administrator');
  const _csrf = tokenIn((await agent.get('/organisations/insurers/new')).text);
  const { hostname: domain } = new URL(portal.url);
  const cookie = agent.jar.getCookies({ domain, path: '/', secure: false, script: false }).toValueString();
  const sessions = mongoose.connection.collection('sessions');
  const ender = await mongoose.startSession();
  ender.startTransaction();
  await sessions.deleteOne({ 'session.personId': { $exists: true } }, { session: ender });
  // It finds its session still there, and keeps what is said on the next page when it is not any more.
  const sent = {
    _csrf,
    name: '邕江人寿保险有限公司',
    creditCode: creditCode('91450981MA5K90002'),
    regionCode: '450981',
  };
  const asked = fetch(`${portal.url}/organisations/insurers`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams(sent),
  });
  const insurers = mongoose.connection.collection('insurers');
  const name = '邕江人寿保险有限公司';
  await until(async () => (await insurers.countDocuments({ name })) === 1);
  expect(await Promise.race([asked.then(() => 'answered'), sleep(300, 'waits')])).toBe('waits');
  await ender.commitTransaction();
  await ender.endSession();
  expect((await asked).status).toBe(303);
  expect(await sessions.countDocuments({ 'session.personId': { $exists: true } })).toBe(0);
  const { status, headers } = await agent.get('/organisations/insurers');
  expect([status, headers['location']]).toEqual([303, expect.stringMatching(/^\/sign-in/)]);
});

it('keeps the secret of an authenticator that is being set up sealed, in the session too', async () => {
  const agent = await signedInAt(portal, await buildWorld(), 'administrator');
  const { text } = await agent.get('/me/totp');
  const secret = (/(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}/.exec(text)?.[0] ?? '').replaceAll(' ', '');
  expect(secret).toHaveLength(32);
  const rows = await mongoose.connection.collection('sessions').find().toArray();
  expect(rows.some(({ session }) => /^s\d+\./.test(session.proposedTotp ?? ''))).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

it.each<[string, unknown]>([
  ['nothing at all', null],
  ['no cookie', { personId: 'x' }],
  ['a person who is none', { cookie: { originalMaxAge: 1 }, personId: { $gt: '' } }],
  ['words that are none', { cookie: { originalMaxAge: 1 }, flash: 7 }],
])('takes a session document with %s for nobody’s: they are asked to sign in', async (_what, damaged) => {
  const world = await buildWorld();
  const agent = await signedInAt(portal, world, 'administrator');
  expect((await agent.get('/organisations/insurers')).status).toBe(200);
  await mongoose.connection
    .collection('sessions')
    .updateMany({ 'session.personId': { $exists: true } }, { $set: { session: damaged } });
  const refused = await agent.get('/organisations/insurers');
  expect([refused.status, refused.headers['location']]).toEqual([303, expect.stringMatching(/^\/sign-in/)]);
  expect((await agent.get('/sign-in')).status).toBe(200);
});
