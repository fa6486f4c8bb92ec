import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import sharp from 'sharp';
import { evaluateDrill, holdDrill } from '#domain/drills';
import { doDuty } from '#domain/duties';
import { againOf, storePhoto } from '#domain/evidence';
import { closeMajor, reportHazard, requestClosure, submitRectification } from '#domain/hazards';
import { acceptService, deliverService } from '#domain/insurance';
import { acceptMajor, askResume, controlMajor, reportProgress, resumeStopped } from '#domain/majors';
import { type Enrolment, peekEnrolment } from '#domain/programme';
import {
  acceptanceSheet,
  assessments,
  confirmAssessment,
  countersignVisit,
  decideAcceptance,
  planVisit,
  readChecklist,
  recordTraining,
  saveAssessment,
  signVisit,
  startAssessment,
  submitAssessment,
  templateVersion,
  tickItem,
  visits,
  writeVisit,
} from '#domain/stages';
import { checkTogether } from '#domain/tenancies';
import type { Context } from '#kernel/context';
import { buildDrill, typedEvaluation, typedHeld } from '../../support/drills.ts';
import { buildDuty } from '../../support/duties.ts';
import { buildInsured, buildService, typedRecord } from '../../support/insurance.ts';
import { buildMajor, buildStop } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { buildAdvised, doStage } from '../../support/stages.ts';
import { useStores } from '../../support/stores.ts';
import { buildTenancy } from '../../support/tenancies.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

