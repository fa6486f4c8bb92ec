/**
 * Every page of the portal, as the role that uses it most, against a bare Express and Handlebars page of the same values,
 * asked in turns in one run: by CPU of one request, by rate, and with the commands it sends to the stores. The worlds are
 * those of the page tests, with lists filled up.
 *
 * `--only /rewards` measures pages whose path begins so; `--count 100` asks so often in each round.
 */
import mongoose from 'mongoose';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { createClock, fixedNow } from '../tests/support/clock.ts';
import {
  HOUSE_ROLES,
  houseLooker,
  type Looker,
  PROGRAMME_ROLES,
  programmeLooker,
} from '../tests/support/pageRoutes.ts';
import { buildProgrammeWorld } from '../tests/support/programmeWorld.ts';
import { buildSmallWorld } from '../tests/support/smallWorld.ts';
import { PASSWORD } from '../tests/support/world.ts';
import { ask } from './support/load.ts';
import { type Measured, startMeasured } from './support/measured.ts';
import { median } from './support/median.ts';
import { signIn } from './support/signIn.ts';
import { openStores } from './support/stores.ts';

const LEAST = 0.12;
const LEAST_OF_LISTS = 0.25;
const MOST_COMMANDS = 8;
const ROUNDS = 5;
const CONNECTIONS = 4;
/** Pages that are a list of one noun and nothing else. */
const LISTS = ['/hazards', '/rewards', '/filings', '/items', '/suggestions', '/plans', '/transfers', '/support'];
LISTS.push('/applications', '/enrolments', '/cohorts', '/exports', '/inbox', '/my-reports');
/** Who uses the portal most, first. */
const BUSIEST = ['officer', 'worker', 'regulator', 'parkOfficer', 'adviser', 'manager', 'applicant', 'administrator'];

const flag = (name: string): string | undefined =>
  process.argv.includes(`--${name}`) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : undefined;
const only = flag('only') ?? '';
const count = Number(flag('count') ?? 40);

interface Page {
  path: string;
  address: string;
  who: string;
  phone: string | undefined;
}

/** Each page once, in the first of its states that opens for whoever uses it most. */
function candidates(lookers: readonly Looker[]): Map<string, Page[]> {
  const rank = ({ who }: Looker) => (BUSIEST.indexOf(who) + BUSIEST.length + 1) % (BUSIEST.length + 1);
  const pages = new Map<string, Page[]>();
  for (const { who, phone, pages: all } of lookers.toSorted((a, b) => rank(a) - rank(b))) {
    for (const { path, addresses } of all) {
      if (!path.startsWith(only)) continue;
      const rows = addresses.map((address) => ({ path, address, who, phone }));
      pages.set(path, [...(pages.get(path) ?? []), ...rows]);
    }
  }
  return pages;
}

/** More of what lists show, so that each has a page full: copies of what the world has, under numbers of their own. */
async function fillLists(): Promise<void> {
  for (const name of ['hazards', 'rewards', 'workFilings', 'planItems', 'suggestions', 'outbox', 'applications']) {
    const rows = mongoose.connection.collection<{ _id: string; reference?: string }>(name);
    const known = await rows.find().toArray();
    const copies = Array.from({ length: known.length === 0 ? 0 : 60 }, (_, n) => {
      const { onceKey: _o, dedupeKey: _d, ...row } = known[n % known.length] as Record<string, unknown>;
      const reference = `${String(row['reference'])[0]}2026-${9_000 + n}`;
      return { ...row, _id: newId(), reference, dedupeKey: `copy-${n}`, holdsCode: false };
    });
    await rows.insertMany(copies as never, { ordered: false }).catch(() => {}); // what a unique key refuses stays away
  }
}

