import supertest from 'supertest';
import { breaches } from '#domain/breaches';
import { expansions, findExpansionsToStop, stopExpansion } from '#domain/expansions';
import { findOwingCase, openCaseOf } from '#domain/gates';
import { findProjectsToStop, projects, stopProject } from '#domain/projects';
import { signatureOf } from '#domain/webhooks';
import { boundTalk } from '../bots/support/talk.ts';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { typedExpansion } from '../support/expansions.ts';
import { buildGate, crossingEvent } from '../support/gates.ts';
import { buildGrade, makeParkChemical } from '../support/grades.ts';
import { buildParkAssessment } from '../support/parkAssessments.ts';
import { buildPass, typedPass } from '../support/passes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildEntryList, typedChemical } from '../support/projects.ts';
import { buildSecondPark } from '../support/secondPark.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
let other: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  other = await buildSecondPark(world);
  await makeParkChemical(world);
  await makeParkChemical(other);
  await buildGrade(world, 'published', 690);
  await buildGrade(other, 'published', 700);
  await buildEntryList(world);
  await buildEntryList(other);
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

/** What the clock does once a grade has changed. */
async function followGrades(): Promise<void> {
  const now = clock.now();
  for (const one of await findProjectsToStop(now, 100, [])) await stopProject(clockContext(now), one);
  for (const one of await findExpansionsToStop(now, 100, [])) await stopExpansion(clockContext(now), one);
}
const act = async (agent: Agent, page: string, action: string, fields: object = {}) =>
  (await press(agent, page, `${page}/act/${action}`, fields)).status;

/** Introduces a project that makes hazardous chemicals, and screens it. */
async function introduce(agent: Agent, of: World, name: string): Promise<string> {
  const { kind: _, ...typed } = typedChemical('new', { name, ownerCode: world.enterprise.creditCode });
  expect((await press(agent, '/projects/new/new', '/projects/new/new', typed)).status).toBe(303);
  const seen = personContext(of.actors.parkOfficer, { now: clock.now() });
  const [{ reference = '' } = {}] = (await projects.find(seen)).rows;
  expect(await act(agent, `/projects/${reference}`, 'screen')).toBe(303);
  return `/projects/${reference}`;
}

