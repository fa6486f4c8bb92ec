/**
 * Worklist, board, list and search of the programme for the 自治区 and for one county, in a small world and in one of
 * 100,000 firms with 300,000 applications: a page must not cost more because the world has grown. CPU of the web process
 * for one request is compared; the two worlds are measured in one run.
 *
 * `--firms 20000` measures another large world.
 */
import mongoose from 'mongoose';
import { migrate } from '../scripts/migrate.ts';
import { DEMO_PASSWORD, seedDemo } from '../scripts/seedDemo.ts';
import { load } from './support/load.ts';
import { type Measured, startMeasured } from './support/measured.ts';
import { median } from './support/median.ts';
import { fillProgramme } from './support/programme.ts';
import { signIn } from './support/signIn.ts';
import { openStores } from './support/stores.ts';

/** Small, and yet enough to fill the page of one county: a page half empty would seem cheap. */
const SMALL = 10_000;
const LARGE = process.argv.includes('--firms') ? Number(process.argv[process.argv.indexOf('--firms') + 1]) : 100_000;
/** The board of the whole 自治区 adds up more cells when more counties and trades are in: it may cost this much more. */
const MOST_GROWTH = { list: 1.15, board: 2 } as const;
const ROUNDS = 5;
const COUNT = 60;
const CONNECTIONS = 2;
const PAGES: readonly { path: string; kind: keyof typeof MOST_GROWTH }[] = [
  { path: '/applications', kind: 'list' },
  { path: '/applications?overdue=1', kind: 'list' },
  { path: '/applications?q=桂宝', kind: 'list' },
  { path: '/enrolments?stage=implementing', kind: 'list' },
  { path: '/enrolments?q=桂宝', kind: 'list' },
  { path: '/boards/enrolment', kind: 'board' },
];
const PEOPLE = { 自治区: '45', 县: '450981' } as const;

async function cpuOf(server: Measured, cookie: string, path: string): Promise<number> {
  const before = await server.cpu();
  await load({ url: server.url + encodeURI(path), cookie, count: COUNT, connections: CONNECTIONS });
  return ((await server.cpu()) - before) / COUNT;
}

const stores = await openStores();
const env = { MONGODB_URI: stores.mongodbUri, REDIS_URL: stores.redisUrl, NODE_ENV: 'production' };
let isMissed = false;
try {
  await mongoose.connect(stores.mongodbUri);
  await migrate();
  await seedDemo({ hazards: 0 });
  const accounts = mongoose.connection.collection<{ _id: string; phone: string }>('accounts');
  const measured = new Map<string, number[]>();
  for (const firms of [SMALL, LARGE]) {
    await fillProgramme(firms, new Date());
    const portal = await startMeasured('processes/portal.ts', env);
    for (const [who, regionCode] of Object.entries(PEOPLE)) {
      const scope = { role: 'regulator', 'scope.regionCode': regionCode, 'scope.sectors': { $exists: false } };
      const person = await accounts.findOne({ grants: { $elemMatch: scope } });
      const cookie = await signIn(portal.url, person?.phone ?? '', DEMO_PASSWORD);
      for (const { path } of PAGES) {
        await cpuOf(portal, cookie, path);
        const rounds = [];
        for (let round = 0; round < ROUNDS; round++) rounds.push(await cpuOf(portal, cookie, path));
        const key = `${who} ${path}`;
        measured.set(key, [...(measured.get(key) ?? []), median(rounds)]);
      }
    }
    await portal.stop();
  }
  for (const who of Object.keys(PEOPLE)) {
    for (const { path, kind } of PAGES) {
      const [small = 0, large = 0] = measured.get(`${who} ${path}`) ?? [];
      const growth = large / small;
      isMissed ||= growth > MOST_GROWTH[kind];
      console.log(
        `${who} ${path}: costs ${growth.toFixed(2)} times as much with ${LARGE} firms as with ${SMALL} ` +
          `(at most ${MOST_GROWTH[kind]}); ${large.toFixed(2)} ms against ${small.toFixed(2)} ms`,
      );
    }
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
