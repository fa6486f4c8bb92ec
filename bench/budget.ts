/**
 * 预防服务额度 with few and with many entries: what a budget holds, a page of its statement, and the nightly recount of
 * all of them. A budget has fifty entries; more entries are more budgets. What counts is the growth of a page.
 *
 * `--sizes 50000,500000` measures other numbers of entries than 50,000 and 5,000,000.
 */
import mongoose from 'mongoose';
import { budgetsOf, readBudgetUse, readStatement, recountBudgets } from '#domain/insurance';
import { recountBoards } from '#domain/tallies';
import { type Context, systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const ENTRIES = 50;
const COUNT = 300;
const BATCH = 400;
const now = new Date();
const INSURER = newId(now);

const asked = process.argv.indexOf('--sizes');
const sizes = (asked < 0 ? '50000,5000000' : (process.argv[asked + 1] ?? '')).split(',').map(Number);
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
    const [policies, budgets, entries]: [object[], object[], object[]] = [[], [], []];
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
    }
    await Promise.all([into('policies', policies), into('preventionBudgets', budgets), into('budgetEntries', entries)]);
  }
}

/** Milliseconds in the middle of many askings, spread over all policies there are. */
async function each(count: number, ask: (reference: string) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const reference = `B2026-${1_000_000 + Math.floor((n * count) / COUNT)}`;
    const began = performance.now();
    await ask(reference);
    took.push(performance.now() - began);
  }
  return median(took);
}

const stores = await openStores();
let isMissed = false;
try {
  await mongoose.connect(stores.mongodbUri);
  await migrate();
  const first: Record<string, number> = {};
  let filled = 0;
  for (const size of sizes) {
    const count = size / ENTRIES;
    await fill(filled, count);
    filled = count;
    const boards = performance.now();
    await recountBoards(systemContext(now, 'tallies', newId(now)));
    const boardSeconds = (performance.now() - boards) / 1_000;
    const ids = await mongoose.connection.collection('policies').find().limit(COUNT).toArray();
    const pages: Record<string, () => Promise<number>> = {
      balance: () => each(count, async () => budgetsOf(String(ids[Math.floor(Math.random() * ids.length)]?._id))),
      statement: () => each(count, (reference) => readStatement(insurer, { reference, year: 1 })),
      'use of an insurer': () => each(count, () => readBudgetUse({ ...insurer, reads: new Map() } as Context)),
    };
    for (const [page, measure] of Object.entries(pages)) {
      await measure();
      const ms = await measure();
      first[page] ??= ms;
      const growth = ms / (first[page] as number);
      isMissed ||= page !== 'use of an insurer' && growth > MOST_GROWTH;
      console.log(
        `${size} entries, ${page}: ${ms.toFixed(2)} ms, ${growth.toFixed(2)} times the first (${MOST_GROWTH})`,
      );
    }
    const began = performance.now();
    const faults = await recountBudgets(systemContext(now, 'budgets', newId(now)));
    isMissed ||= faults.length > 0;
    const seconds = (performance.now() - began) / 1_000;
    console.log(
      `${size} entries, nightly recount: ${seconds.toFixed(1)} s, ${faults.length} differ; of the board ${boardSeconds.toFixed(1)} s`,
    );
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
