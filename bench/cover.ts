/**
 * How firms that must insure stand, as a regulator of the whole region reads it: the counters, a page of the list, and the
 * nightly check of every row, with few and many firms. Each of them lies in a database of its own and is asked in turn, so
 * that a machine others use slows both alike. `--sizes 1000,10000` measures other numbers of firms.
 */
import mongoose from 'mongoose';
import { countCover, findCover, rebuildCovers } from '#domain/insurance';
import { foldTallies } from '#domain/tallies';
import { type Context, systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { forgetHistory } from './support/history.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const ROUNDS = 12;
const ASKED = 15;
const BATCH = 1_000;
const now = new Date();
const at = process.argv.indexOf('--sizes');
const sizes = (at < 0 ? '1000,10000' : (process.argv[at + 1] ?? '')).split(',').map(Number);
/** A new one for each question: what is read once is read once a request. */
const regulator = (): Context =>
  ({
    actor: {
      ...{ kind: 'person', personId: newId(now), grantId: newId(now), name: '量测', role: 'regulator' },
      scope: { regionCode: '45' },
    },
    ...{ now, requestId: 'bench', door: 'web' },
  }) as unknown as Context;

/** Firms of trades that must insure, in counties in turn; three of four with a policy that runs, or ran. */
async function fill(count: number): Promise<void> {
  const into = (name: string, rows: object[]) => mongoose.connection.collection(name).insertMany(rows as never);
  const counties = ['450102', '450202', '450305', '450405', '450981', '451002', '451221', '451302'];
  const divisions = ['26', '31', '32', '25'];
  for (let first = 0; first < count; first += BATCH) {
    const [firms, policies]: [object[], object[]] = [[], []];
    for (let n = first; n < Math.min(count, first + BATCH); n += 1) {
      const [_id, regionCode] = [newId(now), counties[n % counties.length] ?? ''];
      const trade = { sector: 'C', division: divisions[n % divisions.length], employees: 100, isHighRisk: true };
      const names = { name: `广西量测化工${n}厂`, shortName: `量测${n}`, creditCode: `BENCH${n}` };
      const money = { revenueFen: 1, assetsFen: 1 };
      firms.push({ _id, ...names, regionCode, bodyId: 'body', ...trade, ...money, status: 'active', createdAt: now });
      if (n % 4 === 0) continue;
      const [startsOn, endsOn] = n % 4 === 1 ? ['2025-01-01', '2025-12-31'] : ['2026-03-01', '2027-02-28'];
      const span = { startsOn, opensOn: startsOn, endsOn, status: 'confirmed', isOpen: true, version: 0, photoIds: [] };
      const place = { enterpriseId: _id, regionPath: ['45', regionCode.slice(0, 4), regionCode], sector: 'C' };
      const own = { _id: newId(now), reference: `B2026-${1_000_000 + n}`, number: `${n}`, insurerId: 'i' };
      policies.push({ ...own, insurerIds: ['i'], bodyId: 'body', ...span, ...place, createdAt: now, updatedAt: now });
    }
    await Promise.all([into('enterprises', firms), policies.length === 0 ? undefined : into('policies', policies)]);
  }
}

const stores = await openStores();
const open = async (size: number): Promise<void> => {
  await mongoose.disconnect();
  await mongoose.connect(stores.mongodbUri.replace('anfa_bench', `anfa_bench_cover_${size}`));
};
let isMissed = false;
try {
  for (const size of sizes) {
    await open(size);
    await migrate();
    await fill(size);
    const check = async (): Promise<[seconds: number, wrong: number]> => {
      const began = performance.now();
      const wrong = await rebuildCovers(systemContext(now, 'budgets', newId(now)));
      return [(performance.now() - began) / 1_000, wrong.length];
    };
    const [[built, made], [checked, wrong]] = [await check(), await check()];
    // As the clock does every second.
    while ((await foldTallies(systemContext(now, 'tallies', newId(now)))) > 0);
    isMissed ||= made !== size || wrong !== 0;
    console.log(
      `${size} firms: ${made} rows made in ${built.toFixed(1)} s, checked in ${checked.toFixed(1)} s, ${wrong} wrong`,
    );
  }
  const pages: Record<string, () => Promise<unknown>> = {
    counters: () => countCover(regulator()),
    'a page of the list': () => findCover(regulator(), {}),
  };
  const measure = async (when: string, most: number): Promise<void> => {
    const took = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const size of sizes) {
        await open(size);
        for (const [page, ask] of Object.entries(pages))
          for (let n = -5; n < ASKED; n += 1) {
            const began = performance.now();
            await ask();
            if (n >= 0)
              took.set(`${page} ${size}`, [...(took.get(`${page} ${size}`) ?? []), performance.now() - began]);
          }
      }
    for (const page of Object.keys(pages))
      for (const size of sizes) {
        const [ms, first] = [size, sizes[0]].map((one) => median(took.get(`${page} ${one}`) ?? [])) as [number, number];
        isMissed ||= ms / first > most;
        const limit = Number.isFinite(most) ? `${most}` : 'no limit';
        console.log(
          `${when}, ${size} firms, ${page}: ${ms.toFixed(2)} ms, ${(ms / first).toFixed(2)} times the first (${limit})`,
        );
      }
  };
  // Hundreds of deltas folded a moment ago lie in the way of the counters, as they do on no other day.
  await measure('right after all rows were made', Number.POSITIVE_INFINITY);
  for (const size of sizes) {
    await open(size);
    await forgetHistory();
  }
  await measure('every day', MOST_GROWTH);
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
