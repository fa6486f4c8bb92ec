import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import {
  budgetsOf,
  findImportLines,
  getImport,
  importPolicies,
  type OUTCOMES,
  policies,
  rebuildCovers,
  runNextImport,
} from '#domain/insurance';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import { unpacksTo } from '#platform/zip';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { buildPolicyOf, makeChemical, sendTable, tableOf, tableRow, typedPolicy } from '../../support/insurance.ts';
import { as } from '../../support/plans.ts';
import { watchCommands } from '../../support/storeCommands.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores({ isWatched: true });
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeChemical(world);
});

const count = (collection: string, query: object = {}): Promise<number> =>
  mongoose.connection.collection(collection).countDocuments(query);
const answers = async (id: string) =>
  (await findImportLines(as(world, 'insurer'), { id, limit: 100 })).rows.map(
    ({ number, outcome, reason = '' }): [number, (typeof OUTCOMES)[number]['code'], string] => [
      number,
      outcome,
      reason,
    ],
  );

it('answers every row: those that are right are entered, confirmed and paid in one piece, the others say why', async () => {
  const { row, counts } = await sendTable(
    world,
    await tableOf([
      tableRow(world),
      tableRow(world, { number: 'BG-2', ratio: 25 }),
      tableRow(world, { number: 'BG-3', limitFen: 300_000, startsOn: '2026-02-30' }),
      tableRow(world, { number: 'BG-4', creditCode: '91450100MA5K77001X' }),
      tableRow(world, { number: 'BG-5', amountFen: '1.234,5' }),
      tableRow(world, { number: 'BG-6', amountFen: '', day: '', voucher: '', ratio: '', clause: '' }),
      tableRow(world),
      tableRow(world, { headcount: 200 }),
      tableRow(world, { headcount: '１８０ 人' }),
      tableRow(world, { number: 'BG-9', headcount: '1e5' }),
    ]),
  );
  expect([row.status, row.rows, counts]).toEqual(['done', 10, { entered: 2, there: 2, refused: 6, waiting: 0 }]);
  expect(await answers(row._id)).toEqual([
    [2, 'entered', ''],
    [3, 'refused', '预防费用比例（%）：事故预防费用不能高于实际收取保费的 21%'],
    [4, 'refused', '保险开始：没有这个日期，请写成 2026-12-10 这样'],
    [5, 'refused', expect.stringContaining('代码')],
    [6, 'refused', '实收保费（元）：请填写金额，例如 30000'],
    [7, 'entered', ''],
    [8, 'there', ''],
    [9, 'refused', '保单号：这个保单号已登记为 B2026-0001，和这一行写的不一样'],
    [10, 'there', ''],
    [11, 'refused', '承保人数：请填写整数，例如 120'],
  ]);
  // Nothing of a row that was refused is left: no policy, no event, no premium.
  expect([await count('policies'), await count('premiumEntries')]).toEqual([2, 1]);
  expect(await count('events', { name: 'insurance.policy-entered' })).toBe(2);
  const policy = await policies.peek('B2026-0001');
  expect(policy).toMatchObject({
    status: 'confirmed',
    endsOn: '2027-02-28',
    limitFen: 40_000_000,
    premiumFen: 5_000_000,
  });
  expect((await budgetsOf(policy?._id ?? ''))[0]).toMatchObject({ accruedFen: 1_000_000 });
});

it('has one effect of the same table twice, and confirms what the firm has entered itself', async () => {
  const pending = await buildPolicyOf(world, { status: 'pending', cover: { number: 'BG-9' } });
  const table = await tableOf([tableRow(world), tableRow(world, { number: 'bg-9' })]);
  const first = await sendTable(world, table);
  const second = await sendTable(world, table);
  expect(second.row._id).toBe(first.row._id);
  // The same rows in another file.
  const third = await sendTable(world, await tableOf([tableRow(world, { number: 'bg-9' }), tableRow(world)]));
  expect(third.counts).toMatchObject({ there: 2, entered: 0, refused: 0 });
  expect([await count('policies'), await count('premiumEntries')]).toEqual([2, 2]);
  expect(await policies.peek(pending.reference)).toMatchObject({ status: 'confirmed', number: 'BG-9' });
});

