import { spawn } from 'node:child_process';
import mongoose from 'mongoose';
import { drills } from '#domain/drills';
import { peekHazard, reportHazard } from '#domain/hazards';
import { verifyJournal } from '#domain/journal';
import { recountBoards } from '#domain/tallies';
import { acceptLead, sharePlace } from '#domain/tenancies';
import { clockContext } from '../../support/contexts.ts';
import { buildDrill } from '../../support/drills.ts';
import { buildGrade, makeParkChemical } from '../../support/grades.ts';
import { as } from '../../support/plans.ts';
import { buildReturn } from '../../support/returns.ts';
import { testMongoUri, useStores } from '../../support/stores.ts';
import { buildTenancy } from '../../support/tenancies.ts';
import { buildWorld, type World } from '../../support/world.ts';

/** Every write instead of one in a few: minutes. */
const EVERY = process.env['KILL_EVERY'] === '1';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeParkChemical(world);
  await buildGrade(world, 'published', 850);
});

/** Takes everything on in a process that dies at its n-th write; says how it ended. */
const goOn = (of: readonly string[], killAt: number): Promise<NodeJS.Signals | number | null> =>
  new Promise((ended) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/support/killedInNewNouns.ts', testMongoUri(), ...of, String(killAt)],
      { env: { ...process.env, WORLD: JSON.stringify(world) }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    child.on('exit', (code, signal) => ended(signal ?? code));
  });

const rowsOf = (name: string) => mongoose.connection.collection(name).find().toArray();
/** What is kept of a thing where each step of it is a version with its one event. */
const KEPT = [
  ...[['drills', 'drill'] as const, ['passes', 'pass'] as const, ['expansions', 'expansion'] as const],
  ...[['responses', 'response'] as const, ['statisticsReturns', 'statistics-return'] as const],
];

/** Each version has its event, and what is over is no more due to anybody. */
async function findTorn(): Promise<string[]> {
  const torn: string[] = [];
  for (const [collection, kind] of KEPT) {
    for (const { _id, reference, version, isOpen } of await rowsOf(collection)) {
      const of = { 'subject.kind': kind, 'subject.id': String(_id) };
      const events = await mongoose.connection.collection('events').countDocuments(of);
      if (events !== Number(version) + 1) torn.push(`${reference}: version ${version}, ${events} events`);
      const due = await mongoose.connection.collection('deadlines').countDocuments({ ...of, isOpen: true });
      if (!isOpen && due > 0) torn.push(`${reference} is over, and ${due} fall due`);
    }
  }
  return torn;
}

it(
  'goes on from every kill between any two writes of a drill, a form, a tenancy, a visit, an expansion and a response',
  async () => {
    const { reference: drill } = await buildDrill(world);
    const { reference: statistics } = await buildReturn(world);
    const { reference: tenancy } = await buildTenancy(world);
    const shared = { reference: tenancy, part: '东侧楼梯', lead: 'tenant' as const };
    const { shared: [part] = [] } = await sharePlace(as(world, 'officer'), shared);
    await acceptLead(as(world, 'otherOfficer'), { reference: tenancy, partId: part?.id ?? '' });
    const cases: { reference: string }[] = [];
    for (const text of ['东侧楼梯扶手松了', '东侧楼梯的灯不亮'])
      cases.push(
        await reportHazard(as(world, 'otherOfficer'), {
          ...{ enterpriseId: world.otherEnterprise._id, placeText: '东侧楼梯', text, isNotDuplicate: true },
        }),
      );
    const tenant = world.otherEnterprise._id;
    const holders = async () =>
      (await Promise.all(cases.map((one) => peekHazard(one.reference)))).map((one) => one?.enterpriseId);
    expect(await holders()).toEqual([tenant, tenant]);
    const ends: unknown[] = [];
    const events = () => mongoose.connection.collection('events').countDocuments();
    for (let killAt = EVERY ? 1 : 2; (ends.at(-1) ?? 'SIGKILL') === 'SIGKILL'; ) {
      const before = await events();
      ends.push(await goOn([drill, statistics, tenancy], killAt));
      expect([ends.length, await findTorn()]).toEqual([ends.length, []]);
      // Both cases or neither: no tenancy is over with a case left behind, and none gone while it lasts.
      expect(new Set(await holders()).size).toBe(1);
      killAt = EVERY ? (before === (await events()) ? killAt + 1 : 1) : killAt + 4;
    }
    expect(ends.length).toBeGreaterThan(4);
    expect(new Set(ends)).toEqual(new Set(['SIGKILL', 0]));
    expect(await holders()).toEqual([world.enterprise._id, world.enterprise._id]);
    expect((await drills.peek(drill))?.findings).toHaveLength(1);
    const [visits, asked, told, responses] = await Promise.all(
      ['passes', 'expansions', 'accidents', 'responses'].map(rowsOf),
    );
    expect([visits, asked, told].map((rows) => rows?.map(({ status }) => status))).toEqual([
      ...[['issued'], ['approved'], ['reported']],
    ]);
    expect(responses?.map(({ status }) => status).sort()).toEqual(['ended', 'running']);
    expect(JSON.stringify((await recountBoards(clockContext())).boards)).not.toMatch(/"wrong":[1-9]/);
    expect(await verifyJournal(clockContext().now)).toMatchObject({ faultCount: 0, missing: 0 });
  },
  EVERY ? 3_600_000 : 300_000,
);
