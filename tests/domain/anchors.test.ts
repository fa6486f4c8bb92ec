import { createHash, type Hash } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { checkJournal, findLastAnchor, keepAnchors, readAnchors, record, verifyJournal } from '#domain/journal';
import { addDays, atLocalHour } from '#kernel/dates';
import { given } from '#kernel/given';
import { anchorLines, useAnchorLog } from '#platform/anchorLog';
import { inTransaction } from '#platform/mongo';
import { Anchoring } from '../../src/domain/journal/anchor.ts';
import { hashOf } from '../../src/domain/journal/record.ts';
import { clockContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';

useStores();
const subject = { kind: 'hazard', id: 'a'.repeat(24), reference: 'H2026-0001' };
const at = (day: string) => new Date(`${day}T12:00:00.000Z`);
const act = (name: string, day: string) =>
  inTransaction(() => record(clockContext(at(day)), { name, subject, facts: { day: 3 } }));
const night = async (day: string) => {
  await checkJournal(clockContext(new Date(`${day}T21:00:00.000Z`)));
  await keepAnchors();
};
let file: string;
const said: string[] = [];
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'anchors-')), 'journal.log');
  said.length = 0;
  useAnchorLog({ file, say: (line) => said.push(line) });
});
afterEach(() => useAnchorLog({}));

it('writes one line a night outside the database, makes up for a night that was killed, and bears it out', async () => {
  await act('hazards.reported', '2026-11-24');
  await night('2026-11-24');
  await act('hazards.accepted', '2026-11-25');
  // Killed between the check and its line; then run twice.
  await checkJournal(clockContext(new Date('2026-11-25T21:00:00.000Z')));
  await night('2026-11-26');
  await night('2026-11-26');
  const anchors = readAnchors(await anchorLines(file));
  expect(anchors.map(({ day }) => day)).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
  expect(said).toHaveLength(3);
  expect(await findLastAnchor()).toEqual(anchors.at(-1));
  // What comes later changes nothing of it.
  await act('hazards.verified-valid', '2026-11-27');
  expect(await verifyJournal(new Date(), anchors)).toMatchObject({ faultCount: 0, missing: 0, wrongAnchors: [] });
});

it('says each night its own anchor alone where there is no file', async () => {
  useAnchorLog({ say: (line) => said.push(line) });
  for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    await act(`hazards.on-${day}`, day);
    await night(day);
  }
  expect(said.map((line) => (JSON.parse(line) as { day: string }).day)).toEqual([
    '2026-11-25',
    '2026-11-26',
    '2026-11-27',
  ]);
});

it('shows a chain that was written anew from its beginning, which holds in itself', async () => {
  const first = await act('hazards.reported', '2026-11-24');
  const second = await act('hazards.accepted', '2026-11-24');
  await night('2026-11-24');
  const rows = mongoose.connection.collection<{ _id: string }>('events');
  const forged = { ...first, facts: { day: 30 } };
  const hash = hashOf(forged);
  await rows.updateOne({ _id: first._id }, { $set: { facts: forged.facts, hash } });
  const next = { ...second, prevHash: hash };
  await rows.updateOne({ _id: second._id }, { $set: { prevHash: hash, hash: hashOf(next) } });
  const anchors = readAnchors(await anchorLines(file));
  expect(await verifyJournal(new Date())).toMatchObject({ faultCount: 0, wrongAnchors: [] });
  expect(await verifyJournal(new Date(), anchors)).toMatchObject({ faultCount: 0, wrongAnchors: anchors });
});

it('names a line of the log that was changed or taken out', async () => {
  for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    await act(`hazards.on-${day}`, day);
    await night(day);
  }
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  expect(() => readAnchors([lines[0] as string, lines[2] as string])).toThrow('第 2 行');
  expect(() => readAnchors([(lines[0] as string).replace('"events":', '"events":1'), ...lines.slice(1)])).toThrow();
});

it('says where the end of the log was cut off, or it is another file, and nothing of it where there is none', async () => {
  for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    await act(`hazards.on-${day}`, day);
    await night(day);
  }
  const lines = await anchorLines(file);
  const verify = (kept?: readonly string[]) => verifyJournal(new Date(), kept && readAnchors(kept));
  expect(await verify(lines)).toMatchObject({ wrongAnchors: [], unkept: [] });
  expect(await verify(lines.slice(0, 2))).toMatchObject({ wrongAnchors: [], unkept: ['2026-11-27'] });
  expect((await verify([])).unkept).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
  expect((await verify()).unkept).toEqual([]);
});

it('stays an alarm where the end of the log was cut off and a later night has written it once more', async () => {
  for (const day of ['2026-11-24', '2026-11-25', '2026-11-26']) {
    await act(`hazards.on-${day}`, day);
    await night(day);
  }
  const lines = await anchorLines(file);
  await writeFile(file, `${lines.slice(0, 1).join('\n')}\n`);
  await night('2026-11-27');
  await night('2026-11-28');
  const verify = async () => verifyJournal(new Date(), readAnchors(await anchorLines(file)));
  expect(await verify()).toMatchObject({ unkept: [], wrongAnchors: [], refilled: ['2026-11-26', '2026-11-27'] });
  // A line made to look as if it had been written the first time does not follow from the one before.
  const smooth = (await anchorLines(file)).map((line) => line.replace(',"isAgain":true', ''));
  expect(() => readAnchors(smooth)).toThrow('对不上前一行');
});

