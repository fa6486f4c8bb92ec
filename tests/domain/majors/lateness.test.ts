import {
  acceptHazard,
  askExtension,
  closeMajor,
  countHazards,
  grantExtension,
  type Hazard,
  planRectification,
  reportHazard,
  requestClosure,
  returnClosure,
  returnRectification,
  setDate,
  submitRectification,
} from '#domain/hazards';
import { controlMajor, escalateMajor, findToEscalate, type Major, majorBoard, majors } from '#domain/majors';
import { clockContext } from '../../support/contexts.ts';
import { aPhoto, buildHazard, keepFile, onSite, TREATMENT } from '../../support/hazards.ts';
import { buildMajor, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let reference: string;
/** The end of 27 November in Shanghai, the day agreed for the fix. */
const AGREED = new Date('2026-11-27T15:59:59.999Z');
const at = (who: WorldActor, day: string) => as(world, who, new Date(`${day}T02:00:00Z`));
const overdue = async (day: string, who: WorldActor = 'parkOfficer') => [
  (await majorBoard(at(who, day), {})).all.overdue,
  (await majors.find(at(who, day), { state: 'overdue' })).rows.length,
  await countHazards(at(who, day), { isOverdue: true }),
];
const file = () => fileOf({ reference });
async function climb(day: string): Promise<string[]> {
  const now = new Date(`${day}T02:00:00Z`);
  for (let due = await findToEscalate(now, 10, []); due.length > 0; due = await findToEscalate(now, 10, []))
    for (const one of due) await escalateMajor(clockContext(now), one);
  return (await file()).escalations.map(({ level }) => level);
}
const handIn = async (day: string): Promise<Hazard> =>
  submitRectification(at('worker2', day), {
    reference,
    text: '随便弄了一下',
    photoIds: [await aPhoto(at('worker2', day))],
  });
const plan = (day: string, dueOn: string) =>
  planRectification(at('manager', day), {
    ...{ reference, ownerId: world.actors.worker2.personId, measure: '换电箱', fundFen: 0, dueOn },
    ...{ contingency: '断电挂牌', ...TREATMENT },
  });

describe('the fix of a major hazard', () => {
  beforeEach(async () => {
    world = await buildWorld();
    ({ hazardReference: reference } = await buildMajor(world, 'rectifying'));
  });

  it('stays late, and climbs on, however often its firm hands it in and sends it back to itself', async () => {
    expect(await overdue('2026-11-27')).toEqual([0, 0, 0]);
    expect(await climb('2026-12-01')).toEqual(['park', 'county']);
    for (const day of ['2026-12-01', '2026-12-02', '2026-12-03']) {
      await handIn(day);
      expect(await overdue(day)).toEqual([1, 1, 1]);
      await returnRectification(at('officer', day), { reference, reason: '再做一遍' });
      expect(await file()).toMatchObject({ lateSince: AGREED, fixDueAt: AGREED });
      expect(await overdue(day)).toEqual([1, 1, 1]);
    }
    expect(await climb('2026-12-05')).toEqual(['park', 'county', 'city']);
    await setDate(at('parkOfficer', '2026-12-05'), { reference, dueOn: '2026-12-20', reason: '配件没有到' });
  });

  it('stays late once it is handed in late, asked to be closed and refused, and is late no more once closed', async () => {
    const day = '2026-12-01';
    await handIn(day);
    await keepFile(world, { reference }, new Date(`${day}T02:00:00Z`));
    await requestClosure(at('manager', day), { reference });
    expect([(await file()).lateSince, await overdue(day)]).toEqual([AGREED, [1, 1, 1]]);
    expect(await climb(day)).toEqual(['park', 'county']);
    await returnClosure(at('parkOfficer', day), { reference, reason: '标识没有贴' });
    expect([(await file()).lateSince, await overdue(day)]).toEqual([AGREED, [1, 1, 1]]);
    await handIn(day);
    await keepFile(world, { reference }, new Date(`${day}T02:00:00Z`));
    await requestClosure(at('manager', day), { reference });
    await closeMajor(at('parkOfficer', day), { reference, ...(await onSite(at('parkOfficer', day))) });
    expect(await overdue('2026-12-30')).toEqual([0, 0, 0]);
    expect(await climb('2026-12-30')).toEqual(['park', 'county']);
  });

  it('stays late when its firm arranges it anew by the day the body has set', async () => {
    await setDate(at('parkOfficer', '2026-12-01'), { reference, dueOn: '2026-12-20', reason: '停产，20 日前改完' });
    for (const dueOn of ['2026-12-20', '2026-12-10', '2026-12-10']) await plan('2026-12-02', dueOn);
    expect([(await file()).lateSince, await overdue('2026-12-02')]).toEqual([AGREED, [1, 1, 1]]);
    expect(await climb('2026-12-05')).toEqual(['park', 'county', 'city']);
  });

  it('handed in by its day is not late while the body looks, and late from that day when it is sent back after it', async () => {
    const day = '2026-11-27';
    await handIn(day);
    await keepFile(world, { reference }, new Date(`${day}T02:00:00Z`));
    await requestClosure(at('manager', day), { reference });
    expect(await overdue('2026-12-06')).toEqual([0, 0, 0]);
    await returnClosure(at('parkOfficer', '2026-12-06'), { reference, reason: '标识没有贴' });
    expect([(await file()).lateSince, await overdue('2026-12-06')]).toEqual([AGREED, [1, 1, 1]]);
  });
});

it('counts an extension granted before the day from the new day, and one granted after from the old', async () => {
  world = await buildWorld();
  const far = { dueOn: '2026-12-31' };
  for (const [granted, first] of [
    ['2026-12-09', '2027-02-10'],
    ['2027-01-05', '2026-12-31'],
  ] as const) {
    ({ reference } = await buildHazard(world, { status: 'valid', isMajor: true }));
    await keepFile(world, { reference });
    await plan('2026-11-24', far.dueOn);
    await askExtension(at('manager', '2026-12-08'), { reference, dueOn: '2027-02-10', reason: '配件要从外地运来' });
    await grantExtension(at('parkOfficer', granted), { reference });
    expect((await file()).fixDueAt?.toISOString()).toBe(`${first}T15:59:59.999Z`);
  }
});

describe('whatever else is owed of a file', () => {
  /** What is late of a file that stands so, by the day it is looked at: each by its own clock. */
  const LATE: readonly [Parameters<typeof buildMajor>[1], string, string][] = [
    ['suspected', '2026-11-27', '2026-11-28'],
    ['judged', '2026-11-25', '2026-11-26'],
    ['controlled', '2026-11-25', '2026-11-26'],
    ['reported', '2026-11-27', '2026-11-28'],
    ['submitted', '2026-11-27', '2026-11-28'],
    ['accepted', '2026-11-27', '2026-11-28'],
    ['closure-requested', '2026-12-04', '2026-12-05'],
  ];

  it.each(LATE)('is late by its clock, and climbs to county and city: %s', async (status, still, late) => {
    world = await buildWorld();
    const { hazardReference } = await buildMajor(world, status);
    reference = hazardReference;
    const count = async (day: string) => (await majorBoard(at('cityRegulator', day), {})).all.overdue;
    const midnight = async (day: string) =>
      (await majorBoard(as(world, 'cityRegulator', new Date(`${day}T01:59:00Z`)), {})).all.overdue;
    expect([await midnight(still), await count(late)]).toEqual([0, 1]);
    expect(await climb('2026-12-31')).toEqual(['park', 'county', 'city', 'region']);
  });

  it('climbs again from the first level when it is late with something else', async () => {
    world = await buildWorld();
    const major: Major = await buildMajor(world, 'judged');
    reference = major.hazardReference;
    expect(await climb('2026-11-26')).toEqual(['park']);
    await controlMajor(at('officer', '2026-11-26'), {
      reference: major.reference,
      measures: ['stop'],
      interim: '断电',
    });
    await keepFile(world, { reference }, new Date('2026-11-26T03:00:00Z'));
    expect(await overdue('2026-11-26')).toEqual([0, 0, 0]);
    expect(await climb('2026-12-01')).toEqual(['park', 'park', 'county']);
  });

  it('of a case nobody has taken on counts from the report', async () => {
    world = await buildWorld();
    const told = { enterpriseId: world.enterprise._id, text: '储罐区报警器停用', placeText: '储罐区' };
    ({ reference } = await reportHazard(as(world, 'insurer'), { ...told, isClaimedMajor: true }));
    expect(await overdue('2026-11-26')).toEqual([1, 1, 1]);
    await acceptHazard(at('officer', '2026-11-26'), { reference });
    expect(await overdue('2026-11-26')).toEqual([0, 0, 0]);
  });
});
