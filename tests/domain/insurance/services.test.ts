import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import {
  acceptService,
  agreeService,
  askService,
  attendService,
  budgetsOf,
  cancelService,
  catalogues,
  cataloguesInWords,
  deliverService,
  findSatisfaction,
  findUnused,
  nameAttendees,
  notePremium,
  type Policy,
  policies,
  publishCatalogue,
  readBudgetUse,
  readStatement,
  recountBudgets,
  returnService,
  reverseService,
  type Service,
  type ServiceAction,
  type ServiceStatus,
  services,
  settleService,
  tellUnused,
} from '#domain/insurance';
import { reactToEvents } from '#domain/notices';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import {
  buildInsured,
  buildPolicyOf,
  buildService,
  makeChemical,
  PROVIDER,
  typedRecord,
  typedService,
} from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const at = (day: string): Date => new Date(`${day}T02:00:00.000Z`);
const sums = async ({ _id }: Policy) => {
  const [{ accruedFen, availableFen, reservedFen, spentFen } = {}] = await budgetsOf(_id);
  return [accruedFen, availableFen, reservedFen, spentFen];
};
const told = async (template: string): Promise<string[]> => {
  while ((await reactToEvents(fixedNow)) > 0);
  return (await mongoose.connection.collection('outbox').distinct('personId', { template })).sort();
};

const AFFILIATE = '91450100MA5K00012J';
/** A firm whose code is known only once the world is there. */
const codes = () => ({ own: world.enterprise.creditCode, insurer: world.insurer.creditCode });

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const BOTH: Who = [...FIRM, 'insurer'];
/** Written down by hand: neither side says yes for the other, and nobody who supervises moves a fen. */
const MAY: Readonly<Record<ServiceAction, Partial<Record<ServiceStatus, Who>>>> = {
  ask: {},
  agree: { asked: ['insurer'] },
  refuse: { asked: ['insurer'] },
  deliver: { agreed: ['insurer'] },
  accept: { delivered: FIRM },
  return: { delivered: FIRM },
  attend: { accepted: ['worker'] },
  'not-there': { accepted: ['worker'] },
  complain: { agreed: FIRM, delivered: FIRM, accepted: FIRM, settled: FIRM, reversed: FIRM },
  // Only once somebody has complained: see below.
  'call-complex': {},
  'put-off-answer': {},
  'answer-complaint': {},
  'name-attendees': { accepted: FIRM },
  settle: {},
  cancel: { asked: BOTH, agreed: BOTH, accepted: ['insurer'] },
  reverse: { settled: ['insurer'] },
};
const SEE: Who = [...BOTH, 'regulator', 'cityRegulator'];

it('lets everybody do and read exactly what the table says, in every status', async () => {
  const policy = await buildInsured(world, { ratio: '21' });
  const wrong: string[] = [];
  for (const { code: status } of services.lifecycle.statuses) {
    const service = await buildService(world, policy, status, { amountFen: 100_000 + 550_000 });
    // Enough again for the next one.
    await mongoose.connection.collection('preventionBudgets').updateOne({}, { $set: { availableFen: 1_050_000 } });
    const seeing: string[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const action of Object.keys(MAY) as ServiceAction[]) {
        const may = services.can(world.actors[who], action, service);
        if (may !== (MAY[action][status]?.includes(who) ?? false)) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      if ((await code(services.get(as(world, who), service.reference))) === 'done') seeing.push(who);
    }
    const isNamed = service.attendeeIds.length > 0;
    expect([status, seeing.sort()]).toEqual([status, [...SEE, ...(isNamed ? ['worker'] : [])].sort()]);
  }
  expect(wrong).toEqual([]);
});

it('a request that several rules refuse is told all of it at once, under the first rule', async () => {
  const policy = await buildInsured(world);
  const wrong = { qualifiedUntil: '2020-01-01', serviceOn: '2029-01-01', amountFen: 99_000_000 };
  await expect(askService(as(world, 'manager'), { ...typedService(policy.reference), ...wrong })).rejects.toMatchObject(
    {
      code: 'insurance.not-covered',
      fields: { serviceOn: expect.any(String), qualifiedUntil: expect.any(String), amountFen: expect.any(String) },
    },
  );
  expect(await findSatisfaction(as(world, 'insurer'))).toBeUndefined();
  await buildService(world, policy, 'accepted');
  expect(await findSatisfaction(as(world, 'insurer'))).toEqual({ average: 4, count: 1 });
  expect(await findSatisfaction(as(world, 'regulator'))).toBeUndefined();
});

