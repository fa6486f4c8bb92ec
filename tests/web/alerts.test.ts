import supertest from 'supertest';
import { handleAlert } from '#domain/alerts';
import { signatureOf } from '#domain/webhooks';
import { signedInAt } from '../support/agents.ts';
import { alertEvent, alertOf, buildAlerts, buildSource } from '../support/alerts.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { as } from '../support/plans.ts';
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
const tokenIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

it('takes signed bytes without a session, and leads from 待办 to what was done about it', async () => {
  const { reference, secret } = await buildSource(world);
  const body = JSON.stringify([alertEvent('1', { value: 26, unit: '%LEL', text: '浓度高' })]);
  const headers = { id: 'm1', timestamp: String(Math.floor(fixedNow.getTime() / 1_000)) };
  const send = (signature: string, sent = body) =>
    supertest(portal.url)
      .post(`/intake/alerts/${reference}`)
      .set('content-type', 'application/cloudevents-batch+json')
      .set('webhook-id', headers.id)
      .set('webhook-timestamp', headers.timestamp)
      .set('webhook-signature', signature)
      .send(sent);
  expect((await send('v1,bm8=')).status).toBe(401);
  expect((await send(signatureOf(secret, headers, '{'), '{')).status).toBe(400);
  const answer = await send(signatureOf(secret, headers, body));
  expect(answer.status).toBe(200);
  const alert = answer.body.answers[0].alert as string;
  const officer = await signedInAt(portal, world, 'officer');
  expect((await officer.get('/to-dos')).text).toContain('报警待确认：GT-101 可燃气体');
  const page = (await officer.get(`/alerts/${alert}`)).text;
  for (const shown of ['浓度高', '26 %LEL', '确认收到', '前确认', '隐患 H']) expect(page).toContain(shown);
  const post = (step: string, more: object) =>
    officer
      .post(`/alerts/${alert}/act/${step}`)
      .type('form')
      .send({ _csrf: tokenIn(page), ...more });
  expect((await post('acknowledge', {})).status).toBe(303);
  expect((await post('handle', { measures: '' })).text).toContain('请写明怎么处理的');
  expect((await post('handle', { measures: '停泵，紧固法兰' })).status).toBe(303);
  expect((await officer.get(`/alerts/${alert}`)).text).toContain('停泵，紧固法兰');
  expect((await officer.get('/to-dos')).text).not.toContain('报警待');
});

it('shows the key to its owner alone, for the hours of the rule, and what was refused', async () => {
  const { reference } = await buildSource(world);
  const own = (await (await signedInAt(portal, world, 'officer')).get(`/alert-sources/${reference}`)).text;
  expect(own).toContain('密钥：whsec_');
  expect(own).toContain('拒收 0 次');
  for (const who of ['parkOfficer', 'regulator'] as const) {
    const page = (await (await signedInAt(portal, world, who)).get(`/alert-sources/${reference}`)).text;
    expect(page).toContain('罐区主机');
    expect(page).not.toContain('whsec_');
  }
});

it('stands in the park’s book and on the firm’s page, and is taken away as a sheet', async () => {
  const { alerts } = await buildAlerts(world);
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const book = (await officer.get(`/park-books/${world.park._id}`)).text;
  expect(book).toContain('设备报警');
  expect(book).toContain(`/alerts/${alerts.open}`);
  expect(book).not.toContain(`/alerts/${alerts.closed}`);
  expect((await officer.get('/alerts?class=alarm')).text).toContain('水泵房水位');
  expect((await officer.get(`/firms/${world.enterprise._id}?tab=inspections`)).text).toContain('GT-1');
});

it('says on the page of a closed one nothing is to be done, and until when a device must be quiet', async () => {
  const source = await buildSource(world);
  const reference = await alertOf(source, alertEvent('1'));
  await handleAlert(as(world, 'officer'), { reference, measures: '停泵' });
  await alertOf(source, alertEvent('2', { state: 'cleared' }));
  const officer = await signedInAt(portal, world, 'officer');
  expect((await officer.get(`/alerts/${reference}`)).text).toContain('设备已恢复，10:10以后可以核实');
});