/** More than are entered in one transaction. */
const ROWS = 45;
it('goes on where a worker was told to stop, or was killed, and answers no row twice', async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => tableRow(world, { number: `BG-${n}`, voucher: `SK-${n}` }));
  const { _id } = await importPolicies(as(world, 'insurer'), await tableOf(rows));
  const stopping = new AbortController();
  let asked = 0;
  const clock = () => {
    // It is told to stop while it is in the middle of the table.
    if (++asked === 5) stopping.abort();
    return fixedNow;
  };
  expect(await runNextImport(clock, stopping.signal)).toBe(false);
  const { entered, waiting } = (await getImport(as(world, 'insurer'), _id)).counts;
  expect([entered > 0, waiting > 0, entered + waiting]).toEqual([true, true, ROWS]);
  // A killed one leaves its lease: nobody goes on before its end, everybody after.
  await mongoose.connection
    .collection('policyImports')
    .updateOne({ _id: _id as never }, { $set: { leaseToken: 'gone', nextAt: new Date(fixedNow.getTime() + 60_000) } });
  const go = (at: number) => runNextImport(() => new Date(at), new AbortController().signal);
  expect(await go(fixedNow.getTime())).toBe(false);
  await Promise.all([go(fixedNow.getTime() + 61_000), go(fixedNow.getTime() + 61_000)]);
  expect((await getImport(as(world, 'insurer'), _id)).counts).toMatchObject({ entered: ROWS, waiting: 0, refused: 0 });
  expect([await count('policies'), await count('premiumEntries')]).toEqual([ROWS, ROWS]);
});

it('enters rows together in few transactions, and one of them that is refused after all takes none of the others along', async () => {
  const rows = Array.from({ length: 30 }, (_, n) => tableRow(world, { number: `BG-${n}`, voucher: `SK-${n}` }));
  // What only the command itself finds wrong: who the co-insurers are.
  rows[7] = tableRow(world, { number: 'BG-7', voucher: 'SK-7', shares: '没有这家保险公司 100%' });
  // The same paper once more, further down.
  rows[29] = tableRow(world, { number: 'BG-29', voucher: 'SK-3' });
  const { row, counts } = await sendTable(world, await tableOf(rows));
  expect(counts).toEqual({ entered: 28, there: 0, refused: 2, waiting: 0 });
  const refused = (await answers(row._id)).filter(([, outcome]) => outcome === 'refused');
  expect(refused).toEqual([
    [9, 'refused', expect.stringContaining('共保：「没有这家保险公司 100%」没有读懂')],
    [31, 'refused', '凭证号：这个凭证号已经记过了，一张凭证只记一次'],
  ]);
  // Nothing half-imported, and what stands stands in the order of the table.
  expect([await count('policies'), await count('premiumEntries'), await count('preventionBudgets')]).toEqual([
    28, 28, 28,
  ]);
  expect(await count('events', { name: 'insurance.policy-confirmed' })).toBe(28);
  const lines = (await findImportLines(as(world, 'insurer'), { id: row._id, outcome: 'entered', limit: 100 })).rows;
  for (const { number, policyReference = '' } of lines)
    expect((await policies.peek(policyReference))?.number).toBe(`BG-${number - 2}`);
  // The firm stands as its policies make it stand.
  expect(await rebuildCovers(clockContext())).toEqual([]);
});

it('asks the store for what many rows need once, and not row by row', async () => {
  const rows = Array.from({ length: 40 }, (_, n) => tableRow(world, { number: `BG-${n}`, voucher: `SK-${n}` }));
  await importPolicies(as(world, 'insurer'), await tableOf(rows));
  const sent = watchCommands();
  await runNextImport(() => fixedNow, new AbortController().signal);
  const commands = sent.take();
  const of = (command: string): number => commands.filter((one) => one === command).length;
  expect([of('find enterprises') < 10, of('findAndModify counters'), of('commitTransaction')]).toEqual([true, 2, 2]);
  expect(commands.length / rows.length).toBeLessThan(28);
});

