import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import mongoose from 'mongoose';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { addFinding } from '#domain/drills';
import { facilities } from '#domain/facilities';
import { filings } from '#domain/filings';
import { checkJournal, keepAnchors } from '#domain/journal';
import { deliverNext, findInbox, portalCarrier, reactToEvents } from '#domain/notices';
import { parkAssessments } from '#domain/parkAssessments';
import { addDays, localDate } from '#kernel/dates';
import { useAnchorLog } from '#platform/anchorLog';
import { typedAccident } from '../support/accidents.ts';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { buildDrill, typedFinding } from '../support/drills.ts';
import { buildEmergencyPlan } from '../support/emergencyPlans.ts';
import { signedInBy, takeEvidence, verifyEvidence } from '../support/evidence.ts';
import { buildFacility } from '../support/facilities.ts';
import { buildFiling, typedFiling } from '../support/filings.ts';
import { buildGate, crossingEvent, send } from '../support/gates.ts';
import { buildPass } from '../support/passes.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildBureau } from '../support/protection.ts';
import { buildRescueTeam } from '../support/rescueTeams.ts';
import { buildStock } from '../support/stock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(async () => {
  useAnchorLog({});
  await portal.stop();
});

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const act = async (agent: Agent, page: string, action: string, fields: object = {}) =>
  (await press(agent, page, `${page}/act/${action}`, fields)).status;
/** Lets the clock remind, and everything that was said arrive. */
async function remind(): Promise<void> {
  for (const deadline of await findDueDeadlines(clock.now(), 100))
    await advanceDeadline(clockContext(clock.now()), deadline);
  while ((await reactToEvents(clock.now())) > 0);
  while (await deliverNext(clock.now, portalCarrier));
}
const heard = async (who: WorldActor) => (await findInbox(as(who))).rows.map(({ text }) => text);

