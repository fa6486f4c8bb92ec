import { beat, takeBotLease } from '#domain/chat';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
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

it('the duty phone of a firm is set from its page and stands there for its people', async () => {
  const officer = await signedInAt(portal, world, 'officer');
  const firm = `/firms/${world.enterprise._id}`;
  expect((await officer.get(firm)).text).toContain('href="/places/duty-phone"');
  const form = await officer.get('/places/duty-phone');
  const csrf = tokenIn(form.text);
  const refused = await officer.post('/places/duty-phone').type('form').send({ _csrf: csrf, dutyPhone: '打保安室' });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('请填写手机号，或带区号的座机号')]);
  const sent = await officer.post('/places/duty-phone').type('form').send({ _csrf: csrf, dutyPhone: '0774-2831119' });
  expect(sent.status).toBe(303);
  const worker = await signedInAt(portal, world, 'worker');
  const page = (await worker.get(firm)).text;
  expect(page).toContain('07742831119');
  expect(page).not.toContain('href="/places/duty-phone"');
});

it('the address of a firm is set beside its duty phone, kept when it is too long, and stands on its page', async () => {
  const officer = await signedInAt(portal, world, 'officer');
  expect((await officer.get('/places')).text).toContain('href="/places/address"');
  const csrf = tokenIn((await officer.get('/places/address')).text);
  const long = '北'.repeat(101);
  const refused = await officer.post('/places/address').type('form').send({ _csrf: csrf, address: long });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(long)]);
  const sent = await officer.post('/places/address').type('form').send({ _csrf: csrf, address: '北流市工业大道8号' });
  expect(sent.status).toBe(303);
  expect((await officer.get(`/firms/${world.enterprise._id}`)).text).toContain('北流市工业大道8号');
});

it('the page of the bot says what it costs that the sentence encoder is missing', async () => {
  const lease = await takeBotLease(clock.now(), 'a');
  if (!lease) throw new Error('nobody became the bot');
  const administrator = await signedInAt(portal, world, 'administrator');
  const shares = { withEncoder: 0.951, byLetters: 0.872 };
  await beat(clock.now(), lease, [], { hasEncoder: false, ...shares });
  const page = (await administrator.get('/admin/bot')).text;
  expect(page).toContain('没有语句编码器');
  expect(page).toContain('第一句话听懂 87.2%，装上是 95.1%');
  await beat(clock.now(), lease, [], { hasEncoder: true, ...shares });
  expect((await administrator.get('/admin/bot')).text).not.toContain('没有语句编码器');
});
