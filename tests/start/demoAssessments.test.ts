import { expansions } from '#domain/expansions';
import { parkAssessments } from '#domain/parkAssessments';
import { playAssessments } from '../../scripts/demo/assessments.ts';
import { demoCast, Timeline } from '../../scripts/demo/cast.ts';
import { fixedNow } from '../support/clock.ts';
import { buildGrade, makeParkChemical } from '../support/grades.ts';
import { as } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();

it.each([
  [true, 'T4', [['refused', 'B']]],
  [false, 'T1', []],
] as const)(
  'plays a park (chemical: %s) with a report in force, a measure that is late, and a change to be decided',
  async (isChemical, trigger, asked) => {
    const world = await buildWorld();
    if (isChemical) await makeParkChemical(world);
    if (isChemical) await buildGrade(world, 'published', 690, new Date('2025-01-10T02:00:00Z'));
    const cast = await demoCast(world.enterprise);
    if (cast === undefined) throw new Error('the world has nobody to play it');
    await playAssessments(new Timeline(fixedNow, 800), cast, isChemical);
    const ctx = as(world, 'regulator');
    const { rows } = await parkAssessments.find(ctx);
    expect(rows.map((row) => [row.status, row.trigger])).toEqual([
      ['proposed', trigger],
      ['tracking', 'calendar'],
    ]);
    expect(rows[1]?.measures.map(({ done, checked, due }) => [done !== undefined, checked !== undefined, due])).toEqual(
      [
        [true, true, '2025-03-14'],
        [false, false, '2026-07-07'],
      ],
    );
    expect((await expansions.find(ctx)).rows.map(({ status, grade }) => [status, grade])).toEqual(asked);
  },
);
