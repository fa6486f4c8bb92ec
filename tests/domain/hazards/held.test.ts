import mongoose from 'mongoose';
import { countToDos, findToDos } from '#domain/engine';
import {
  acceptHazard,
  answerAsked,
  answerClosing,
  askReporter,
  closeMajor,
  countByStatus,
  countHazards,
  countShown,
  endorseHazard,
  findCaseTrail,
  findFirm,
  findHazardMarks,
  findHazards,
  findHazardsByIds,
  findHeldActs,
  findMyReports,
  findSimilar,
  findUnsuggested,
  getHazard,
  type HazardFilter,
  maySeeHazardPhoto,
  moveHazards,
  peekHazard,
  reopenHazard,
  reportHazard,
  takeHeldAct,
  takeOutside,
  verifyHazard,
} from '#domain/hazards';
import { findJournalPage } from '#domain/journal';
import { countUnread, reactToEvents } from '#domain/notices';
import { foldTallies, recountBoards } from '#domain/tallies';
import { formatClock, nextHour } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { signedInAt } from '../../support/agents.ts';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard, onSite, takeHeldActs } from '../../support/hazards.ts';
import { buildSecondPark } from '../../support/parks.ts';
import { type Portal, startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  clock.set(new Date('2026-11-24T02:37:41.123Z'));
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const SAID = '班长叫我们把燃气报警器关掉';
const said = () => ({ enterpriseId: world.enterprise._id, text: SAID, placeText: '窑头', isAnonymous: true });
/** Everybody but whoever reported, and the adviser of the firm. */
const OTHERS = [
  'manager',
  'officer',
  'parkOfficer',
  'regulator',
  'cityRegulator',
  'sectorRegulator',
  'worker2',
] as const;
const FILTERS: HazardFilter[] = [{}, { q: '报警器' }, { isOpen: true }, { status: 'reported' }, { byAge: true }];

/** Everything an actor reads in which one case more would show. */
async function shown(who: WorldActor): Promise<Record<string, unknown>> {
  const ctx = as(who);
  const lists = await Promise.all(
    FILTERS.map(async (filter) => [
      (await findHazards(ctx, filter)).rows.length,
      (await findHazardMarks(ctx, filter)).rows.length,
      await countHazards(ctx, filter),
    ]),
  );
  const ids = await mongoose.connection.collection<{ _id: string }>('hazards').distinct('_id');
  return {
    lists,
    byIds: (await findHazardsByIds(ctx, ids)).length,
    tiles: await countByStatus(ctx),
    toDos: [(await findToDos(ctx)).rows.length, await countToDos(ctx)],
    unread: await countUnread(ctx),
    alike: (await findSimilar(ctx, { enterpriseId: world.enterprise._id, text: SAID })).length,
    journal: (await findJournalPage({ now: clock.now() })).length,
  };
}

/** What a signed-in person reads on the pages where it would stand, without what every page draws anew. */
const pagesOf = async (portal: Portal, who: WorldActor): Promise<string[]> =>
  pagesTo(await signedInAt(portal, world, who));
async function pagesTo(agent: Awaited<ReturnType<typeof signedInAt>>): Promise<string[]> {
  const pages: string[] = [];
  for (const path of ['/', '/hazards', '/hazards?open=1', '/to-dos', '/inbox', '/search?q=报警器']) {
    const { text, status } = await agent.get(path);
    const words = text.replace(/<(script|head)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
    pages.push(`${path} ${status} ${words.replace(/\s+/g, ' ')}`);
  }
  return pages;
}

/** The clock does everything that is due. */
async function clockWorks(): Promise<void> {
  await reactToEvents(clock.now(), 1_000);
  await foldTallies(clockContext(clock.now()));
}

describe('a calm report without a name', () => {
  it('is seen, counted, owed, told and found by nobody else before its hour is over', async () => {
    await buildHazard(world, { text: '另一件' });
    await clockWorks();
    const before: Record<string, unknown> = {};
    for (const who of OTHERS) before[who] = await shown(who);
    const photoId = await aPhoto(as('worker'));
    const { reference, heldUntil } = await reportHazard(as('worker'), { ...said(), photoIds: [photoId] });
    expect(heldUntil).toEqual(new Date('2026-11-24T03:00:00.000Z'));
    const { _id = '' } = (await peekHazard(reference)) ?? {};
    for (const moment of ['02:37:42.000', '02:59:59.999']) {
      clock.set(new Date(`2026-11-24T${moment}Z`));
      await clockWorks();
      for (const who of OTHERS) {
        expect({ who, ...(await shown(who)) }).toEqual({ who, ...(before[who] as object) });
        await expect(getHazard(as(who), reference)).rejects.toMatchObject({ kind: 'NotFound' });
        expect([who, await maySeeHazardPhoto(as(who), _id, photoId)]).toEqual([who, false]);
      }
      for (const act of [
        () => acceptHazard(as('officer'), { reference }),
        () => endorseHazard(as('worker2'), { reference }),
      ])
        await expect(act()).rejects.toMatchObject({ kind: 'NotFound' });
      expect((await findUnsuggested(clock.now(), 10, [])).map((one) => one.reference)).not.toContain(reference);
    }
    // Hers at once.
    expect((await findMyReports(as('worker'))).rows.map((row) => row.reference)).toContain(reference);
    expect((await findHazards(as('worker'), {})).rows.map((row) => row.reference)).toContain(reference);
    expect(await getHazard(as('worker'), reference)).toMatchObject({ isOwn: true });
    expect(await maySeeHazardPhoto(as('worker'), _id, photoId)).toBe(true);
    const same = { enterpriseId: world.enterprise._id, text: SAID };
    expect(await findSimilar(as('worker'), same)).toMatchObject([{ reference }]);
  });

  it('is there for all of them when it is, and every number equals its list before and after', async () => {
    const known = await buildHazard(world, { text: '另一件' });
    const { reference } = await reportHazard(as('worker'), said());
    const numbers = async () => {
      for (const who of ['manager', 'officer', 'parkOfficer', 'regulator', 'cityRegulator'] as const) {
        const tiles = (await countByStatus(as(who))).reduce((sum, { count }) => sum + count, 0);
        const list = (await findHazards(as(who), { limit: 100 })).rows.length;
        expect({ who, tiles, list }).toEqual({ who, tiles: list, list });
        expect((await countToDos(as(who))).all).toBe((await findToDos(as(who))).rows.length);
      }
      expect((await recountBoards(clockContext(clock.now()))).first).toEqual([]);
    };
    await clockWorks();
    await numbers();
    await acceptHazard(as('officer'), { reference: known.reference });
    const merge = { reference: known.reference, result: 'duplicate' as const, duplicateOf: reference };
    await expect(verifyHazard(as('officer'), merge)).rejects.toMatchObject({ code: 'hazards.unknown-duplicate' });

    clock.set(new Date('2026-11-24T03:00:00.000Z'));
    await numbers();
    await clockWorks();
    await numbers();
    expect(await mongoose.connection.collection('tallyDeltas').countDocuments()).toBe(0);
    expect(await countHazards(as('manager'), { isOpen: true })).toBe(2);
    expect((await findToDos(as('officer'))).rows.map((row) => row.reference)).toContain(reference);
    expect(await countUnread(as('officer'))).toBeGreaterThan(0);
    const same = { enterpriseId: world.enterprise._id, text: SAID };
    expect(await findSimilar(as('worker2'), same)).toMatchObject([{ reference }]);
    expect((await findJournalPage({ now: clock.now() })).map(({ subject }) => subject.reference)).toContain(reference);
    await acceptHazard(as('officer'), { reference });
  });

  it('leaves the pages of the firm word for word as they were, and those of its park and body', async () => {
    const portal = await startPortal(clock);
    try {
      await buildHazard(world, { text: '另一件' });
      await clockWorks();
      const everybody = ['manager', 'officer', 'parkOfficer', 'regulator'] as const;
      const before = [];
      for (const who of everybody) before.push(await pagesOf(portal, who));
      const { reference } = await reportHazard(visitorContext({ now: clock.now() }), said());
      clock.advance({ minutes: 11 });
      await clockWorks();
      for (const [n, who] of everybody.entries()) {
        expect(await pagesOf(portal, who)).toEqual(before[n]);
        expect((await (await signedInAt(portal, world, who)).get(`/hazards/${reference}`)).status).toBe(404);
      }
      clock.set(new Date('2026-11-24T03:00:00.000Z'));
      await clockWorks();
      for (const [n, who] of everybody.entries()) {
        const after = await pagesOf(portal, who);
        expect(after[1]).toContain(reference);
        expect(after).not.toEqual(before[n]);
      }
    } finally {
      await portal.stop();
    }
  });

  it('goes with its firm to another park within the hour, and no number tells it there or here', async () => {
    const second = await buildSecondPark(world);
    const { reference } = await reportHazard(as('worker'), said());
    const { _id: enterpriseId, parkId: fromParkId = '' } = world.enterprise;
    const move = { enterpriseId, fromParkId, toParkId: second.park._id } as never;
    expect(await inTransaction(() => moveHazards(clockContext(clock.now()), move))).toBe(0);
    await clockWorks();
    // Nor does the journal of the administrators, in which the report itself does not stand yet.
    const inJournal = async () =>
      (await findJournalPage({ now: clock.now() })).filter((one) => one.subject.reference === reference).length;
    expect(await inJournal()).toBe(0);
    const there = () => personContext(second.officer, { now: clock.now() });
    expect([await countByStatus(there()), await countByStatus(as('parkOfficer'))]).toEqual([[], []]);
    clock.set(new Date('2026-11-24T03:00:00.000Z'));
    expect(await countByStatus(there())).toMatchObject([{ count: 1 }]);
    expect(await inJournal()).toBe(2);
    expect((await findHazards(there(), {})).rows.map((row) => row.reference)).toEqual([reference]);
    expect(await countByStatus(as('parkOfficer'))).toEqual([]);
    expect((await recountBoards(clockContext(clock.now()))).first).toEqual([]);
  });
});

it.each([
  ['urgent without a name', { isAnonymous: true, text: '原料仓着火了快来人' }],
  ['calm with a name', { isAnonymous: false }],
] as const)('a report that is %s is there at once', async (_what, more) => {
  const { reference, heldUntil } = await reportHazard(as('worker'), { ...said(), ...more });
  expect(heldUntil).toBeUndefined();
  expect((await findHazards(as('officer'), {})).rows.map((row) => row.reference)).toEqual([reference]);
  expect(await countByStatus(as('manager'))).toMatchObject([{ count: 1 }]);
  expect((await findToDos(as('officer'))).rows.map((row) => row.reference)).toEqual([reference]);
});

/** What somebody reads on the page of a case, without what every page draws anew. */
async function caseAs(agent: Awaited<ReturnType<typeof signedInAt>>, reference: string): Promise<string> {
  const { text } = await agent.get(`/hazards/${reference}`);
  const words = text.replace(/<(script|head)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
  return words.replace(/\s+/g, ' ');
}

describe('what somebody without a name does later', () => {
  it('joins, answers: the page of the case and the messages say so to nobody before the hour is over', async () => {
    const portal = await startPortal(clock);
    try {
      const { reference } = await reportHazard(as('worker'), said());
      clock.set(new Date('2026-11-24T03:20:00.000Z'));
      await askReporter(as('officer'), { reference, question: '哪个班？' });
      await clockWorks();
      const everybody = ['manager', 'officer', 'parkOfficer', 'regulator'] as const;
      const worker = await signedInAt(portal, world, 'worker');
      const agents: (typeof worker)[] = [];
      for (const who of everybody) agents.push(await signedInAt(portal, world, who));
      await clockWorks();
      const read = async () => {
        const pages = [];
        for (const agent of agents) pages.push(await caseAs(agent, reference));
        return { pages, unread: await Promise.all(everybody.map((who) => countUnread(as(who)))) };
      };
      await read();
      const before = await read();
      await endorseHazard(as('worker2'), { reference, isAnonymous: true });
      await answerAsked(as('worker'), { reference, answer: '白班那个班' });
      clock.set(new Date('2026-11-24T03:59:00.000Z'));
      await clockWorks();
      expect(await read()).toEqual(before);
      const again = askReporter(as('officer'), { reference, question: '快答' });
      await expect(again).rejects.toMatchObject({ code: 'hazards.not-answered-yet' });
      // Their own they know of at once.
      expect(await caseAs(worker, reference)).toContain('白班那个班');

      clock.set(new Date('2026-11-24T04:00:00.000Z'));
      await clockWorks();
      const { pages, unread } = await read();
      for (const page of pages) expect(page).toContain('白班那个班');
      for (const page of pages) expect(page).toMatch(/附议\s*1 人/);
      expect(unread[1]).toBeGreaterThan(before.unread[1] as number);
    } finally {
      await portal.stop();
    }
  });

  it('in a case with a name too, and of two who join within an hour both', async () => {
    const { reference } = await buildHazard(world, { text: '另一件' });
    await endorseHazard(as('worker2'), { reference, isAnonymous: true });
    const joined = async () => {
      const { hazard } = await getHazard(as('officer'), reference);
      const trail = await findCaseTrail(as('officer'), reference);
      return [countShown(hazard, clock.now()), trail.filter(({ name }) => name === 'hazards.endorsed').length];
    };
    expect(await joined()).toEqual([0, 0]);
    clock.set(new Date('2026-11-24T03:00:00.000Z'));
    expect(await joined()).toEqual([1, 1]);
  });
});

/** A case without a name in which such an act is the next thing, and the act; the clock stands after its hour. */
interface LateAct {
  /** The case, once its own hour is over. */
  build(): Promise<string>;
  act(reference: string): Promise<unknown>;
  /** Whether it has been done. */
  isDone(reference: string): Promise<boolean>;
  label: string;
  words?: string;
}
const LATE: Readonly<Record<string, LateAct>> = {
  'opens a closed case again': {
    build: async () => (await buildHazard(world, { status: 'closed', isAnonymous: true })).reference,
    act: (reference) => reopenHazard(as('worker'), { reference, reason: '灯还是不亮' }),
    isDone: async (reference) => (await peekHazard(reference))?.status === 'accepted',
    label: '还没有解决',
    words: '灯还是不亮',
  },
  'says of a closed major hazard that it is not solved': {
    build: async () => {
      const { reference } = await buildHazard(world, { status: 'closure-requested', isAnonymous: true });
      await closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) });
      return reference;
    },
    act: (reference) => answerClosing(as('worker'), { reference, answer: 'not-yet', words: '箱门还开着' }),
    isDone: async (reference) => (await peekHazard(reference))?.dispute?.reason === '箱门还开着',
    label: '还没有解决',
    words: '箱门还开着',
  },
  'hands a case nobody verified to the competent body': {
    build: async () => {
      const { reference } = await buildHazard(world, { isAnonymous: true });
      clock.advance({ days: 8 });
      return reference;
    },
    act: (reference) => takeOutside(as('worker'), { reference, withContact: true }),
    isDone: async (reference) => (await peekHazard(reference))?.outsideAt !== undefined,
    label: '交给监管部门',
  },
  'says whose a case of an unknown firm is': {
    build: async () => {
      const told = { text: '北流有个厂护栏松了', placeText: '门口', isFirmUnknown: true, isAnonymous: true };
      const { reference } = await reportHazard(as('worker'), told);
      clock.advance({ hours: 1 });
      return reference;
    },
    act: (reference) => findFirm(as('worker'), { reference, enterpriseId: world.enterprise._id }),
    isDone: async (reference) => (await peekHazard(reference))?.enterpriseId === world.enterprise._id,
    label: '是哪家企业',
  },
};

