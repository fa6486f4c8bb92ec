/**
 * The hazard list of the whole portal (sessions, authorisation, CSRF, content policy, query) against a bare Express and
 * Handlebars page of the same bytes, asked in turns in one run, over growing numbers of cases. What counts is CPU of
 * the web process for one request: on a busy machine it is what stays comparable.
 *
 * `--sizes 10000,100000` measures other sizes than 10,000, 100,000 and 1,000,000; `--profile` writes a CPU profile of
 * the portal into `data/profiles`.
 */
import mongoose from 'mongoose';
import type { Enterprise } from '#domain/organisations';
import { migrate } from '../scripts/migrate.ts';
import { DEMO_PASSWORD, seedDemo } from '../scripts/seedDemo.ts';
import { fillHazards } from './support/hazards.ts';
import { load } from './support/load.ts';
import { type Measured, startMeasured } from './support/measured.ts';
import { median } from './support/median.ts';
import { signIn } from './support/signIn.ts';
import { openStores } from './support/stores.ts';

const LEAST_RATIO = 0.3;
const MOST_GROWTH = 1.15;
const ROUNDS = 7;
const COUNT = 300;
const CONNECTIONS = 4;
/** Of two roles with the longest lists: one firm's and a whole 自治区's. */
const ROLES = ['safety-officer', 'regulator'] as const;

const flag = (name: string): string | undefined => process.argv[process.argv.indexOf(`--${name}`) + 1];
const sizes = (process.argv.includes('--sizes') ? (flag('sizes') as string) : '10000,100000,1000000')
  .split(',')
  .map(Number);

/** CPU milliseconds and seconds of one request, and its bytes. */
async function perRequest(server: Measured, cookie: string | undefined, count = COUNT) {
  const before = await server.cpu();
  const wish = { url: `${server.url}/hazards`, count, connections: CONNECTIONS };
  const { seconds, bytes } = await load(cookie === undefined ? wish : { ...wish, cookie });
  return { cpu: ((await server.cpu()) - before) / count, seconds: seconds / count, bytes };
}

const stores = await openStores();
const env = { MONGODB_URI: stores.mongodbUri, REDIS_URL: stores.redisUrl, NODE_ENV: 'production' };
const profiling = process.argv.includes('--profile') ? ['--cpu-prof', '--cpu-prof-dir=data/profiles'] : [];
let isMissed = false;
try {
  await mongoose.connect(stores.mongodbUri);
  await migrate();
  await seedDemo({ hazards: 0 });
  const accounts = mongoose.connection.collection<{ _id: string; phone: string }>('accounts');
  const firms = await mongoose.connection.collection<Enterprise>('enterprises').find().toArray();
  const people = await Promise.all(
    ROLES.map(async (role) => {
      const more = role === 'regulator' ? { 'scope.regionCode': '45' } : {};
      const found = await accounts.findOne({ grants: { $elemMatch: { role, ...more } } });
      if (found === null) throw new Error(`nobody is ${role}`);
      return { role, ...found };
    }),
  );
  const worst = new Map<string, { first: number; last: number }>();
  for (const size of sizes) {
    await fillHazards(size, firms, new Date());
    for (const { role, _id, phone } of people) {
      const bare = await startMeasured('processes/barePage.ts', { ...env, PERSON_ID: _id });
      const portal = await startMeasured('processes/portal.ts', env, profiling);
      const cookie = await signIn(portal.url, phone, DEMO_PASSWORD);
      await perRequest(bare, undefined, 3 * COUNT);
      await perRequest(portal, cookie, 3 * COUNT);
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        const a = await perRequest(bare, undefined);
        const b = await perRequest(portal, cookie);
        if (Math.abs(a.bytes - b.bytes) > 200) throw new Error(`not the same page: ${a.bytes} and ${b.bytes} bytes`);
        rounds.push({ bare: a.cpu, portal: b.cpu, ratio: a.cpu / b.cpu, rate: a.seconds / b.seconds, bytes: b.bytes });
      }
      await Promise.all([bare.stop(), portal.stop()]);
      const ratio = median(rounds.map((row) => row.ratio));
      const rate = median(rounds.map((row) => row.rate));
      worst.set(role, { first: worst.get(role)?.first ?? ratio, last: ratio });
      isMissed ||= ratio < LEAST_RATIO;
      console.log(
        `${size} cases, ${role}: ${ratio.toFixed(2)} of the bare page by CPU (at least ${LEAST_RATIO}), ` +
          `${rate.toFixed(2)} by rate; ${median(rounds.map((row) => row.portal)).toFixed(2)} ms against ` +
          `${median(rounds.map((row) => row.bare)).toFixed(2)} ms, ${rounds[0]?.bytes} bytes`,
      );
    }
  }
  for (const [role, { first, last }] of worst) {
    const growth = first / last;
    isMissed ||= growth > MOST_GROWTH;
    console.log(
      `${role}: costs ${growth.toFixed(2)} times as much at ${sizes.at(-1)} as at ${sizes[0]} (at most ${MOST_GROWTH})`,
    );
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