it('a death opens the steps of the plan, asks who has heard, keeps what the firm has and lets rescue go on, shows the hydrant a drill found dry, and has the park assessed anew (S12)', async () => {
  // What there was before: plans, a team, stock, a gate with somebody inside, and a drill whose evaluation found a dry hydrant.
  await buildEmergencyPlan(world);
  await buildEmergencyPlan(world, 'filed', { whose: 'parkOfficer', steps: '封东门，通知相邻企业｜值班主任｜10' });
  await buildRescueTeam(world);
  const stock = await buildStock(world);
  const hydrant = await buildFacility(world);
  const drill = await buildDrill(world, 'evaluated');
  await addFinding(as('parkOfficer'), {
    ...{
      reference: drill.reference,
      ...typedFinding(fixedNow, { text: '东门消火栓拧开没有水', facility: hydrant.reference }),
    },
  });
  expect((await facilities.peek(hydrant.reference))?.status).toBe('faulty');
  const gate = await buildGate(world);
  await send(gate, [crossingEvent('1', { direction: 'in', pass: (await buildPass(world)).reference })]);
  const old = await buildFiling(world, 'returned');
  // 较大 is investigated by the city: a colleague of its regulator will take the evidence.
  const city = { ...world, actors: { ...world.actors, regulator: world.actors.cityRegulator } };
  const { phone } = await buildBureau(city, { isNamed: false });
  clock.advance({ hours: 1 });

  // The death is told.
  const manager = await signedIn('manager');
  const { photoIds: _, ...typed } = typedAccident(clock.now());
  const sent = await press(manager, '/accidents/new', '/accidents', typed);
  expect(sent.status).toBe(303);
  const accident = String(sent.headers['location']);

  // Steps with their times, on the firm's page and the park's; who is inside by zone is the park's alone.
  const found = await mongoose.connection.collection('responses').find().sort({ _id: 1 }).toArray();
  const [firms, parks] = found.map(({ reference }) => `/responses/${reference}`) as [string, string];
  const steps = (await manager.get(firms)).text;
  expect(steps).toMatch(/切断电源、气源（当班班长，11:05 以前）[\s\S]*没有人收到/);
  expect(steps).toMatch(/演练发现、还没有改好的[\s\S]*东门消火栓拧开没有水[\s\S]*已知/);
  for (const shown of ['王库管', '07756300110', '13800000001']) expect(steps).toContain(shown);
  expect(steps).not.toContain('现在谁在园区里');
  const park = await signedIn('parkOfficer');
  const parkSteps = (await park.get(parks)).text;
  expect(parkSteps).toContain('封东门，通知相邻企业（值班主任，11:10 以前）');
  expect(parkSteps).toMatch(/现在谁在园区里[\s\S]*一般控制区<\/t[hd]>\s*<td[^>]*>1</);

  // Everybody who must know is told, by a list with receipts; a step that nobody read in its minutes climbs.
  await remind();
  const body = await signedIn('regulator');
  expect(await act(body, accident, 'acknowledge')).toBe(303);
  const receipts = (await body.get(`${accident}/receipts`)).text;
  for (const word of ['覃园区', '陆监管', '站内消息']) expect(receipts).toContain(word);
  clock.advance({ minutes: 16 });
  await remind();
  expect((await heard('parkOfficer')).filter((text) => text.includes('切断电源、气源'))).not.toEqual([]);

  // What the firm had is kept as it was; rescue and new papers go on.
  const { kind: ___, ...refiled } = typedFiling('special-work', { what: '改成别的' });
  const officer = await signedIn('officer');
  const filing = `/filings/${old.reference}`;
  const held = await press(officer, filing, `${filing}/act/refile`, refiled);
  expect([held.status, held.text.includes('事故')]).toEqual([403, true]);
  expect((await filings.peek(old.reference))?.what).toBe(old.what);
  const { kind, ...fresh } = typedFiling('special-work', { what: '抢险动火' });
  expect((await press(officer, `/filings/new/${kind}`, `/filings/new/${kind}`, fresh)).status).toBe(303);
  expect(await act(manager, firms, 'finish', { step: '1-s1', note: '总闸已拉' })).toBe(303);
  const issue = { amount: '1', note: '救援队领' };
  expect(await act(park, `/stock/${stock.reference}`, 'issue', issue)).toBe(303);

  // The park cannot make it go away.
  for (const action of ['lift', 'join', 'grade', 'withdraw', 'remove'])
    expect([action, (await act(park, accident, action, { reason: '误报' })) >= 400]).toEqual([action, true]);
  expect((await park.get(accident)).status).toBe(200);

  // 较大: the whole park is to be assessed, by itself.
  expect(await act(body, accident, 'grade', { level: 'larger', reason: '医院又通知两人死亡' })).toBe(303);
  const [asked] = (await parkAssessments.find(as('parkOfficer'), { isOpen: true })).rows;
  expect(asked).toMatchObject({ trigger: 'T3', status: 'due', accidentReference: accident.split('/').at(-1) });

  // The evidence is whole, with the drill in it.
  const named = await mongoose.connection.collection('accounts').findOne({ phone });
  const until = addDays(localDate(clock.now()), 10);
  const grant = { personId: String(named?._id), fileNumber: '玉政函〔2026〕5号', until };
  expect(await act(await signedIn('cityRegulator'), accident, 'grant-evidence', grant)).toBe(303);
  clock.set(new Date('2026-11-24T21:00:00.000Z'));
  const folder = await mkdtemp(join(tmpdir(), 'emergency-'));
  const [file, log] = [join(folder, 'evidence.zip'), join(folder, 'anchors.log')];
  useAnchorLog({ file: log });
  await checkJournal(clockContext(clock.now()));
  await keepAnchors();
  const taken = await takeEvidence(await signedInBy(portal, phone), accident);
  expect(taken.status).toBe(200);
  await writeFile(file, taken.body as Buffer);
  expect(await verifyEvidence(file, log)).toMatchObject({ code: 0, said: expect.stringContaining('资料包完整') });
  const zip = await JSZip.loadAsync(taken.body as Buffer);
  const all = await Promise.all(Object.values(zip.files).map((one) => one.async('string')));
  expect(all.some((text) => text.includes(drill.reference) && text.includes('东门消火栓拧开没有水'))).toBe(true);
});
