import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import {
  applyForPass,
  applyForVisit,
  approvePass,
  askCore,
  claimVisits,
  confirmCore,
  expirePass,
  findOwnVisits,
  findPassesOver,
  findShownPasses,
  forgetPasses,
  getShownVisit,
  issuePass,
  type PassAction,
  type PassStatus,
  passes,
  refusePass,
  type Shown,
} from '#domain/passes';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { crowd, examined } from '../../support/crowd.ts';
import { buildPass, buildVisit, inChat, typedPass, typedVisit } from '../../support/passes.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

type Who = readonly WorldActor[];
const HOST: Who = ['officer', 'manager'];
const PARK: Who = ['parkOfficer'];
/** The worker who asked; not the other one, nor anybody of another firm, park or county. */
const SEE: Who = ['worker', ...HOST, ...PARK, 'regulator', 'cityRegulator'];

/** Written down by hand from 意见（十八） and the table of parks: firm its own, park, body reads, nobody else sees any. */
const MAY: Readonly<Record<PassAction, Partial<Record<PassStatus, Who>>>> = {
  apply: {},
  visit: {},
  approve: { applied: HOST },
  issue: { 'host-approved': PARK },
  refuse: { applied: HOST, 'host-approved': PARK },
  'ask-core': { issued: HOST },
  'confirm-core': {},
  revoke: { issued: [...HOST, ...PARK] },
  expire: {},
};

it('lets everybody do and read exactly what the table says; insurer, adviser, administrator and another park see no pass', async () => {
  const wrong: string[] = [];
  for (const { code: status } of passes.lifecycle.statuses) {
    const pass = await buildPass(world, status, typedPass('contractor', { zone: 'core' }));
    const seeing: WorldActor[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const action of Object.keys(MAY) as PassAction[]) {
        const should = MAY[action][status]?.includes(who) ?? false;
        const may = passes.can(world.actors[who], action, pass);
        if (may !== should) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      const listed = (await passes.find(as(world, who), { limit: 100 })).rows.some((row) => row._id === pass._id);
      const opened = (await code(passes.get(as(world, who), pass.reference))) === 'done';
      expect({ who, listed }).toEqual({ who, listed: opened });
      if (listed) seeing.push(who);
    }
    expect([...seeing].sort()).toEqual([...SEE].sort());
  }
  expect(wrong).toEqual([]);
  const elsewhere = { ...world.actors.parkOfficer, scope: { parkId: newId() } };
  const pass = await buildPass(world);
  expect(passes.canSee(elsewhere, pass)).toBe(false);
});

it.each([
  ['visitor', { endsOn: '2026-11-25' }, { endsOn: '这种通行证最长 1 天' }],
  ['hazchem', { endsOn: '2026-11-25' }, { endsOn: '这种通行证最长 1 天' }],
  ['contractor', { endsOn: '2027-03-01' }, { endsOn: '这种通行证最长 90 天' }],
  [
    'contractor',
    { contractUntil: '', cardUntil: '' },
    { contractUntil: '请填写安全协议有效期', cardUntil: '请填写上岗证或培训有效期' },
  ],
  ['hazchem', { waybill: '', un: ' ' }, { waybill: '请填写电子运单号', un: '请填写 UN 编号' }],
  ['visitor', { startsOn: '2026-11-20', endsOn: '2026-11-20' }, { endsOn: '结束日期已经过了' }],
  ['visitor', { plate: 'A12345' }, { plate: '车牌写成桂A12345这样' }],
] as const)('asks a pass of %s for what is wrong: %j', async (kind, more, fields) => {
  await expect(applyForPass(as(world, 'worker'), typedPass(kind, more))).rejects.toMatchObject({ fields });
});

it('reads a plate as people type it, and gives a firm outside every park none', async () => {
  const pass = await applyForPass(as(world, 'worker'), typedPass('visitor', { plate: ' 桂ａ·１２３４５ ' }));
  expect(pass.plate).toBe('桂A12345');
  expect(await code(applyForPass(as(world, 'otherOfficer'), typedPass('visitor')))).toBe('passes.no-park');
});

it('goes from host to park with a clock and a word for each, and names nobody in a message', async () => {
  const { _id, reference } = await buildPass(world, 'applied');
  const owed = async () =>
    (await findDeadlinesOf({ kind: 'pass', id: _id })).map(({ kind, dueAt }) => [kind, localDate(dueAt)]);
  expect(await owed()).toEqual([['pass-host', '2026-11-25']]);
  await approvePass(as(world, 'manager'), { reference });
  expect(await owed()).toEqual([['pass-park', '2026-11-25']]);
  await issuePass(as(world, 'parkOfficer'), { reference });
  expect(await owed()).toEqual([]);
  while ((await reactToEvents(fixedNow)) > 0);
  const rows = await mongoose.connection
    .collection('outbox')
    .find({ template: /^pass-/ })
    .toArray();
  expect([...new Set(rows.map(({ template }) => template))].sort()).toEqual([
    'pass-applied',
    'pass-approved',
    'pass-issued',
  ]);
  expect(JSON.stringify(rows)).not.toContain('李来访');
  const trail = await passes.trail(as(world, 'parkOfficer'), reference);
  expect(JSON.stringify(trail)).not.toContain('李来访');
});

