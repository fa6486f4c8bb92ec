/**
 * Tables of policies, 成批登记: rows answered a second against a bare loop that writes as many documents in as many
 * transactions, taken in turns; a worker killed half-way and what is left then; and the pages beside few and many policies.
 * Each row is another firm's policy, every tenth is wrong. `--sizes 500,5000` are the rows of the two tables; `--pages` asks the
 * pages alone, beside policies and rows that are copies of the first few that were entered.
 */
import { spawn } from 'node:child_process';
import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { COLUMNS, findImportLines, getImport, importPolicies, policies, runNextImport } from '#domain/insurance';
import { isCreditCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { migrate } from '../scripts/migrate.ts';
import { forgetHistory } from './support/history.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_GROWTH = 1.15;
const WRONG_EACH = 10;
const ROUNDS = 12;
const ASKED = 15;
const now = new Date();
const INSURER = newId(now);
const at = process.argv.indexOf('--sizes');
const isOfPages = process.argv.includes('--pages');
const FEW = 20;
const sizes = (at < 0 ? '500,5000' : (process.argv[at + 1] ?? '')).split(',').map(Number);

/** A new one for each question: what is read once is read once a request. */
const actor = {
  ...{ kind: 'person', personId: newId(now), grantId: newId(now), name: '量测', role: 'insurer' },
  scope: { insurerId: INSURER },
};
const insurer = (): Context => ({ actor, now: new Date(), requestId: 'bench', door: 'web' }) as unknown as Context;
const into = (name: string, rows: object[]) => mongoose.connection.collection(name).insertMany(rows as never);

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const codeOf = (n: number): string => {
  const bare = `914501${String(n).padStart(11, '0')}`;
  return [...LETTERS].map((last) => bare + last).find(isCreditCode) ?? '';
};

async function settle(count: number): Promise<void> {
  const trade = { sector: 'C', division: '26', employees: 100, revenueFen: 1, assetsFen: 1, isHighRisk: true };
  const place = { regionCode: '450981', bodyId: newId(now), status: 'active', createdAt: now };
  await into(
    'enterprises',
    Array.from({ length: count }, (_, n) => ({
      ...{ _id: newId(now), name: `广西量测化工${n}厂`, shortName: `量测${n}`, creditCode: codeOf(n) },
      ...place,
      ...trade,
    })),
  );
  const name = { name: '量测财产保险', creditCode: '91450100MA5K77002X', regionCode: '45' };
  await into('insurers', [{ _id: INSURER, ...name }]);
  const grant = { _id: actor.grantId, role: 'insurer', scope: actor.scope, grantedAt: now };
  const account = { _id: actor.personId, name: '量测', phone: '13900000000', status: 'active', grants: [grant] };
  await into('accounts', [{ ...account, createdAt: now }]);
}

async function tableOf(rows: number): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('保单');
  sheet.addRow(COLUMNS.map(({ label }) => label));
  for (let n = 0; n < rows; n += 1) {
    const own: Partial<Record<string, string>> = { creditCode: codeOf(n), number: `BX-${n}`, voucher: `SK-${n}` };
    if (n % WRONG_EACH === WRONG_EACH - 1) own['limitFen'] = '399999';
    sheet.addRow(COLUMNS.map(({ code, example }) => own[code] ?? example));
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

const documents = async (): Promise<number> => {
  const names = await mongoose.connection.db?.listCollections().toArray();
  const counts = await Promise.all(
    (names ?? []).map(({ name }) => mongoose.connection.collection(name).countDocuments()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

/** As many transactions as rows, each with as many documents as a row leaves: what the store alone takes. */
async function bareLoop(rows: number, each: number): Promise<number> {
  const bare = mongoose.connection.collection('bare');
  const began = performance.now();
  for (let n = 0; n < rows; n += 1)
    await mongoose.connection.transaction(async (session) => {
      for (let one = 0; one < each; one += 1)
        await bare.insertOne({ n, one, text: '量测'.repeat(40), at: new Date() }, { session });
    });
  return (performance.now() - began) / 1_000;
}

const answered = async (id: string): Promise<number> => {
  const { counts } = await getImport(insurer(), id);
  return Object.entries(counts).reduce((sum, [outcome, count]) => sum + (outcome === 'waiting' ? 0 : count), 0);
};

/** A worker of its own answers rows until half are, and is killed. @returns rows answered by then, and its seconds. */
async function killedHalfWay(uri: string, id: string, rows: number): Promise<[answered: number, seconds: number]> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/processes/policyImport.ts'], {
    env: { ...process.env, MONGODB_URI: uri },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((done) => child.on('exit', done));
  let began: number | undefined;
  let first = 0;
  for (;;) {
    const done = await answered(id);
    if (done > 0 && began === undefined) [began, first] = [performance.now(), done];
    if (done >= rows / 2) break;
    await new Promise((next) => setTimeout(next, 200));
  }
  child.kill('SIGKILL');
  await ended;
  const done = await answered(id);
  return [done - first, (performance.now() - (began ?? 0)) / 1_000];
}

/** Few rows entered, and as many copies of what they left as make `size`: the pages cannot tell. */
async function copiesOf(size: number): Promise<string> {
  await settle(FEW);
  const { _id } = await importPolicies(insurer(), { bytes: await tableOf(FEW), fileName: '量测.xlsx' });
  while (await runNextImport(() => new Date(), new AbortController().signal));
  const copy = async (name: string, change: (row: Record<string, unknown>, n: number) => object): Promise<void> => {
    const first = await mongoose.connection.collection(name).find().toArray();
    const more = Array.from({ length: size - first.length }, (_, n) => {
      const row = first[n % first.length] ?? {};
      return { ...row, ...change(row, size + n) };
    });
    await into(name, more);
  };
  await copy('policies', (row, n) => ({
    _id: newId(new Date()),
    reference: `B-${n}`,
    oneOf: `${String(row['oneOf'])}-${n}`,
  }));
  await copy('policyImportLines', (_, n) => ({ _id: `${_id}:${String(n).padStart(7, '0')}`, number: n }));
  return _id;
}

const stores = await openStores();
const uriOf = (size: number): string => stores.mongodbUri.replace('anfa_bench', `anfa_bench_import_${size}`);
const open = async (size: number): Promise<void> => {
  await mongoose.disconnect();
  await mongoose.connect(uriOf(size));
};
let isMissed = false;
const ids = new Map<number, string>();
try {
  for (const size of sizes) {
    await open(size);
    await migrate();
    if (isOfPages) {
      ids.set(size, await copiesOf(size));
      continue;
    }
    await settle(size);
    const { _id } = await importPolicies(insurer(), { bytes: await tableOf(size), fileName: '量测.xlsx' });
    ids.set(size, _id);
    const before = await documents();
    const [half, halfSeconds] = await killedHalfWay(uriOf(size), _id, size);
    const left = await answered(_id);
    // Nothing half-imported: as many policies as rows that say so, each confirmed and paid, and no premium beside.
    const kept = async (): Promise<[policies: number, whole: number, premiums: number]> => [
      await mongoose.connection.collection('policies').countDocuments(),
      await mongoose.connection
        .collection('policies')
        .countDocuments({ status: 'confirmed', ratio: { $exists: true } }),
      await mongoose.connection.collection('premiumEntries').countDocuments(),
    ];
    const entered = async (): Promise<number> => (await getImport(insurer(), _id)).counts.entered;
    const [there, whole, premiums] = await kept();
    const isWhole = new Set([await entered(), there, whole, premiums]).size === 1;
    // The lease of the dead one has run out by then.
    const later = (): Date => new Date(Date.now() + 3_600_000);
    const began = performance.now();
    while (await runNextImport(later, new AbortController().signal));
    const restSeconds = (performance.now() - began) / 1_000;
    const { counts } = await getImport(insurer(), _id);
    const [all, allWhole, allPremiums] = await kept();
    const wrong = Math.floor(size / WRONG_EACH);
    const isRight =
      isWhole &&
      counts.refused === wrong &&
      new Set([counts.entered, all, allWhole, allPremiums, size - wrong]).size === 1;
    const each = Math.round(((await documents()) - before) / size);
    const sample = Math.min(size, 500);
    const bare = sample / (await bareLoop(sample, each));
    const own = (size - left) / restSeconds;
    isMissed ||= !isRight;
    console.log(
      `${size} rows: ${own.toFixed(0)} rows a second of ${each} documents each, bare ${bare.toFixed(0)}, ` +
        `${(own / bare).toFixed(2)} of it (no limit); killed after ${left} (${(half / halfSeconds).toFixed(0)} a second), ` +
        `${isWhole ? 'nothing' : 'SOMETHING'} half-imported; then ${JSON.stringify(counts)}, ${isRight ? 'right' : 'WRONG'}`,
    );
    await forgetHistory();
  }
  const pages: Record<string, (size: number) => Promise<unknown>> = {
    'a page of policies': () => policies.find(insurer(), {}),
    'of those that cover now': () => policies.find(insurer(), { isOpen: true }),
    'the refused rows': (size) => findImportLines(insurer(), { id: ids.get(size) ?? '', outcome: 'refused' }),
    'rows from the middle': (size) => findImportLines(insurer(), { id: ids.get(size) ?? '', after: size / 2 }),
  };
  const took = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const size of sizes) {
      await open(size);
      for (const [page, ask] of Object.entries(pages))
        for (let n = -5; n < ASKED; n += 1) {
          const began = performance.now();
          await ask(size);
          if (n >= 0) took.set(`${page} ${size}`, [...(took.get(`${page} ${size}`) ?? []), performance.now() - began]);
        }
    }
  for (const page of Object.keys(pages))
    for (const size of sizes) {
      const [ms, first] = [size, sizes[0]].map((one) => median(took.get(`${page} ${one}`) ?? [])) as [number, number];
      isMissed ||= ms / first > MOST_GROWTH;
      console.log(
        `${size} policies, ${page}: ${ms.toFixed(2)} ms, ${(ms / first).toFixed(2)} times the first (${MOST_GROWTH})`,
      );
    }
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exitCode = isMissed ? 1 : 0;
