import { acceptHazard, closeMajor, downgradeHazard, peekHazard, reportHazard, verifyHazard } from '#domain/hazards';
import {
  askResume,
  controlMajor,
  issueStop,
  liftStop,
  type Major,
  type MajorStatus,
  peekFileOf,
  resumeStopped,
  type Stop,
  type StopStatus,
} from '#domain/majors';
import { aPhoto, buildHazard, keepFile, onSite } from './hazards.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** The file of a case. */
export async function fileOf({ reference }: { reference: string }): Promise<Major> {
  const file = await peekFileOf((await peekHazard(reference))?._id ?? '');
  if (file === undefined) throw new Error('there is no file');
  return file;
}

/** A case an insurer calls a major one, which the firm has taken on. */
async function claimed(world: World): Promise<{ reference: string }> {
  const { enterprise, location } = world;
  const told = { enterpriseId: enterprise._id, text: '储罐区可燃气体报警器停用', placeText: location.name };
  const { reference } = await reportHazard(as(world, 'insurer'), { ...told, isClaimedMajor: true });
  await acceptHazard(as(world, 'officer'), { reference });
  return { reference };
}

/** A file of the world's firm in this status, taken there by the real commands. */
export async function buildMajor(world: World, status: MajorStatus): Promise<Major> {
  const major = (at: 'valid' | 'rectifying' | 'submitted' | 'closure-requested') =>
    buildHazard(world, { status: at, isMajor: true });
  const park = as(world, 'parkOfficer');
  const build: Readonly<Record<MajorStatus, () => Promise<{ reference: string }>>> = {
    suspected: () => claimed(world),
    'not-major': async () => {
      const { reference } = await claimed(world);
      const judged = { result: 'valid', grade: 'general', notMajorReason: '报警器正在校验，有人看守' } as const;
      return verifyHazard(as(world, 'officer'), { reference, ...judged });
    },
    merged: async () => {
      const { reference: duplicateOf } = await major('valid');
      const { reference } = await claimed(world);
      const same = { result: 'duplicate', duplicateOf, reason: '和那一件是同一个报警器' } as const;
      return verifyHazard(as(world, 'officer'), { reference, ...same });
    },
    judged: () => major('valid'),
    controlled: async () => {
      const hazard = await major('valid');
      const { reference } = await fileOf(hazard);
      await controlMajor(as(world, 'officer'), { reference, measures: ['stop'], interim: '断电挂牌，专人看守' });
      return hazard;
    },
    reported: async () => {
      const hazard = await major('valid');
      await keepFile(world, hazard);
      return hazard;
    },
    rectifying: () => major('rectifying'),
    submitted: () => major('submitted'),
    accepted: async () => {
      const hazard = await major('submitted');
      await keepFile(world, hazard);
      return hazard;
    },
    'closure-requested': () => major('closure-requested'),
    closed: async () => {
      const { reference } = await major('closure-requested');
      return closeMajor(park, { reference, ...(await onSite(park)) });
    },
    downgraded: async () => {
      const { reference } = await major('valid');
      return downgradeHazard(park, { reference, reason: '到现场看过，不符合判定标准' });
    },
  };
  const file = await fileOf(await build[status]());
  if (file.status !== status) throw new Error(`wished for ${status}, got ${file.status}`);
  return file;
}

/** A stop of the world's firm in this status, for the file with this number. */
export async function buildStop(world: World, major: string, status: StopStatus = 'in-force'): Promise<Stop> {
  const [park, firm] = [as(world, 'parkOfficer'), as(world, 'manager')];
  const stop = await issueStop(park, { major, what: '3 号线停止使用，人员撤出', basis: '安全生产法第六十五条' });
  const { reference } = stop;
  if (status === 'in-force') return stop;
  if (status === 'lifted') return liftStop(park, { reference, reason: '下错了企业' });
  const asked = await askResume(firm, { reference, done: '更换电箱，恢复接地', evaluation: '外请专家评估合格' });
  if (status === 'resume-asked') return asked;
  const photoIds = [await aPhoto(park)];
  return resumeStopped(park, { reference, visitedOn: '2026-11-24', found: '电箱已换，接地合格', photoIds });
}
