/**
 * 预防服务额度 with few and with many entries: what a budget holds, a page of its statement, and the nightly recount of
 * all of them. A budget has fifty entries; more entries are more budgets. What counts is the growth of a page: few and many
 * lie in a database each and are asked in turn, so that a machine others use slows both alike.
 *
 * `--sizes 50000,500000` measures other numbers of entries than 50,000 and 5,000,000.
 */
import mongoose from 'mongoose';
import { activitiesOf, budgetsOf, readBudgetUse, readStatement, recountBudgets } from '#domain/insurance';
import { recountBoards } from '#domain/tallies';
import { type Context, systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const ENTRIES = 50;
/** Of a policy; the flow of its budget is drawn by what they were for. */
const SERVICES = 8;
const ROUNDS = 12;
const ASKED = 40;
const BATCH = 400;
const now = new Date();
const INSURER = newId(now);

const option = (name: string, without: string): string => {
  const at = process.argv.indexOf(name);
  return at < 0 ? without : (process.argv[at + 1] ?? '');
};
const sizes = option('--sizes', '50000,5000000').split(',').map(Number);
const insurer = {
  actor: {
    kind: 'person',
    personId: newId(now),
    grantId: newId(now),
    name: '量测',
    role: 'insurer',
    scope: { insurerId: INSURER },
  },
  now,
  requestId: 'bench',
  door: 'web',
} as unknown as Context;

/** Policies from `from` on, each with a budget and what was reserved and settled of it, balanced to the fen. */
async function fill(from: number, until: number): Promise<void> {
  const into = (name: string, rows: object[]) =>
    mongoose.connection.collection(name).insertMany(rows as never, { ordered: false });
  for (let first = from; first < until; first += BATCH) {
    const [policies, budgets, entries, services]: [object[], object[], object[], object[]] = [[], [], [], []];
    for (let n = first; n < Math.min(until, first + BATCH); n += 1) {
      const [policyId, budgetId, enterpriseId] = [newId(now), newId(now), newId(now)];
      const place = { enterpriseId, regionPath: ['45', '4509', '450981'], sector: 'C', insurerId: INSURER };
      const reference = `B2026-${1_000_000 + n}`;
      const span = { startsOn: '2026-03-01', endsOn: '2027-02-28' };
      const row = { _id: policyId, reference, status: 'confirmed', isOpen: true, version: 0, photoIds: [] };
      const times = { since: now, createdAt: now, updatedAt: now };
      policies.push({
        ...row,
        ...place,
        ...span,
        ...times,
        insurerIds: [INSURER],
        bodyId: newId(now),
        number: reference,
      });
      let availableFen = ENTRIES * 100;
      const entry = (movement: string, amountFen: number) =>
        entries.push({ _id: newId(now), budgetId, movement, amountFen, availableFen, key: newId(now), at: now });
      entry('accrual', availableFen);
      for (let step = 1; step < ENTRIES; step += 1) {
        const isReserved = step % 2 === 1;
        if (isReserved) availableFen -= 100;
        entry(isReserved ? 'reservation' : 'settlement', 100);
      }
      const spentFen = Math.floor((ENTRIES - 1) / 2) * 100;
      const accruedFen = ENTRIES * 100;
      const sums = { accruedFen, availableFen, spentFen, reservedFen: accruedFen - availableFen - spentFen };
      budgets.push({
        ...{ _id: budgetId, policyId, policyReference: reference, ...place, year: 1 },
        ...{ from: span.startsOn, until: span.endsOn, ...sums },
      });
      for (let nth = 0; nth < SERVICES; nth += 1)
        services.push({
          ...{ ...row, ...place, ...times, _id: newId(now), reference: `Y${n}-${nth}`, policyId, budgetId },
          ...{ status: 'settled', purpose: 'programme', activity: nth % 2 === 0 ? 'training' : 'drill' },
          ...{ serviceOn: span.startsOn, insurerIds: [INSURER], amountFen: 100, settledFen: 100 },
        });
    }
    await Promise.all([
      into('policies', policies),
      into('preventionBudgets', budgets),
      into('budgetEntries', entries),
      into('preventionServices', services),
    ]);
  }
}

/** Milliseconds of many askings, spread over all policies there are, after some that are not counted. */
async function each(count: number, ask: (reference: string) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = -15; n < ASKED; n += 1) {
    const reference = `B2026-${1_000_000 + Math.floor(Math.random() * count)}`;
    const began = performance.now();
    await ask(reference);
    if (n >= 0) took.push(performance.now() - began);
  }
  return took;
}

const stores = await openStores();
const uriOf = (size: number | string): string => stores.mongodbUri.replace('anfa_bench', `anfa_bench_${size}`);
const open = async (size: number | string): Promise<void> => {
  await mongoose.disconnect();
  await mongoose.connect(uriOf(size));
};
let isMissed = false;
try {
  const idsOf = new Map<number, string[]>();
  for (const size of sizes) {
    await open(size);
    await migrate();
    const began = performance.now();
    await fill(0, size / ENTRIES);
    await mongoose.connection.db?.admin().command({ fsync: 1 });
    const filled = performance.now();
    await recountBoards(systemContext(now, 'tallies', newId(now)));
    const sample = [{ $sample: { size: 300 } }, { $project: { _id: 1 } }];
    const ids = await mongoose.connection.collection('policies').aggregate(sample).toArray();
    idsOf.set(
      size,
      ids.map(({ _id }) => String(_id)),
    );
    const [fillSeconds, boardSeconds] = [(filled - began) / 1_000, (performance.now() - filled) / 1_000];
    console.log(`${size} entries: filled in ${fillSeconds.toFixed(0)} s, its board ${boardSeconds.toFixed(1)} s`);
  }
  const pages: Record<string, (size: number) => Promise<number[]>> = {
    balance: (size) => {
      const ids = idsOf.get(size) ?? [];
      return each(size / ENTRIES, async () => budgetsOf(ids[Math.floor(Math.random() * ids.length)] ?? ''));
    },
    statement: (size) =>
      each(size / ENTRIES, async (reference) => {
        const { budget } = await readStatement(insurer, { reference, year: 1 });
        return activitiesOf(budget, now);
      }),
    'use of an insurer': (size) =>
      each(size / ENTRIES, () => readBudgetUse({ ...insurer, reads: new Map() } as Context)),
  };
  const took = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const size of sizes) {
      await open(size);
      for (const [page, measure] of Object.entries(pages)) {
        const key = `${page} ${size}`;
        took.set(key, [...(took.get(key) ?? []), ...(await measure(size))]);
      }
    }
  for (const page of Object.keys(pages))
    for (const size of sizes) {
      const [ms, first] = [size, sizes[0]].map((one) => median(took.get(`${page} ${one}`) ?? [])) as [number, number];
      const growth = ms / first;
      isMissed ||= page !== 'use of an insurer' && growth > MOST_GROWTH;
      console.log(
        `${size} entries, ${page}: ${ms.toFixed(2)} ms, ${growth.toFixed(2)} times the first (${MOST_GROWTH})`,
      );
    }
  for (const size of sizes) {
    await open(size);
    const began = performance.now();
    const faults = await recountBudgets(systemContext(now, 'budgets', newId(now)));
    isMissed ||= faults.length > 0;
    const ms = performance.now() - began;
    const each1000 = (ms * 1_000) / size;
    console.log(
      `${size} entries, nightly recount: ${(ms / 1_000).toFixed(1)} s, ${each1000.toFixed(2)} ms a thousand, ${faults.length} differ`,
    );
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
