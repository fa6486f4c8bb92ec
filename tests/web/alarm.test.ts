import mongoose from 'mongoose';
import supertest from 'supertest';
import { findFirm, findHazards } from '#domain/hazards';
import { type Agent, signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
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

const hazards = () => mongoose.connection.collection('hazards').find().sort({ _id: 1 }).toArray();
const keysIn = (html: string) =>
  Object.fromEntries(
    ['_csrf', 'once', '_here', '_by'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '',
    ]),
  );

/** Sends the form as it was drawn, with what somebody typed. */
async function report(agent: Agent, path: string, typed: Record<string, string>) {
  const form = await agent.get(path);
  const hidden = Object.fromEntries(
    [...form.text.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  return agent.post('/report').field({ ...hidden, ...keysIn(form.text), ...typed });
}

it('the words decide at a poster, whatever was ticked, and the page says what was done', async () => {
  const agent = supertest.agent(portal.url);
  const sent = await report(agent, `/l/${world.location.code}`, { text: '配电房着火了快来人', isUrgent: '0' });
  expect(sent.headers['location']).toBe('/report/done');
  expect(await hazards()).toMatchObject([{ isUrgent: true, enterpriseId: world.enterprise._id }]);
  const { text } = await agent.get('/report/done');
  expect(text).toMatch(/tel:120[\s\S]*tel:119/);
  expect(text).toContain(`已报给${world.enterprise.name}，正在通知`);
});

it('waits for no firm: the body of the place has it, what follows is added, and one tap takes it back', async () => {
  const agent = supertest.agent(portal.url);
  const typed = { text: '北流市这边有人触电了', enterpriseName: '不知道什么厂', placeText: '' };
  // A place too long to be one holds up no alarm either, and nothing of it is lost.
  const long = await report(supertest.agent(portal.url), '/report', { ...typed, placeText: '很'.repeat(150) });
  expect(long.headers['location']).toBe('/report/done');
  expect((await hazards())[0]?.['text']).toContain('很'.repeat(150));
  await mongoose.connection.collection('hazards').deleteMany({});
  expect((await report(agent, '/report', typed)).headers['location']).toBe('/report/done');
  expect(await hazards()).toMatchObject([{ enterpriseId: 'apart', bodyId: world.bodyId, placeText: '不知道什么厂' }]);
  const done = (await agent.get('/report/done')).text;
  expect(done).toContain('已报给北流市应急管理局');
  expect(done).toContain('还不知道是哪家企业');
  const form = (await agent.get('/report/done/add')).text;
  const more = { ...keysIn(form), enterpriseName: world.enterprise.name, placeText: '', text: '在三号线旁边' };
  expect((await agent.post('/report/done/add').field(more)).headers['location']).toBe('/report/done');
  expect(await hazards()).toMatchObject([
    { enterpriseId: world.enterprise._id, text: '北流市这边有人触电了；在三号线旁边' },
  ]);
  const again = (await agent.get('/report/done')).text;
  expect(again).toContain(`已报给${world.enterprise.name}`);
  const back = await agent.post('/report/done/take-back').type('form').send(keysIn(again));
  expect(back.status).toBe(303);
  expect(await hazards()).toMatchObject([{ status: 'not-valid' }]);
  const nobody = supertest.agent(portal.url);
  const keys = keysIn((await nobody.get('/report')).text);
  await nobody.post('/report/done/take-back').type('form').send(keys);
  expect((await nobody.get('/report/done/add')).headers['location']).toBe('/report');
});

it('which firm it is and what else there is to tell go in together or not at all, and a firm found meanwhile hinders nothing', async () => {
  const agent = supertest.agent(portal.url);
  await report(agent, '/report', { text: '北流市这边有人触电了', enterpriseName: '' });
  const form = (await agent.get('/report/done/add')).text;
  const long = { ...keysIn(form), enterpriseName: world.enterprise.name, placeText: '', text: '很'.repeat(9_999) };
  const refused = await agent.post('/report/done/add').field(long);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('很'.repeat(9_999));
  expect(refused.text).toContain('一共记 10000 字');
  expect(await hazards()).toMatchObject([{ enterpriseId: 'apart', text: '北流市这边有人触电了' }]);
  const [hazard] = await hazards();
  await findFirm(personContext(world.actors.regulator), {
    ...{ reference: String(hazard?.['reference']), enterpriseId: world.enterprise._id },
  });
  const again = { ...keysIn((await agent.get('/report/done/add')).text), enterpriseName: world.enterprise.name };
  expect((await agent.post('/report/done/add').field({ ...again, text: '在三号线', placeText: '' })).status).toBe(303);
  expect(await hazards()).toMatchObject([
    { enterpriseId: world.enterprise._id, text: '北流市这边有人触电了；在三号线' },
  ]);
  const done = (await agent.get('/report/done')).text;
  expect(done).not.toContain('还不知道是哪家企业');
});

it('an ordinary report still asks for its firm and place, and leads on to its progress by one press', async () => {
  const agent = supertest.agent(portal.url);
  const refused = await report(agent, '/report', { text: '灭火器过期了', enterpriseName: '大洋机械厂' });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('没有找到这家企业')]);
  await report(agent, `/l/${world.location.code}`, { text: '灭火器过期了' });
  const done = (await agent.get('/report/done')).text;
  const [, form = ''] = /<form method="post" action="\/track">([\s\S]*?)<\/form>/.exec(done) ?? [];
  const filled = Object.fromEntries([...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, n, v]) => [n, v]));
  const { text } = await agent.post('/track').type('form').send(filled);
  expect(text).toMatch(/H2026-\d+[\s\S]*灭火器过期了/);
});