it('settles only once a worker has said that they took part', async () => {
  const policy = await buildInsured(world);
  const { reference } = await buildService(world, policy, 'accepted');
  const settle = () => settleService(as(world, 'insurer'), { reference, amountFen: 600_000, voucher: 'FP-1' });
  expect(await code(settle())).toBe('common.not-now');
  expect(await code(attendService(as(world, 'worker2'), { reference }))).toBe('common.not-found');
  await attendService(as(world, 'worker'), { reference });
  expect(await code(settle())).toBe('done');
  expect(await sums(policy)).toEqual([1_000_000, 400_000, 0, 600_000]);
});

it('goes from premium to voucher, each step an entry, and comes to the same counted afresh', async () => {
  const policy = await buildInsured(world);
  expect(await sums(policy)).toEqual([1_000_000, 1_000_000, 0, 0]);
  const { reference } = await buildService(world, policy);
  expect(await sums(policy)).toEqual([1_000_000, 400_000, 600_000, 0]);
  await agreeService(as(world, 'insurer'), { reference });
  await deliverService(as(world, 'insurer'), { reference, ...typedRecord() });
  const attendeeIds = [world.actors.worker.personId];
  await acceptService(as(world, 'manager'), { reference, score: '5', attendeeIds });
  expect(await told('service-attend')).toEqual(attendeeIds);
  await attendService(as(world, 'worker'), { reference });
  const over = settleService(as(world, 'insurer'), { reference, amountFen: 600_001, voucher: 'FP-1' });
  expect(await code(over)).toBe('insurance.over-reservation');
  await settleService(as(world, 'insurer'), { reference, amountFen: 550_000, voucher: 'FP-1' });
  expect(await sums(policy)).toEqual([1_000_000, 450_000, 0, 550_000]);
  await reverseService(as(world, 'insurer'), { reference, reason: '发票作废' });
  expect(await sums(policy)).toEqual([1_000_000, 1_000_000, 0, 0]);
  const { entries } = await readStatement(as(world, 'regulator'), { reference: policy.reference, year: 1 });
  expect(entries.rows.map(({ movement, amountFen, availableFen }) => [movement, amountFen, availableFen])).toEqual([
    ['reversal', 550_000, 1_000_000],
    ['release', 50_000, 450_000],
    ['settlement', 550_000, 400_000],
    ['reservation', 600_000, 400_000],
    ['accrual', 1_000_000, 1_000_000],
  ]);
  expect(await recountBudgets(clockContext())).toEqual([]);
});

it('tells the administrators of sums that are not those of the entries', async () => {
  await buildInsured(world);
  await mongoose.connection.collection('preventionBudgets').updateOne({}, { $inc: { availableFen: 1 } });
  expect(await recountBudgets(clockContext())).toMatchObject([{ year: 1, entries: { availableFen: 1_000_000 } }]);
  expect(await told('budgets-differ')).toEqual([world.actors.administrator.personId]);
  const entries = mongoose.connection.models['BudgetEntry'] as unknown as mongoose.Model<{ amountFen: number }>;
  await expect(entries.updateOne({}, { $set: { amountFen: 1 } })).rejects.toThrow('insert-only');
  await expect(entries.deleteOne({})).rejects.toThrow('insert-only');
});

