import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { verifyHazard } from '#domain/hazards';
import { BOARD_STATES, type BoardState, type Major, majorBoard, majors, majorTrend } from '#domain/majors';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildMajor } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}
const DAY = 86_400_000;
const ago = (days: number) => new Date(fixedNow.getTime() - days * DAY);

/** What each number counts, written down once more by hand. */
const COUNTS: Readonly<Record<BoardState, (file: Major) => boolean>> = {
  open: (file) => file.isOpen,
  overdue: (file) => file.isOpen && file.lateSince !== undefined && file.lateSince < fixedNow,
  extended: (file) => file.isOpen && file.isExtended,
  disputed: (file) => file.isDisputed,
  recurred: (file) =>
    file.recursOf !== undefined && file.createdAt >= ago(90) && !['not-major', 'merged'].includes(file.status),
  downgraded: (file) => file.status === 'downgraded' && file.downgradedAt !== undefined && file.downgradedAt >= ago(90),
  'judged-none': (file) => file.status === 'not-major' && file.since >= ago(90),
  unassigned: (file) => file.isOpen && file.isMajor && file.ownerId === undefined,
};

/** Files in two parks, two counties and four sectors, at random. */
async function scatter(count: number): Promise<Major[]> {
  const roll = dice(11);
  const { _id: template, ...like } = await buildMajor(world, 'rectifying');
  await mongoose.connection.collection('majorHazards').deleteOne({ _id: template as never });
  const statuses = majors.lifecycle.statuses;
  const rows = Array.from({ length: count }, (_, n) => {
    const { code: status, isOpen } = statuses[roll(statuses.length)] as (typeof statuses)[number];
    const { ownerId, lateSince: _1, escalateAt: _2, parkId: _3, ...rest } = like;
    return {
      ...rest,
      ...{ _id: newId(ago(roll(200))), reference: `M2026-${9000 + n}`, hazardId: `h${n}`, onceKey: `k${n}` },
      ...{ status, isOpen, isMajor: roll(5) > 0, isExtended: roll(4) === 0, isDisputed: roll(6) === 0 },
      ...{ createdAt: ago(roll(200)), since: ago(roll(200)), sector: ['B', 'C', 'G', 'H', 'unknown'][roll(5)] },
      ...(roll(2) === 0 ? { ownerId } : {}),
      ...(roll(2) === 0 ? { lateSince: ago(roll(40) - 20) } : {}),
      ...(roll(4) === 0 ? { recursOf: 'M2026-0001' } : {}),
      ...(status === 'downgraded' ? { downgradedAt: ago(roll(200)) } : {}),
      ...(roll(3) === 0 ? {} : { parkId: world.park._id }),
      regionPath: [['45', '4509', '450981'], ['45', '4509', '450922'], ['45', '4509'], ['45']][roll(4)] as string[],
    };
  });
  await mongoose.connection.collection('majorHazards').insertMany(rows as never);
  return rows as unknown as Major[];
}

const countBy = (rows: readonly Major[]) =>
  Object.fromEntries(BOARD_STATES.map(({ code }) => [code, rows.filter(COUNTS[code]).length]));

/** How long the list behind a number is, page by page. */
async function listed(who: WorldActor, filter: object): Promise<number> {
  let count = 0;
  for (let after: string | undefined; ; ) {
    const page = await majors.find(as(world, who), { ...filter, limit: 40, ...(after === undefined ? {} : { after }) });
    count += page.rows.length;
    after = page.nextCursor;
    if (after === undefined) return count;
  }
}

it('equals a recount by hand of random files, for everybody, in every cut, and its lists are as long', async () => {
  const rows = await scatter(300);
  const seen: Partial<Record<WorldActor, (file: Major) => boolean>> = {
    cityRegulator: ({ regionPath }) => regionPath.includes('4509'),
    regulator: ({ regionPath }) => regionPath[2] === '450981',
    parkOfficer: ({ parkId }) => parkId === world.park._id,
  };
  for (const [who, sees] of Object.entries(seen) as [WorldActor, (file: Major) => boolean][]) {
    const theirs = rows.filter(sees);
    const board = await majorBoard(as(world, who), {});
    expect([who, board.all]).toEqual([who, countBy(theirs)]);
    for (const { code, counts } of board.sectors)
      expect([who, code, counts]).toEqual([who, code, countBy(theirs.filter(({ sector }) => sector === code))]);
    for (const { code, counts } of board.parks)
      expect([who, code, counts]).toEqual([who, code, countBy(theirs.filter(({ parkId = '' }) => parkId === code))]);
    for (const { code, of, counts } of board.regions)
      expect([who, code, counts]).toEqual([
        who,
        code,
        countBy(
          theirs.filter(({ regionPath }) =>
            of?.directly === undefined ? regionPath.some((one) => one === code) : regionPath.at(-1) === code,
          ),
        ),
      ]);
    for (const { of, counts } of [...board.regions, ...board.parks, ...board.sectors])
      expect([of, (await majorBoard(as(world, who), of as object)).all]).toEqual([of, counts]);
    for (const { code: state } of BOARD_STATES)
      expect([who, state, await listed(who, { state })]).toEqual([who, state, board.all[state]]);
  }
  const one = await majorBoard(as(world, 'cityRegulator'), { region: '450922', sector: 'G' });
  expect(one.all).toEqual(countBy(rows.filter((row) => row.regionPath[2] === '450922' && row.sector === 'G')));
  expect(await listed('cityRegulator', { region: '450922', sector: 'G', state: 'open' })).toBe(one.all.open);
});

