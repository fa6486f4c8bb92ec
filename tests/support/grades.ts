import mongoose from 'mongoose';
import {
  assessPark,
  checkCondition,
  handInCondition,
  type ParkGrade,
  publishGrade,
  recheckGrade,
  scorePark,
} from '#domain/grades';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** Makes the world's park a chemical one. */
export const makeParkChemical = ({ park }: World, isChemical = true): Promise<unknown> =>
  mongoose.connection.collection<{ _id: string }>('parks').updateOne({ _id: park._id }, { $set: { isChemical } });

/** Somebody of the autonomous region's general body. */
export const ofRegion = (now: Date = fixedNow) =>
  personContext(
    {
      kind: 'person',
      personId: 'region',
      grantId: 'region',
      name: '自治区',
      role: 'regulator',
      scope: { regionCode: '45' },
    },
    { now, onceKey: `test:${newId()}` },
  );

/** A sheet with so many points lacking, all in one item: 「到 D 级」 lies at 15. */
export const sheetLacking = (tenths: number) => {
  const most = {
    founding: 50,
    siting: 150,
    layout: 150,
    admission: 150,
    facilities: 200,
    management: 200,
    emergency: 100,
  };
  let left = tenths;
  return Object.fromEntries(
    Object.entries(most).map(([code, worth]) => {
      const lost = Math.min(left, worth);
      left -= lost;
      return [code, `${(worth - lost) / 10}`];
    }),
  ) as Record<keyof typeof most, string>;
};

export const report = { assessor: '广西某某安全评价公司', reportNumber: 'AP-2026-1', photoIds: [], fileIds: [] };

/** A grading of the world's park with so many tenths, as far as it is asked for. */
export async function buildGrade(
  world: World,
  to: 'self-scored' | 'third-party' | 'rechecked' | 'published',
  tenths = 850,
  now: Date = fixedNow,
): Promise<ParkGrade> {
  const sheet = sheetLacking(1_000 - tenths);
  let row = await scorePark(as(world, 'parkOfficer', now), sheet);
  const { reference } = row;
  if (to !== 'self-scored') row = await assessPark(as(world, 'parkOfficer', now), { reference, ...report, ...sheet });
  if (to === 'rechecked' || to === 'published') row = await recheckGrade(ofRegion(now), { reference, ...sheet });
  if (to === 'published') row = await publishGrade(ofRegion(now), { reference, documentNumber: '桂工信〔2026〕1号' });
  return row;
}

/** One of the twelve, handed in. */
export const buildCondition = (world: World, typed: Partial<Parameters<typeof handInCondition>[1]> = {}, now?: Date) =>
  handInCondition(as(world, 'parkOfficer', now), {
    ...{ code: 'H1', evidence: '规划批复 2024 年 1 号', photoIds: [], fileIds: [] },
    ...typed,
  });
export const anotherOfficer = ({ park }: World, now: Date = fixedNow) =>
  personContext(
    {
      kind: 'person',
      personId: newId(),
      grantId: 'another',
      name: '另一人',
      role: 'park-officer',
      scope: { parkId: park._id },
    },
    { now, onceKey: `test:${newId()}` },
  );

/** A park that was graded twice, and twelve conditions of which one was checked. */
export async function buildGrades(world: World): Promise<{ grades: readonly string[]; conditions: readonly string[] }> {
  await makeParkChemical(world);
  const first = await buildGrade(world, 'published', 690);
  const second = await buildGrade(world, 'self-scored', 855);
  const met = await buildCondition(world);
  await checkCondition(as(world, 'regulator'), { reference: met.reference, verdict: 'met' });
  const waiting = await buildCondition(world, { code: 'H10', until: '2027-12-31' });
  return { grades: [first.reference, second.reference], conditions: [met.reference, waiting.reference] };
}
