import { takeAction } from '#domain/journal';
import {
  averageStays,
  countEnrolments,
  type Enrolment,
  type EnrolmentAction,
  enrolmentKind,
  enrolmentLifecycle,
  findEnrolments,
  peekEnrolment,
} from '#domain/programme';
import { recountBoards } from '#domain/tallies';
import { inTransaction } from '#platform/mongo';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { useStores } from '../../support/stores.ts';
import { kept } from '../../support/tallies.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const take = (reference: string, action: EnrolmentAction, set: Partial<Enrolment> = {}) =>
  inTransaction(async () => {
    const before = (await peekEnrolment(reference)) as Enrolment;
    return takeAction(clockContext(), enrolmentKind, before, action, { event: 'programme.walked', set });
  });
const total = (rows: { count: number }[]): number => rows.reduce((sum, row) => sum + row.count, 0);

/** A fixed sequence of numbers below `most`, the same every run. */
function* numbers(most: number): Generator<number, never> {
  for (let x = 12_345; ; x = (x * 1_103_515_245 + 12_345) % 2_147_483_648) yield Math.floor(x / 65_536) % most;
}

it('stays right over a walk of many changes, and every number opens a list of that length', async () => {
  const draw = numbers(1_000);
  const pick = <T>(from: readonly T[]): T => from[draw.next().value % from.length] as T;
  const firms = [];
  for (let i = 0; i < 12; i += 1) {
    firms.push(
      await buildEnrolment(world, {
        creditCode: `9145098100000000${String(i).padStart(2, '0')}`,
        size: pick(['medium', 'small', 'micro'] as const),
        grounds: pick([['small'], ['high-risk', 'small'], ['weak-foundation']] as const) as never,
        cohortId: pick(['a'.repeat(24), 'b'.repeat(24)]),
        parkId: pick([world.park._id, '']) || (undefined as never),
      }),
    );
  }
  await recountBoards(clockContext());
  for (let step = 0; step < 60; step += 1) {
    const firm = (await peekEnrolment(pick(firms).reference)) as Enrolment;
    const possible = enrolmentLifecycle.actions.filter((row) => (row.from as readonly string[]).includes(firm.status));
    if (possible.length === 0) continue;
    const { action } = pick(possible);
    const days = { ...firm.stageDays, [firm.status]: 3 };
    await take(firm.reference, action, firm.status === 'paused' ? {} : { stageDays: days });
  }
  const walked = await kept();
  const { boards, first } = await recountBoards(clockContext());
  expect(boards.filter(({ cells }) => cells > 0).map(({ name }) => name)).toEqual(['enrolments', 'stage-stays']);
  expect({ first, cells: Object.keys(walked).length > 20 }).toEqual({ first: [], cells: true });

  for (const who of ['regulator', 'cityRegulator', 'parkOfficer'] as const) {
    const ctx = personContext(world.actors[who]);
    for (const { value, count } of await countEnrolments(ctx, {}, 'stage')) {
      const { rows } = await findEnrolments(ctx, { stage: value as never, limit: 100 });
      expect({ who, value, count }).toEqual({ who, value, count: rows.length });
    }
    for (const { value, count } of await countEnrolments(ctx, { size: 'small', cohortId: 'a'.repeat(24) }, 'ground')) {
      const { rows } = await findEnrolments(ctx, {
        ground: value as never,
        size: 'small',
        cohortId: 'a'.repeat(24),
        limit: 100,
      });
      expect({ who, value, count }).toEqual({ who, value, count: rows.length });
    }
  }
});

it('shows areas to those who look after them only', async () => {
  await buildEnrolment(world);
  await recountBoards(clockContext());
  const seen: Record<string, number> = {};
  for (const who of Object.keys(world.actors) as (keyof typeof world.actors)[]) {
    seen[who] = total(await countEnrolments(personContext(world.actors[who]), {}, 'stage'));
  }
  expect(Object.entries(seen).filter(([, count]) => count > 0)).toEqual([
    ['parkOfficer', 1],
    ['regulator', 1],
    ['cityRegulator', 1],
  ]);
});

it('narrows to a region inside the actor’s own, never outside it', async () => {
  await buildEnrolment(world);
  await recountBoards(clockContext());
  const city = personContext(world.actors.cityRegulator);
  expect(total(await countEnrolments(city, { regionCode: '450981' }, 'stage'))).toBe(1);
  expect(total(await countEnrolments(city, { regionCode: '450921' }, 'stage'))).toBe(0);
  const other = personContext(world.actors.otherRegulator);
  expect(total(await countEnrolments(other, { regionCode: '450981' }, 'stage'))).toBe(0);
});

it('tells how long firms stayed in the stages they have left', async () => {
  const { reference } = await buildEnrolment(world);
  await take(reference, 'start-implementing', { stageDays: { preparing: 30 } });
  const second = await buildEnrolment(world, { creditCode: '914509810000000077' });
  await take(second.reference, 'start-implementing', { stageDays: { preparing: 11 } });
  expect(await averageStays(personContext(world.actors.regulator), {})).toEqual([
    { stage: 'preparing', days: 21, stays: 2 },
  ]);
});

it.each([
  ['陶瓷', 1],
  ['桂宝', 1],
  ['机械', 0],
  ['e2026-1', 1],
  ['91450981ma5k00001', 0],
])('finds firms of the programme by 「%s」', async (q, found) => {
  await buildEnrolment(world, { reference: 'E2026-0001' });
  const { rows } = await findEnrolments(personContext(world.actors.regulator), { q });
  expect(rows).toHaveLength(found);
});

it('finds a firm by its credit code however it was typed', async () => {
  await buildEnrolment(world);
  const q = ` ${world.enterprise.creditCode.toLowerCase().slice(0, 8)} ${world.enterprise.creditCode.slice(8)}`;
  const { rows } = await findEnrolments(personContext(world.actors.regulator), { q });
  expect(rows.map((row) => row.enterpriseId)).toEqual([world.enterprise._id]);
});
