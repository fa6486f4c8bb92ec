import { gapWords, lateWords } from '#domain/journal';
import { majorsInWords, stopsInWords } from '#domain/majors';
import { recordTraining, visitsInWords } from '#domain/stages';
import { signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { buildMajor, buildStop } from '../support/majors.ts';
import { startPortal } from '../support/portal.ts';
import { buildVisit } from '../support/stages.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

it('a claimed time is printed with its gap from more than 24 hours on', () => {
  const at = new Date('2026-11-24T02:00:00Z');
  expect(gapWords(new Date('2026-11-23T02:00:00Z'), at)).toBe('');
  expect(gapWords(new Date('2026-11-23T01:00:00Z'), at)).toBe('，与系统收到的时间相差约 25 小时');
  // The day before ends at 24:00 in Shanghai, ten hours ago.
  expect(lateWords('2026-11-23', at)).toBe('');
  expect(lateWords('2026-11-22', at)).toBe('，晚了 2 天才登记');
});

describe('wherever somebody claims a day, the page says how late it was told', () => {
  const DAY = '2026-11-20';
  const ctx = () => personContext(world.actors.regulator);
  const late = /11月20日[，,]晚了 4 天才(登记|签字)/;
  const told = JSON.stringify;

  it('told to the workers, and looked at on site before production goes on', async () => {
    const major = await buildMajor(world, 'rectifying');
    const said = {
      ...major,
      report: { ...(major.report as NonNullable<typeof major.report>), congressOn: DAY, at: fixedNow },
    };
    expect(told(await majorsInWords.words.sections?.(ctx(), said))).toMatch(late);
    const stop = await buildStop(world, major.reference, 'lifted' as never).catch(() =>
      buildStop(world, major.reference),
    );
    const review = { visitedOn: DAY, found: '合格', photoIds: [], by: world.actors.regulator.personId, at: fixedNow };
    expect(told(await stopsInWords.words.sections?.(ctx(), { ...stop, review } as never))).toMatch(late);
  });

  it('visited, trained, served', async () => {
    const { reference } = await buildEnrolment(world, {
      stage: 'implementing',
      adviserId: world.actors.adviser.personId,
    });
    const visit = await buildVisit(world, reference);
    const signed = { ...visit, visitedOn: DAY, signatures: [{ ...visit.signatures[0], at: fixedNow }] };
    expect(told(await visitsInWords.words.facts(signed as never, ctx()))).toMatch(late);
    await recordTraining(personContext(world.actors.officer), {
      ...{ reference, module: 'cooperation', heldOn: DAY, hours: 2, personIds: [], managers: '周班长', workers: '' },
    });
    const clock = createClock();
    const portal = await startPortal(clock);
    try {
      const page = await (await signedInAt(portal, world, 'officer')).get(`/enrolments/${reference}`);
      expect(page.text).toMatch(late);
    } finally {
      await portal.stop();
    }
  });
});
