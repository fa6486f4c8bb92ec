import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import {
  acceptHazard,
  approveRectification,
  closeMajor,
  countByStatus,
  downgradeHazard,
  findHazards,
  fixOnSpot,
  type Hazard,
  type HazardAction,
  hazardLifecycle,
  markMajor,
  peekHazard,
  planRectification,
  reopenHazard,
  reportHazard,
  requestClosure,
  returnClosure,
  returnRectification,
  submitRectification,
  verifyHazard,
} from '#domain/hazards';
import { findJournalPage } from '#domain/journal';
import { findLastRecount, foldTallies, recountBoards } from '#domain/tallies';
import { newId } from '#kernel/ids';
import { clockContext, personContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard, keepFile, onSite, TREATMENT } from '../../support/hazards.ts';
import { testMongoUri, useStores } from '../../support/stores.ts';
import { cells, deltas, kept as keptOfAll } from '../../support/tallies.ts';
import { until } from '../../support/until.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);

/** What the board of cases keeps; that of files of major hazards has a test of its own. */
const kept = async () =>
  Object.fromEntries(Object.entries(await keptOfAll()).filter(([cell]) => cell.startsWith('hazards/')));

/** The board as it should be, counted by hand from the cases. */
async function countedByHand(): Promise<Record<string, number>> {
  const board: Record<string, number> = {};
  const add = (cell: string) => {
    board[cell] = (board[cell] ?? 0) + 1;
  };
  for await (const hazard of mongoose.connection.collection<Hazard>('hazards').find()) {
    const grade = hazard.isMajor ? 'major' : 'general';
    add(`hazards/enterprise+status+grade/${hazard.enterpriseId}/${hazard.status}/${grade}/`);
    if (hazard.parkId) add(`hazards/park+status+grade/${hazard.parkId}/${hazard.status}/${grade}/`);
    add(`hazards/body+sector+status+grade/${hazard.bodyId}/${hazard.sector}/${hazard.status}/${grade}/`);
    add(`hazards/county+sector+status+grade/${hazard.regionPath[2]}/${hazard.sector}/${hazard.status}/${grade}/`);
  }
  return board;
}

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Every step that may move a case, by somebody who may take it. */
const STEPS: Partial<Record<HazardAction, (reference: string) => Promise<unknown>>> = {
  accept: (reference) => acceptHazard(as('officer'), { reference }),
  'verify-valid': (reference) => verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' }),
  'verify-not-valid': (reference) =>
    verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '到现场看过' }),
  'plan-rectification': async (reference) => {
    if ((await peekHazard(reference))?.isMajor) await keepFile(world, { reference });
    return planRectification(as('manager'), {
      reference,
      ownerId: world.actors.worker2.personId,
      measure: '换门锁',
      fundFen: 0,
      dueOn: '2026-11-27',
      contingency: '断电挂牌',
      ...TREATMENT,
    });
  },
  'fix-on-spot': async (reference) =>
    fixOnSpot(as('manager'), { reference, text: '换好了', photoIds: [await aPhoto(as('manager'))] }),
  'submit-rectification': async (reference) =>
    submitRectification(as('worker2'), { reference, text: '换好了', photoIds: [await aPhoto(as('worker2'))] }),
  'approve-rectification': (reference) => approveRectification(as('officer'), { reference }),
  'return-rectification': (reference) => returnRectification(as('officer'), { reference, reason: '还要改' }),
  'request-closure': async (reference) => {
    await keepFile(world, { reference });
    return requestClosure(as('officer'), { reference });
  },
  'close-major': async (reference) =>
    closeMajor(as('regulator'), { reference, note: '园区来不了，代为核查', ...(await onSite(as('regulator'))) }),
  'return-closure': (reference) => returnClosure(as('regulator'), { reference, reason: '还要改' }),
  reopen: (reference) => reopenHazard(as('worker'), { reference, reason: '还是漏电' }),
  'mark-major': (reference) => markMajor(as('officer'), { reference, majorBasis: '判定标准第三条' }),
  downgrade: (reference) => downgradeHazard(as('regulator'), { reference, reason: '不够重大' }),
};

const report = (who: 'worker' | 'otherWorker' = 'worker') =>
  reportHazard(as(who), {
    enterpriseId: who === 'worker' ? world.enterprise._id : world.otherEnterprise._id,
    text: '3号线电箱漏电',
    placeText: '3号线',
  });

