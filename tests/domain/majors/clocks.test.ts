import { findDeadlinesOf } from '#domain/deadlines';
import { askExtension, type Hazard, hazardClock, planRectification } from '#domain/hazards';
import { superviseMajor } from '#domain/majors';
import { endOfDays } from '../../../src/domain/hazards/hazardRules.ts';
import { fixedNow } from '../../support/clock.ts';
import { buildHazard, keepFile, TREATMENT } from '../../support/hazards.ts';
import { buildMajor, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
type Due = Record<string, string>;
const dueOf = async (kind: string, id: string): Promise<Due> =>
  Object.fromEntries((await findDeadlinesOf({ kind, id })).map(({ kind, dueAt }) => [kind, dueAt.toISOString()]));
const ofCase = ({ _id }: Pick<Hazard, '_id'>) => dueOf('hazard', _id);

it('runs from step to step of a major hazard, each clock to the end of its day in Shanghai', async () => {
  // Taken on within hours of the report.
  const reported = await buildHazard(world);
  const { acceptHours } = hazardClock(fixedNow);
  expect(await ofCase(reported)).toEqual({
    'hazard-reported': new Date(reported.createdAt.getTime() + acceptHours * 3_600_000).toISOString(),
  });
  // A plan in three working days, from Tuesday to Friday.
  const judged = await buildHazard(world, { status: 'valid', isMajor: true });
  expect(await ofCase(judged)).toEqual({ 'hazard-valid': '2026-11-27T15:59:59.999Z' });
  // Progress within three months.
  const rectifying = await buildMajor(world, 'rectifying');
  expect(await dueOf('major-hazard', rectifying._id)).toEqual({ 'major-progress': '2027-02-24T15:59:59.999Z' });
  // An order is answered by the day it names, and the clock of progress runs on.
  const { reference } = rectifying;
  await superviseMajor(as(world, 'parkOfficer'), { reference, what: '七天内换好', answerBy: '2026-12-01' });
  expect(await dueOf('major-hazard', rectifying._id)).toEqual({
    'major-answer': '2026-12-01T15:59:59.999Z',
    'major-progress': '2027-02-24T15:59:59.999Z',
  });
  // More time is decided about within ten working days; the clock of the fix runs on.
  await keepFile(world, judged);
  await planRectification(as(world, 'manager'), {
    ...{ reference: judged.reference, ownerId: world.actors.worker2.personId, measure: '换电箱', fundFen: 0 },
    ...{ dueOn: '2026-12-31', contingency: '断电挂牌', ...TREATMENT },
  });
  await askExtension(as(world, 'manager'), { ...judged, dueOn: '2027-02-10', reason: '配件要从外地运来' });
  expect(await ofCase(judged)).toEqual({
    'hazard-extension': '2026-12-08T15:59:59.999Z',
    'hazard-rectifying': '2026-12-31T15:59:59.999Z',
  });
  // A closing is looked at within ten days of the calendar.
  const asked = await buildMajor(world, 'closure-requested');
  expect(await dueOf('hazard', asked.hazardId)).toEqual({ 'hazard-closure-requested': '2026-12-04T15:59:59.999Z' });
  expect((await fileOf({ reference: asked.hazardReference })).status).toBe('closure-requested');
});

it('counts the days of a closing by the calendar or as they are worked, as the rule says', () => {
  const days = (counted: 'calendar' | 'working') => endOfDays(fixedNow, { days: 10, counted }).toISOString();
  expect([days('calendar'), days('working')]).toEqual(['2026-12-04T15:59:59.999Z', '2026-12-08T15:59:59.999Z']);
});
