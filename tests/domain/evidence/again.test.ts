import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { holdDrill } from '#domain/drills';
import { againOf, storePhoto } from '#domain/evidence';
import { reportHazard } from '#domain/hazards';
import { deliverService } from '#domain/insurance';
import { askResume, controlMajor, reportProgress } from '#domain/majors';
import {
  planVisit,
  readChecklist,
  recordTraining,
  saveAssessment,
  startAssessment,
  tickItem,
  writeVisit,
} from '#domain/stages';
import { checkTogether } from '#domain/tenancies';
import type { Context } from '#kernel/context';
import { buildDrill, typedHeld } from '../../support/drills.ts';
import { buildInsured, buildService, typedRecord } from '../../support/insurance.ts';
import { buildMajor, buildStop } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { buildAdvised } from '../../support/stages.ts';
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

/** One way in which somebody shows by photos that something was done. */
interface Door {
  who: WorldActor;
  file: string;
  /** Brings it so far that the photos may be handed in, by the act that is returned. */
  ready(): Promise<(ctx: Context, photoIds: string[]) => Promise<unknown>>;
}
const DAY = '2026-11-24';
/** Every one of them; a test below holds it beside the source. */
const DOORS: Readonly<Record<string, Door>> = {
  'a tick of a checklist': {
    who: 'officer',
    file: 'stages/commands/tickItem.ts',
    ready: async () => {
      const enrolment = await buildAdvised(world);
      const { lines } = await readChecklist(as(world, 'officer'), enrolment, 'preparing');
      const code = lines.find(({ label }) => label.includes('承诺书'))?.code ?? '';
      return (ctx, photoIds) => tickItem(ctx, { reference: enrolment.reference, code, photoIds });
    },
  },
  'a training': {
    who: 'officer',
    file: 'stages/trainings/commands.ts',
    ready: async () => {
      const { reference } = await buildAdvised(world);
      const held = { reference, module: 'cooperation' as const, heldOn: '2026-11-20', hours: 2, workers: '韦小妹' };
      return (ctx, photoIds) => recordTraining(ctx, { ...held, photoIds });
    },
  },
  'a visit': {
    who: 'adviser',
    file: 'stages/visits/visit.commands.ts',
    ready: async () => {
      const { reference } = await buildAdvised(world);
      const planned = await planVisit(as(world, 'adviser'), { reference, plannedOn: DAY, purpose: '看现场' });
      const written = { reference: planned.reference, visitedOn: DAY, summary: '走了一遍现场' };
      return (ctx, photoIds) => writeVisit(ctx, { ...written, photoIds });
    },
  },
  'an assessment': {
    who: 'adviser',
    file: 'stages/assessments/assessment.commands.ts',
    ready: async () => {
      const { reference } = await buildAdvised(world);
      await startAssessment(as(world, 'adviser'), { reference, round: 'baseline' });
      return (ctx, photoIds) => saveAssessment(ctx, { reference, round: 'baseline', answers: {}, photoIds });
    },
  },
  'a service of the insurer': {
    who: 'insurer',
    file: 'insurance/services/service.commands.ts',
    ready: async () => {
      const { reference } = await buildService(world, await buildInsured(world), 'agreed');
      return (ctx, photoIds) => deliverService(ctx, { reference, ...typedRecord({ photoIds }) });
    },
  },
  'what the firm did before work goes on': {
    who: 'manager',
    file: 'majors/stops/stop.commands.ts',
    ready: async () => {
      const { reference } = await buildStop(world, (await buildMajor(world, 'judged')).reference);
      const done = { reference, done: '更换电箱', evaluation: '合格' };
      return (ctx, photoIds) => askResume(ctx, { ...done, photoIds });
    },
  },
  'what keeps people safe from a major hazard': {
    who: 'officer',
    file: 'majors/major.commands.ts',
    ready: async () => {
      const { reference } = await buildMajor(world, 'judged');
      const done = { reference, measures: ['warn' as const], interim: '断电挂牌，专人看守' };
      return (ctx, photoIds) => controlMajor(ctx, { ...done, photoIds });
    },
  },
  'how far the treatment of a major hazard is': {
    who: 'officer',
    file: 'majors/major.commands.ts',
    ready: async () => {
      const { reference } = await buildMajor(world, 'rectifying');
      return (ctx, photoIds) => reportProgress(ctx, { reference, text: '电箱到货', photoIds });
    },
  },
  'a drill': {
    who: 'officer',
    file: 'drills/drill.commands.ts',
    ready: async () => {
      const { reference } = await buildDrill(world, 'planned');
      return (ctx, photoIds) => holdDrill(ctx, { reference, ...typedHeld(), photoIds });
    },
  },
  'a joint check of landlord and tenant': {
    who: 'officer',
    file: 'tenancies/tenancy.commands.ts',
    ready: async () => {
      const { reference } = await buildTenancy(world);
      return (ctx, photoIds) => checkTogether(ctx, { reference, on: DAY, found: '没有问题', photoIds });
    },
  },
};

/** Somebody has shown a picture by name, in a case of the firm. */
async function shownBefore(seed: number): Promise<string> {
  const by = as(world, 'worker');
  const photoIds = [await store(by, seed)];
  const enterpriseId = world.enterprise._id;
  return (await reportHazard(by, { enterpriseId, text: '护栏松动', placeText: '二楼', photoIds })).reference;
}

describe('a picture handed in once more', () => {
  it.each(Object.entries(DOORS))('for %s needs a written reason, which stays with it', async (_, { who, ready }) => {
    const act = await ready();
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
    const act = await ready();
    await shownBefore(1);
    const other = await store(as(world, who), 2);
    await act(as(world, who), [other]);
    expect((await againOf([other])).size).toBe(0);
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
    const act = await DOORS['a joint check of landlord and tenant']?.ready();
    const by = as(world, 'worker');
    await reportHazard(by, {
      ...{ enterpriseId: world.enterprise._id, text: '厂长让我们拆护罩', placeText: '二楼', isAboutManagers: true },
      ...{ photoIds: [await store(by, 3)] },
    });
    const again = await store(as(world, 'officer'), 3, 60);
    await act?.(as(world, 'officer'), [again]);
    expect((await againOf([again])).size).toBe(0);
  });
});