describe('accrual', () => {
  it('needs a clause of the contract', async () => {
    const policy = await buildInsured(world, { clause: '' });
    expect(await budgetsOf(policy._id)).toEqual([]);
    expect(await code(askService(as(world, 'manager'), typedService(policy.reference)))).toBe('insurance.no-clause');
  });

  it('follows what really came in and went back, to the fen of the whole', async () => {
    const policy = await buildInsured(world, { ratio: '20.5' });
    const note = (kind: 'received' | 'refunded' | 'endorsed', amountFen: number, voucher: string) =>
      notePremium(as(world, 'insurer'), { reference: policy.reference, kind, amountFen, day: '2026-11-01', voucher });
    expect(await sums(policy)).toEqual([1_025_000, 1_025_000, 0, 0]);
    for (const n of [1, 2, 3]) await note('endorsed', 3, `P-${n}`);
    // A fifth of three fen is nothing; of nine it is one.
    expect(await sums(policy)).toEqual([1_025_001, 1_025_001, 0, 0]);
    await note('refunded', 2_500_009, 'T-1');
    expect(await sums(policy)).toEqual([512_500, 512_500, 0, 0]);
  });

  it('takes back what is reserved once it comes free, and is never less than nought', async () => {
    const policy = await buildInsured(world);
    const { reference } = await buildService(world, policy, 'agreed', { amountFen: 900_000 });
    const back = { reference: policy.reference, kind: 'refunded' as const, day: '2026-11-20', voucher: 'T-1' };
    await notePremium(as(world, 'insurer'), { ...back, amountFen: 4_000_000 });
    expect(await sums(policy)).toEqual([900_000, 0, 900_000, 0]);
    await cancelService(as(world, 'manager'), { reference, reason: '不做了' });
    expect(await sums(policy)).toEqual([200_000, 200_000, 0, 0]);
    expect(await recountBudgets(clockContext())).toEqual([]);
  });

  it('is by the year of cover in which the premium came', async () => {
    await makeChemical(world);
    const cover = { startsOn: '2025-06-01', endsOn: '2027-05-31' };
    const policy = await buildPolicyOf(world, { cover, premiumFen: 1_000_000 });
    const later = { reference: policy.reference, kind: 'received' as const, day: '2026-06-01', voucher: 'S-2' };
    await notePremium(as(world, 'insurer'), { ...later, amountFen: 2_000_000 });
    expect(
      (await budgetsOf(policy._id)).map(({ year, from, until, accruedFen }) => [year, from, until, accruedFen]),
    ).toEqual([
      [2, '2026-06-01', '2027-05-31', 400_000],
      [1, '2025-06-01', '2026-05-31', 200_000],
    ]);
  });
});

it('takes a refund from the years it was paid for, wherever its day lies', async () => {
  await makeChemical(world);
  const cover = { startsOn: '2024-07-01', endsOn: '2027-06-30' };
  const policy = await buildPolicyOf(world, { cover });
  const note = (kind: 'received' | 'refunded', amountFen: number, day: string) =>
    notePremium(as(world, 'insurer'), { reference: policy.reference, kind, amountFen, day, voucher: `${kind}${day}` });
  await note('received', 10_000_000, '2024-07-01');
  await note('received', 5_000_000, '2025-07-01');
  const byYear = async () => (await budgetsOf(policy._id)).map((one) => [one.year, one.accruedFen, one.availableFen]);
  expect(await byYear()).toEqual([
    [2, 1_000_000, 1_000_000],
    [1, 2_000_000, 2_000_000],
  ]);
  await note('refunded', 7_000_000, '2026-10-01');
  expect(await byYear()).toEqual([
    [2, 0, 0],
    [1, 1_600_000, 1_600_000],
  ]);
  // The whole went back: nothing is left in any year, nor does it cover anybody.
  await note('refunded', 8_000_000, '2026-10-02');
  expect(await byYear()).toEqual([
    [2, 0, 0],
    [1, 0, 0],
  ]);
  expect(await policies.peek(policy.reference)).toMatchObject({ status: 'cancelled', cancelledOn: '2026-11-24' });
  expect(await recountBudgets(clockContext())).toEqual([]);
});

/** A rule, what is typed that breaks it, and what is taken away before. */
type Refused = readonly [
  rule: string,
  typed: Record<string, string | number>,
  emptied: 'line' | 'enrolments' | 'nothing',
];

