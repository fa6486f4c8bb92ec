import sharp from 'sharp';
import { storePhoto } from '#domain/evidence';
import {
  acceptHazard,
  approveRectification,
  findHeldActs,
  type Hazard,
  type HazardStatus,
  peekHazard,
  planRectification,
  reportHazard,
  requestClosure,
  submitRectification,
  takeHeldAct,
  verifyHazard,
} from '#domain/hazards';
import { acceptMajor, controlMajor, peekFileOf, reportMajor } from '#domain/majors';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { anHourBefore } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import type { World } from './world.ts';

/** A check on site, with its photo. */
export const onSite = async (ctx: Context) => ({ visitedOn: localDate(ctx.now), photoIds: [await aPhoto(ctx)] });

/** What the plan of a major hazard says beside the five elements. */
export const TREATMENT = {
  goal: '消除漏电，恢复接地',
  supplies: '配电箱一台，仓库有货',
  crew: '设备科四人，电工持证',
  stages: '第一步断电，第二步更换，第三步试运行',
};

/** Takes the file of a case as far as its firm does before the fix is arranged, or once it is handed in. */
export async function keepFile(world: World, hazard: { reference: string }, now?: Date): Promise<void> {
  const as = (who: 'officer' | 'manager') => personContext(world.actors[who], now === undefined ? {} : { now });
  const file = await peekFileOf((await peekHazard(hazard.reference))?._id ?? '');
  if (file === undefined) throw new Error('there is no file');
  const { reference } = file;
  if (file.control === undefined)
    await controlMajor(as('officer'), { reference, measures: ['stop-part', 'warn'], interim: '断电挂牌，专人看守' });
  if (file.report === undefined)
    await reportMajor(as('officer'), {
      reference,
      state: '箱体漏电，接地断开',
      harm: '可能触电，一周内可以改好',
      congress: 'all',
      congressOn: localDate(now ?? as('officer').now),
    });
  if ((await peekFileOf(file.hazardId))?.status === 'submitted')
    await acceptMajor(as('manager'), { reference, kind: 'own', who: '李工、王工', finding: '绝缘和接地合格' });
}

/** The clock does what was said without a name and whose hour has come by `now`. @returns how many of them. */
export async function takeHeldActs(now: Date): Promise<number> {
  let count = 0;
  for (const row of await findHeldActs(now, 100, [])) if (await takeHeldAct(clockContext(now), row)) count += 1;
  return count;
}

let taken = 0;
/** A picture, another one each time unless a tint is wished for. */
export const aPicture = (tint = `#${(0x44_66_88 + 7 * ++taken).toString(16)}`): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: tint } })
    .png()
    .toBuffer();

/** A photo of it. */
export const aPhoto = async (ctx: Context, tint?: string): Promise<string> =>
  (await storePhoto(ctx, { bytes: await aPicture(tint), fileName: 'photo.png' }))._id;

export interface HazardWish {
  status?: HazardStatus;
  isMajor?: boolean;
  isAnonymous?: boolean;
  text?: string;
  isUrgent?: boolean;
}

/** A case of the world's firm, reported by its worker and taken by the real commands to the status wished for. */
export async function buildHazard(world: World, wish: HazardWish = {}): Promise<Hazard> {
  const { actors, enterprise, location } = world;
  const { status = 'reported', isMajor = status === 'closure-requested' } = wish;
  const worker = personContext(actors.worker);
  const officer = personContext(actors.officer);
  const manager = personContext(actors.manager);
  // One without a name is known to the others from the next full hour on: now.
  const at = wish.isAnonymous && !wish.isUrgent ? personContext(actors.worker, { now: anHourBefore }) : worker;
  const { reference } = await reportHazard(at, {
    enterpriseId: enterprise._id,
    text: wish.text ?? '3号线电箱漏电',
    placeText: location.name,
    locationId: location._id,
    isAnonymous: wish.isAnonymous ?? false,
    isUrgent: wish.isUrgent ?? false,
  });
  const steps: [HazardStatus, () => Promise<unknown>][] = [
    ['accepted', () => acceptHazard(officer, { reference })],
    [
      'valid',
      () =>
        verifyHazard(
          officer,
          isMajor
            ? { reference, result: 'valid', grade: 'major', majorBasis: '判定标准第三条' }
            : { reference, result: 'valid', grade: 'general' },
        ),
    ],
    [
      'rectifying',
      () =>
        planRectification(manager, {
          reference,
          ownerId: actors.worker2.personId,
          measure: '换门锁',
          fundFen: 20_000,
          dueOn: '2026-11-27',
          contingency: '断电挂牌',
          ...(isMajor ? TREATMENT : {}),
        }),
    ],
    [
      'submitted',
      async () => {
        const owner = personContext(actors.worker2);
        await submitRectification(owner, { reference, text: '换好了', photoIds: [await aPhoto(owner)] });
      },
    ],
    isMajor
      ? ['closure-requested', () => requestClosure(manager, { reference })]
      : ['closed', () => approveRectification(officer, { reference })],
  ];
  if (status === 'not-valid') {
    await acceptHazard(officer, { reference });
    await verifyHazard(officer, { reference, result: 'not-valid', reason: '到现场看过，没有' });
  } else if (status === 'duplicate') {
    const original = await buildHazard(world, { text: '原来的那一件' });
    await verifyHazard(officer, { reference, result: 'duplicate', duplicateOf: original.reference });
  } else if (status !== 'reported') {
    for (const [reached, step] of steps) {
      if (isMajor && (reached === 'rectifying' || reached === 'closure-requested'))
        await keepFile(world, { reference });
      await step();
      if (reached === status) break;
    }
  }
  const hazard = await peekHazard(reference);
  if (hazard?.status !== status) throw new Error(`wished for ${status}, got ${hazard?.status}`);
  return hazard;
}
