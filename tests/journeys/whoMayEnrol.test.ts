import mongoose from 'mongoose';
import supertest from 'supertest';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { buildCohort } from '../support/applications.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
useSmsBox();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';

async function post(agent: Agent, page: string, to: string, fields: object) {
  const { text } = await agent.get(page);
  const seen = { version: hiddenIn(text, 'version'), contentHash: hiddenIn(text, 'contentHash') };
  return agent
    .post(to)
    .type('form')
    .send({ _csrf: tokenIn(text), ...seen, ...fields });
}

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);

let serial = 0;
/** A firm of its own registers, begins an application and fills the form. @returns the page its check leads to. */
async function firmApplies(cohort: string, fields: Record<string, string | string[]>) {
  serial += 1;
  const number = String(serial).padStart(4, '0');
  const code = creditCode(`91450981MA5T1${number}`);
  const agent = supertest.agent(portal.url);
  const registered = await post(agent, '/enrol/register', '/enrol/register', {
    firmName: `北流市第${number}号厂`,
    creditCode: code,
    regionCode: '450981',
    sector: 'C',
    name: '陈经办',
    phone: `1370000${number}`,
  });
  expect([registered.status, registered.headers['location']]).toEqual([303, '/invitation']);
  const sent = await codeSentTo(`1370000${number}`, 'invitation');
  const taken = { phone: `1370000${number}`, code: sent, password: PASSWORD };
  expect((await post(agent, '/invitation', '/invitation', taken)).status).toBe(303);
  const started = await post(agent, '/applications/new', '/applications', { cohort });
  const form = started.headers['location'] as string;
  const draft = {
    name: `北流市第${number}号厂`,
    creditCode: code,
    regionCode: '450981',
    parkId: '',
    address: '西埌镇 8 号',
    industryCode: 'C21',
    employees: '30',
    revenueFen: '800',
    assetsFen: '500',
    responsibleName: '陈老板',
    responsiblePhone: '13700000000',
    motive: '想把用电管好',
    hasCommitted: '1',
    ...fields,
  };
  const saved = await post(agent, form, form, { ...draft, step: 'check' });
  const check = saved.headers['location'] as string;
  const path = check.replace(/\/check$/, '');
  return { agent, code, path, check, page: await agent.get(check) };
}
const send = ({ agent, check, path }: { agent: Agent; check: string; path: string }) =>
  post(agent, check, `${path}/submit`, {});