it('refuses a table it cannot read, and one that is too much, with nothing entered', async () => {
  const says = async (bytes: Buffer) => (await sendTable(world, { bytes, fileName: 'x.xlsx' })).row;
  expect(await says(Buffer.from('PK not a spreadsheet'))).toMatchObject({ status: 'failed' });
  const few = new ExcelJS.Workbook();
  few.addWorksheet('一').addRow(['保单号', '保险开始']);
  expect((await says(Buffer.from(await few.xlsx.writeBuffer()))).reason).toContain('统一社会信用代码、保险结束');
  const many = await tableOf(Array.from({ length: 5_001 }, () => ({ number: 'BG' })));
  expect((await says(many.bytes)).reason).toContain('最多 5000 行，这张有 5001 行');
  await expect(
    importPolicies(as(world, 'insurer'), { bytes: Buffer.alloc(4 * 1024 * 1024), fileName: 'x.xlsx' }),
  ).rejects.toMatchObject({ fields: { table: expect.stringContaining('最多 3 MB') } });
  for (const who of ['manager', 'regulator', 'worker'] as const)
    await expect(importPolicies(as(world, who), { bytes: Buffer.from('PK'), fileName: '' })).rejects.toMatchObject({
      status: 403,
    });
  expect(await count('policies')).toBe(0);
  // What could not be read may be sent again.
  expect((await says(Buffer.from('PK not a spreadsheet'))).status).toBe('failed');
});

it('opens no archive that comes to more than it may', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('一').addRow(['零'.repeat(30_000)]);
  const bytes = Buffer.from(await book.xlsx.writeBuffer());
  expect([bytes.length < 20_000, await unpacksTo(bytes, 200_000), await unpacksTo(bytes, 50_000)]).toEqual([
    true,
    true,
    false,
  ]);
});

it('gives the refused rows back as a table that can be put right and sent again', async () => {
  const insurer = as(world, 'insurer');
  const sent = await tableOf([tableRow(world), tableRow(world, { number: 'BG-2', ratio: 25 })]);
  const { row } = await sendTable(world, sent);
  const { id } = await requestExport(insurer, {
    kind: 'policy-import-lines',
    filter: { id: row._id, outcome: 'refused' },
  });
  await runNextExport(() => fixedNow);
  const book = new ExcelJS.Workbook();
  await book.xlsx.read((await openExport(insurer, id)).stream as never);
  const sheet = book.worksheets[0] as ExcelJS.Worksheet;
  const heads = (sheet.getRow(1).values as string[]).slice(1);
  expect([sheet.rowCount, sheet.getRow(2).getCell(1).value, sheet.getRow(2).getCell(3).value]).toEqual([
    2,
    3,
    '预防费用比例（%）：事故预防费用不能高于实际收取保费的 21%',
  ]);
  sheet.getRow(2).getCell(heads.indexOf('预防费用比例（%）') + 1).value = 20;
  const again = await sendTable(world, { bytes: Buffer.from(await book.xlsx.writeBuffer()), fileName: '改好.xlsx' });
  expect(again.counts).toMatchObject({ entered: 1, refused: 0 });
  expect(await count('policies')).toBe(2);
  // Another insurer's table is nobody's to read.
  await expect(
    getImport({ ...insurer, actor: { ...insurer.actor, scope: { insurerId: 'f'.repeat(24) } } as never }, row._id),
  ).rejects.toMatchObject({ status: 404 });
});

it('keeps to one row a policy however the firm and its insurer hurry', async () => {
  const table = await tableOf([tableRow(world, { number: 'BG-7' })]);
  await importPolicies(as(world, 'insurer'), table);
  await Promise.allSettled([
    runNextImport(() => fixedNow, new AbortController().signal),
    buildPolicyOf(world, { cover: typedPolicy(world, { number: 'BG-7' }) }),
  ]);
  expect(await count('policies', { oneOf: { $exists: true } })).toBe(1);
});
