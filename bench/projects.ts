/**
 * 建设项目: what a page of the list costs a park, a body and whoever looks for what is stopped, in 100 parks with few and
 * with many projects, asked in turn so that a busy machine is busy for both; and what looking for projects a fallen grade
 * would stop costs by the project.
 *
 * `--sizes 500,5000` other numbers of projects, `--rounds 6` fewer or more rounds.
 */
import mongoose from 'mongoose';
import { findProjectsToStop, type Project, projects } from '#domain/projects';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { connectMongo } from '#platform/mongo';
import { migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const COUNT = 60;
const PARKS = 100;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const sizes = numberAfter('--sizes', '500,5000').split(',').map(Number);
const rounds = Number(numberAfter('--rounds', '6'));
const now = new Date();
const parkIds = Array.from({ length: PARKS }, () => newId(now));
const statuses = projects.lifecycle.statuses.map(({ code, isOpen }) => ({ status: code, isOpen }));

const contextOf = (role: 'park-officer' | 'regulator', scope: object): Context =>
  ({
    actor: { kind: 'person', personId: newId(), grantId: newId(), name: '量测', role, scope },
    now,
    requestId: 'bench',
    door: 'web',
  }) as unknown as Context;

function projectOf(n: number): Project {
  const one = statuses[n % statuses.length] as (typeof statuses)[number];
  return {
    ...{ _id: newId(now), reference: `XM2026-${n + 1}`, photoIds: [], ...one, since: now, version: 1 },
    ...{ createdAt: now, updatedAt: now, parkId: parkIds[n % PARKS] as string, bodyId: newId(now), sector: 'C' },
    regionPath: ['45', `45${10 + (n % 14)}`, `45${10 + (n % 14)}02`],
    ...{ ownerName: `广西第${n}化工有限公司`, ownerCode: `9145${String(n).padStart(14, '0')}`, name: `第${n}号项目` },
    ...{ kind: 'new', trade: n % 3 === 0 ? 'hazchem' : 'ordinary', risk: 'none', fireWork: 'none' },
    ...{ site: 'A 区', products: '合金锭', capacity: '年产 1 万吨', process: '熔炼', hazards: '高温' },
    ...{ introducedOn: '2026-11-01', noticeVersion: '2026-1', isNoticed: n % 2 === 0, isParkCompetent: true },
    ...{ introducedBy: newId(now), passes: [LET_IN], exceptions: [], reviews: [], changes: [] },
  } as Project;
}

const LET_IN = {
  gate: 'G3',
  result: 'pass',
  day: '2026-11-01',
  at: now,
  by: '',
  version: '',
  article: '',
  source: '',
  why: '',
};

async function fill(size: number): Promise<void> {
  const collection = mongoose.connection.collection('projects');
  await collection.deleteMany({});
  await collection.insertMany(Array.from({ length: size }, (_, n) => projectOf(n)) as never, { ordered: false });
}

const officer = contextOf('park-officer', { parkId: parkIds[0] });
const region = contextOf('regulator', { bodyId: newId(), regionCode: '45' });
const ASKED = {
  'list of a park': () => projects.find(officer),
  'list of the region': () => projects.find(region),
  'stopped in the region': () => projects.find(region, { status: 'paused' }),
  'without notice in the region': () => projects.find(region, { isUnnoticed: true }),
} as const;

const stores = await openStores();
let isMissed = false;
try {
  await connectMongo(stores.mongodbUri);
  await migrate();
  const parks = parkIds.map((_id, n) => ({ _id, name: `第${n}园区`, regionCode: '450702', isChemical: true }));
  await mongoose.connection.collection('parks').insertMany(parks as never);
  const took = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      await fill(size);
      for (const [name, ask] of Object.entries(ASKED)) {
        const times = took.get(`${name} ${size}`) ?? [];
        for (let n = 0; n < COUNT; n += 1) {
          const began = performance.now();
          await ask();
          times.push(performance.now() - began);
        }
        took.set(`${name} ${size}`, times);
      }
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
  const fallen = { regionPath: ['45'], photoIds: [], own: {}, scoredBy: 'x', status: 'published', isOpen: true };
  const falls = parkIds.map((parkId, n) => ({
    ...fallen,
    _id: newId(now),
    parkId,
    reference: `DJ2026-${n + 1}`,
    grade: 'B',
    publishedOn: '2026-11-24',
  }));
  await mongoose.connection.collection('parkGrades').insertMany(falls as never);
  const began = performance.now();
  const found = await findProjectsToStop(now, 1_000_000, []);
  console.log(`a grade that fell: ${found.length} to stop, found in ${(performance.now() - began).toFixed(0)} ms`);
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exit(isMissed ? 1 : 0);
