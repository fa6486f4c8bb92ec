import mongoose from 'mongoose';
import supertest from 'supertest';
import { signatureOf } from '#domain/webhooks';
import { signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { buildGate, crossingEvent } from '../support/gates.ts';
import { buildPass } from '../support/passes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

it('takes signed bytes without a session, refuses others with 401 and keeps nothing of them', async () => {
  const { reference, secret } = await buildGate(world);
  const pass = await buildPass(world);
  const body = JSON.stringify([crossingEvent('1', { direction: 'in', pass: pass.reference })]);
  const headers = { id: 'm1', timestamp: String(Math.floor(fixedNow.getTime() / 1_000)) };
  const send = (signature: string, sent = body) =>
    supertest(portal.url)
      .post(`/intake/gates/${reference}`)
      .set('content-type', 'application/cloudevents-batch+json')
      .set('webhook-id', headers.id)
      .set('webhook-timestamp', headers.timestamp)
      .set('webhook-signature', signature)
      .send(sent);
  const good = signatureOf(secret, headers, body);
  expect((await send('v1,bm8=')).status).toBe(401);
  expect((await send(good, body.replace('"in"', '"out"'))).status).toBe(401);
  expect((await supertest(portal.url).post(`/intake/gates/${reference}`).send('x')).status).toBe(401);
  expect(await mongoose.connection.collection('gateCrossings').countDocuments()).toBe(0);
  // An old signature beside the new one, as while keys are changed.
  const answer = await send(`v1,bm8= ${good}`);
  expect([answer.status, answer.body]).toEqual([200, { answers: [{ key: '1', order: 'open' }] }]);
  expect((await send(signatureOf(secret, headers, '{'), '{')).status).toBe(400);

  const long = JSON.stringify([crossingEvent('2', { direction: 'in', plate: 'x'.repeat(300_000) })]);
  const tooLong = await send(signatureOf(secret, headers, long), long);
  expect([tooLong.status, tooLong.body]).toEqual([413, { error: 'refused' }]);

  const page = await (await signedInAt(portal, world, 'parkOfficer')).get('/inside');
  expect(page.text).toContain(pass.reference);
  expect((await (await signedInAt(portal, world, 'insurer')).get('/inside')).status).toBe(403);
});
