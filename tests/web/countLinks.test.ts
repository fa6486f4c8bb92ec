import mongoose from 'mongoose';
import supertest from 'supertest';
import { findDemoPeople, getActor } from '#domain/identity';
import { takeAction } from '#domain/journal';
import { proposeTransfer } from '#domain/parks';
import { type Enrolment, type EnrolmentAction, enrolmentKind, enrolmentLifecycle } from '#domain/programme';
import { recountBoards } from '#domain/tallies';
import type { PersonActor, Role } from '#kernel/actor';
import { inTransaction } from '#platform/mongo';
import { DEMO_PASSWORD, seedDemo } from '../../scripts/seedDemo.ts';
import { type Agent, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { countsIn, followNumbers } from '../support/countLinks.ts';
import { acceptWholly } from '../support/parks.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';

useStores();
const NOW = new Date('2026-11-24T02:00:00Z');
const clock = createClock();
let portal: Portal;
beforeEach(async () => {
  clock.set(NOW);
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());
type Person = Awaited<ReturnType<typeof findDemoPeople>>[number];

/** Somebody of every role, the first there is, signed in. */
async function everyRole(people: readonly Person[]): Promise<Map<Role, Agent>> {
  const agents = new Map<Role, Agent>();
  for (const { phone, grants } of people) {
    const role = grants[0]?.role;
    if (role === undefined || agents.has(role)) continue;
    const agent = supertest.agent(portal.url);
    const _csrf = tokenIn((await agent.get('/sign-in')).text);
    expect((await agent.post('/sign-in').type('form').send({ _csrf, phone, password: DEMO_PASSWORD })).status).toBe(
      303,
    );
    agents.set(role, agent);
  }
  return agents;
}

async function follow(agents: ReadonlyMap<Role, Agent>) {
  const all = { wrong: [] as string[], followed: 0, some: 0, pages: new Set<string>() };
  for (const [role, agent] of agents) {
    const { wrong, followed, some, pages } = await followNumbers(agent);
    all.wrong.push(...wrong.map((one) => `${role} ${one}`));
    all.followed += followed;
    all.some += some;
    for (const page of pages) all.pages.add(page);
  }
  return all;
}

/** The officer of a park as an actor. */
async function officerOf(people: readonly Person[], parkId: string): Promise<PersonActor | undefined> {
  const officer = people.find(({ grants }) =>
    grants.some(({ role, scope }) => role === 'park-officer' && scope.parkId === parkId),
  );
  return officer === undefined ? undefined : ((await getActor(officer._id)) as PersonActor);
}

it('reads a number in a link, and none of a day, a number of a thing, a share or money', () => {
  const counts = (html: string) => countsIn(`<main>${html}</main>`).map(({ count }) => count);
  expect(counts('<a class="tile" href="/hazards"><span>12</span>逾期</a><a href="/x">全部 3</a>')).toEqual([12, 3]);
  expect(counts('<table><tr><th><a href="/x">暂停</a></th><td>4 家</td></tr></table>')).toEqual([4]);
  expect(counts('<a href="/x">2 笔，1,200.00 元</a>')).toEqual([2]);
  for (const none of ['H2026-0031', '11月26日', '95%', '1,200.00 元', '6 个月', '第 3 轮', '2026-11-24', '看原件'])
    expect(counts(`<a href="/x">${none}</a>`)).toEqual([]);
});

it('every number that is a link opens a list of that length, in the demo world and after what happens in it', async () => {
  await seedDemo({ now: NOW, size: 12, hazards: 40 });
  await recountBoards(clockContext(NOW));
  const people = await findDemoPeople();
  const agents = await everyRole(people);
  expect(agents.size).toBeGreaterThanOrEqual(8);
  const before = await follow(agents);
  expect(before.wrong).toEqual([]);
  expect(before.followed).toBeGreaterThan(100);
  expect(before.some).toBeGreaterThan(40);
  expect([...before.pages]).toEqual(expect.arrayContaining(['/', '/to-dos', '/boards/enrolment', '/boards/majors']));

  clock.advance({ hours: 1 });
  const enrolments = mongoose.connection.collection<Enrolment>('enrolments');
  const take = async (action: EnrolmentAction, set: (one: Enrolment) => Partial<Enrolment>): Promise<void> => {
    const from = enrolmentLifecycle.actions.find((row) => row.action === action)?.from ?? [];
    const one = (await enrolments.findOne({ isActive: true, status: { $in: [...from] } })) as Enrolment;
    await inTransaction(() =>
      takeAction(clockContext(clock.now()), enrolmentKind, one, action, { event: 'programme.walked', set: set(one) }),
    );
  };
  await take('pause', ({ status }) => ({ pausedFrom: status as never }));
  await take('exit', () => ({ isActive: false }));
  // A firm with cases goes to another park of its city.
  let moved = 0;
  const firms = mongoose.connection.collection<{ _id: string; parkId?: string; regionCode: string }>('enterprises');
  const parks = await mongoose.connection.collection<{ _id: string; regionCode: string }>('parks').find().toArray();
  for (const firm of await firms.find({ parkId: { $exists: true } }).toArray()) {
    const from = await officerOf(people, firm.parkId ?? '');
    for (const park of parks) {
      const to = park._id === firm.parkId ? undefined : await officerOf(people, park._id);
      if (moved >= 2 || from === undefined || to === undefined) continue;
      const ctx = personContext(from, { now: clock.now() });
      const done = await proposeTransfer(ctx, { enterpriseId: firm._id, toParkId: park._id, reason: '搬迁' }).then(
        ({ reference }) => acceptWholly(personContext(to, { now: clock.now() }), { reference }).then(() => true),
        () => false,
      );
      if (done) moved += 1;
      if (done) break;
    }
  }
  expect(moved).toBeGreaterThan(0);
  await mongoose.connection.collection('accounts').updateMany(
    { 'grants.role': { $in: ['adviser', 'worker'] }, phone: { $nin: people.map(({ phone }) => phone) } },
    {
      $set: { status: 'disabled' },
    },
  );
  // The roles whose numbers these change.
  const changed: readonly Role[] = ['park-officer', 'regulator', 'enterprise-manager'];
  const after = await follow(new Map([...agents].filter(([role]) => changed.includes(role))));
  expect(after.wrong).toEqual([]);
  expect(after.followed).toBeGreaterThan(60);
}, 600_000);
