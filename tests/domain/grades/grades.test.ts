import {
  assessPark,
  checkCondition,
  conditionStandings,
  conditions,
  findConditionsOver,
  type GradeAction,
  type GradeStatus,
  gradeByScore,
  gradeOn,
  grades,
  lacksOf,
  lapseCondition,
  publishGrade,
  recheckGrade,
  renewCondition,
  rescorePark,
  returnGrade,
  risesOf,
  scorePark,
  sheetOf,
} from '#domain/grades';
import { findStoppedBy } from '#domain/projects';
import type { Actor } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { code, fieldsOf } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import {
  anotherOfficer,
  buildCondition,
  buildGrade,
  makeParkChemical,
  ofRegion,
  report,
  sheetLacking,
} from '../../support/grades.ts';
import { as } from '../../support/plans.ts';
import { buildProject, typedChemical } from '../../support/projects.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await makeParkChemical(world);
});
const DAY = 24 * 3_600_000;
const day = localDate(fixedNow);
const later = (days: number): Date => new Date(fixedNow.getTime() + days * DAY);

describe('the grade of a chemical park', () => {
  it.each([
    [599, 'A'],
    [600, 'B'],
    [699, 'B'],
    [700, 'C'],
    [849, 'C'],
    [850, 'D'],
  ] as const)('is by %i tenths of a point %s', async (tenths, grade) => {
    expect(gradeByScore(tenths, day)).toBe(grade);
    const published = await buildGrade(world, 'published', tenths);
    expect([published.grade, published.boundsVersion, published.publishedOn]).toEqual([grade, '2023-1', day]);
    expect((await gradeOn(world.park._id, day))?.grade).toBe(grade);
  });

  it('is scored by the park, checked and published by the autonomous region; nobody else sees it on its way', async () => {
    const PARK = ['parkOfficer'];
    const MAY: Readonly<Record<GradeAction, Partial<Record<GradeStatus, readonly string[]>>>> = {
      score: {},
      rescore: { 'self-scored': PARK, returned: PARK },
      assess: { 'self-scored': PARK },
      return: { 'third-party': ['region'], rechecked: ['region'] },
      recheck: { 'third-party': ['region'] },
      publish: { rechecked: ['region'] },
      supersede: {},
    };
    const wrong: string[] = [];
    const actors: Record<string, Actor> = { ...world.actors, region: ofRegion().actor };
    const { reference } = await buildGrade(world, 'self-scored');
    const look = async (): Promise<void> => {
      const row = await grades.get(ofRegion(), reference);
      for (const [who, actor] of Object.entries(actors)) {
        for (const action of Object.keys(MAY) as GradeAction[]) {
          const should = MAY[action][row.status]?.includes(who) ?? false;
          if (grades.can(actor, action, row) !== should) wrong.push(`${row.status} ${who} ${action}`);
        }
        const sees = ['parkOfficer', 'regulator', 'cityRegulator', 'region'].includes(who);
        if (grades.canSee(actor, row) !== sees) wrong.push(`${who} sees`);
      }
    };
    const sheet = sheetLacking(150);
    await look();
    await assessPark(as(world, 'parkOfficer'), { reference, ...report, ...sheet });
    await look();
    await returnGrade(ofRegion(), { reference, reason: '布局一类没有依据' });
    await look();
    await rescorePark(as(world, 'parkOfficer'), { reference, ...sheet });
    await assessPark(as(world, 'parkOfficer'), { reference, ...report, ...sheet });
    await recheckGrade(ofRegion(), { reference, ...sheet });
    await look();
    await publishGrade(ofRegion(), { reference, documentNumber: '桂工信〔2026〕1号' });
    await look();
    expect(wrong).toEqual([]);
  });

  it('is one at a time, and only of a chemical park', async () => {
    await buildGrade(world, 'self-scored');
    expect(await code(scorePark(as(world, 'parkOfficer'), sheetLacking(0)))).toBe('grades.on-its-way');
    expect(await code(scorePark(as(world, 'regulator'), sheetLacking(0)))).toBe('common.not-allowed');
    await makeParkChemical(world, false);
    expect(await code(scorePark(as(world, 'parkOfficer'), sheetLacking(0)))).toBe('grades.not-chemical');
    expect(await code(buildCondition(world))).toBe('grades.not-chemical');
  });

  it('keeps what it was: a new one takes its place, and asks of a past day answer as it was then', async () => {
    const first = await buildGrade(world, 'published', 700, fixedNow);
    const second = await buildGrade(world, 'published', 690, later(1));
    expect((await grades.peek(first.reference))?.status).toBe('superseded');
    expect((await gradeOn(world.park._id, day))?.grade).toBe('C');
    expect(await gradeOn(world.park._id, localDate(later(1)))).toMatchObject({
      grade: 'B',
      reference: second.reference,
    });
    expect(await gradeOn(world.park._id, localDate(later(-1)))).toBeUndefined();
    expect((await grades.find(ofRegion(), { grade: 'C' })).rows).toEqual([]);
  });

  it('is published once of two at once', async () => {
    const { reference } = await buildGrade(world, 'rechecked');
    const at = () => code(publishGrade(ofRegion(), { reference, documentNumber: '桂工信〔2026〕1号' }));
    expect((await Promise.all([at(), at()])).toSorted()).toEqual(['done', expect.stringMatching(/changed|status/)]);
  });

  it('may be judged by a ground whatever the score, with both written down', async () => {
    const { reference } = await buildGrade(world, 'third-party');
    const checked = { reference, ...sheetLacking(0) };
    expect(await fieldsOf(recheckGrade(ofRegion(), { ...checked, overrideGrade: 'A' }))).toEqual([
      'overrideItem',
      'overrideReason',
    ]);
    expect(await fieldsOf(recheckGrade(ofRegion(), { ...checked, overrideItem: '第三条' }))).toEqual(['overrideGrade']);
    const ground = { overrideGrade: 'A', overrideItem: '第三条', overrideReason: '未设消防站' } as const;
    await recheckGrade(ofRegion(), { ...checked, ...ground });
    expect((await publishGrade(ofRegion(), { reference, documentNumber: '桂工信〔2026〕1号' })).grade).toBe('A');
  });

  it('reads points as people type them, and says what it takes where it cannot', async () => {
    const own = { ...sheetLacking(0), emergency: '８．５分' };
    const { reference } = await scorePark(as(world, 'parkOfficer'), own);
    expect((await grades.peek(reference))?.own.emergency).toBe(85);
    for (const typed of ['8.55', '10.1', '-1', '1,5', 'x', ''])
      expect(await fieldsOf(rescorePark(as(world, 'parkOfficer'), { reference, ...own, emergency: typed }))).toEqual([
        'emergency',
      ]);
  });

  it('says which parts lift it, the fewest first', async () => {
    const row = await buildGrade(world, 'published', 690);
    const rises = risesOf(sheetOf(row), fixedNow);
    expect(rises.map(({ grade, missing, items }) => [grade, missing, items.map(({ code: item }) => item)])).toEqual([
      ['C', 10, ['siting']],
      ['D', 160, ['siting', 'layout']],
    ]);
    expect(lacksOf(sheetOf(row)).reduce((sum, { lacks }) => sum + lacks, 0)).toBe(310);
  });
});

