import mongoose from 'mongoose';
import { rebuildCovers } from '#domain/insurance';
import { takeAction } from '#domain/journal';
import { proposeTransfer } from '#domain/parks';
import { getOutcomes } from '#domain/plans';
import {
  averageStays,
  type Enrolment,
  type EnrolmentAction,
  enrolmentKind,
  enrolmentLifecycle,
  getEnrolment,
  peekEnrolment,
} from '#domain/programme';
import { allBoards, recountBoards } from '#domain/tallies';
import type { PersonActor } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/mongo';
import { canReadRecord } from '../../src/domain/stages/policy.ts';
import { type Agent, signedInAt } from '../support/agents.ts';
import { buildApplication } from '../support/applications.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { followNumbers } from '../support/countLinks.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildHazard } from '../support/hazards.ts';
import { acceptWholly, buildSecondPark, type SecondPark } from '../support/parks.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
/** Another city, and another county of the same. */
let far: SecondPark;
let near: SecondPark;
const clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  far = await buildSecondPark(world);
  near = await buildSecondPark(world, { name: '容县经济开发区', regionCode: '450921', bodyId: world.cityBodyId });
  clock.set(fixedNow);
  await buildUninsured();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

/** A fixed sequence of numbers, the same every run. */
function* numbers(): Generator<number, never> {
  for (let x = 20_261_127; ; x = (x * 1_103_515_245 + 12_345) % 2_147_483_648) yield Math.floor(x / 65_536);
}

const officerOf = (parkId: string | undefined): PersonActor =>
  [far, near].find(({ park }) => park._id === parkId)?.officer ?? world.actors.parkOfficer;

/** The firm goes from where it lies to another park, as people do it. */
async function move(enterpriseId: string, toParkId: string): Promise<void> {
  const firm = await mongoose.connection.collection('enterprises').findOne({ _id: enterpriseId as never });
  const from = personContext(officerOf(firm?.['parkId']), { now: clock.now() });
  const { reference } = await proposeTransfer(from, { enterpriseId, toParkId, reason: '搬迁' });
  clock.advance({ hours: 1 });
  await acceptWholly(personContext(officerOf(toParkId), { now: clock.now() }), { reference });
}

async function buildFirm(serial: number, wish: Partial<Enrolment>): Promise<Enrolment> {
  const code = creditCode(`91450981MA5B${String(serial).padStart(5, '0')}`);
  const firm = { ...world.enterprise, _id: newId(fixedNow), name: `陶瓷${serial}厂`, creditCode: code };
  await mongoose.connection.collection('enterprises').insertOne(firm as never);
  return buildEnrolment(world, { enterpriseId: firm._id, name: firm.name, creditCode: code, ...wish });
}

/** A firm beside them that must insure and never did. */
async function buildUninsured(): Promise<void> {
  const firm = { ...world.enterprise, _id: newId(fixedNow), name: '北流矿业', division: '08', sector: 'B' };
  await mongoose.connection
    .collection('enterprises')
    .insertOne({ ...firm, creditCode: creditCode('91450981MA5C00001') } as never);
  await rebuildCovers(clockContext());
}

const take = (reference: string, action: EnrolmentAction, set: Partial<Enrolment> = {}) =>
  inTransaction(async () => {
    const before = (await peekEnrolment(reference)) as Enrolment;
    return takeAction(clockContext(), enrolmentKind, before, action, { event: 'programme.walked', set });
  });