describe('the numbers of the board', () => {
  it('equal a count by hand wherever a hundred random steps lead', async () => {
    const roll = dice(7);
    const references: string[] = [];
    const reached = new Set<string>();
    let refused = 0;
    for (let step = 0; step < 100; step++) {
      if (references.length < 3 || roll(8) === 0) {
        references.push((await report()).reference);
        if (roll(4) === 0) await report('otherWorker');
      }
      const reference = references[roll(references.length)] as string;
      const status = (await peekHazard(reference))?.status;
      const open = hazardLifecycle.actions.filter((row) => row.from.includes(status as never) && STEPS[row.action]);
      const { action } = open[roll(open.length)] ?? { action: 'accept' as const };
      // Not every draw may be done, e.g. a second mark: a refused step must not move the numbers either.
      await STEPS[action]?.(reference).then(
        () => reached.add(action),
        () => {
          refused += 1;
        },
      );
      // However much of it the clock has folded by then.
      if (roll(10) === 0) await foldTallies(clockContext(), 7);
      if (step % 20 === 19) expect(await kept()).toEqual(await countedByHand());
    }
    expect(reached.size).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(5);
  });

  it('equal a count by hand when many act at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => report()));
    const folding = [foldTallies(clockContext(), 5), foldTallies(clockContext(), 5)];
    await Promise.all([...folding, ...made.map(({ reference }) => acceptHazard(as('officer'), { reference }))]);
    const both = made.slice(0, 4).flatMap(({ reference }) => [reference, reference]);
    await Promise.allSettled(
      both.map((reference) => verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' })),
    );
    expect(await kept()).toEqual(await countedByHand());
    expect(Object.values(await kept()).reduce((a, b) => a + b, 0)).toBe(32);
  });

  it('equal a count by hand when the process is killed in the middle of a change', async () => {
    const { reference } = await report();
    const before = await kept();
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/support/killedWhileAccepting.ts', testMongoUri(), reference],
      {
        cwd: resolve(import.meta.dirname, '../../..'),
        env: { ...process.env, ACTOR: JSON.stringify(as('officer').actor) },
      },
    );
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
    });
    const signal = await new Promise((done) => child.once('exit', (_code, by) => done(by)));
    expect([signal, said.trim()]).toEqual(['SIGKILL', 'changed to accepted']);
    expect(await kept()).toEqual(before);
    // The store gives the dead process's transaction up after a while; until then the next act cannot have its rows.
    const accept = () => acceptHazard(as('officer'), { reference });
    await until(() => accept().catch(() => undefined), 40_000);
    expect(await kept()).toEqual(await countedByHand());
  }, 60_000);

  it.each<WorldActor>([
    'manager',
    'officer',
    'otherOfficer',
    'adviser',
    'parkOfficer',
    'regulator',
    'cityRegulator',
    'sectorRegulator',
    'otherRegulator',
  ])('are for %s those of the list they may open', async (who) => {
    for (const status of ['reported', 'closed', 'closure-requested'] as const) await buildHazard(world, { status });
    await report('otherWorker');
    const { rows } = await findHazards(as(who), { limit: 100 });
    const listed: Record<string, number> = {};
    for (const row of rows) listed[`${row.status} ${row.isMajor}`] = (listed[`${row.status} ${row.isMajor}`] ?? 0) + 1;
    const counts = await countByStatus(as(who));
    expect(Object.fromEntries(counts.map((row) => [`${row.status} ${row.isMajor}`, row.count]))).toEqual(listed);
  });

  it.each<WorldActor>(['worker', 'insurer', 'administrator'])('are none for %s', async (who) => {
    await report();
    expect(await countByStatus(as(who))).toEqual([]);
  });
});

describe('a recount', () => {
  const events = async () =>
    (await findJournalPage({ now: clockContext().now }))
      .filter(({ name }) => name === 'tallies.put-right')
      .map(({ facts }) => (facts['first'] as unknown[]).length);

  it('finds nothing wrong and says nothing when nothing is', async () => {
    await buildHazard(world, { status: 'valid' });
    expect(await recountBoards(clockContext())).toEqual({
      at: clockContext().now,
      boards: [
        { name: 'major-months', label: '重大隐患每月立案和办结', cells: 0, wrong: 0 },
        { name: 'hazards', label: '隐患', cells: 4, wrong: 0 },
      ],
      first: [],
      setAside: 0,
      isDone: true,
    });
    expect(await events()).toEqual([]);
  });

  it('puts right what is missing, too much and too little, and records it', async () => {
    const one = await buildHazard(world, { status: 'valid' });
    const raw = { ...one, _id: newId(), reference: 'H2026-9999', status: 'closed' };
    await mongoose.connection.collection('hazards').insertOne(raw as never);
    await foldTallies(clockContext());
    await cells().updateOne({ _id: /enterprise.*valid/ as never }, { $inc: { count: 5 } });
    await cells().updateOne({ _id: /park.*reported/ as never }, { $inc: { count: -1 } });
    await cells().deleteOne({ _id: /county.*valid/ as never });
    const { isDone, ...found } = await recountBoards(clockContext());
    const months = { name: 'major-months', label: '重大隐患每月立案和办结', cells: 0, wrong: 0 };
    expect([isDone, found.boards]).toEqual([true, [months, { name: 'hazards', label: '隐患', cells: 8, wrong: 7 }]]);
    expect(found.first.find(({ dims }) => dims['enterprise'] && dims['status'] === 'valid')).toEqual({
      board: 'hazards',
      dims: { enterprise: world.enterprise._id, status: 'valid', grade: 'general' },
      by: -5,
    });
    expect(await findLastRecount()).toEqual(found);
    expect(await kept()).toEqual(await countedByHand());
    expect(await events()).toEqual([7]);
  });

  it('keeps what people do meanwhile, and two at once put right only once', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => report()));
    await foldTallies(clockContext(), 9);
    await cells().deleteMany({});
    await deltas().deleteMany({ cell: /park/ });
    await Promise.all([
      foldTallies(clockContext(), 4),
      recountBoards(clockContext()),
      recountBoards(clockContext()),
      ...made.map(({ reference }) => acceptHazard(as('officer'), { reference })),
      report(),
    ]);
    expect(await kept()).toEqual(await countedByHand());
    expect(await events()).toHaveLength(1);
  });
});
