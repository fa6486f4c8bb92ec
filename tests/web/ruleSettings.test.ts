import mongoose from 'mongoose';
import { useSet } from '#kernel/rules';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(async () => {
  useSet([]);
  await portal.stop();
});

/** The regulator of the world's county becomes one of the 自治区. */
const raise = () =>
  mongoose.connection
    .collection<{ _id: string }>('accounts')
    .updateOne({ _id: world.actors.regulator.personId }, { $set: { 'grants.0.scope.regionCode': '45' } });

const typed = {
  ...{ acceptHours: '24', urgentAcceptHours: '2', verifyWorkingDays: '５', majorVerifyHours: '24' },
  ...{ planWorkingDays: '3', approveWorkingDays: '3', 'closureReview.days': '10', wordsHours: '8' },
  ...{ from: '2026年12月10日', article: '意见（九）', source: '桂应急〔2026〕1号', why: '三个工作日不够' },
};

it('goes from the form of an administrator to the page of rules, by the word of the 自治区', async () => {
  const office = await signedInAt(portal, world, 'administrator');
  const form = (await office.get('/rules/hazard-clock/new')).text;
  expect(form).toContain('核实几个工作日');
  const refused = await office
    .post('/rules/hazard-clock/new')
    .type('form')
    .send({ ...typed, source: '', acceptHours: '999', _csrf: tokenIn(form) });
  expect(refused.status).toBe(422);
  // Whatever refuses it, what was typed is there, and each sentence at its field.
  for (const words of [
    'value="999"',
    'value="５"',
    '三个工作日不够',
    '请写明文件的名称和文号',
    '请填写 5 到 120 之间的整数',
  ])
    expect(refused.text).toContain(words);
  const asked = await office
    .post('/rules/hazard-clock/new')
    .type('form')
    .send({ ...typed, _csrf: tokenIn(refused.text) });
  expect(asked.headers['location']).toBe('/rules/hazard-clock');
  const shown = (await office.get('/rules/hazard-clock')).text;
  expect(shown).toContain('核实 5 个工作日');
  expect(shown).toContain('撤回');
  expect(shown).not.toContain('>答复<');

  await raise();
  const region = await signedInAt(portal, world, 'regulator');
  expect((await region.get('/rules')).text).toContain('等您答复');
  const answer = /\/rule-settings\/\w+\/answer/.exec((await region.get('/rules/hazard-clock')).text)?.[0] ?? '';
  const page = (await region.get(answer)).text;
  expect(page).toContain('核实 3 个工作日');
  const done = await region
    .post(answer)
    .type('form')
    .send({ answer: 'agreed', _csrf: tokenIn(page) });
  expect(done.status).toBe(303);
  expect((await region.get('/rules/hazard-clock')).text).toContain('还没到日子');
  clock.set(new Date('2026-12-10T02:00:00Z'));
  const later = await signedInAt(portal, world, 'worker');
  const rules = (await later.get('/rules')).text;
  expect(rules).toContain('核实 5 个工作日');
  expect(rules).toContain('主管部门已定');
  expect(rules).not.toContain('提出改动');
  clock.set(createClock().now());
});

it('is no matter of a county, and not of a number that the law says', async () => {
  const county = await signedInAt(portal, world, 'regulator');
  const office = await signedInAt(portal, world, 'administrator');
  const statuses = await Promise.all([
    county.get('/rules/hazard-clock'),
    county.get('/rules/hazard-clock/new'),
    office.get('/rules/accident-clock/new'),
    office.get('/rules/accident-clock'),
  ]);
  expect(statuses.map(({ status }) => status)).toEqual([403, 403, 404, 200]);
  expect(statuses[3]?.text).toContain('这一条文件已有规定，不能在这里改');
});

it('asks for what is picked from lists with the numbers, keeps what was ticked when it is refused, and shows what it becomes', async () => {
  const office = await signedInAt(portal, world, 'administrator');
  const page = '/rules/emergency-plans/new';
  const form = (await office.get(page)).text;
  expect(form).toContain('哪几类要备案');
  const numbers = {
    fileWorkingDays: '20',
    answerWorkingDays: '5',
    evaluateMonths: '36',
    reviseDays: '90',
    mostMinutes: '1440',
  };
  const basis = {
    from: '2026年12月10日',
    article: '意见（十三）',
    source: '桂应急〔2026〕2号',
    why: '现场处置方案也要备案',
  };
  const send = (page: string, more: object) =>
    office
      .post('/rules/emergency-plans/new')
      .type('form')
      .send({ ...numbers, ...basis, ...more, _csrf: tokenIn(page) });
  const refused = await send(form, { source: '', filed: ['comprehensive', 'on-site'] });
  expect(refused.status).toBe(422);
  const ticked = [...refused.text.matchAll(/<input[^>]*name="filed"[^>]*>/g)]
    .map(([input]) => input)
    .filter((input) => input.includes('checked'));
  expect(ticked.map((input) => /value="([^"]+)"/.exec(input)?.[1])).toEqual(['comprehensive', 'on-site']);
  expect((await send(refused.text, {})).text).toContain('请至少选一项');
  expect((await send(refused.text, { filed: ['comprehensive', 'on-site'] })).headers['location']).toBe(
    '/rules/emergency-plans',
  );
  expect((await office.get('/rules/emergency-plans')).text).toContain('综合应急预案、现场处置方案，签署公布以后');
  const list = (await office.get('/rules/facility-types/new')).text;
  expect(list).toMatch(/公共管廊：哪些园区要有[\s\S]*<option value="setting" selected/);
});
