/**
 * 园区: what the page of a park, its list of who is inside and the last crossings of a gate cost beside few and beside many
 * others, each in a database and a process of its own and asked in turn, so that a busy machine is busy for both.
 *
 * `--sizes 10000,10000000` other numbers of crossings, over 1 and 100 parks with 50 projects each; `--rounds 24` fewer or more.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { newId } from '#kernel/ids';
import { connectMongo } from '#platform/mongo';
import { migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const PARKS = [1, 100] as const;
const PROJECTS = 50;
const INSIDE = 200;
/** Crossings of one subject. */
const EACH = 10;
const SEEDS = 1_000;
const KEPT_MS = 89 * 86_400_000;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const sizes = numberAfter('--sizes', '10000,10000000').split(',').map(Number);
const rounds = Number(numberAfter('--rounds', '24'));
const collection = (name: string) => mongoose.connection.collection(name);

/** Makes so many rows in the store itself, each from its number `$i`; indexes are built over all of them at once. */
async function fill(into: string, size: number, row: object): Promise<void> {
  const indexes = (await collection(into).indexes()).filter(({ name }) => name !== '_id_');
  await collection(into).dropIndexes();
  await collection('seeds').deleteMany({});
  await collection('seeds').insertMany(Array.from({ length: SEEDS }, (_, n) => ({ n })));
  const per = size / SEEDS;
  const numbers = { $map: { input: { $range: [0, per] }, in: { $add: ['$$this', { $multiply: ['$n', per] }] } } };
  await collection('seeds')
    .aggregate([{ $project: { i: numbers } }, { $unwind: '$i' }, { $project: { _id: 0, ...row } }, { $out: into }])
    .toArray();
  await collection(into).createIndexes(indexes.map(({ v: _, ...index }) => index) as never);
}

const padded = (of: object | string, prefix: string) => ({
  $concat: [prefix, { $substrCP: [{ $toString: { $add: [1_000_000_000, of] } }, 1, 9] }],
});
const literal = (value: unknown) => ({ $literal: value });

/** One database: so many parks, of which the first is asked, its projects and its part of the crossings. */
async function build(uri: string, size: number, parks: number): Promise<{ parkId: string; gateId: string }> {
  await connectMongo(uri);
  await migrate();
  await mongoose.disconnect();
  // As many rows as this take longer than the portal would ever wait.
  await mongoose.connect(uri, { socketTimeoutMS: 0 });
  const parkIds = Array.from({ length: parks }, () => newId());
  const gateIds = parkIds.map(() => newId());
  const of = (list: readonly string[], number: object | string) => ({
    $arrayElemAt: [literal(list), { $mod: [number, parks] }],
  });
  const at = { $subtract: ['$$NOW', { $toLong: { $multiply: ['$i', KEPT_MS / size] } }] };
  const subject = { $toInt: { $divide: ['$i', EACH] } };
  await fill('gateCrossings', size, {
    ...{ _id: padded('$i', '6'.repeat(15)), parkId: of(parkIds, subject), gateId: of(gateIds, subject) },
    ...{ key: padded('$i', 'k'), direction: literal('out'), at, receivedAt: at, isLate: literal(false) },
    ...{ subject: padded(subject, '桂'), zone: literal('general'), isBorder: literal(true), isRescue: literal(false) },
    ...{ order: literal('open'), hasPassed: literal(true) },
  });
  const isInside = { $lt: ['$i', INSIDE * parks] };
  await fill('gatePresences', Math.max(size / EACH, INSIDE * parks), {
    ...{ _id: { $concat: [of(parkIds, '$i'), '/', padded('$i', '桂')] }, parkId: of(parkIds, '$i') },
    ...{ subject: padded('$i', '桂'), isInside, ins: literal(5), outs: { $cond: [isInside, 4, 5] }, at: '$$NOW' },
    ...{ key: padded('$i', 'k'), zone: literal('general'), gateId: of(gateIds, '$i') },
  });
  const base = { photoIds: [], regionPath: ['45', '4507', '450702'], version: 1, isOpen: true };
  const now = new Date();
  await collection('projects').insertMany(
    Array.from({ length: PROJECTS * parks }, (_, n) => ({
      ...{ ...base, _id: newId(now), reference: `XM2026-${n}`, parkId: parkIds[n % parks], status: 'building' },
      ...{ name: `第${n}号项目`, createdAt: now, updatedAt: now, since: now, passes: [], changes: [], exceptions: [] },
    })) as never,
  );
  const count = await collection('gateCrossings').estimatedDocumentCount();
  console.log(`${parks} parks, ${PROJECTS * parks} projects, ${count} crossings`);
  await mongoose.disconnect();
  return { parkId: parkIds[0] as string, gateId: gateIds[0] as string };
}

async function ask(child: ChildProcess, name: string): Promise<number> {
  const answer = once(child, 'message');
  child.send(name);
  return ((await answer) as [number])[0];
}

const stores = await openStores();
let isMissed = false;
try {
  const children: ChildProcess[] = [];
  let names: string[] = [];
  for (const [n, size] of sizes.entries()) {
    const uri = stores.mongodbUri.replace('/anfa_bench?', `/anfa_bench_${n}?`);
    const { parkId, gateId } = await build(uri, size, PARKS[n] ?? 1);
    const file = resolve(import.meta.dirname, 'processes/parkQueries.ts');
    const child = fork(file, [uri, parkId, gateId], { execArgv: ['--import', 'tsx'] });
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    ended.catch(() => {});
    [names] = (await Promise.race([once(child, 'message'), ended])) as [string[]];
    children.push(child);
  }
  for (const name of names) {
    const took: number[][] = sizes.map(() => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [n, child] of children.entries()) took[n]?.push(await ask(child, name));
    const [few = 0, many = 0] = took.map(median);
    if (many / few > MOST_GROWTH) isMissed = true;
    console.log(
      `${name}: ${few.toFixed(2)} and ${many.toFixed(2)} ms, ${(many / few).toFixed(2)} times (${MOST_GROWTH})`,
    );
  }
  for (const child of children) child.disconnect();
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exit(isMissed ? 1 : 0);
