import mongoose from 'mongoose';
import { closeMajor } from '#domain/hazards';
import { type Major, majorBoard, majors, majorTrend } from '#domain/majors';
import { recountBoards } from '#domain/tallies';
import { addMonths, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { buildHazard, onSite } from '../../support/hazards.ts';
import { buildMajor } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const DAY = 86_400_000;
const monthOf = (at: Date): string => localDate(at).slice(0, 7);
const trendOf = async (who: WorldActor, place = {}) => {
  const { all } = await majorBoard(as(world, who), place);
  return majorTrend(as(world, who), place, all.open);
};

/** Files of the last two years in three divisions and three sectors, at random, most of them over. */
async function scatter(): Promise<Major[]> {
  const { _id: template, parkId, ...like } = await buildMajor(world, 'rectifying');
  await mongoose.connection.collection('majorHazards').deleteOne({ _id: template as never });
  const ago = (days: number) => new Date(fixedNow.getTime() - Math.floor(days * DAY));
  const rows = Array.from({ length: 200 }, (_, n) => {
    const found = Math.random() * 600;
    const isOpen = Math.random() < 0.3;
    return {
      ...like,
      ...{ _id: newId(ago(found)), reference: `M2026-${9000 + n}`, hazardId: `h${n}`, onceKey: `k${n}` },
      ...{ createdAt: ago(found), since: ago(isOpen ? 0 : found * Math.random()), isOpen },
      ...{ status: isOpen ? 'rectifying' : 'closed', sector: ['C', 'E', 'unknown'][n % 3] },
      ...(Math.random() < 0.5 ? { parkId } : {}),
      regionPath: [
        ['45', '4509', '450981'],
        ['45', '4509', '450922'],
        ['45', '4509'],
      ][n % 3] as string[],
    };
  });
  await mongoose.connection.collection('majorHazards').insertMany(rows as never);
  await recountBoards(clockContext());
  return rows as unknown as Major[];
}

const listed = async (who: WorldActor, filter: object): Promise<number> =>
  (await majors.find(as(world, who), { ...filter, limit: 500 } as never)).rows.length;

it.each([
  ['regulator', {}],
  ['cityRegulator', {}],
  ['cityRegulator', { region: '450922' }],
  ['cityRegulator', { directly: '4509' }],
  ['cityRegulator', { isOutsideParks: true }],
  ['cityRegulator', { sector: 'C' }],
  ['sectorRegulator', {}],
  ['sectorRegulator', { sector: 'C' }],
  ['parkOfficer', {}],
  ['parkOfficer', { sector: 'unknown' }],
  ['otherRegulator', {}],
] as const)('the lines of %s at %j equal a count by hand of random files, and their lists', async (who, place) => {
  const all = await scatter();
  const inPlace = majors.query(as(world, who), { ...place } as never);
  const ids = new Set(
    (
      await mongoose.connection
        .collection('majorHazards')
        .find(inPlace as never)
        .toArray()
    ).map(({ _id }) => String(_id)),
  );
  const theirs = all.filter(({ _id }) => ids.has(_id));
  const trend = await trendOf(who, place);
  expect(trend.map(({ month }) => month)).toEqual(
    Array.from({ length: 12 }, (_, i) => addMonths('2026-11-01', i - 11).slice(0, 7)),
  );
  for (const { month, found, ended, open } of trend) {
    const by = (counts: (file: Major) => boolean): number => theirs.filter(counts).length;
    expect([month, found, ended, open]).toEqual([
      month,
      by(({ createdAt }) => monthOf(createdAt) === month),
      by(({ isOpen, since }) => !isOpen && monthOf(since) === month),
      by(({ createdAt, isOpen, since }) => monthOf(createdAt) <= month && (isOpen || monthOf(since) > month)),
    ]);
    const lists = [{ foundIn: month }, { endedIn: month }, { openAt: month }].map((asked) =>
      listed(who, { ...place, ...asked }),
    );
    expect([month, ...(await Promise.all(lists))]).toEqual([month, found, ended, open]);
  }
});

it('a file that lacks its place or time stops neither the lines nor the recount of all boards', async () => {
  await buildMajor(world, 'rectifying');
  const files = mongoose.connection.collection('majorHazards');
  await files.updateMany({}, { $unset: { regionPath: 1, since: 1 }, $set: { isOpen: false } });
  expect((await recountBoards(clockContext())).isDone).toBe(true);
  await files.updateMany({}, { $unset: { createdAt: 1 } });
  expect((await recountBoards(clockContext())).isDone).toBe(true);
  expect((await trendOf('parkOfficer')).every(({ found, ended }) => found === 0 && ended === 0)).toBe(true);
});

it('follows a file from its opening to its end, and a recount finds nothing wrong', async () => {
  await buildMajor(world, 'rectifying');
  expect((await trendOf('regulator')).at(-1)).toEqual({ month: '2026-11', found: 1, ended: 0, open: 1 });
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const ctx = as(world, 'parkOfficer');
  await closeMajor(ctx, { reference, ...(await onSite(ctx)) });
  expect((await trendOf('regulator')).at(-1)).toEqual({ month: '2026-11', found: 2, ended: 1, open: 1 });
  const { boards } = await recountBoards(clockContext());
  expect(boards.find(({ name }) => name === 'major-months')).toMatchObject({ wrong: 0 });
  await expect(majorTrend(as(world, 'manager'), {}, 0)).rejects.toMatchObject({ code: 'common.not-allowed' });
});