describe('the gate', () => {
  it.each<Refused>([
    ['need-not-insure', {}, 'line'],
    ['not-covered', { serviceOn: '2027-03-01' }, 'nothing'],
    ['not-covered', { serviceOn: '2026-02-28' }, 'nothing'],
    ['not-in-contract', { activity: 'training' }, 'nothing'],
    ['not-in-catalogue', { activity: 'drill' }, 'nothing'],
    ['other-firm', { beneficiary: PROVIDER }, 'nothing'],
    ['not-programme', { activity: 'none', what: '办公椅' }, 'nothing'],
    ['not-programme', {}, 'enrolments'],
    ['provider-unqualified', { qualifiedUntil: '2026-11-23' }, 'nothing'],
    ['provider-unqualified', { providerCode: '123' }, 'nothing'],
    ['provider-affiliate', { providerCode: 'own' }, 'nothing'],
    ['provider-affiliate', { providerCode: 'insurer' }, 'nothing'],
    ['provider-affiliate', { providerCode: AFFILIATE }, 'nothing'],
    ['over-budget', { amountFen: 1_000_001 }, 'nothing'],
    ['over-budget', { amountFen: 0 }, 'nothing'],
  ])('refuses by the rule %s: %j', async (rule, typed, emptied) => {
    const policy = await buildInsured(world, { serviceTypes: ['inspection'], affiliates: AFFILIATE });
    const db = mongoose.connection;
    if (emptied === 'enrolments') await db.collection('enrolments').deleteMany({});
    if (emptied === 'line') await db.collection('enterprises').updateMany({}, { $set: { division: '30' } });
    const known: Record<string, string> = codes();
    const values = Object.fromEntries(
      Object.entries(typed as Refused[1]).map(([key, value]) => [key, known[String(value)] ?? value]),
    );
    expect(await code(askService(as(world, 'manager'), typedService(policy.reference, values)))).toBe(
      `insurance.${rule}`,
    );
    expect(await sums(policy)).toEqual([1_000_000, 1_000_000, 0, 0]);
  });

  it('keeps the basic services of the contract first where the contract says so', async () => {
    const policy = await buildInsured(world, { order: 'compulsory', frequency: '1' });
    const ask = (purpose: 'programme' | 'compulsory') =>
      askService(as(world, 'insurer'), typedService(policy.reference, { purpose, amountFen: 100_000 }));
    expect(await code(ask('programme'))).toBe('insurance.compulsory-first');
    const { reference } = await ask('compulsory');
    // Asked by the insurer, so that the firm says yes: neither whoever asked, nor a colleague of theirs.
    const colleague = { ...world.actors.insurer, personId: newId() };
    const answers = [as(world, 'insurer'), personContext(colleague)].map((ctx) =>
      code(agreeService(ctx, { reference })),
    );
    expect(await Promise.all(answers)).toEqual(['common.same-person', 'common.not-allowed']);
    await agreeService(as(world, 'manager'), { reference });
    expect(await code(ask('programme'))).toBe('done');
  });

  it('takes no more than the price of the catalogue for each unit, with a refusal of its own', async () => {
    const policy = await buildInsured(world);
    await publishCatalogue(as(world, 'insurer'), { items: 'YH-01 现场隐患排查 隐患排查 隐患排查 次 3,000' });
    const ask = (more: Record<string, unknown>) =>
      askService(as(world, 'manager'), typedService(policy.reference, more));
    await expect(ask({ amountFen: 300_001 })).rejects.toMatchObject({
      code: 'insurance.over-price',
      fields: { amountFen: '服务目录里每次最多 3,000.00 元，1 次最多 3,000.00 元' },
    });
    expect(await code(ask({ amountFen: 600_001, quantity: '2' }))).toBe('insurance.over-price');
    expect(await sums(policy)).toEqual([1_000_000, 1_000_000, 0, 0]);
    expect(await code(ask({ amountFen: 600_000, quantity: '2 次' }))).toBe('done');
    expect(await code(ask({ amountFen: 300_000 }))).toBe('done');
  });

  it('takes in after the end what was done inside cover, until the cut-off', async () => {
    const policy = await buildInsured(world);
    const ask = (now: string, serviceOn: string) =>
      code(askService(as(world, 'manager', at(now)), typedService(policy.reference, { serviceOn, amountFen: 1_000 })));
    expect(await ask('2027-03-02', '2027-02-27')).toBe('done');
    expect(await ask('2027-03-02', '2027-03-01')).toBe('insurance.not-covered');
    expect(await ask('2027-05-29', '2027-02-27')).toBe('done');
    expect(await ask('2027-05-30', '2027-02-27')).toBe('insurance.past-cut-off');
  });

  it('its record is written after the end of cover until the cut-off of records, and not a day later', async () => {
    const policy = await buildInsured(world);
    const { reference } = await buildService(world, policy, 'agreed');
    const record = (now: string) =>
      code(deliverService(as(world, 'insurer', at(now)), { reference, ...typedRecord() }));
    expect(await record('2027-06-29')).toBe('insurance.past-cut-off');
    expect(await sums(policy)).toEqual([1_000_000, 400_000, 600_000, 0]);
    expect(await record('2027-06-28')).toBe('done');
  });

  it('is settled after the end of cover until the cut-off of settlements; later it is given up and comes free', async () => {
    const policy = await buildInsured(world);
    const [one, other] = [
      await buildService(world, policy, 'accepted', { amountFen: 300_000 }),
      await buildService(world, policy, 'accepted', { amountFen: 300_000 }),
    ];
    for (const { reference } of [one, other]) await attendService(as(world, 'worker'), { reference });
    const settle = (now: string, { reference }: Service) =>
      code(settleService(as(world, 'insurer', at(now)), { reference, amountFen: 300_000, voucher: `FP-${reference}` }));
    expect(await settle('2027-08-27', one)).toBe('done');
    expect(await settle('2027-08-28', other)).toBe('insurance.past-cut-off');
    await cancelService(as(world, 'insurer', at('2027-08-28')), { reference: other.reference, reason: '过期' });
    expect(await sums(policy)).toEqual([1_000_000, 700_000, 0, 300_000]);
  });
});