it('shows each firm its three answers before it sends, and lets the competent body decide', async () => {
  const { reference } = await buildCohort(world);
  const large = { employees: '3000', revenueFen: '200000', assetsFen: '150000' };
  const verdicts = (html: string) =>
    [...html.matchAll(/aria-label="(高危行业|安全管理基础薄弱|中小微企业)">[\s\S]*?tag--\w+">(\S+?)</g)].map(
      (m) => m[2],
    );

  const plant = await firmApplies(reference, {});
  expect(verdicts(plant.page.text)).toEqual(['不符合', '不符合', '符合']);
  const chemical = await firmApplies(reference, { ...large, industryCode: 'C26' });
  expect(verdicts(chemical.page.text)).toEqual(['符合', '不符合', '不符合']);
  const lopsided = await firmApplies(reference, { employees: '1200', revenueFen: '35000', assetsFen: '20000' });
  expect(verdicts(lopsided.page.text)).toEqual(['不符合', '不符合', '符合']);
  const weak = await firmApplies(reference, { ...large, weakIndicators: ['no-plan', 'no-training'] });
  expect(verdicts(weak.page.text)).toEqual(['不符合', '符合', '不符合']);
  const doubtful = await firmApplies(reference, { ...large, employees: '300', lastYearEmployees: '1500' });
  expect(verdicts(doubtful.page.text)).toEqual(['不符合', '不符合', '不符合']);
  expect(doubtful.page.text).toContain('从业人员填报 300 人，与上一年填报 1500 人相差很大');
  for (const firm of [plant, chemical, lopsided, weak]) expect((await send(firm)).status).toBe(303);

  // A large sound low-risk firm is told so, may send it all the same, and is refused with all that it needs to know.
  const sound = await firmApplies(reference, large);
  expect(verdicts(sound.page.text)).toEqual(['不符合', '不符合', '不符合']);
  expect(sound.page.text).toContain('仍然可以提交');
  expect((await send(sound)).headers['location']).toBe(sound.path);
  const regulator = await signedIn('regulator');
  const act = `${sound.path}/act/refuse`;
  const suggestion = (await regulator.get(act)).text;
  expect(suggestion).toContain('从业人员低于 1000 人，或者营业收入低于 40000 万元');
  const said = { reasonCode: 'not-eligible', reason: '三项条件都不符合', wouldChange: '从业人员低于 1000 人' };
  expect((await post(regulator, act, act, said)).status).toBe(303);
  const { text } = await sound.agent.get(sound.path);
  for (const words of ['为什么没有批准', '三项条件都不符合', '从业人员低于 1000 人', '1月23日 之前（含当天）']) {
    expect(text).toContain(words);
  }
  // All of them lie outside any park and stand before the county office, in the order they came.
  const list = (await regulator.get('/applications')).text;
  expect([...list.matchAll(/北流市第(\d{4})号厂/g)]).toHaveLength(4);
});

it('does not let one device overwrite what another has saved, and shows both', async () => {
  const { reference } = await buildCohort(world);
  const { agent, path } = await firmApplies(reference, {});
  const form = `${path}/form`;
  const old = hiddenIn((await agent.get(form)).text, 'version');
  const phone = await post(agent, form, form, { employees: '31', address: '西埌镇 8 号' });
  expect(phone.status).toBe(303);
  const late = await post(agent, form, form, { version: old, employees: '32', address: '西埌镇 8 号' });
  expect(late.status).toBe(409);
  expect(late.text).toMatch(/刚才保存的：31<br>您填的：32/);
  expect(late.text).toContain('name="employees" type="text" value="32"');
  // Having seen both, the person may insist.
  const insist = { version: hiddenIn(late.text, 'version'), employees: '32', address: '西埌镇 8 号' };
  expect((await post(agent, form, form, insist)).status).toBe(303);
  expect((await agent.get(form)).text).toContain('name="employees" type="text" value="32"');
});

it('catches a code that is wrong, of another firm, or there already however it is typed', async () => {
  const { reference } = await buildCohort(world);
  const first = await firmApplies(reference, {});
  expect((await send(first)).status).toBe(303);
  const wrong = await firmApplies(reference, { creditCode: '91450981MA5T1000XX' });
  expect([wrong.page.status, wrong.page.text.includes('校验位不对')]).toEqual([422, true]);
  const other = await firmApplies(reference, { creditCode: first.code });
  expect([other.page.status, other.page.text.includes('与本企业登记的统一社会信用代码不一致')]).toEqual([422, true]);
  const again = await post(supertest.agent(portal.url), '/enrol/register', '/enrol/register', {
    firmName: '北流市另一个厂',
    creditCode: ` ${first.code.slice(0, 6)} ${first.code.slice(6).toLowerCase()} `,
    regionCode: '450981',
    sector: 'C',
    name: '别人',
    phone: '13712345678',
  });
  expect([again.status, /id="creditCode-error">这家企业已在系统里/.test(again.text)]).toEqual([422, true]);
  expect(again.text).not.toContain('北流市第');
  // The same firm with a second draft, from before there was one.
  const row = await mongoose.connection.collection('applications').findOne({ creditCode: first.code });
  const twin = { ...row, _id: 'f'.repeat(24), reference: 'A2026-9999', status: 'draft', holdsCode: false, version: 0 };
  await mongoose.connection.collection('applications').insertOne(twin as never);
  const path = '/applications/A2026-9999';
  const twice = await send({ agent: first.agent, check: `${path}/check`, path });
  expect([twice.status, /id="creditCode-error">[^<]+已有一份申请/.test(twice.text)]).toEqual([422, true]);
});