let isMissed = false;
const stores = await openStores();
try {
  await mongoose.connect(stores.mongodbUri);
  const clock = createClock();
  const worlds = [
    async () => {
      const small = await buildSmallWorld(clock);
      return HOUSE_ROLES.map((who) => houseLooker(small, who));
    },
    async () => {
      const programme = await buildProgrammeWorld(clock);
      return PROGRAMME_ROLES.map((who) => programmeLooker(programme, who));
    },
  ];
  for (const build of worlds) {
    clock.set(fixedNow);
    await mongoose.connection.dropDatabase();
    await migrate();
    const pages = candidates(await build());
    await fillLists();
    await measure(pages, clock.now().toISOString());
  }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;

async function measure(pages: ReadonlyMap<string, readonly Page[]>, now: string): Promise<void> {
  const env = { MONGODB_URI: stores.mongodbUri, REDIS_URL: stores.redisUrl, NODE_ENV: 'production', NOW: now };
  const [bare, portal, counting] = await Promise.all([
    startMeasured('processes/barePages.ts', env),
    startMeasured('processes/portal.ts', env),
    startMeasured('processes/portal.ts', { ...env, MONGODB_URI: `${env.MONGODB_URI}&monitorCommands=true` }),
  ]);
  const cookies = new Map<string, string>();
  const cookieOf = async (phone: string | undefined): Promise<string> => {
    if (phone === undefined) return '';
    const cookie = cookies.get(phone) ?? (await signIn(portal.url, phone, PASSWORD));
    cookies.set(phone, cookie);
    return cookie;
  };
  for (const [path, states] of pages) {
    const refused: string[] = [];
    let isMeasured = false;
    for (const { address, who, phone } of states) {
      const cookie = await cookieOf(phone);
      const learn = { headers: { cookie, 'x-learn': '1' }, redirect: 'manual' } as const;
      const answer = await fetch(bare.url + address, learn);
      await answer.text();
      if (answer.status !== 200) {
        refused.push(`${who} ${answer.status}`);
        continue;
      }
      const commands = await commandsOf(counting, address, cookie);
      await compare({ bare, portal, address, cookie }, `${path} as ${who}`, LISTS.includes(path), commands);
      isMeasured = true;
      break;
    }
    // A page that opens for nobody is not a fast one.
    if (!isMeasured) console.log(`not measured ${path}: ${refused.join(', ')}`);
    isMissed ||= !isMeasured;
  }
  await Promise.all([bare.stop(), portal.stop(), counting.stop()]);
}

/** Of the second look: the first fills what is remembered. */
async function commandsOf(server: Measured, address: string, cookie: string): Promise<number> {
  const look = () => ask({ url: server.url + address, cookie, count: 1, connections: 1 });
  await look();
  const before = await server.commands();
  await look();
  return (await server.commands()) - before;
}

async function compare(
  { bare, portal, address, cookie }: { bare: Measured; portal: Measured; address: string; cookie: string },
  name: string,
  isList: boolean,
  commands: number,
): Promise<void> {
  const per = async (server: Measured) => {
    const before = await server.cpu();
    const { seconds, bytes } = await ask({ url: server.url + address, cookie, count, connections: CONNECTIONS });
    return { cpu: ((await server.cpu()) - before) / count, seconds: seconds / count, bytes };
  };
  const rounds = [];
  for (let round = -1; round < ROUNDS; round++) {
    const [a, b] = [await per(bare), await per(portal)];
    // What is said once, and the number on the bell, come and go.
    if (Math.abs(a.bytes - b.bytes) > 600) throw new Error(`${address}: ${a.bytes} and ${b.bytes} bytes`);
    if (round >= 0) rounds.push({ a, b, ratio: a.cpu / b.cpu, rate: a.seconds / b.seconds });
  }
  const ratio = median(rounds.map((row) => row.ratio));
  const least = isList ? LEAST_OF_LISTS : LEAST;
  const isGood = ratio >= least && commands <= MOST_COMMANDS;
  isMissed ||= !isGood;
  console.log(
    `${isGood ? '' : 'MISSED '}${name}: ${ratio.toFixed(2)} by CPU (at least ${least}), ` +
      `${median(rounds.map((row) => row.rate)).toFixed(2)} by rate, ${commands} commands (at most ${MOST_COMMANDS}); ` +
      `${median(rounds.map((row) => row.b.cpu)).toFixed(2)} ms against ` +
      `${median(rounds.map((row) => row.a.cpu)).toFixed(2)} ms, ${rounds[0]?.b.bytes} bytes`,
  );
}
