import mongoose from 'mongoose';
import { enterDuty } from '#domain/duties';
import { proposeTransfer } from '#domain/parks';
import { signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildDuties, buildDuty, typedDuty } from '../support/duties.ts';
import { acceptWholly, buildSecondPark } from '../support/parks.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
let clock = createClock();
beforeEach(async () => {
  clock = createClock(new Date(fixedNow.getTime() - 7_200_000));
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());
const tokenIn = (page: string): string => /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';

it('leads from the list of what waits to the pledge of the day, done by one press and shown on the firm’s page', async () => {
  const { reference } = await buildDuty(world, { now: clock.now() });
  const manager = await signedInAt(portal, world, 'manager');
  expect((await manager.get('/to-dos')).text).toContain('今天的安全承诺还没有做');
  const page = (await manager.get(`/duties/${reference}`)).text;
  expect(page).toContain('今天已研判风险，承诺安全');
  const press = { _csrf: tokenIn(page) };
  expect((await manager.post(`/duties/${reference}/act/pledge`).type('form').send(press)).status).toBe(303);
  expect((await manager.get('/to-dos')).text).not.toContain('今天的安全承诺还没有做');
  for (const who of ['manager', 'worker', 'parkOfficer'] as const) {
    const one = await signedInAt(portal, world, who);
    expect((await one.get(`/duties/${reference}`)).text).toContain('今天已做');
  }
  const firm = (await manager.get(`/firms/${world.enterprise._id}?tab=inspections`)).text;
  expect(firm).toContain('每日安全承诺');
  expect(firm).toContain('今天已做');
});

it('shows in the park’s book what is late in red, what does not apply, and how many have promised', async () => {
  const { park } = await buildDuties(world);
  await enterDuty(as(world, 'parkOfficer'), typedDuty({ kind: 'waived', type: 'video.file', reason: '还没有装视频' }));
  clock.set(new Date(fixedNow.getTime() + 3_600_000));
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const book = (await officer.get(`/park-books/${world.park._id}`)).text;
  expect(book).toContain('定期安全事项');
  expect(book).toContain('今天该做安全承诺的企业 1 家，已做 0 家');
  expect(book).toMatch(/过期、漏做的一共 3 件/);
  expect(book).toContain(`/duties/${park}`);
  expect(book).toMatch(/园区：公共安全视频系统备案[\s\S]{0,200}不适用|不适用[\s\S]{0,200}园区：公共安全视频系统备案/);
  expect((await officer.get(`/duties?park=${world.park._id}&red=1`)).text).toContain('建筑消防设施全面检测');
});

it('leads whoever runs a firm to what it has not entered, and shows the park whose it is', async () => {
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ _id: world.enterprise._id as never }, { $set: { division: '26' } });
  const manager = await signedInAt(portal, world, 'manager');
  expect((await manager.get('/duties')).text).toContain('还没有登记：每日安全承诺');
  const officer = await signedInAt(portal, world, 'parkOfficer');
  const book = (await officer.get(`/park-books/${world.park._id}`)).text;
  expect(book).toContain(`${world.enterprise.name}：危险化学品安全评价、每日安全承诺`);
  expect(book).toContain('缺少，没有登记');
});

it('says at the field what is missing, and keeps what was typed', async () => {
  const manager = await signedInAt(portal, world, 'manager');
  const form = (await manager.get('/duties/new/owed')).text;
  expect(form).toContain('每日安全承诺');
  expect(form).not.toContain('政府和部门应急演练');
  const typed = { _csrf: tokenIn(form), type: 'fire.test', basis: '', startsOn: '2026-11-01', lastOn: '2027-01-01' };
  const refused = await manager.post('/duties/new/owed').type('form').send(typed);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('请写明为什么适用');
  expect(refused.text).toContain('2027-01-01');
});

it('says to a park the firm has left how it stood then: what became late elsewhere is not theirs to hold against it', async () => {
  const { reference } = await buildDuty(world, { type: 'fire.test', lastOn: '2025-12-10' });
  const second = await buildSecondPark(world);
  const proposed = { enterpriseId: world.enterprise._id, toParkId: second.park._id, reason: '搬迁' };
  const transfer = await proposeTransfer(personContext(world.actors.parkOfficer, { now: fixedNow }), proposed);
  await acceptWholly(personContext(second.officer, { now: fixedNow }), { reference: transfer.reference });
  clock.set(new Date(fixedNow.getTime() + 30 * 86_400_000));
  for (const [who, isLate] of [
    ['parkOfficer', false],
    ['manager', true],
  ] as const) {
    const one = await signedInAt(portal, world, who);
    const pages = [(await one.get('/duties?type=fire.test')).text, (await one.get(`/duties/${reference}`)).text];
    // The ways to lists of what is late are no tags.
    const tags = pages.map((page) => /class="[^"]*tag[^"]*"[^>]*>(?:\s*<svg[\s\S]*?<\/svg>)?\s*过期\s*</.test(page));
    expect([who, ...pages.map((page) => page.includes(reference)), ...tags]).toEqual([who, true, true, isLate, isLate]);
  }
});