describe.each(Object.entries(LATE))('somebody without a name %s', (_name, late) => {
  const everybody = ['manager', 'officer', 'parkOfficer', 'regulator'] as const;
  let reference: string;
  beforeEach(async () => {
    clock.set(new Date('2026-11-24T04:00:00.000Z'));
    reference = await late.build();
    clock.advance({ minutes: 20 });
    await clockWorks();
  });

  it('and no page, list, number, message, event or 待办 shows it before the hour is over', async () => {
    const portal = await startPortal(clock);
    try {
      const agents: Awaited<ReturnType<typeof signedInAt>>[] = [];
      for (const who of everybody) agents.push(await signedInAt(portal, world, who));
      const worker = await signedInAt(portal, world, 'worker');
      await clockWorks();
      const read = async () => {
        const known: unknown[] = [];
        for (const who of OTHERS) known.push(await shown(who));
        for (const agent of agents) known.push(await caseAs(agent, reference));
        for (const agent of agents) known.push(await pagesTo(agent));
        known.push(await mongoose.connection.collection('events').countDocuments());
        return known;
      };
      await read();
      const before = await read();
      await late.act(reference);
      clock.advance({ minutes: 39 });
      expect(await takeHeldActs(clock.now())).toBe(0);
      await clockWorks();
      expect(await read()).toEqual(before);
      // They know at once that it was taken down, and from when it is done.
      const own = await caseAs(worker, reference);
      expect(own).toContain(`您说的「${late.label}」记下了`);
      expect(own).toContain(`${formatClock(nextHour(clock.now()))} 起办理`);
      if (late.words !== undefined) expect(own).toContain(`您写的：${late.words}`);

      clock.advance({ minutes: 1 });
      expect(await takeHeldActs(clock.now())).toBe(1);
      await clockWorks();
      expect(await late.isDone(reference)).toBe(true);
      expect(await read()).not.toEqual(before);
      expect(await caseAs(worker, reference)).not.toContain('记下了');
      expect(await takeHeldActs(clock.now())).toBe(0);
    } finally {
      await portal.stop();
    }
  });

  it('and it is done once, however often it was said and whoever does it at once', async () => {
    await late.act(reference);
    await late.act(reference);
    clock.advance({ minutes: 41 });
    const [row] = await findHeldActs(clock.now(), 10, []);
    if (row === undefined) throw new Error('nothing is held');
    const done = await Promise.allSettled([1, 2].map(() => takeHeldAct(clockContext(clock.now()), row)));
    expect(done.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
    expect(await late.isDone(reference)).toBe(true);
    const { _id = '' } = (await peekHazard(reference)) ?? {};
    const hours = await mongoose.connection.collection('events').distinct('at', { 'subject.id': _id });
    expect(
      hours.filter((at) => at.getTime() > Date.parse('2026-11-24T04:00:00.000Z') && at.getUTCMinutes() !== 0),
    ).toEqual([]);
  });
});

it('keeps the words of what can no longer be done for whoever said it, with why, and says so to nobody else', async () => {
  clock.set(new Date('2026-11-24T04:00:00.000Z'));
  const { reference } = await buildHazard(world, { isAnonymous: true });
  clock.advance({ days: 8, minutes: 20 });
  await takeOutside(as('worker'), { reference });
  await acceptHazard(as('officer'), { reference });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
  clock.advance({ minutes: 40 });
  expect(await takeHeldActs(clock.now())).toBe(1);
  expect((await peekHazard(reference))?.outsideAt).toBeUndefined();
  const portal = await startPortal(clock);
  try {
    const own = await caseAs(await signedInAt(portal, world, 'worker'), reference);
    expect(own).toContain('您说的「交给监管部门」没有办成');
    expect(await caseAs(await signedInAt(portal, world, 'officer'), reference)).not.toContain('没有办成');
  } finally {
    await portal.stop();
  }
});

it('does at once what is said by name, and of an urgent case', async () => {
  const named = await buildHazard(world, { status: 'closed' });
  await reopenHazard(as('worker'), { reference: named.reference, reason: '还在漏' });
  const urgent = await buildHazard(world, { status: 'closed', isAnonymous: true, isUrgent: true });
  await reopenHazard(as('worker'), { reference: urgent.reference, reason: '还在漏' });
  for (const { reference } of [named, urgent]) expect((await peekHazard(reference))?.status).toBe('accepted');
});

it('holds what somebody who joined a named case without a name says of it, and asks each of them apart', async () => {
  const { reference } = await buildHazard(world);
  await endorseHazard(as('worker2'), { reference, isAnonymous: true });
  for (const step of [
    () => acceptHazard(as('officer'), { reference }),
    () => verifyHazard(as('officer'), { reference, result: 'not-valid' as const, reason: '没有看到' }),
  ])
    await step();
  await reopenHazard(as('worker2'), { reference, reason: '晚上才看得到' });
  expect((await peekHazard(reference))?.status).toBe('not-valid');
  clock.set(new Date('2026-11-24T03:00:00.000Z'));
  expect(await takeHeldActs(clock.now())).toBe(1);
  expect((await peekHazard(reference))?.status).toBe('accepted');
  const [reopened] = (await findCaseTrail(as('officer'), reference)).filter(({ name }) => name === 'hazards.reopened');
  expect(reopened).toMatchObject({ door: 'hidden', facts: { reason: '晚上才看得到', voice: '员工A' } });
});