it('counts as come again what was not judged none or merged into another', async () => {
  await buildMajor(world, 'closed');
  const again = await buildMajor(world, 'suspected');
  await mongoose.connection
    .collection('majorHazards')
    .updateOne({ _id: again._id as never }, { $set: { recursOf: 'M2026-0001' } });
  const count = async () => (await majorBoard(as(world, 'regulator'), {})).all.recurred;
  expect(await count()).toBe(1);
  const judged = { result: 'valid', grade: 'general', notMajorReason: '报警器正在校验' } as const;
  await verifyHazard(as(world, 'officer'), { reference: again.hazardReference, ...judged });
  expect(await count()).toBe(0);
});

it('counts a file that does not say where it lies all the same, and is there for everybody', async () => {
  const { _id } = await buildMajor(world, 'suspected');
  for (const regionPath of ['45', [45], null]) {
    await mongoose.connection.collection('majorHazards').updateOne({ _id: _id as never }, { $set: { regionPath } });
    expect([regionPath, (await majorBoard(as(world, 'parkOfficer'), {})).all.open]).toEqual([regionPath, 1]);
  }
});

it('is clear only where every number is nought, as of a time', async () => {
  expect(await majorBoard(as(world, 'regulator'), {})).toMatchObject({ isClear: true, at: fixedNow });
  await buildMajor(world, 'closed');
  expect((await majorBoard(as(world, 'regulator'), {})).isClear).toBe(true);
  await buildMajor(world, 'not-major');
  expect(await majorBoard(as(world, 'regulator'), {})).toMatchObject({ isClear: false, all: { 'judged-none': 1 } });
  const later = await majorBoard(as(world, 'regulator', new Date(fixedNow.getTime() + 91 * DAY)), {});
  expect(later.isClear).toBe(true);
  for (const who of ['manager', 'worker', 'insurer', 'administrator'] as const)
    await expect(majorBoard(as(world, who), {})).rejects.toMatchObject({ kind: 'Forbidden' });
});

it('is taken away as a spreadsheet, with the last months its lines are drawn from', async () => {
  await buildMajor(world, 'judged');
  const { actors, enterprise } = world;
  const filter = { sector: enterprise.sector };
  const { id } = await requestExport(as(world, 'regulator'), { kind: 'major-board', filter });
  await runNextExport(() => fixedNow);
  const { stream } = await openExport(personContext(actors.regulator), id);
  const book = new ExcelJS.Workbook();
  await book.xlsx.read(stream as never);
  const rows: string[][] = [];
  book.worksheets[0]?.eachRow((row) => rows.push((row.values as unknown[]).slice(1).map(String)));
  const [heads = [], all = []] = rows;
  const at = (row: string[], head: string) => row[heads.indexOf(head)];
  expect([at(all, '分组'), at(all, '没办完')]).toEqual(['全部', '1']);
  const place = { sector: enterprise.sector };
  const trend = await majorTrend(as(world, 'regulator'), place, 1);
  const months = rows.filter(([of]) => of === '月份');
  expect(months.map((row) => ['当月立案', '当月办结', '月末没办完'].map((head) => at(row, head)))).toEqual(
    trend.map(({ found, ended, open }) => [found, ended, open].map(String)),
  );
  expect([trend.length, at(months.at(-1) ?? [], '当月立案')]).toEqual([12, '1']);
});

it('is counted from what ended lately, however many years lie behind it', async () => {
  const { _id: template, ...like } = await buildMajor(world, 'rectifying');
  await mongoose.connection.collection('majorHazards').deleteOne({ _id: template as never });
  const { lateSince: _1, escalateAt: _2, ...rest } = like;
  // As many lately as the store looks at before it settles on an index.
  const [lately, before] = [150, 600];
  const files = (['not-major', 'downgraded'] as const).flatMap((status) =>
    Array.from({ length: lately + before }, (_, n) => {
      const at = ago(n < lately ? n / 2 : 400 + n);
      return {
        ...{ ...rest, status, isOpen: false, createdAt: at, since: at, closedAt: at },
        ...{ _id: newId(at), reference: `M2020-${status}${n}`, hazardId: `${status}${n}`, onceKey: `${status}${n}` },
        ...(status === 'downgraded' ? { downgradedAt: at, recursOf: 'M2019-0001' } : {}),
      };
    }),
  );
  await mongoose.connection.collection('majorHazards').insertMany(files as never);
  const { db } = mongoose.connection;
  await db?.command({ profile: 2, filter: { ns: `${db.databaseName}.majorHazards` } });
  try {
    for (const who of ['regulator', 'parkOfficer'] as const)
      expect((await majorBoard(as(world, who), {})).all).toMatchObject({ downgraded: lately, 'judged-none': lately });
  } finally {
    await db?.command({ profile: 0 });
  }
  const asked = (await db?.collection('system.profile').find().toArray()) ?? [];
  await db?.collection('system.profile').drop();
  expect(asked.length).toBeGreaterThan(1);
  // Each of the three states of some weeks reads its own, and no more.
  expect(Math.max(...asked.map(({ keysExamined }) => Number(keysExamined)))).toBeLessThan(4 * lately);
});