/** Numbers of a board that open a list, with their address. */
function numbersOn(html: string): { label: string; count: number; href: string }[] {
  const clean = (text: string) => text.replace(/&amp;/g, '&').replace(/&#x3D;/g, '=');
  const tiles = [...html.matchAll(/<a class="tile[^"]*" href="([^"]+)"><span[^>]*>(\d+)<\/span>([^<]+)<\/a>/g)];
  const rows = [...html.matchAll(/<th scope="row"><a href="([^"]+)">([^<]+)<\/a><\/th><td>(\d+)(?: 家)?<\/td>/g)];
  return [
    ...tiles.map(([, href = '', count, label = '']) => ({ label, count: Number(count), href: clean(href) })),
    ...rows.map(([, href = '', label = '', count]) => ({ label, count: Number(count), href: clean(href) })),
  ];
}

/** How long the list is that an address opens; of another board, its first number. */
async function lengthOf(agent: Agent, href: string): Promise<number> {
  const { status, text } = await agent.get(href);
  expect([href, status]).toEqual([href, 200]);
  if (href.startsWith('/boards')) return numbersOn(text)[0]?.count ?? 0;
  return [...text.matchAll(/class="case"/g)].length;
}

const SEEN_BY = ['parkOfficer', 'regulator', 'cityRegulator', 'otherRegulator'] as const;

const LISTS = allBoards().flatMap(({ opens }) => (opens === 'measured' ? [] : [opens as string]));

/** Follows every number of every board of the register, on the page that shows it, as everybody. */
async function follow(): Promise<{ wrong: string[]; followed: number }> {
  const wrong: string[] = [];
  const opened = new Set<string>();
  let followed = 0;
  for (const who of SEEN_BY) {
    const agent = await signedInAt(portal, world, who);
    for (const page of new Set(allBoards().map(({ shownOn }) => shownOn))) {
      const html = (await agent.get(page)).text;
      for (const { label, count, href } of numbersOn(html)) {
        const list = LISTS.find((one) => href.split('?')[0] === one) ?? '';
        if (list === '' && href.split('?')[0] !== page) continue; // no number of a board, as what waits for somebody
        const length = await lengthOf(agent, href);
        if (length !== count) wrong.push(`${who} ${label}: ${count}, its list ${length} (${href})`);
        followed += 1;
        opened.add(list);
      }
    }
  }
  // Every board of the register has numbers here that open its list.
  const unopened = LISTS.filter((list) => !opened.has(list));
  return { wrong: [...wrong, ...unopened.map((list) => `no number opens ${list}`)], followed };
}

it('every number opens a list of that length, whatever moved, was paused, left or was disabled', async () => {
  const draw = numbers();
  const pick = <T>(from: readonly T[]): T => from[draw.next().value % from.length] as T;
  await buildApplication(world);
  for (const status of ['reported', 'rectifying', 'closure-requested', 'closed'] as const)
    await buildHazard(world, { status });
  const firms: Enrolment[] = [];
  for (let serial = 1; serial <= 9; serial += 1) {
    firms.push(
      await buildFirm(serial, {
        size: pick(['medium', 'small', 'micro'] as const),
        grounds: pick([['small'], ['high-risk', 'small'], ['weak-foundation']] as const) as never,
        cohortId: pick(['a'.repeat(24), 'b'.repeat(24)]),
        ...(pick([true, false]) ? { adviserId: world.actors.adviser.personId } : {}),
      }),
    );
  }
  await recountBoards(clockContext());
  expect((await follow()).wrong).toEqual([]);
  // An application that has not been answered goes along, and stays in its old park's number of all it was sent.
  await move(world.enterprise._id, near.park._id);
  const moving: EnrolmentAction[] = ['transfer', 'enrol'];
  for (let step = 0; step < 36; step += 1) {
    const firm = (await peekEnrolment(pick(firms).reference)) as Enrolment;
    if (step % 3 === 0 && firm.isActive) {
      const to = pick([world.park._id, far.park._id, near.park._id].filter((id) => id !== firm.parkId));
      await move(firm.enterpriseId, to);
      continue;
    }
    const possible = enrolmentLifecycle.actions.filter(
      ({ from, action }) => (from as readonly string[]).includes(firm.status) && !moving.includes(action),
    );
    if (possible.length === 0) continue;
    const { action, to } = pick(possible);
    const days = { ...firm.stageDays, [firm.status]: 3 };
    const isLeaving = to !== 'stay' && firm.status !== 'paused';
    await take(firm.reference, action, {
      ...(isLeaving ? { stageDays: days } : {}),
      ...(action === 'pause' ? { pausedFrom: firm.status as never } : {}),
      ...(action === 'exit' ? { isActive: false } : {}),
    });
  }
  await mongoose.connection
    .collection('accounts')
    .updateOne({ _id: world.actors.adviser.personId as never }, { $set: { status: 'disabled' } });
  const { wrong, followed } = await follow();
  expect(wrong).toEqual([]);
  expect(followed).toBeGreaterThan(80);
  // Not of boards alone: every number that is a link, on whatever page it stands.
  for (const who of [...SEEN_BY, 'officer', 'manager', 'insurer', 'administrator'] as const) {
    const read = await followNumbers(await signedInAt(portal, world, who));
    expect([who, read.wrong]).toEqual([who, []]);
    expect(read.followed).toBeGreaterThan(3);
  }
  // What the changes wrote is what counting afresh finds.
  expect((await recountBoards(clockContext())).first).toEqual([]);
}, 300_000);

it('a place keeps its past: who admitted a firm reads it as it stood, and counts it', async () => {
  const gone = await buildFirm(1, { status: 'implementing', stageDays: { preparing: 30 } });
  await buildFirm(2, {});
  await recountBoards(clockContext());
  await move(gone.enterpriseId, far.park._id);
  await take(gone.reference, 'pause', { pausedFrom: 'implementing', stageDays: { preparing: 30, implementing: 1 } });
  for (const who of ['regulator', 'parkOfficer', 'cityRegulator'] as const) {
    const ctx = personContext(world.actors[who], { now: clock.now() });
    expect([who, (await getEnrolment(ctx, gone.reference)).status]).toEqual([who, 'implementing']);
    const agent = await signedInAt(portal, world, who);
    expect([who, (await agent.get(`/enrolments/${gone.reference}`)).status]).toEqual([who, 200]);
    const board = numbersOn((await agent.get('/boards/enrolment')).text);
    const of = (label: string) => board.find((one) => one.label === label)?.count;
    expect([of('加入过的企业'), of('其中已转出，按转出那天计'), of('到过组织实施'), of('暂停')]).toEqual([2, 1, 1, 0]);
  }
  // Nothing of what came after is theirs: no class held in the new place, no round still running when the firm left.
  const later = new Date(clock.now().getTime() + 20 * 86_400_000);
  const kept = (await peekEnrolment(gone.reference)) as Enrolment;
  for (const who of ['regulator', 'parkOfficer'] as const) {
    const { actor } = personContext(world.actors[who]);
    expect([who, canReadRecord(actor, kept, '2026-11-24'), canReadRecord(actor, kept, '2026-12-10')]).toEqual([
      who,
      true,
      false,
    ]);
    const rounds = await getOutcomes(personContext(actor, { now: later }), gone.reference);
    expect([who, ...rounds.map(({ standing }) => standing)]).toEqual([who, 'over', 'ahead', 'ahead', 'ahead']);
  }
  const now = personContext(world.actors.otherRegulator, { now: clock.now() });
  expect((await getEnrolment(now, gone.reference)).status).toBe('paused');
  // Where it came to, it was admitted elsewhere: nobody applied there, and the steps say so.
  const there = await signedInAt(portal, world, 'otherRegulator');
  const steps = numbersOn((await there.get('/boards/enrolment')).text);
  const said = (label: string) => steps.find((one) => one.label === label)?.count;
  expect([said('已提交申请'), said('在别处加入、后来转入'), said('批准加入')]).toEqual([0, 1, 1]);
  await move(gone.enterpriseId, world.park._id);
  const back = personContext(world.actors.regulator, { now: clock.now() });
  expect((await getEnrolment(back, gone.reference)).status).toBe('paused');
  expect((await follow()).wrong).toEqual([]);
});

it('only who finished a stage counts among those who walked through it', async () => {
  await buildFirm(1, { status: 'implementing', stageDays: { preparing: 95 } });
  await buildFirm(2, { status: 'paused', pausedFrom: 'preparing', stageDays: { preparing: 65 } });
  await buildFirm(3, { status: 'exited', isActive: false, stageDays: { preparing: 5 } });
  await buildFirm(4, { status: 'implementing', stageDays: { preparing: 95, implementing: 40, accepting: 3 } });
  await recountBoards(clockContext());
  expect(await averageStays(personContext(world.actors.regulator), {})).toEqual([
    { stage: 'preparing', days: 95, stays: 2 },
  ]);
});

it('says one thing by 通过验收 on one page', async () => {
  await buildFirm(1, { status: 'improving', stageDays: { preparing: 1, implementing: 1, accepting: 1 } });
  await buildFirm(2, { status: 'paused', pausedFrom: 'improving', stageDays: { accepting: 1, improving: 9 } });
  await recountBoards(clockContext());
  const agent = await signedInAt(portal, world, 'regulator');
  const said = numbersOn((await agent.get('/boards/enrolment')).text).filter(({ label }) => label === '通过验收');
  expect(said).toHaveLength(2);
  expect(new Set(said.map(({ count, href }) => `${count} ${href}`)).size).toBe(1);
});