it('「不知道」 is an answer to whose it is: the body of the place has it, and the page says so', async () => {
  const agent = supertest.agent(portal.url);
  const calm = { text: '路边电箱没有门', enterpriseName: '不知道', placeText: '北流市榕树路口' };
  expect((await report(agent, '/report', { ...calm, placeText: '' })).status).toBe(422);
  expect((await report(agent, '/report', calm)).headers['location']).toBe('/report/done');
  expect(await hazards()).toMatchObject([{ enterpriseId: 'apart', bodyId: world.bodyId, isUrgent: false }]);
  expect((await agent.get('/report/done')).text).toContain('是哪家企业还不知道，先交给北流市应急管理局查明');
});

it('the officer of the body finds out the firm on a page of its own', async () => {
  await report(supertest.agent(portal.url), '/report', { text: '北流市有个厂着火了', enterpriseName: '' });
  const [hazard] = await hazards();
  const page = `/hazards/${hazard?.['reference']}`;
  const agent = await signedInAt(portal, world, 'regulator');
  const shown = (await agent.get(page)).text;
  expect(shown).toContain('企业待查明');
  expect(shown).toContain(`${page}/act/find-firm`);
  expect(shown).not.toContain(`${page}/act/verify-valid`);
  const form = (await agent.get(`${page}/act/find-firm`)).text;
  const wrong = await agent.post(`${page}/act/find-firm`).field({ ...keysIn(form), enterpriseName: '没有这家' });
  expect(wrong.text).toContain('没有找到这家企业');
  const sent = await agent
    .post(`${page}/act/find-firm`)
    .field({ ...keysIn(form), enterpriseName: world.enterprise.name });
  expect(sent.headers['location']).toBe(page);
  expect((await agent.get(page)).text).toContain('查明了企业');
  expect((await findHazards(personContext(world.actors.officer), {})).rows).toHaveLength(1);
});

it('urgent ones stand first in every list, page by page, and no page has one twice', async () => {
  for (let n = 0; n < 4; n++) {
    await buildHazard(world, { text: `${n}号电箱着火了`, isUrgent: true });
    await buildHazard(world, { text: `${n}号通道堵了` });
  }
  for (const who of ['officer', 'regulator', 'parkOfficer', 'worker'] as const) {
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await findHazards(personContext(world.actors[who]), { limit: 3, ...(after ? { after } : {}) });
      seen.push(...page.rows.map(({ text }) => text));
      after = page.nextCursor;
      more = after !== undefined;
    }
    expect([who, seen]).toEqual([
      who,
      [...[3, 2, 1, 0].map((n) => `${n}号电箱着火了`), ...[3, 2, 1, 0].map((n) => `${n}号通道堵了`)],
    ]);
  }
  const agent = await signedInAt(portal, world, 'officer');
  for (const path of ['/hazards', '/to-dos', '/'])
    expect([path, /号(电箱着火了|通道堵了)/.exec((await agent.get(path)).text)?.[1]]).toEqual([path, '电箱着火了']);
});

it('by number and code, from any browser, it is added to and taken back by nobody known', async () => {
  const told = supertest.agent(portal.url);
  await report(told, `/l/${world.location.code}`, { text: '配电房着火了快来人' });
  const [hazard] = await hazards();
  const reference = String(hazard?.['reference']);
  const done = await told.get('/report/done');
  const queryCode = /查询码<\/p><p class="big-code">([^<]+)</.exec(done.text)?.[1] ?? '';

  const other = supertest.agent(portal.url);
  const track = async () => {
    const keys = keysIn((await other.get('/track')).text);
    return (
      await other
        .post('/track')
        .type('form')
        .send({ ...keys, reference, queryCode })
    ).text;
  };
  const drawn = await track();
  expect(drawn).toContain('按误报撤回');
  const wrong = { ...keysIn(drawn), reference, queryCode: 'AAAAAAAA', text: '火更大了' };
  expect((await other.post('/track/own/add').type('form').send(wrong)).status).toBe(422);
  const more = { ...keysIn(drawn), reference, queryCode, text: '火更大了', placeText: '北门' };
  expect((await other.post('/track/own/add').type('form').send(more)).status).toBe(303);
  expect((await hazards())[0]).toMatchObject({ text: '配电房着火了快来人；火更大了；北门', status: 'reported' });

  const back = { ...keysIn(await track()), reference, queryCode };
  expect((await other.post('/track/own/withdraw').type('form').send(back)).status).toBe(303);
  expect((await hazards())[0]).toMatchObject({ status: 'not-valid', notValidReason: '上报人说是误报' });
  const ended = await track();
  expect(ended).not.toContain('按误报撤回');
  const events = await mongoose.connection
    .collection('events')
    .find({ name: /added|taken-back/ })
    .toArray();
  expect(events.map(({ actor }) => actor)).toEqual([{ kind: 'visitor' }, { kind: 'visitor' }]);
});