it('says which projects that nothing stands of yet another grade would stop, to whoever sees them', async () => {
  await buildGrade(world, 'published', 700);
  const unbuilt = await buildProject(world, 'screened', typedChemical());
  const numbers = async (who: WorldActor, grade: 'B' | 'C') =>
    (await findStoppedBy(as(world, who), world.park._id, grade)).map(({ reference }) => reference);
  expect(await numbers('parkOfficer', 'B')).toEqual([unbuilt.reference]);
  expect(await numbers('parkOfficer', 'C')).toEqual([]);
  expect(await numbers('insurer', 'B')).toEqual([]);
});

const standings = async (now: Date) =>
  conditionStandings((await conditions.find(as(world, 'parkOfficer'), { limit: 20 })).rows, now);

describe('十有两禁', () => {
  it('are twelve, absent until they are handed in, and checked by another person than whoever handed in', async () => {
    expect((await standings(fixedNow)).map(({ status }) => status)).toEqual(Array(12).fill('absent'));
    const { reference } = await buildCondition(world);
    expect(await code(buildCondition(world))).toBe('conditions.handed-in-before');
    const check = { reference, verdict: 'met' } as const;
    expect(await code(checkCondition(as(world, 'parkOfficer'), check))).toBe('common.same-person');
    expect(await fieldsOf(checkCondition(anotherOfficer(world), { reference, verdict: 'partly' }))).toEqual(['note']);
    await checkCondition(anotherOfficer(world), check);
    expect((await standings(fixedNow))[0]).toMatchObject({ status: 'met', reference });
    for (const who of ['manager', 'officer', 'worker', 'insurer', 'administrator', 'sectorRegulator'] as WorldActor[])
      expect(await code(conditions.get(as(world, who), reference))).toBe('common.not-found');
  });

  it('count as not met the day after their evidence ran out, with nobody touching them', async () => {
    const { reference } = await buildCondition(world, { until: day });
    await checkCondition(as(world, 'regulator'), { reference, verdict: 'met' });
    expect((await standings(fixedNow))[0]?.status).toBe('met');
    expect((await standings(later(1)))[0]?.status).toBe('lapsed');
    expect(await findConditionsOver(fixedNow, 10, [])).toEqual([]);
    const over = await findConditionsOver(later(1), 10, []);
    expect(await Promise.all(over.map((row) => lapseCondition(clockContext(later(1)), row)))).toEqual([true]);
    expect((await conditions.find(as(world, 'parkOfficer'), { isOpen: true })).rows).toHaveLength(1);
    const renewed = { reference, evidence: '换发的批复', photoIds: [], fileIds: [] };
    expect(await fieldsOf(renewCondition(as(world, 'parkOfficer', later(1)), { ...renewed, until: day }))).toEqual([
      'until',
    ]);
    expect((await renewCondition(as(world, 'parkOfficer', later(1)), renewed)).status).toBe('handed-in');
  });
});