/** A picture with something in it. */
async function scene(seed: number, quality: number): Promise<Buffer> {
  const boxes = Array.from({ length: 12 }, (_, i) => {
    const n = (seed * 7919 + i * 104_729) % 4096;
    return `<rect x="${n % 300}" y="${(n * 7) % 220}" width="${40 + (n % 90)}" height="${30 + (n % 70)}" fill="#${(n * 4001 + 0x100000).toString(16).slice(-6)}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">${boxes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality }).toBuffer();
}
const store = async (by: Context, seed: number, quality = 90): Promise<string> =>
  (await storePhoto(by, { bytes: await scene(seed, quality), fileName: 'p.jpg' }))._id;

interface Handed {
  act(ctx: Context, photoIds: string[]): Promise<unknown>;
  /** Brings it from there to the step by which somebody else finds it good, and takes that. */
  judge?: (ctx: Context) => Promise<unknown>;
  /** What has to happen first, by people who judge nothing. */
  meanwhile?: () => Promise<unknown>;
}
/** One way in which somebody shows by photos that something was done. */
interface Door {
  who: WorldActor;
  file: string;
  /** Who finds it good later, and the event of it; or why nobody does. */
  judge: { who: WorldActor; event: string } | string;
  /** Brings it so far that the photos may be handed in. */
  ready(): Promise<Handed>;
}
const DAY = '2026-11-24';
const pass = async (ctx: Context, reference: string) => {
  const { items, version } = await acceptanceSheet((await peekEnrolment(reference)) as Enrolment);
  return decideAcceptance(ctx, {
    ...{ reference, heldOn: DAY, panel: '韦国强 应急局\n黄一 应急局\n陆二 应急局', templateVersion: version },
    ...{ scores: Object.fromEntries(items.map(({ code, points }) => [code, String(points)])) },
    ...{ result: 'pass' as const, opinion: '符合' },
  });
};
const ACCEPTED = { who: 'regulator', event: 'programme.acceptance-passed' } as const;
const SELF_ACCEPTED = { who: 'manager', event: 'majors.accepted' } as const;
const accept = (ctx: Context, reference: string) =>
  acceptMajor(ctx, { reference, kind: 'own', who: '李工', finding: '合格' });

/** Every one of them; a test below holds it beside the source. */
const DOORS: Readonly<Record<string, Door>> = {
  'a tick of a checklist': {
    who: 'officer',
    file: 'stages/commands/tickItem.ts',
    judge: ACCEPTED,
    ready: async () => {
      const enrolment = await buildAdvised(world, 'accepting');
      const { reference } = enrolment;
      const { lines } = await readChecklist(as(world, 'officer'), enrolment, 'accepting');
      const code = lines.find(({ auto }) => auto === undefined)?.code ?? '';
      return {
        act: (ctx, photoIds) => tickItem(ctx, { reference, code, photoIds }),
        meanwhile: () => doStage(world, reference),
        judge: (ctx) => pass(ctx, reference),
      };
    },
  },
  'a training': {
    who: 'officer',
    file: 'stages/trainings/commands.ts',
    judge: ACCEPTED,
    ready: async () => {
      const { reference } = await buildAdvised(world, 'accepting');
      const held = { reference, module: 'cooperation' as const, heldOn: '2026-11-20', hours: 2, workers: '韦小妹' };
      return {
        act: (ctx, photoIds) => recordTraining(ctx, { ...held, photoIds }),
        meanwhile: () => doStage(world, reference),
        judge: (ctx) => pass(ctx, reference),
      };
    },
  },
  'a visit': {
    who: 'adviser',
    file: 'stages/visits/visit.commands.ts',
    judge: { who: 'officer', event: 'programme.visit-countersigned' },
    ready: async () => {
      const { reference: enrolment } = await buildAdvised(world);
      const planned = { reference: enrolment, plannedOn: DAY, purpose: '看现场' };
      const { reference } = await planVisit(as(world, 'adviser'), planned);
      const hash = async () => (await visits.peek(reference))?.contentHash ?? '';
      return {
        act: (ctx, photoIds) => writeVisit(ctx, { reference, visitedOn: DAY, summary: '走了一遍现场', photoIds }),
        meanwhile: async () => signVisit(as(world, 'adviser'), { reference, contentHash: await hash() }),
        judge: async (ctx) => countersignVisit(ctx, { reference, contentHash: await hash() }),
      };
    },
  },
  'an assessment': {
    who: 'adviser',
    file: 'stages/assessments/assessment.commands.ts',
    judge: { who: 'manager', event: 'programme.assessment-finished' },
    ready: async () => {
      const { reference } = await buildAdvised(world);
      const { templateVersion: version } = await startAssessment(as(world, 'adviser'), {
        reference,
        round: 'baseline',
      });
      const { items } = await templateVersion('assessment', version);
      const answers = Object.fromEntries(
        items.map(({ code, kind }) => [code, kind === 'practice' ? 'yes' : kind === 'score' ? '3' : '0']),
      );
      const row = () => assessments.peek(`${reference}/baseline`);
      return {
        act: (ctx, photoIds) => saveAssessment(ctx, { reference, round: 'baseline', answers: {}, photoIds }),
        meanwhile: async () => {
          const photoIds = [...((await row())?.photoIds ?? [])];
          await submitAssessment(as(world, 'adviser'), { reference, round: 'baseline', answers, photoIds });
        },
        judge: async (ctx) =>
          confirmAssessment(ctx, { reference, round: 'baseline', contentHash: (await row())?.contentHash ?? '' }),
      };
    },
  },
  'a service of the insurer': {
    who: 'insurer',
    file: 'insurance/services/service.commands.ts',
    judge: { who: 'officer', event: 'insurance.service-accepted' },
    ready: async () => {
      const { reference } = await buildService(world, await buildInsured(world), 'agreed');
      const attendeeIds = [world.actors.worker.personId];
      return {
        act: (ctx, photoIds) => deliverService(ctx, { reference, ...typedRecord({ photoIds }) }),
        judge: (ctx) => acceptService(ctx, { reference, score: '4', attendeeIds }),
      };
    },
  },
  'what the firm did before work goes on': {
    who: 'manager',
    file: 'majors/stops/stop.commands.ts',
    judge: { who: 'parkOfficer', event: 'majors.resumed' },
    ready: async () => {
      const { reference } = await buildStop(world, (await buildMajor(world, 'judged')).reference);
      const done = { reference, done: '更换电箱', evaluation: '合格' };
      const seen = { reference, visitedOn: DAY, found: '电箱已换' };
      return {
        act: (ctx, photoIds) => askResume(ctx, { ...done, photoIds }),
        judge: async (ctx) => resumeStopped(ctx, { ...seen, photoIds: [await store(as(world, 'parkOfficer'), 9)] }),
      };
    },
  },
  'what keeps people safe from a major hazard': {
    who: 'officer',
    file: 'majors/major.commands.ts',
    judge: SELF_ACCEPTED,
    ready: async () => {
      const { reference } = await buildMajor(world, 'submitted');
      const done = { reference, measures: ['warn' as const], interim: '断电挂牌，专人看守' };
      return {
        act: (ctx, photoIds) => controlMajor(ctx, { ...done, photoIds }),
        judge: (ctx) => accept(ctx, reference),
      };
    },
  },
  'how far the treatment of a major hazard is': {
    who: 'officer',
    file: 'majors/major.commands.ts',
    judge: SELF_ACCEPTED,
    ready: async () => {
      const { reference, hazardReference } = await buildMajor(world, 'rectifying');
      const mended = async () => ({ reference: hazardReference, text: '换好了', photoIds: [await store(fixer(), 8)] });
      const fixer = () => as(world, 'worker2');
      return {
        act: (ctx, photoIds) => reportProgress(ctx, { reference, text: '电箱到货', photoIds }),
        meanwhile: async () => submitRectification(fixer(), await mended()),
        judge: (ctx) => accept(ctx, reference),
      };
    },
  },
  'a drill': {
    who: 'officer',
    file: 'drills/drill.commands.ts',
    judge: { who: 'manager', event: 'drills.evaluated' },
    ready: async () => {
      const { reference } = await buildDrill(world, 'planned');
      return {
        act: (ctx, photoIds) => holdDrill(ctx, { reference, ...typedHeld(), photoIds }),
        judge: (ctx) => evaluateDrill(ctx, { reference, ...typedEvaluation }),
      };
    },
  },
  'something law asks again and again': {
    who: 'manager',
    file: 'duties/duty.commands.ts',
    judge: 'the firm keeps for itself that it was done; nobody finds it good afterwards',
    ready: async () => {
      const { reference } = await buildDuty(world, { type: 'fire.test', lastOn: '2025-10-08' });
      return {
        act: (ctx, photoIds) => doDuty(ctx, { reference, doneOn: DAY, result: 'passed', who: '消防公司', photoIds }),
      };
    },
  },
  'a joint check of landlord and tenant': {
    who: 'officer',
    file: 'tenancies/tenancy.commands.ts',
    judge: 'both sides look together and write down what they saw; nobody finds it good afterwards',
    ready: async () => {
      const { reference } = await buildTenancy(world);
      return { act: (ctx, photoIds) => checkTogether(ctx, { reference, on: DAY, found: '没有问题', photoIds }) };
    },
  },
};
const JUDGED = Object.entries(DOORS).flatMap(([name, { judge, ...door }]) =>
  typeof judge === 'string' ? [] : [[name, { ...door, ...judge, hands: door.who }] as const],
);

/** Somebody has shown a picture by name, in a case of the firm. */
async function shownBefore(seed: number): Promise<string> {
  const by = as(world, 'worker');
  const photoIds = [await store(by, seed)];
  const enterpriseId = world.enterprise._id;
  return (await reportHazard(by, { enterpriseId, text: '护栏松动', placeText: '二楼', photoIds })).reference;
}

describe('a picture handed in once more', () => {
  it.each(Object.entries(DOORS))('for %s needs a written reason, which stays with it', async (_, { who, ready }) => {
    const { act } = await ready();
    const earlier = await shownBefore(1);
    const again = await store(as(world, who), 1, 60);
    await expect(act(as(world, who), [again])).rejects.toMatchObject({
      code: 'evidence.shown-before',
      fields: { photoReason: expect.stringContaining(earlier) },
    });
    expect((await againOf([again])).size).toBe(0);
    await act({ ...as(world, who), photoReason: '同一个地方，当天拍的' }, [again]);
    expect((await againOf([again])).get(again)).toEqual({ places: earlier, reason: '同一个地方，当天拍的' });
  });

  it.each(Object.entries(DOORS))('for %s is asked of no other picture', async (_, { who, ready }) => {
    const { act } = await ready();
    await shownBefore(1);
    const other = await store(as(world, who), 2);
    await act(as(world, who), [other]);
    expect((await againOf([other])).size).toBe(0);
  });

  it.each(JUDGED)('for %s passes with a reason of whoever judges it, in words of their own', async (_, door) => {
    const { act, meanwhile, judge } = await door.ready();
    const earlier = await shownBefore(1);
    const again = await store(as(world, door.hands), 1, 60);
    await act({ ...as(world, door.hands), photoReason: '同一个地方，当天拍的' }, [again]);
    await meanwhile?.();
    await expect(judge?.(as(world, door.who))).rejects.toMatchObject({
      code: 'evidence.judged-before',
      fields: { photoReason: expect.stringContaining(earlier) },
    });
    expect((await againOf([again])).get(again)?.judged).toBeUndefined();
    await judge?.({ ...as(world, door.who), photoReason: '到现场看过，是同一处' });
    expect((await againOf([again])).get(again)).toMatchObject({
      ...{ places: earlier, reason: '同一个地方，当天拍的' },
      judged: [{ reason: '到现场看过，是同一处' }],
    });
    const told = await mongoose.connection.collection('events').findOne({ name: door.event });
    expect(told?.['facts']).toMatchObject({ photoReason: '到现场看过，是同一处' });
  });

  it.each(JUDGED)('for %s is asked about by nobody who judges other pictures', async (_, door) => {
    const { act, meanwhile, judge } = await door.ready();
    await shownBefore(1);
    await act(as(world, door.hands), [await store(as(world, door.hands), 2)]);
    await meanwhile?.();
    await judge?.(as(world, door.who));
    const told = await mongoose.connection.collection('events').findOne({ name: door.event });
    expect(told).not.toBeNull();
    expect(told?.['facts']).not.toHaveProperty('photoReason');
  });

  it('in the file of a major hazard passes its closing with a reason of the body too', async () => {
    const { reference, hazardReference } = await buildMajor(world, 'rectifying');
    const earlier = await shownBefore(1);
    const again = await store(as(world, 'officer'), 1, 60);
    const by = { ...as(world, 'officer'), photoReason: '同一个电箱' };
    await reportProgress(by, { reference, text: '电箱到货', photoIds: [again] });
    const photoIds = [await store(as(world, 'worker2'), 8)];
    await submitRectification(as(world, 'worker2'), { reference: hazardReference, text: '换好了', photoIds });
    await accept({ ...as(world, 'manager'), photoReason: '自验看过' }, reference);
    await requestClosure(as(world, 'manager'), { reference: hazardReference });
    const site = async () => ({ visitedOn: DAY, photoIds: [await store(as(world, 'parkOfficer'), 9)] });
    await expect(
      closeMajor(as(world, 'parkOfficer'), { reference: hazardReference, ...(await site()) }),
    ).rejects.toMatchObject({ code: 'evidence.judged-before', fields: { note: expect.stringContaining(earlier) } });
    const note = '现场看过，就是这个电箱';
    await closeMajor(as(world, 'parkOfficer'), { reference: hazardReference, note, ...(await site()) });
    expect((await againOf([again])).get(again)?.judged).toEqual([
      { step: '企业自验', reason: '自验看过' },
      { step: '销号', reason: note },
    ]);
  });

  it('stands in the table above, wherever a command says that photos prove what was done', () => {
    const domain = join(import.meta.dirname, '../../../src/domain');
    const files = readdirSync(domain, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const done = files.filter(
      (file) =>
        file !== 'evidence/photos.ts' && /(?:proves: |photoIds, )'done'/.test(readFileSync(join(domain, file), 'utf8')),
    );
    expect(done.toSorted()).toEqual([...new Set(Object.values(DOORS).map(({ file }) => file))].toSorted());
  });

  it('of which the firm may not know is named by nobody, and asked about nowhere', async () => {
    const handed = await DOORS['a joint check of landlord and tenant']?.ready();
    const by = as(world, 'worker');
    await reportHazard(by, {
      ...{ enterpriseId: world.enterprise._id, text: '厂长让我们拆护罩', placeText: '二楼', isAboutManagers: true },
      ...{ photoIds: [await store(by, 3)] },
    });
    const again = await store(as(world, 'officer'), 3, 60);
    await handed?.act(as(world, 'officer'), [again]);
    expect((await againOf([again])).size).toBe(0);
  });
});