it('takes two people for one entry into the core zone', async () => {
  const { reference } = await buildPass(world, 'issued', typedPass('contractor', { zone: 'core' }));
  const asked = { reference, coreOn: '2026-11-25', coreWhy: '更换阀门' };
  await expect(askCore(as(world, 'officer'), { ...asked, coreOn: '2027-01-01' })).rejects.toMatchObject({
    fields: { coreOn: '这一天不在通行证的日期里' },
  });
  await askCore(as(world, 'officer'), asked);
  const pass = await passes.peek(reference);
  expect(pass?.coreKey).toBeUndefined();
  // One person with both parts is still one person.
  const both = { ...world.actors.parkOfficer, personId: world.actors.officer.personId };
  expect(passes.can(both, 'confirm-core', pass as never)).toBe(false);
  const confirmed = await confirmCore(as(world, 'parkOfficer'), { reference });
  expect(confirmed.coreKey).toBeDefined();
  const again = await askCore(as(world, 'officer'), { ...asked, coreOn: '2026-11-26' });
  expect([again.coreKey, again.coreConfirmedBy]).toEqual([undefined, undefined]);
  const general = await buildPass(world);
  expect(passes.can(world.actors.officer, 'ask-core', general)).toBe(false);
});

it('ends with its last day, once, and forgets whom it named by the rule', async () => {
  const { reference, _id } = await buildPass(world, 'issued', typedPass('hazchem'));
  const later = (day: string) => clockContext(new Date(`${day}T02:00:00Z`));
  expect(await findPassesOver(later('2026-11-24').now, 10, [])).toEqual([]);
  const [over] = await findPassesOver(later('2026-11-25').now, 10, []);
  expect(over?._id).toBe(_id);
  expect(await expirePass(later('2026-11-25'), { reference })).toBe(true);
  expect(await expirePass(later('2026-11-25'), { reference })).toBe(false);
  expect(await forgetPasses(later('2027-02-22'))).toBe(0);
  expect(await forgetPasses(later('2027-02-23'))).toBe(1);
  const kept = await passes.peek(reference);
  expect([kept?.holder, kept?.plate, kept?.waybill]).toEqual(['（已清除）', undefined, undefined]);
});

it('finds what a gate is shown: by number, or of a plate the one that runs that day', async () => {
  const first = await buildPass(world, 'issued', typedPass('hazchem'));
  const { parkId = '' } = first;
  await buildPass(world, 'applied', typedPass('hazchem', { startsOn: '2026-11-25', endsOn: '2026-11-25' }));
  const findOne = async (park: string, one: Shown) => (await findShownPasses(park, [one]))[0];
  const shown = (at: string) => findOne(parkId, { plate: '桂A12345', at: new Date(at) });
  expect((await shown('2026-11-24T05:00:00Z'))?._id).toBe(first._id);
  expect((await findOne(parkId, { reference: first.reference, at: fixedNow }))?._id).toBe(first._id);
  expect(await findOne(newId(), { reference: first.reference, at: fixedNow })).toBeUndefined();
});

it.each<[WorldActor, object]>([
  ['officer', {}],
  ['parkOfficer', { status: 'issued' }],
  ['regulator', { kind: 'contractor' }],
  ['cityRegulator', { isOpen: true }],
])('asks an index for the list of %s with %j', async (who, filter) => {
  await crowd('passes', await buildPass(world), { parkId: newId(), regionPath: ['46', '4699', '469901'] });
  expect(await examined('passes', passes.query(as(world, who), filter))).toBeLessThan(30);
});

const dayOf = (day: string) => clockContext(new Date(`${day}T02:00:00Z`));

