import mongoose from 'mongoose';
import { returnApplication, saveDraft } from '#domain/applying';
import { advanceDeadline, desk, findDueDeadlines } from '#domain/deadlines';
import { deskPeople } from '#domain/identity';
import { DECIDED_EVENTS, deliverNext, findInbox, portalCarrier, reactToEvents } from '#domain/notices';
import { buildApplication, daysLater } from '../../support/applications.ts';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const templatesFor = async (who: WorldActor) =>
  (
    await mongoose.connection
      .collection('outbox')
      .find({ personId: world.actors[who].personId })
      .sort({ _id: 1 })
      .toArray()
  ).map((row) => row['template'] as string);

/** Runs the clock at `at`, twice, as two workers would. */
async function tick(at: Date): Promise<void> {
  for (const ctx of [clockContext(at), clockContext(at)]) {
    for (const deadline of await findDueDeadlines(at, 100)) await advanceDeadline(ctx, deadline);
    await reactToEvents(at);
  }
}

it.each([
  ['submitted', 'parkOfficer', ['application-submitted']],
  ['resubmitted', 'parkOfficer', ['application-submitted', 'application-resubmitted']],
  ['recommended', 'regulator', ['application-to-decide']],
  ['returned', 'manager', ['application-returned']],
  ['returned', 'officer', ['application-returned']],
  ['admitted', 'manager', ['application-recommended', 'application-admitted']],
  ['refused', 'officer', ['application-recommended', 'application-refused']],
  ['withdrawn', 'regulator', ['application-withdrawn']],
  ['draft', 'regulator', []],
] as const)('%s: %s is told %j', async (status, who, templates) => {
  const { updatedAt } = await buildApplication(world, { status });
  while ((await reactToEvents(updatedAt)) > 0);
  expect(await templatesFor(who)).toEqual(templates);
});

it('tells a refused firm why, what would change it and until when it may object', async () => {
  const { reference, updatedAt } = await buildApplication(world, { status: 'refused' });
  const clock = createClock(updatedAt);
  while ((await reactToEvents(clock.now())) > 0);
  while (await deliverNext(clock.now, portalCarrier));
  const { rows } = await findInbox(personContext(world.actors.manager));
  expect(rows.map((row) => row.text).join('\n')).toMatch(
    new RegExp(
      `${reference} 没有批准。\n理由：三项条件都不符合：.+\n怎样才能符合：提供危险化学品经营许可证\n有异议的，1月23日 之前`,
    ),
  );
  expect(rows[0]?.linkPath).toBe(`/applications/${reference}`);
});

it('has decided about every event an application or a cohort records', async () => {
  for (const status of ['admitted', 'refused', 'resubmitted', 'withdrawn'] as const) {
    world = await buildWorldAfresh();
    await buildApplication(world, { status });
  }
  const names = await mongoose.connection.collection('events').distinct('name', { name: /^programme\./ });
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !DECIDED_EVENTS.includes(name))).toEqual([]);
});

/** Another world beside the first would collide with its names and phones. */
async function buildWorldAfresh(): Promise<World> {
  for (const name of [
    'bodies',
    'parks',
    'insurers',
    'enterprises',
    'teams',
    'locations',
    'accounts',
    'applications',
    'enrolments',
  ]) {
    await mongoose.connection.collection(name).deleteMany({});
  }
  return buildWorld();
}

describe('the clock', () => {
  const at = (day: string) => new Date(`${day}T01:00:00Z`);

  it('reminds of a draft seven days after its last change, once, and no more once it is sent', async () => {
    const { reference, version } = await buildApplication(world, { status: 'draft' });
    await tick(at('2026-11-30'));
    expect(await templatesFor('manager')).toEqual([]);
    const later = personContext(world.actors.manager, { now: daysLater(3) });
    await saveDraft(later, { reference, version, draft: { motive: '再想想' } });
    await tick(at('2026-12-01'));
    expect(await templatesFor('manager')).toEqual([]);
    await tick(at('2026-12-04'));
    expect(await templatesFor('manager')).toEqual(['reminder']);
    expect(await templatesFor('regulator')).toEqual([]);
  });

  it('reminds the park before its day, then both, and the body before its own', async () => {
    await buildApplication(world);
    await tick(at('2026-11-29'));
    expect(await templatesFor('parkOfficer')).toEqual(['application-submitted']);
    await tick(at('2026-11-30'));
    expect(await templatesFor('parkOfficer')).toEqual(['application-submitted', 'reminder']);
    await tick(at('2026-12-02'));
    expect(await templatesFor('regulator')).toEqual(['reminder']);
    await tick(at('2026-12-12'));
    expect(await templatesFor('regulator')).toEqual(['reminder', 'reminder']);
  });

  it('stops a reviewer’s clock and starts the firm’s when an application is sent back', async () => {
    const { reference, submission } = await buildApplication(world);
    const said = { reference, reasonCode: 'missing', reason: '缺安全管理人员' };
    const contentHash = submission?.contentHash ?? '';
    await returnApplication(personContext(world.actors.parkOfficer), { ...said, contentHash });
    const open = await mongoose.connection
      .collection('deadlines')
      .find({ closedAt: { $exists: false } })
      .toArray();
    expect(open.map(({ kind, owedBy }) => [kind, owedBy])).toEqual([
      ['application-correct', [desk.applicants(world.enterprise._id)]],
    ]);
    expect(await deskPeople(desk.applicants(world.enterprise._id))).toHaveLength(2);
  });
});