it.each([undefined, 2] as const)('works out the anchors of many days looking at each event once (%s)', (v) => {
  const days = Array.from({ length: 400 }, (_, n) => ({ day: addDays('2026-01-01', n), ...given({ v }) }));
  const anchoring = new Anchoring(days);
  const each = days.map((day) => new Anchoring([day]));
  let looks = 0;
  for (let chain = 0; chain < 4; chain += 1) {
    // Not in the order of time everywhere: what is done without a name bears the beginning of its hour.
    for (const [seq, day] of [5, 3, 9, 0, 399, 120, 7].entries()) {
      const at = atLocalHour(addDays('2026-01-01', (day + chain) % 400), 12);
      const hash = `${chain}-${seq}`;
      const watched = {
        at,
        get hash() {
          looks += 1;
          return hash;
        },
      };
      anchoring.add(watched);
      for (const one of each) one.add({ at, hash });
    }
    anchoring.endChain();
    for (const one of each) one.endChain();
  }
  expect(anchoring.anchors()).toEqual(each.flatMap((one) => one.anchors()));
  expect(looks).toBeLessThanOrEqual(7 * 4);
});

it('costs a chain nothing for days on which it did not grow', () => {
  const days = Array.from({ length: 1_000 }, (_, n) => ({ day: addDays('2026-01-01', n), v: 2 as const }));
  const shared = Object.getPrototypeOf(createHash('sha256')) as Hash;
  const { update } = shared;
  let steps = 0;
  shared.update = function (this: Hash, ...given: unknown[]) {
    steps += 1;
    return Reflect.apply(update, this, given) as Hash;
  };
  const anchoring = new Anchoring(days);
  const chains = 500;
  for (let chain = 0; chain < chains; chain += 1) {
    for (const day of [chain, chain + 1])
      anchoring.add({ at: atLocalHour(addDays('2026-01-01', day), 9), hash: `${chain}-${day}` });
    anchoring.endChain();
  }
  const anchors = anchoring.anchors();
  shared.update = update;
  // One for each day a chain grew on, one for each day something grew on: not 500,000.
  expect(steps).toBe(2 * chains + (chains + 1));
  expect([anchors[0]?.events, anchors.at(-1)?.events]).toEqual([0, 2 * chains]);
  expect(new Set(anchors.map(({ digest }) => digest)).size).toBe(chains + 2);
});

it('notices a chain taken out, changed or moved to another day, on that day and on every one after', () => {
  const days = [2, 3, 4, 5].map((n) => ({ day: addDays('2026-01-01', n), v: 2 as const }));
  const digests = (chains: readonly (readonly [day: number, hash: string][])[]) => {
    const anchoring = new Anchoring(days);
    for (const chain of chains) {
      for (const [day, hash] of chain) anchoring.add({ at: atLocalHour(addDays('2026-01-01', day), 9), hash });
      anchoring.endChain();
    }
    return anchoring.anchors().map(({ digest }) => digest);
  };
  const whole = digests([
    [
      [0, 'a'],
      [3, 'b'],
    ],
    [[2, 'c']],
  ]);
  const differs = (other: readonly string[]) => whole.map((digest, i) => digest !== other[i]);
  expect(
    differs(
      digests([
        [
          [0, 'a'],
          [3, 'b'],
        ],
      ]),
    ),
  ).toEqual([false, true, true, true]);
  expect(
    differs(
      digests([
        [
          [0, 'x'],
          [3, 'b'],
        ],
        [[2, 'c']],
      ]),
    ),
  ).toEqual([true, true, true, true]);
  expect(
    differs(
      digests([
        [
          [0, 'a'],
          [3, 'b'],
        ],
        [[4, 'c']],
      ]),
    ),
  ).toEqual([false, true, true, true]);
});

it('bears out the lines an earlier release wrote beside those of this one', async () => {
  await act('hazards.reported', '2026-11-24');
  const old = new Anchoring([{ day: '2026-11-25' }]);
  for (const row of await mongoose.connection.collection('events').find().toArray())
    old.add({ at: row['at'], hash: row['hash'] });
  old.endChain();
  const [anchor] = old.anchors();
  await act('hazards.accepted', '2026-11-25');
  await night('2026-11-25');
  const now = readAnchors(await anchorLines(file));
  expect(now.map(({ v }) => v)).toEqual([2]);
  const both = [...(anchor === undefined ? [] : [anchor]), ...now];
  expect(both).toHaveLength(2);
  expect((await verifyJournal(new Date(), both)).wrongAnchors).toEqual([]);
  const forged = both.map((one) => ({ ...one, digest: '0'.repeat(64) }));
  expect((await verifyJournal(new Date(), forged)).wrongAnchors).toEqual(forged);
});
