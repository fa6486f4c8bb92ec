import fc from 'fast-check';
import mongoose from 'mongoose';
import {
  acceptService,
  agreeService,
  askService,
  attendService,
  budgetsOf,
  cancelService,
  deliverService,
  notePremium,
  type Policy,
  readStatement,
  recountBudgets,
  refuseService,
  reverseService,
  type Service,
  type ServiceStatus,
  services,
  settleService,
} from '#domain/insurance';
import { code } from '../../support/answers.ts';
import { clockContext } from '../../support/contexts.ts';
import { buildInsured, typedRecord, typedService } from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
let policy: Policy;
beforeEach(async () => {
  world = await buildWorld();
  policy = await buildInsured(world);
});

const ask = (amountFen: number): Promise<Service> =>
  askService(as(world, 'manager'), typedService(policy.reference, { amountFen }));

/** Statuses in which what was asked for is reserved. */
const RESERVED = ['asked', 'agreed', 'delivered', 'accepted'];

/**
 * What must hold whatever was done: nothing below nought, everything in some place and where the services say, the same
 * counted afresh.
 */
async function expectSound(): Promise<void> {
  const [budget] = await budgetsOf(policy._id);
  if (budget === undefined) return;
  const { accruedFen, availableFen, reservedFen, spentFen } = budget;
  expect([availableFen, reservedFen, spentFen].filter((sum) => sum < 0)).toEqual([]);
  expect(availableFen + reservedFen + spentFen).toBe(accruedFen);
  const all = (await mongoose.connection.collection('preventionServices').find().toArray()) as unknown as Service[];
  const sumOf = (of: (service: Service) => number) => all.reduce((sum, one) => sum + of(one), 0);
  expect([reservedFen, spentFen]).toEqual([
    sumOf(({ status, amountFen }) => (RESERVED.includes(status) ? amountFen : 0)),
    sumOf(({ status, settledFen = 0 }) => (status === 'settled' ? settledFen : 0)),
  ]);
  expect(await recountBudgets(clockContext())).toEqual([]);
  const { entries } = await readStatement(as(world, 'insurer'), { reference: policy.reference, year: 1 });
  expect(entries.rows.filter((entry) => entry.availableFen < 0 || entry.amountFen <= 0)).toEqual([]);
}

it('lets exactly one of two requests of 6,000.00 pass that want the same 10,000.00', async () => {
  const both = await Promise.all([code(ask(600_000)), code(ask(600_000))]);
  expect(both.sort()).toEqual(['done', 'insurance.over-budget']);
  await expectSound();
});

it('lets of twenty at once exactly as many pass as there is money for', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => code(ask(130_000))));
  expect(all.filter((one) => one === 'done')).toHaveLength(7);
  await expectSound();
});

/** One thing somebody does; `of` picks among the services there are. */
type Op =
  | { kind: 'ask'; fen: number }
  | { kind: 'cancel' | 'refuse' | 'reverse'; of: number }
  | { kind: 'on'; of: number; part: number; steps: number }
  | { kind: 'received'; fen: number }
  | { kind: 'refunded'; fen: number };
const op = fc.oneof(
  fc.record({ kind: fc.constant('ask' as const), fen: fc.integer({ min: 1, max: 700_000 }) }),
  fc.record({ kind: fc.constantFrom('cancel' as const, 'refuse' as const, 'reverse' as const), of: fc.nat(5) }),
  // Taken on more often than broken off, so that some are settled, for all of it or a part.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('on' as const),
      of: fc.nat(3),
      part: fc.integer({ min: 1, max: 100 }),
      steps: fc.integer({ min: 1, max: 4 }),
    }),
  },
  fc.record({ kind: fc.constant('received' as const), fen: fc.integer({ min: 1, max: 3_000_000 }) }),
  fc.record({ kind: fc.constant('refunded' as const), fen: fc.integer({ min: 1, max: 3_000_000 }) }),
);
let vouchers = 0;

/** Takes a service one step further, from wherever it stands: up to its settlement for so many hundredths of what was asked. */
async function takeOn(reference: string, part: number): Promise<void> {
  const service = await services.peek(reference);
  const [insurer, manager, worker] = [as(world, 'insurer'), as(world, 'manager'), as(world, 'worker')];
  const attendeeIds = [world.actors.worker.personId];
  const steps: Partial<Record<ServiceStatus, () => Promise<unknown>>> = {
    asked: () => agreeService(insurer, { reference }),
    agreed: () => deliverService(insurer, { reference, ...typedRecord() }),
    delivered: () => acceptService(manager, { reference, score: '4', attendeeIds }),
    accepted: async () => {
      await attendService(worker, { reference });
      const amountFen = Math.max(1, Math.floor(((service?.amountFen ?? 0) * part) / 100));
      await settleService(insurer, { reference, amountFen, voucher: `FP-${reference}` });
      settled += 1;
    },
  };
  const step = service === null || service === undefined ? undefined : steps[service.status];
  if (step !== undefined) await code(step());
}
let settled = 0;

async function run(one: Op, made: string[]): Promise<void> {
  if (one.kind === 'ask') {
    const service = await ask(one.fen).catch(() => undefined);
    if (service !== undefined) made.push(service.reference);
    return;
  }
  if (one.kind === 'received' || one.kind === 'refunded') {
    vouchers += 1;
    const note = { kind: one.kind, amountFen: one.fen, day: '2026-11-20', voucher: `V-${vouchers}` };
    await code(notePremium(as(world, 'insurer'), { reference: policy.reference, ...note }));
    return;
  }
  const reference = made[one.of % Math.max(1, made.length)];
  if (reference === undefined) return;
  const [insurer, manager] = [as(world, 'insurer'), as(world, 'manager')];
  if (one.kind === 'on') for (let n = 0; n < one.steps; n += 1) await takeOn(reference, one.part);
  else if (one.kind === 'reverse') await code(reverseService(insurer, { reference, reason: '发票作废' }));
  else if (one.kind === 'refuse') await code(refuseService(insurer, { reference, reason: '没有空' }));
  else await code(cancelService(manager, { reference, reason: '不做了' }));
}

it('balances after whatever is done in whatever order, one after the other and at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(op, { minLength: 4, maxLength: 12 }), fc.boolean(), async (ops, isAtOnce) => {
      const made: string[] = [];
      // Two at once, pair after pair: a crowd at one budget waits for each other longer than a test should.
      const step = isAtOnce ? 2 : 1;
      for (let n = 0; n < ops.length; n += step) await Promise.all(ops.slice(n, n + step).map((one) => run(one, made)));
      await expectSound();
    }),
    { numRuns: 25 },
  );
  expect(settled).toBeGreaterThan(0);
}, 120_000);

it('leaves nothing of a step that breaks off between any two of its writes', async () => {
  const before = await budgetsOf(policy._id);
  const database = mongoose.connection.db as mongoose.mongo.Db;
  for (const collection of ['preventionServices', 'deadlines', 'events', 'budgetEntries']) {
    await database.command({ collMod: collection, validator: { $expr: false } });
    expect(await code(ask(100_000))).not.toBe('done');
    await database.command({ collMod: collection, validator: {} });
    expect(await budgetsOf(policy._id)).toEqual(before);
  }
  expect(await code(ask(100_000))).toBe('done');
  await expectSound();
});
