import { findDeadlinesOf } from '#domain/deadlines';
import { closeMajor } from '#domain/hazards';
import {
  askResume,
  issueStop,
  type Major,
  refuseResume,
  resumeStopped,
  type StopAction,
  type StopStatus,
  stops,
} from '#domain/majors';
import { code } from '../../support/answers.ts';
import { aPhoto, onSite } from '../../support/hazards.ts';
import { buildMajor, buildStop } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let major: Major;
beforeEach(async () => {
  world = await buildWorld();
  major = await buildMajor(world, 'rectifying');
});

type Who = readonly WorldActor[];
const FIRM: Who = ['officer', 'manager'];
const BODIES: Who = ['parkOfficer', 'regulator', 'cityRegulator'];
const SEE: Who = [...FIRM, 'adviser', ...BODIES];
/** By hand from 安全生产法第六十五条: whoever stopped it reviews before work goes on, and the firm never does. */
const MAY: Readonly<Record<StopAction, Partial<Record<StopStatus, Who>>>> = {
  issue: {},
  'ask-resume': { 'in-force': FIRM },
  resume: { 'resume-asked': BODIES },
  refuse: { 'resume-asked': BODIES },
  // Once its end is asked for, it is answered.
  lift: { 'in-force': BODIES },
};
const review = async (who: WorldActor) => ({
  visitedOn: '2026-11-24',
  found: '接地合格',
  photoIds: [await aPhoto(as(world, who))],
});

it('lets everybody do and read exactly what the table says, in every status', async () => {
  const wrong: string[] = [];
  for (const { code: status } of stops.lifecycle.statuses) {
    const stop = await buildStop(world, major.reference, status as StopStatus);
    const seeing: WorldActor[] = [];
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      for (const action of Object.keys(MAY) as StopAction[]) {
        const may = stops.can(world.actors[who], action, stop);
        const should = MAY[action][status as StopStatus]?.includes(who) ?? false;
        if (may !== should) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      if ((await code(stops.get(as(world, who), stop.reference))) === 'done') seeing.push(who);
    }
    expect([status, seeing.sort()]).toEqual([status, [...SEE].sort()]);
  }
  expect(wrong).toEqual([]);
});

it('is issued by who supervises and by nobody of the firm, for what is still open', async () => {
  const issue = (who: WorldActor, reference = major.reference) =>
    code(issueStop(as(world, who), { major: reference, what: '全厂停产', basis: '第六十五条' }));
  expect(await Promise.all((['manager', 'adviser', 'otherRegulator'] as const).map((who) => issue(who)))).toEqual([
    'common.not-allowed',
    'common.not-allowed',
    'common.not-found',
  ]);
  expect(await issue('regulator')).toBe('done');
  expect(await issue('regulator', (await buildMajor(world, 'closed')).reference)).toBe('majors.no-stop');
});

it('ends only after its own review on site, apart from the closing of the hazard', async () => {
  const closing = await buildMajor(world, 'closure-requested');
  const { reference } = await buildStop(world, closing.reference);
  await closeMajor(as(world, 'parkOfficer'), {
    reference: closing.hazardReference,
    ...(await onSite(as(world, 'parkOfficer'))),
  });
  expect((await stops.peek(reference))?.status).toBe('in-force');
  await askResume(as(world, 'manager'), { reference, done: '更换电箱', evaluation: '外请专家评估合格' });
  const none = resumeStopped(as(world, 'parkOfficer'), { ...(await review('parkOfficer')), reference, photoIds: [] });
  await expect(none).rejects.toMatchObject({ fields: { photoIds: expect.any(String) } });
  const early = { ...(await review('parkOfficer')), reference, visitedOn: '2026-11-23' };
  await expect(resumeStopped(as(world, 'parkOfficer'), early)).rejects.toMatchObject({
    fields: { visitedOn: expect.any(String) },
  });
  await refuseResume(as(world, 'parkOfficer'), { reference, reason: '没有培训' });
  expect((await stops.peek(reference))?.status).toBe('in-force');
});

it('is decided once, and not by the person who asked', async () => {
  const { reference } = await buildStop(world, major.reference, 'resume-asked');
  const asker = { ...world.actors.parkOfficer, personId: world.actors.manager.personId };
  const by = { ...as(world, 'parkOfficer'), actor: asker };
  expect(await code(resumeStopped(by, { reference, ...(await review('parkOfficer')) }))).toBe('common.same-person');
  const typed = await review('parkOfficer');
  const both = await Promise.all([
    code(resumeStopped(as(world, 'parkOfficer'), { reference, ...typed })),
    code(refuseResume(as(world, 'regulator'), { reference, reason: '没有培训' })),
  ]);
  expect(both.filter((one) => one === 'done')).toHaveLength(1);
});

it('is reviewed within its days, and looked at again after the longest', async () => {
  const owed = async (status: StopStatus) => {
    const { _id } = await buildStop(world, major.reference, status);
    return (await findDeadlinesOf({ kind: 'stop-order', id: _id })).map(({ kind, dueAt, owedBy }) => [
      kind,
      dueAt.toISOString(),
      owedBy,
    ]);
  };
  const desk = [`park:${world.park._id}`];
  expect(await owed('in-force')).toEqual([['stop-long', '2027-05-24T15:59:59.999Z', desk]]);
  expect(await owed('resume-asked')).toEqual([['stop-review', '2026-12-04T15:59:59.999Z', desk]]);
  expect(await owed('resumed')).toEqual([]);
});
