/**
 * 动态清零: the numbers, the lines and the list of major hazards for a whole region and for a county, with few and with many
 * files, asked in turn so that a busy machine is busy for both. What stands open and what ended lately is the same work in
 * both: what grows is what lies behind, as it does from year to year.
 *
 * `--sizes 10000,1000000` other numbers of files, `--rounds 8` fewer or more rounds.
 */
import mongoose from 'mongoose';
import { type Major, majorBoard, majors, majorTrend } from '#domain/majors';
import { foldTallies, recountBoards } from '#domain/tallies';
import { type Context, systemContext } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { forgetHistory } from './support/history.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const COUNT = 12;
const BATCH = 5_000;
/** Files of the last year, whatever lies behind them; every eighth of them is open. */
const LATELY = 4_000;
const YEARS_BEHIND = 10;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const sizes = numberAfter('--sizes', '10000,1000000').split(',').map(Number);
const rounds = Number(numberAfter('--rounds', '8'));
const now = new Date();
const parkIds = Array.from({ length: 70 }, () => newId(now));
const bodyIds = Array.from({ length: 70 }, () => newId(now));
/** Of what is over: how it ended. */
const ENDS = ['closed', 'closed', 'closed', 'closed', 'not-major', 'downgraded'] as const;

const contextOf = (regionCode: string, bodyId: string): Context =>
  ({
    actor: {
      kind: 'person',
      personId: newId(),
      grantId: newId(),
      name: '量测',
      role: 'regulator',
      scope: { bodyId, regionCode },
    },
    now,
    requestId: 'bench',
    door: 'web',
  }) as unknown as Context;

/** The nth file from the last: those of the last year first, then what lies behind. */
function fileOf(n: number, size: number): Major {
  const isLate = n < LATELY;
  const days = isLate ? (n / LATELY) * 365 : 365 + ((n - LATELY) / (size - LATELY)) * 365 * YEARS_BEHIND;
  const at = new Date(now.getTime() - days * DAY_MS);
  const isOpen = isLate && n % 8 === 0;
  const status = isOpen ? 'rectifying' : ENDS[n % ENDS.length];
  const since = new Date(Math.min(now.getTime(), at.getTime() + 20 * DAY_MS));
  const county = n % bodyIds.length;
  const city = `45${String((county % 14) + 1).padStart(2, '0')}`;
  return {
    ...{ _id: newId(at), reference: `M2026-${n + 1}`, photoIds: [], status, isOpen, since, version: 1 },
    ...{ createdAt: at, updatedAt: since, enterpriseId: newId(at), bodyId: bodyIds[county], sector: 'C' },
    ...{ regionPath: ['45', city, `${city}${String(21 + (county % 5))}`], formerParks: [] },
    ...(n % 2 === 0 ? { parkId: parkIds[county] } : {}),
    ...{ hazardId: newId(at), hazardReference: `H2026-${n + 1}`, text: '除尘管道积灰太厚', placeText: '三号线' },
    ...{
      category: 'electrical',
      isApart: false,
      isByHour: false,
      byPark: false,
      foundAt: at,
      caseStatus: 'rectifying',
    },
    ...{ isMajor: status !== 'downgraded', isOnSpot: false, progress: [], addenda: [], orders: [], escalations: [] },
    ...{ isDisputed: isOpen && n % 40 === 0, isExtended: isOpen && n % 24 === 0 },
    ...(isOpen ? { lateSince: new Date(at.getTime() + 10 * DAY_MS) } : { closedAt: since }),
    ...(n % 11 === 0 ? { recursOf: 'M2020-0001' } : {}),
    ...(status === 'downgraded' ? { downgradedAt: since } : {}),
    ...(n % 3 === 0 ? {} : { ownerId: newId(at) }),
  } as unknown as Major;
}

const KEPT = ['majorHazards', 'tallies', 'tallyDeltas'];
const rename = async (from: (name: string) => string, to: (name: string) => string): Promise<void> => {
  for (const name of KEPT) await mongoose.connection.collection(from(name)).rename(to(name));
};

/** Fills the collections, counts the months, and puts them aside under the number of files. */
async function fill(size: number): Promise<void> {
  const model = mongoose.model('MajorHazard');
  await model.collection.dropIndexes();
  for (let from = 0; from < size; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => fileOf(from + i, size));
    await model.collection.insertMany(rows as never, { ordered: false });
  }
  await model.syncIndexes();
  const clock = systemContext(now, 'tallies', 'bench');
  await recountBoards(clock);
  while ((await foldTallies(clock, 500)) > 0);
  // Folded, all are gone; what a store keeps of so many for some minutes is no day's work.
  await mongoose.model('TallyDelta').collection.drop();
  await mongoose.model('TallyDelta').createCollection();
  await mongoose.model('TallyDelta').syncIndexes();
  await mongoose.connection.db?.admin().command({ fsync: 1 });
  await rename(
    (name) => name,
    (name) => `${name}_${size}`,
  );
  for (const name of ['MajorHazard', 'Tally', 'TallyDelta']) {
    await mongoose.model(name).createCollection();
    await mongoose.model(name).syncIndexes();
  }
}

const region = contextOf('45', newId(now));
const county = contextOf('450121', bodyIds[0] as string);
const ASKED = {
  'board of the region': async () => majorTrend(region, {}, (await majorBoard(region, {})).all.open),
  'board of a county': async () => majorTrend(county, {}, (await majorBoard(county, {})).all.open),
  'list of the region': () => majors.find(region),
  'open ones of the region': () => majors.find(region, { isOpen: true }),
  'judged not major lately': () => majors.find(region, { state: 'judged-none' }),
  'list of a county': () => majors.find(county),
} as const;

const stores = await openStores();
let isMissed = false;
try {
  // Not as the portal does: indexes of a million files take longer than it waits for an answer.
  await mongoose.connect(stores.mongodbUri);
  await migrate();
  for (const size of sizes) {
    const began = performance.now();
    await fill(size);
    console.log(`${size} files filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  }
  for (const name of KEPT) await mongoose.connection.collection(name).drop();
  // The deltas folded a moment ago lie in the way of the lines, as they do on no other day.
  await forgetHistory();
  const took = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      await rename(
        (name) => `${name}_${size}`,
        (name) => name,
      );
      for (const [name, ask] of Object.entries(ASKED)) {
        // The first of a round finds the plans of the other size forgotten.
        await ask();
        const times = took.get(`${name} ${size}`) ?? [];
        for (let n = 0; n < COUNT; n += 1) {
          const began = performance.now();
          await ask();
          times.push(performance.now() - began);
        }
        took.set(`${name} ${size}`, times);
      }
      await rename(
        (name) => name,
        (name) => `${name}_${size}`,
      );
    }
  }
  for (const name of Object.keys(ASKED)) {
    const [few = 0, ...more] = sizes.map((size) => median(took.get(`${name} ${size}`) ?? []));
    const many = more.at(-1) ?? few;
    if (many / few > MOST_GROWTH) isMissed = true;
    console.log(
      `${name}: ${few.toFixed(2)} and ${many.toFixed(2)} ms, ${(many / few).toFixed(2)} times (${MOST_GROWTH})`,
    );
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exit(isMissed ? 1 : 0);