describe('a visit', () => {
  it('is asked for within the days of the rule, a few at once, and once however often a message is sent', async () => {
    const once = inChat('mock:driver');
    const [first, again] = [await applyForVisit(once, typedVisit(world)), await applyForVisit(once, typedVisit(world))];
    expect(again.reference).toBe(first.reference);
    const ask = (more: object, who = 'mock:driver') => applyForVisit(inChat(who), typedVisit(world, more));
    for (const more of [{ on: '2026-11-23' }, { on: '2026-12-02' }, { plate: '桂A1' }, { holder: '' }, { purpose: '' }])
      expect([more, await code(ask(more))]).toEqual([more, 'common.check-fields']);
    await ask({ on: '2026-12-01' });
    await ask({});
    expect(await code(ask({}))).toBe('passes.enough-visits');
    expect(await code(ask({}, 'mock:another'))).toBe('done');
    expect(await code(ask({ enterpriseId: world.otherEnterprise._id }, 'mock:third'))).toBe('passes.visit-no-park');
    expect(await code(ask({}, ''))).toBe('common.not-allowed');
  });

  it('that leads in is found before what was refused, however much was; what was refused is gone with its day', async () => {
    const issued = await buildVisit(world, 'issued', 'mock:driver');
    const refused: string[] = [];
    for (let nth = 0; nth < 5; nth++) {
      const { reference } = await buildVisit(world, 'applied', 'mock:driver');
      await refusePass(as(world, 'officer'), { reference, reason: '那天停产检修' });
      refused.unshift(reference);
    }
    const found = async (now = fixedNow) =>
      (await findOwnVisits({ ...inChat('mock:driver'), now }, 5)).map(({ reference }) => reference);
    expect(await found()).toEqual([issued.reference, ...refused.slice(0, 4)]);
    expect(await found(dayOf('2026-11-26').now)).toEqual([issued.reference]);
  });

  it('waits for one firm no more at once than the rule says', async () => {
    for (let nth = 0; nth < 50; nth++) await applyForVisit(inChat(`mock:${nth}`), typedVisit(world));
    expect(await code(applyForVisit(inChat('mock:late'), typedVisit(world)))).toBe('passes.too-many-waiting');
  });

  it('is no more than the rule says however many ask at the same moment, in one chat or of one firm', async () => {
    const together = async (chats: readonly string[]) => {
      const codes = await Promise.all(chats.map((chat) => code(applyForVisit(inChat(chat), typedVisit(world)))));
      return { codes: [...new Set(codes)].sort(), done: codes.filter((one) => one === 'done').length };
    };
    const one = await together(Array.from({ length: 50 }, () => 'mock:hasty'));
    expect(one).toEqual({ codes: ['done', 'passes.enough-visits'], done: 3 });
    const many = await together(Array.from({ length: 80 }, (_, nth) => `mock:${nth}`));
    expect(many).toEqual({ codes: ['done', 'passes.too-many-waiting'], done: 47 });
    // Whatever is answered makes room by itself.
    const [{ reference = '' } = {}] = await findOwnVisits(inChat('mock:hasty'), 1);
    await refusePass(as(world, 'officer'), { reference, reason: '那天停产检修' });
    expect(await code(applyForVisit(inChat('mock:hasty'), typedVisit(world)))).toBe('done');
    expect(await code(applyForVisit(inChat('mock:late'), typedVisit(world)))).toBe('passes.too-many-waiting');
  });

  it('asked for in a chat is the account’s once it is bound, beside what the account asked for itself', async () => {
    const before = await buildVisit(world, 'issued', 'mock:later-bound');
    const account = () => as(world, 'otherWorker');
    const own = await applyForVisit({ ...account(), onceKey: 'own' }, typedVisit(world));
    await claimVisits(account(), { visitorId: 'mock:later-bound' });
    await claimVisits(account(), { visitorId: 'mock:later-bound' });
    const found = (await findOwnVisits(account(), 5)).map(({ reference }) => reference);
    expect(found.toSorted()).toEqual([before.reference, own.reference].toSorted());
    expect(await findOwnVisits(inChat('mock:later-bound'), 5)).toEqual([]);
    expect(await code(claimVisits(inChat('mock:later-bound'), { visitorId: 'mock:other' }))).toBe('common.not-allowed');
    await applyForVisit({ ...account(), onceKey: 'third' }, typedVisit(world));
    expect(await code(applyForVisit({ ...account(), onceKey: 'fourth' }, typedVisit(world)))).toBe(
      'passes.enough-visits',
    );
  });

  it('says in no row, event or message which chat it was, and forgets its address with whom it named', async () => {
    const pass = await buildVisit(world, 'issued', 'mock:secret-chat');
    expect((await findOwnVisits(inChat('mock:secret-chat'), 5)).map(({ reference }) => reference)).toEqual([
      pass.reference,
    ]);
    expect(await findOwnVisits(inChat('mock:other'), 5)).toEqual([]);
    for (const { name } of await mongoose.connection.listCollections()) {
      const rows = await mongoose.connection.collection(name).find().toArray();
      expect([name, JSON.stringify(rows).includes('secret-chat')]).toEqual([name, false]);
    }
    await expirePass(dayOf('2027-02-01'), { reference: pass.reference });
    await forgetPasses(dayOf('2027-03-01'));
    const kept = await passes.peek(pass.reference);
    expect([kept?.holder, kept?.visitorKey, kept?.showKey]).toEqual(['（已清除）', undefined, undefined]);
    expect(await code(getShownVisit(pass.showKey ?? ''))).toBe('common.not-found');
  });
});
