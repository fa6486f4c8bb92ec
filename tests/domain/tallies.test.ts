import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { reactToEvents } from '#domain/notices';
import {
  adjustTallies,
  allBoards,
  countDeltas,
  defineBoard,
  findLastRecount,
  foldTallies,
  recountBoards,
  sumTallies,
} from '#domain/tallies';
import { paths } from '#kernel/paths';
import { inTransaction } from '#platform/mongo';
import { renderText } from '#platform/texts';
import { filesUnder } from '../architecture/sources.ts';
import { clockContext } from '../support/contexts.ts';
import { testMongoUri, useStores } from '../support/stores.ts';
import { cells, deltas, kept } from '../support/tallies.ts';
import { until } from '../support/until.ts';
import { buildWorld } from '../support/world.ts';

useStores();

const birds = () => mongoose.connection.collection<{ lake: string; kind: string }>('birds');
const BOARD = defineBoard({
  name: 'birds',
  label: '候鸟',
  shownOn: paths.home,
  opens: 'measured',
  cuts: [['lake', 'kind']],
  recount: async function* (session) {
    for await (const { lake, kind } of birds().find({}, { session })) yield { dims: { lake, kind }, by: 1 };
  },
});
const arrive = (kind: string, lake = 'erhai', by = 1) =>
  inTransaction(() => adjustTallies([{ board: BOARD, dims: { lake, kind }, by }]));
const fold = (limit?: number) => foldTallies(clockContext(), limit);
const seen = async () =>
  Object.fromEntries(
    (await sumTallies(BOARD, { lake: 'erhai' }, ['kind'], clockContext().now)).map((row) => [row.dims.kind, row.count]),
  );

describe('a change', () => {
  it('counts at once, before and after it is folded', async () => {
    await arrive('heron');
    await arrive('heron');
    await arrive('gull', 'dianchi');
    expect([await seen(), await cells().countDocuments()]).toEqual([{ heron: 2 }, 0]);
    await fold();
    expect([await seen(), await deltas().countDocuments()]).toEqual([{ heron: 2 }, 0]);
    await arrive('heron', 'erhai', -1);
    await arrive('coot');
    expect(await seen()).toEqual({ heron: 1, coot: 1 });
  });

  it('of which nothing is left writes nothing', async () => {
    await inTransaction(() =>
      adjustTallies([
        { board: BOARD, dims: { lake: 'erhai', kind: 'heron' }, by: 1 },
        { board: BOARD, dims: { lake: 'erhai', kind: 'heron' }, by: -1 },
      ]),
    );
    expect(await countDeltas()).toEqual({ waiting: 0, setAside: 0 });
  });

  it('is undone with its transaction', async () => {
    const failing = inTransaction(async () => {
      await adjustTallies([{ board: BOARD, dims: { lake: 'erhai', kind: 'heron' }, by: 1 }]);
      throw new Error('flew away');
    });
    await expect(failing).rejects.toThrow('flew away');
    expect(await kept()).toEqual({});
  });

  it('waits for no other: transactions that move one cell are open side by side and all commit', async () => {
    let runs = 0;
    let arrived = 0;
    await Promise.all(
      Array.from({ length: 12 }, () =>
        inTransaction(async () => {
          runs += 1;
          await adjustTallies([{ board: BOARD, dims: { lake: 'erhai', kind: 'swan' }, by: 1 }]);
          arrived += 1;
          await until(() => arrived === 12);
        }),
      ),
    );
    expect([runs, await seen()]).toEqual([12, { swan: 12 }]);
  });
});

describe('folding', () => {
  it('takes the oldest, a batch at a time, and says when nothing is left', async () => {
    for (let n = 0; n < 5; n++) await arrive('heron');
    expect([await fold(2), await countDeltas()]).toEqual([2, { waiting: 3, setAside: 0 }]);
    expect([await fold(2), await fold(2), await fold(2)]).toEqual([2, 1, 0]);
    expect(await seen()).toEqual({ heron: 5 });
  });

  it('counts once when several fold at once, while changes go on, and no reader sees anything in between', async () => {
    for (let n = 0; n < 30; n++) await arrive('heron');
    let isOver = false;
    const readings = new Set<number>();
    const reading = (async () => {
      while (!isOver) readings.add((await seen())['heron'] ?? 0);
    })();
    const coots = Array.from({ length: 10 }, () => arrive('coot'));
    await Promise.all([...Array.from({ length: 6 }, () => fold(7)), ...coots]);
    while ((await fold(7)) > 0);
    isOver = true;
    await reading;
    expect([...readings]).toEqual([30]);
    expect([await kept(), await deltas().countDocuments()]).toEqual([
      { 'birds/lake+kind/erhai/heron/': 30, 'birds/lake+kind/erhai/coot/': 10 },
      0,
    ]);
  });

  it('counts once when it is killed before its commit', async () => {
    for (let n = 0; n < 4; n++) await arrive('heron');
    const child = spawn(process.execPath, ['--import', 'tsx', 'tests/support/killedWhileFolding.ts', testMongoUri()], {
      cwd: resolve(import.meta.dirname, '../..'),
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
    });
    const signal = await new Promise((done) => child.once('exit', (_code, by) => done(by)));
    expect([signal, said.trim()]).toEqual(['SIGKILL', 'folded 4']);
    // Changes and readers are not held up by what the dead process still holds; the next fold waits until it is given up.
    await arrive('heron');
    expect([await seen(), await cells().countDocuments()]).toEqual([{ heron: 5 }, 0]);
    await until(() => fold().catch(() => undefined), 40_000);
    expect([await seen(), await deltas().countDocuments()]).toEqual([{ heron: 5 }, 0]);
  }, 60_000);

  it('sets aside what cannot be folded, alone, and goes on with the rest', async () => {
    await arrive('heron');
    await deltas().insertOne({
      _id: '0'.repeat(24),
      cell: 'birds/lake+kind/erhai/owl/',
      board: 'birds',
      by: 'many',
    } as never);
    await arrive('coot');
    expect(await fold()).toBe(3);
    expect(await fold()).toBe(0);
    expect([await seen(), await countDeltas()]).toEqual([
      { heron: 1, coot: 1 },
      { waiting: 0, setAside: 1 },
    ]);
    expect(await deltas().findOne()).toMatchObject({ by: 'many', setAsideAt: clockContext().now });
  });
});

