import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { adjustTallies, countDeltas, defineBoard, foldTallies, sumTallies } from '#domain/tallies';
import { inTransaction } from '#platform/mongo';
import { clockContext } from '../support/contexts.ts';
import { testMongoUri, useStores } from '../support/stores.ts';
import { cells, deltas, kept } from '../support/tallies.ts';
import { until } from '../support/until.ts';

useStores();

const BOARD = defineBoard({ name: 'birds', cuts: [['lake', 'kind']] });
const arrive = (kind: string, lake = 'erhai', by = 1) =>
  inTransaction(() => adjustTallies([{ board: BOARD, dims: { lake, kind }, by }]));
const fold = (limit?: number) => foldTallies(clockContext(), limit);
const seen = async () =>
  Object.fromEntries((await sumTallies(BOARD, { lake: 'erhai' }, ['kind'])).map((row) => [row.dims.kind, row.count]));

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