it('a B park’s project waits for a named approval, a C park does not grow, a lorry in the core zone makes a case, and a fallen grade stops what is not built (S20)', async () => {
  const parkB = await signedInAt(portal, world, 'parkOfficer');
  const parkC = await signedInAt(portal, other, 'parkOfficer');
  const regulator = await signedInAt(portal, world, 'regulator');

  // B: stopped at the gate of grades until somebody named lets it through.
  const stopped = await introduce(parkB, world, '双氧水扩能项目');
  expect((await parkB.get(stopped)).text).toMatch(/G3[\s\S]*园区是 B 级/);
  expect(await act(regulator, stopped, 'admit')).not.toBe(303);
  const exception = { gate: 'G3', approver: '赵副主席', file: '桂政办函〔2026〕31号', until: '2027-06-30' };
  const unnamed = { ...exception, approver: '', terms: '先建事故池' };
  expect(await act(regulator, stopped, 'except', unnamed)).toBe(422);
  expect(await act(regulator, stopped, 'except', { ...exception, terms: '先建事故池' })).toBe(303);
  const approved = (await regulator.get(stopped)).text;
  for (const word of ['赵副主席', '桂政办函〔2026〕31号', '先建事故池', '2027年6月30日'])
    expect(approved).toContain(word);

  // C: no more ground until it is D, and its own project goes on.
  const goesOn = await introduce(parkC, other, '环氧树脂项目');
  const sent = await press(parkC, '/expansions/new', '/expansions', typedExpansion);
  expect(sent.status).toBe(303);
  const asked = String(sent.headers['location']);
  expect((await parkC.get(asked)).text).toMatch(/不予受理[\s\S]*园区是C级（一般安全风险），按意见（十七）/);
  expect(await act(parkC, asked, 'apply-again')).toBe(409);
  clock.advance({ days: 1 });
  await buildGrade(other, 'published', 850, clock.now());
  const onD = await signedInAt(portal, other, 'parkOfficer');
  expect(await act(onD, asked, 'apply-again')).toBe(303);
  expect((await onD.get(asked)).text).toContain('等自治区决定');

  // A lorry drives into the core zone without a pass: the barrier stays shut, and it is a case with a reason to its end.
  const { reference, secret } = await buildGate(world, { name: '罐区门', zone: 'core', border: 'no' });
  const body = JSON.stringify([crossingEvent('1', { direction: 'in', plate: '桂A66666', passed: true }, clock.now())]);
  const signed = { id: 'm1', timestamp: String(Math.floor(clock.now().getTime() / 1_000)) };
  const told = await supertest(portal.url)
    .post(`/intake/gates/${reference}`)
    .set('content-type', 'application/cloudevents-batch+json')
    .set('webhook-id', signed.id)
    .set('webhook-timestamp', signed.timestamp)
    .set('webhook-signature', signatureOf(secret, signed, body))
    .send(body);
  expect([told.status, told.body]).toEqual([200, { answers: [{ key: '1', order: 'stop', breach: 'no-pass' }] }]);
  for (const one of await findOwingCase(clock.now(), 10, [])) await openCaseOf(clockContext(clock.now()), one);
  const guard = await signedInAt(portal, world, 'parkOfficer');
  const seen = personContext(world.actors.parkOfficer, { now: clock.now() });
  const [breach] = (await breaches.find(seen)).rows;
  const breachPage = `/breaches/${breach?.reference}`;
  expect((await guard.get(breachPage)).text).toContain('桂A66666');
  expect(await act(guard, breachPage, 'close', { outcome: '' })).toBe(422);
  expect(await act(guard, breachPage, 'close', { outcome: '司机走错门，已劝返并通报运输单位' })).toBe(303);
  expect((await guard.get(breachPage)).text).toContain('已劝返并通报运输单位');

  // An officer of another park sees neither passes nor whoever is inside, on pages and in the chat.
  const pass = await buildPass(world, 'issued', typedPass('contractor', { plate: '桂A55555' }));
  expect((await onD.get(`/passes/${pass.reference}`)).status).toBe(404);
  expect((await onD.get('/passes')).text).not.toContain(pass.reference);
  const talk = await boundTalk('other', { personId: other.actors.parkOfficer.personId }, clock);
  const answer = await talk.ask('车牌 桂A55555');
  expect(answer.params).not.toHaveProperty('pass');
  expect((await talk.ask('谁在园里')).params).toMatchObject({ count: 0 });
  const own = await boundTalk('own', { personId: world.actors.parkOfficer.personId }, clock);
  expect((await own.ask('车牌 桂A55555')).params).toMatchObject({ pass: { reference: pass.reference } });
  expect((await own.ask('谁在园里')).params).toMatchObject({ count: 1 });

  // D falls to B at night: what is not built stops for a decision, and so does what was asked and not decided.
  clock.advance({ days: 1 });
  await buildGrade(other, 'published', 650, clock.now());
  await followGrades();
  const morning = await signedInAt(portal, other, 'parkOfficer');
  expect((await morning.get(goesOn)).text).toMatch(/G3[\s\S]*园区是 B 级/);
  expect(await projects.peek(goesOn.split('/').at(-1) ?? '')).toMatchObject({ status: 'paused', stoppedAt: 'G3' });
  expect(await expansions.peek(asked.split('/').at(-1) ?? '')).toMatchObject({ status: 'stopped', grade: 'B' });
  expect((await morning.get(asked)).text).toContain('等级掉了，停下');

  // A chemical park is assessed every three years.
  const assessed = await buildParkAssessment(other, 'tracking', clock.now());
  expect((await morning.get(`/park-assessments/${assessed.reference}`)).text).toContain('2029年11月26日以前');
});