it('opens a case for each hazard found, and tells the body of a major one', async () => {
  const policy = await buildInsured(world);
  const { reference } = await buildService(world, policy, 'agreed');
  const hazards = '装卸台静电接地线断开\n重大 储罐区可燃气体报警器停用';
  await deliverService(as(world, 'insurer'), { reference, ...typedRecord({ hazards }) });
  const { record } = (await services.peek(reference)) as { record: { hazardReferences: string[] } };
  const cases = await mongoose.connection.collection('hazards').find().sort({ _id: 1 }).toArray();
  expect(cases.map((one) => [one['reference'], one['text'], one['enterpriseId']])).toEqual([
    [record.hazardReferences[0], '装卸台静电接地线断开', world.enterprise._id],
    [record.hazardReferences[1], '储罐区可燃气体报警器停用', world.enterprise._id],
  ]);
  expect(await told('service-major')).toEqual([world.actors.regulator.personId]);
});

it('brings a record back that is not right, and what is done twice is done once', async () => {
  const policy = await buildInsured(world);
  const { reference } = await buildService(world, policy, 'delivered');
  await returnService(as(world, 'officer'), { reference, reason: '那天只来了一个人' });
  await deliverService(as(world, 'insurer'), { reference, ...typedRecord({ people: '张工' }) });
  const attendeeIds = [world.actors.worker2.personId];
  await acceptService(as(world, 'officer'), { reference, score: '3', attendeeIds });
  await nameAttendees(as(world, 'officer'), { reference, attendeeIds: [world.actors.worker.personId] });
  expect(
    await code(nameAttendees(as(world, 'officer'), { reference, attendeeIds: [world.actors.otherWorker.personId] })),
  ).toBe('common.check-fields');
  await attendService(as(world, 'worker'), { reference });
  const settle = () => settleService(as(world, 'insurer'), { reference, amountFen: 600_000, voucher: 'FP-1' });
  const both = await Promise.all([code(settle()), code(settle())]);
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
  expect(await sums(policy)).toEqual([1_000_000, 400_000, 0, 600_000]);
});

it('a voucher settles one service of its insurer, however it is written, and is free again once that was reversed', async () => {
  const policy = await buildInsured(world);
  const ready = async (): Promise<string> => {
    const { reference } = await buildService(world, policy, 'accepted', { amountFen: 200_000 });
    await attendService(as(world, 'worker'), { reference });
    return reference;
  };
  const [first, second] = [await ready(), await ready()];
  const settle = (reference: string, voucher: string) =>
    settleService(as(world, 'insurer'), { reference, amountFen: 200_000, voucher });
  const both = await Promise.all([code(settle(first, 'FP-1')), code(settle(second, ' ｆｐ 1'))]);
  expect(both.toSorted()).toEqual(['common.check-fields', 'done']);
  const [done, open] = both[0] === 'done' ? [first, second] : [second, first];
  await expect(settle(open, 'FP—1')).rejects.toMatchObject({ fields: { voucher: expect.any(String) } });
  await reverseService(as(world, 'insurer'), { reference: done, reason: '发票开错了' });
  expect(await code(settle(open, 'FP-1'))).toBe('done');
});