describe('a recount', () => {
  const seenAt = (lake: string, kind: string) => birds().insertOne({ lake, kind });
  const alarms = async () => {
    while ((await reactToEvents(new Date('2026-12-01T02:00:00Z'))) > 0);
    const rows = mongoose.connection.collection('outbox').find({ template: 'boards-put-right' }).sort({ _id: 1 });
    return (await rows.toArray()).map(({ personId, params, isUrgent }) => ({ personId, params, isUrgent }));
  };
  const check = (day: string) => recountBoards(clockContext(new Date(`${day}T20:00:00.000Z`)));

  it('proves cells and what is not folded yet, and says so', async () => {
    await seenAt('erhai', 'heron');
    await seenAt('erhai', 'heron');
    await arrive('heron');
    await fold();
    await arrive('heron');
    expect(await check('2026-11-24')).toMatchObject({ first: [], isDone: true });
    expect(await findLastRecount()).toMatchObject({
      at: new Date('2026-11-24T20:00:00.000Z'),
      boards: expect.arrayContaining([{ name: 'birds', label: '候鸟', cells: 1, wrong: 0 }]),
    });
  });

  it('puts right what was set aside, in as many batches as it takes', async () => {
    await deltas().insertOne({
      _id: '0'.repeat(24),
      cell: 'birds/lake+kind/erhai/owl/',
      board: 'birds',
      by: 'x',
    } as never);
    await fold();
    for (let n = 0; n < 501; n++) await seenAt('erhai', `kind-${n}`);
    expect(await check('2026-11-24')).toMatchObject({ setAside: 1, isDone: true });
    expect(Object.keys(await seen())).toHaveLength(501);
    expect((await check('2026-11-25')).boards).toContainEqual({ name: 'birds', label: '候鸟', cells: 501, wrong: 0 });
  });

  it('tells every administrator what differed, once a night', async () => {
    const { administrator } = (await buildWorld()).actors;
    await check('2026-11-23');
    expect(await alarms()).toEqual([]);
    await seenAt('erhai', 'heron');
    await check('2026-11-24');
    await seenAt('erhai', 'heron');
    await check('2026-11-24');
    const boards = [{ name: 'birds', label: '候鸟', cells: 1, wrong: 1 }];
    const told = { personId: administrator.personId, params: { boards }, isUrgent: false };
    expect(await alarms()).toEqual([told]);
    await check('2026-11-25');
    await seenAt('dianchi', 'gull');
    await check('2026-11-26');
    expect((await alarms()).map(({ personId }) => personId)).toEqual([administrator.personId, administrator.personId]);
  });

  it('is told in words that say which board and how many', () => {
    const boards = [
      { label: '隐患', wrong: 3 },
      { label: '入项企业', wrong: 1 },
    ];
    expect(renderText('notices', 'boards-put-right', { boards })).toContain('隐患 3 个数字、入项企业 1 个数字。');
  });
});

it('no board is defined that the worker does not check', async () => {
  const sources = filesUnder('src/domain', '.ts');
  const named = sources.flatMap(({ text }) =>
    [...text.matchAll(/defineBoard\(\{\s*name: '([^']+)'/g)].map(([, name]) => name),
  );
  const defined = sources.flatMap(({ text }) => [...text.matchAll(/= defineBoard\(/g)]);
  expect(named).toHaveLength(defined.length);
  await import('../../jobs/timetable.ts');
  expect(
    allBoards()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual([...named, 'birds'].toSorted());
  expect(() => defineBoard({ ...BOARD })).toThrow('birds');
});
