/**
 * 卡口: signed crossings at a steady rate into two web processes while one of them is killed, what is kept of them, and
 * what asking who is inside and for a page of a gate's crossings costs with few and with many crossings.
 *
 * `--seconds 60` how long they are sent, `--rate 200` how many a second, `--sizes 10000,200000` other numbers of crossings.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { findInside, readKey, rebuildPresences, renewKey, setUpGate } from '#domain/gates';
import { signatureOf } from '#domain/webhooks';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { connectMongo } from '#platform/mongo';
import { migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const AT_ONCE = 20;
const COUNT = 300;
const INSIDE = 200;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const seconds = Number(numberAfter('--seconds', '60'));
const rate = Number(numberAfter('--rate', '200'));
const sizes = numberAfter('--sizes', '10000,200000').split(',').map(Number);

const parkId = newId();
const contextAt = (now: Date): Context =>
  ({
    actor: {
      kind: 'person',
      personId: newId(),
      grantId: newId(),
      name: '量测',
      role: 'park-officer',
      scope: { parkId },
    },
    now,
    requestId: 'bench',
    door: 'web',
  }) as unknown as Context;

async function startPortal(uris: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const file = resolve(import.meta.dirname, 'processes/portal.ts');
  // Its log would be most of what is written.
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = fork(file, { env: { ...process.env, ...uris }, execArgv: ['--import', 'tsx'], stdio: [...stdio] });
  // One that does not start ends the bench: nobody would be left to answer.
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`a portal ended with ${code}`)));
  ended.catch(() => {});
  const [said] = (await Promise.race([once(child, 'message'), ended])) as [{ url: string }];
  return { child, url: said.url };
}

/** Sends a batch until somebody says that it is kept, as hardware with a queue does. */
async function send(urls: readonly string[], gate: { reference: string; secret: string }, events: object[]) {
  const body = JSON.stringify(events);
  const id = newId();
  for (let tries = 0; ; tries += 1) {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf(gate.secret, { id, timestamp }, body),
    };
    const url = urls[tries % urls.length] as string;
    const answer = await fetch(`${url}/intake/gates/${gate.reference}`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    if (answer?.status === 200) return;
    await sleep(100);
  }
}

async function intake(uris: Record<string, string>, gate: { reference: string; secret: string }): Promise<boolean> {
  const portals = [await startPortal(uris), await startPortal(uris)];
  const urls = portals.map(({ url }) => url);
  const batches: Promise<void>[] = [];
  const began = Date.now();
  const total = Math.floor((seconds * rate) / AT_ONCE);
  for (let n = 0; n < total; n += 1) {
    const events = Array.from({ length: AT_ONCE }, (_, k) => ({
      ...{ specversion: '1.0', type: 'anfa.gate.crossing', source: 'bench', id: `${n}-${k}` },
      time: new Date().toISOString(),
      data: {
        direction: n % 2 === 0 ? 'in' : 'out',
        plate: `桂A${10_000 + ((n >> 1) % 50) * AT_ONCE + k}`,
        rescue: true,
      },
    }));
    batches.push(send(n % 2 === 0 ? urls : urls.toReversed(), gate, events));
    if (n === total >> 1) portals[0]?.child.kill('SIGKILL');
    await sleep(Math.max(0, began + ((n + 1) * AT_ONCE * 1_000) / rate - Date.now()));
  }
  const lagging = Date.now();
  await Promise.all(batches);
  const kept = await mongoose.connection.collection('gateCrossings').countDocuments();
  console.log(
    `sent ${total * AT_ONCE} in ${(lagging - began) / 1_000} s, all answered ${(Date.now() - lagging) / 1_000} s later, kept ${kept}; presences mended ${await rebuildPresences(parkId)}`,
  );
  portals[1]?.child.kill();
  return kept === total * AT_ONCE;
}

async function fill(from: number, until: number, gateId: string): Promise<void> {
  const now = new Date();
  for (let first = from; first < until; first += 5_000) {
    const rows = Array.from({ length: Math.min(5_000, until - first) }, (_, k) => ({
      ...{ _id: newId(now), parkId, gateId, key: `filled-${first + k}`, direction: k % 2 === 0 ? 'in' : 'out' },
      ...{ at: now, receivedAt: now, isLate: false, subject: `桂B${first + k}`, zone: 'general', isBorder: true },
      ...{ isRescue: false, order: 'open', hasPassed: true },
    }));
    await mongoose.connection.collection('gateCrossings').insertMany(rows as never, { ordered: false });
    const gone = rows.map(({ subject }, k) => ({
      ...{ _id: `${parkId}/${subject}`, parkId, subject, isInside: first + k < INSIDE, ins: 1 },
      ...{ outs: first + k < INSIDE ? 0 : 1, at: now, key: `filled-${first + k}`, zone: 'general', gateId },
    }));
    await mongoose.connection.collection('gatePresences').insertMany(gone as never, { ordered: false });
  }
}

async function milliseconds(ask: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  return median(took);
}

const stores = await openStores();
let isMissed = false;
try {
  await connectMongo(stores.mongodbUri);
  await migrate();
  const park = { _id: parkId, name: '量测园区', regionCode: '450703', isChemical: true };
  await mongoose.connection.collection('parks').insertOne(park as never);
  const typed = { name: '东门', kind: 'mixed', zone: 'general', border: 'yes' } as const;
  const gate = await setUpGate(contextAt(new Date()), typed);
  const { reference } = await renewKey(contextAt(new Date()), { reference: gate.reference, leaked: 'no' });
  const secret = (await readKey(contextAt(new Date()), reference)) ?? '';
  const uris = { MONGODB_URI: stores.mongodbUri, REDIS_URL: stores.redisUrl };
  if (seconds > 0 && !(await intake(uris, { reference, secret }))) isMissed = true;
  await mongoose.connection.collection('gateCrossings').deleteMany({});
  await mongoose.connection.collection('gatePresences').deleteMany({});
  const first: Record<string, number> = {};
  let filled = 0;
  for (const size of sizes) {
    await fill(filled, size, gate._id);
    filled = size;
    const asked = {
      inside: () => findInside(contextAt(new Date())),
      crossings: () =>
        mongoose.connection
          .collection('gateCrossings')
          .find({ gateId: gate._id })
          .sort({ _id: -1 })
          .limit(20)
          .toArray(),
    };
    for (const [name, ask] of Object.entries(asked)) {
      const took = await milliseconds(ask);
      first[name] ??= took;
      const growth = took / (first[name] as number);
      if (growth > MOST_GROWTH) isMissed = true;
      console.log(`${size} crossings, ${name}: ${took.toFixed(2)} ms, ${growth.toFixed(2)} times (${MOST_GROWTH})`);
    }
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exit(isMissed ? 1 : 0);