it('nobody bears witness to what they asked for, agreed to or confirmed, in whatever role', async () => {
  const policy = await buildInsured(world);
  const { reference } = await buildService(world, policy, 'delivered');
  const { officer, manager, worker } = world.actors;
  // Both work there, too.
  const grants = { _id: newId(), role: 'worker', scope: worker.scope };
  await mongoose.connection
    .collection<{ _id: string; grants: object[] }>('accounts')
    .updateMany({ _id: { $in: [officer.personId, manager.personId] } }, { $push: { grants } });
  const witness = { attendeeIds: '申请、同意、确认这次服务的人不能作证，请选别的员工' };
  for (const one of [officer, manager])
    await expect(
      acceptService(as(world, 'officer'), { reference, score: '5', attendeeIds: [one.personId] }),
    ).rejects.toMatchObject({ fields: witness });
  await acceptService(as(world, 'officer'), { reference, score: '5', attendeeIds: [worker.personId] });
  await expect(
    nameAttendees(as(world, 'manager'), { reference, attendeeIds: [officer.personId] }),
  ).rejects.toMatchObject({ fields: witness });
  await mongoose.connection
    .collection('preventionServices')
    .updateOne({ reference }, { $set: { attendeeIds: [officer.personId] } });
  const asWorker = personContext({ ...worker, personId: officer.personId });
  expect(await code(attendService(asWorker, { reference }))).toBe('common.same-person');
});

describe('what was true of the day it was planned for', () => {
  it('is asked once more of the day it was done: provider, programme, cover', async () => {
    const policy = await buildInsured(world);
    const until = { qualifiedUntil: '2026-11-30', amountFen: 100_000 };
    const { reference } = await buildService(world, policy, 'agreed', until);
    const deliver = (servedOn: string) =>
      code(deliverService(as(world, 'insurer', at('2026-12-05')), { reference, ...typedRecord({ servedOn }) }));
    expect(await deliver('2026-12-01')).toBe('insurance.provider-unqualified');
    const enrolments = mongoose.connection.collection('enrolments');
    const kept = await enrolments.find().toArray();
    await enrolments.deleteMany({});
    expect(await deliver('2026-11-30')).toBe('insurance.not-programme');
    await enrolments.insertMany(kept);
    expect(await deliver('2026-11-23')).toBe('insurance.not-covered');
    expect(await deliver('2026-11-30')).toBe('done');
  });

  it('is asked once more when it is settled: basic services called off afterwards are still first', async () => {
    const policy = await buildInsured(world, { order: 'compulsory', frequency: '1' });
    const { reference: basic } = await buildService(world, policy, 'agreed', {
      ...{ purpose: 'compulsory', amountFen: 100_000 },
    });
    const { reference } = await buildService(world, policy, 'accepted', { amountFen: 100_000 });
    await attendService(as(world, 'worker'), { reference });
    await cancelService(as(world, 'insurer'), { reference: basic, reason: '不做了' });
    const settle = () => settleService(as(world, 'insurer'), { reference, amountFen: 100_000, voucher: 'FP-7' });
    expect(await code(settle())).toBe('insurance.compulsory-first');
    // One that is agreed may be called off again: what counts now is what took place.
    await buildService(world, policy, 'agreed', { purpose: 'compulsory', amountFen: 100_000 });
    expect(await code(settle())).toBe('insurance.compulsory-first');
    await buildService(world, policy, 'delivered', { purpose: 'compulsory', amountFen: 100_000 });
    expect(await code(settle())).toBe('done');
  });

  it('gives back what it holds when the insurer gives it up', async () => {
    const policy = await buildInsured(world);
    const { reference } = await buildService(world, policy, 'accepted');
    expect(await code(cancelService(as(world, 'manager'), { reference, reason: '不做了' }))).toBe('common.not-allowed');
    await cancelService(as(world, 'insurer'), { reference, reason: '服务机构资质是假的' });
    expect(await sums(policy)).toEqual([1_000_000, 1_000_000, 0, 0]);
  });
});

