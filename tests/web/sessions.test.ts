import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
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
