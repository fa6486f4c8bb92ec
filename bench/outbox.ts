/**
 * Messages put into the portal's inbox in a second by the worker's own step, while many wait: leased, asked whether still
 * true, worded, recorded. Against that many bare updates of one document each, in turns in one run.
 */
import mongoose from 'mongoose';
import { deliverNext, portalCarrier } from '#domain/notices';
import { newId } from '#kernel/ids';
import { connectMongo } from '#platform/mongo';
import { connectPatiently, migrate } from '../scripts/migrate.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const LEAST_RATIO = 0.2;
const WAITING = 20_000;
const ROUNDS = 9;
const COUNT = 200;

const perSecond = async (step: (n: number) => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  for (let n = 0; n < COUNT; n++) await step(n);
  return (COUNT * 1_000) / (performance.now() - began);
};

const stores = await openStores();
try {
  await connectPatiently(stores.mongodbUri);
  await migrate();
  await mongoose.disconnect();
  await connectMongo(stores.mongodbUri);
  const now = new Date();
  const row = (n: number) => ({
    _id: newId(now),
    dedupeKey: `bench:${n}`,
    sort: 'notice',
    personId: newId(now),
    channel: 'portal',
    texts: 'notices',
    template: 'hazard-accepted',
    params: { reference: `H2026-${n}` },
    linkPath: `/hazards/H2026-${n}`,
    isUrgent: n % 20 === 0,
    still: { kind: 'always' },
    isMissed: false,
    status: 'waiting',
    nextAt: now,
    attempts: 0,
    createdAt: now,
  });
  const rows = Array.from({ length: WAITING }, (_, n) => row(n));
  const outbox = mongoose.connection.collection<{ _id: string }>('outbox');
  const bare = mongoose.connection.collection<{ _id: string }>('bare_outbox');
  await outbox.insertMany(rows as never);
  await bare.insertMany(rows as never);

  const deliver = async (): Promise<void> => {
    if (!(await deliverNext(() => new Date(), portalCarrier))) throw new Error('nothing was due');
  };
  const update = (n: number) =>
    bare.updateOne({ _id: rows[n]?._id as string }, { $set: { status: 'inbox', sentAt: now } });
  await perSecond(deliver);
  await perSecond(update);
  const rounds: { rate: number; bare: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const bareRate = await perSecond((n) => update(round * COUNT + n));
    rounds.push({ rate: await perSecond(deliver), bare: bareRate });
  }
  const delivered = await outbox.countDocuments({ status: 'inbox' } as never);
  if (delivered !== (ROUNDS + 1) * COUNT) throw new Error(`${delivered} were delivered`);
  const ratio = median(rounds.map((one) => one.rate / one.bare));
  console.log(
    `the outbox delivers ${ratio.toFixed(2)} messages for each bare update (at least ${LEAST_RATIO}); ` +
      `${median(rounds.map((one) => one.rate)).toFixed(0)} against ${median(rounds.map((one) => one.bare)).toFixed(0)} a second`,
  );
  process.exitCode = ratio < LEAST_RATIO ? 1 : 0;
} finally {
  await mongoose.disconnect();
  await stores.close();
}