it('has a clock for whoever owes the next step', async () => {
  const policy = await buildInsured(world);
  const owed = async (status: ServiceStatus) => {
    const { _id } = await buildService(world, policy, status, { amountFen: 1_000 });
    return (await findDeadlinesOf({ kind: 'prevention-service', id: _id })).map(({ kind, owedBy }) => [kind, owedBy]);
  };
  const { insurer, enterprise, actors } = world;
  expect(await owed('asked')).toEqual([['service-agree', [`insurer:${insurer._id}`]]]);
  expect(await owed('agreed')).toEqual([['service-record', [`insurer:${insurer._id}`]]]);
  expect(await owed('delivered')).toEqual([['service-accept', [`firm:${enterprise._id}`]]]);
  expect(await owed('accepted')).toEqual([['service-attend', [`member:${enterprise._id}/${actors.worker.personId}`]]]);
  expect(await owed('cancelled')).toEqual([]);
});

it('tells firm and insurer once of what is not used 90 days before the end', async () => {
  await buildInsured(world);
  expect(await findUnused(at('2026-11-29'), 10, [])).toEqual([]);
  const use = async (day: string, who: WorldActor = 'insurer') => {
    const { sums: all, unused, page } = await readBudgetUse(as(world, who, at(day)), { isUnused: true });
    return [all.availableFen, unused, page.rows.length];
  };
  expect([await use('2026-11-29'), await use('2026-11-30')]).toEqual([
    [1_000_000, 0, 0],
    [1_000_000, 1, 1],
  ]);
  expect(await code(use('2026-11-30', 'parkOfficer'))).toBe('common.not-allowed');
  expect(await use('2026-11-30', 'regulator')).toEqual([1_000_000, 1, 1]);
  const now = at('2026-11-30');
  const [budget] = await findUnused(now, 10, []);
  const both = await Promise.all([1, 2].map(() => tellUnused(clockContext(now), budget as never)));
  expect(both.filter(Boolean)).toHaveLength(1);
  const { officer, manager, insurer } = world.actors;
  expect(await told('budget-unused')).toEqual([officer, manager, insurer].map(({ personId }) => personId).sort());
});

it('reads a catalogue by its lines, says which is wrong, and replaces the one before', async () => {
  await buildInsured(world);
  const publish = (items: string) => publishCatalogue(as(world, 'insurer'), { items });
  await expect(publish('A-1 排查 隐患排查')).rejects.toMatchObject({
    fields: { items: '第 1 行请写成四段或六段，用空格隔开：编号 名称 服务类别 项目活动 单位 单价上限' },
  });
  await expect(publish('A-1 排查 隐患排查 无\nA-1 排查 隐患排查 无')).rejects.toMatchObject({
    fields: { items: '编号 A-1 写了两次' },
  });
  await expect(publish('A-1 排查 隐患排查 无 次')).rejects.toMatchObject({ fields: { items: expect.any(String) } });
  await expect(publish('A-1 排查 隐患排查 无 次 1.234,5')).rejects.toMatchObject({
    fields: { items: '第 1 行的单价上限没有读懂，请写成元，例如 5000' },
  });
  const second = await publish('A-1 评估 风险辨识评估 基线评估');
  expect(second).toMatchObject({ edition: 2, items: [{ type: 'assessment', activity: 'assessment' }] });
  const kept = await mongoose.connection.collection('serviceCatalogues').find().sort({ _id: 1 }).toArray();
  expect(kept.map(({ status }) => status)).toEqual(['replaced', 'in-force']);
  expect(await code(publishCatalogue(as(world, 'manager'), { items: 'A-1 评估 隐患排查 无' }))).toBe(
    'common.not-allowed',
  );
  expect((await policies.find(as(world, 'insurer'), {})).rows).toHaveLength(1);
});

it('the form of the next edition opens with what is in force, and read again it is the same', async () => {
  await buildInsured(world);
  const opens = () => cataloguesInWords.words.making?.opensWith?.(as(world, 'insurer'));
  await publishCatalogue(as(world, 'insurer'), {
    items: 'FX-01 风险评估 风险辨识评估 基线评估 次 1,234.50\nBZ-01 标准化咨询 安全生产标准化 无',
  });
  const items = String((await opens())?.['items']);
  expect(items).toBe('FX-01 风险评估 风险辨识评估 基线评估 次 1234.5\nBZ-01 标准化咨询 安全生产标准化 无');
  const [before, after] = [
    await catalogues.peek('L2026-0002'),
    await publishCatalogue(as(world, 'insurer'), { items }),
  ];
  expect([after.edition, after.items]).toEqual([3, before?.items]);
  // An insurer without one begins with an empty form.
  await mongoose.connection.collection('serviceCatalogues').deleteMany({});
  expect(await opens()).toEqual({});
});
