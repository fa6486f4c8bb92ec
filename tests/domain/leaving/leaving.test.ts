import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { accidents, grantEvidence } from '#domain/accidents';
import { desk } from '#domain/deadlines';
import { drills, holdDrill, planDrill } from '#domain/drills';
import {
  acceptHazard,
  peekHazard,
  planRectification,
  reportHazard,
  returnRectification,
  verifyHazard,
} from '#domain/hazards';
import { deskPeople, enableAccount } from '#domain/identity';
import { findTrail } from '#domain/journal';
import { disablePerson, endRole, findHandovers, giveUpRole, handOver, placeKey } from '#domain/leaving';
import { reactToEvents } from '#domain/notices';
import { findToDos, NOUNS } from '#domain/nouns';
import { planItems, plans, suggestions } from '#domain/plans';
import { peekEnrolment } from '#domain/programme';
import { findCustodians } from '#domain/protection';
import { assessments, visits } from '#domain/stages';
import type { PersonActor } from '#kernel/actor';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import type { OutboxRow } from '../../../src/domain/notices/outbox.model.ts';
import { openRow } from '../../../src/domain/notices/outboxSeal.ts';
import { buildAccident } from '../../support/accidents.ts';
import { anHourBefore, createClock, fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildDrillLedBy, typedHeld } from '../../support/drills.ts';
import { buildEmergencyPlan } from '../../support/emergencyPlans.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildProgrammeWorld, type ProgrammeWorld } from '../../support/programmeWorld.ts';
import { buildBureau } from '../../support/protection.ts';
import { builtOnce, testMongoUri, useStores } from '../../support/stores.ts';
import { until } from '../../support/until.ts';
import type { World, WorldActor } from '../../support/world.ts';

useStores();
let built: ProgrammeWorld;
let world: World;
const build = builtOnce(() => buildProgrammeWorld(createClock()));
beforeEach(async () => {
  built = await build();
  ({ world } = built);
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const id = (who: WorldActor): string => world.actors[who].personId;
const db = () => mongoose.connection;
const firm = (): string => placeKey({ personId: '', as: 'member', enterpriseId: world.enterprise._id });
const to = (who: WorldActor) => ({ [firm()]: id(who) });
/** Open deadlines that wait for somebody by name. */
const owedBy = async (personId: string): Promise<string[]> => {
  const rows = await db()
    .collection('deadlines')
    .find({ isOpen: true, owedBy: { $regex: `^(member:.*/|adviser:)${personId}$` } })
    .toArray();
  return rows.map((row) => String(row['kind']));
};
/** Messages as their reader reads them, sealed ones too. */
const lettersOf = async (personId: string): Promise<OutboxRow[]> =>
  // A sealed one names its reader inside.
  (await db().collection<OutboxRow>('outbox').find().toArray()).map(openRow).filter((row) => row.personId === personId);
const told = async (personId: string): Promise<string[]> => {
  await reactToEvents(fixedNow, 10_000);
  return (await lettersOf(personId)).map(({ template }) => template);
};
const accountOf = (who: WorldActor) =>
  db()
    .collection('accounts')
    .findOne({ _id: id(who) as never });
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => String(error.code ?? error),
  );

it('every noun says what it holds for one person; only these hold nothing but by posts', () => {
  const byPosts = NOUNS.filter(({ holds }) => typeof holds === 'string').map(({ kind, holds }) => [kind, holds]);
  expect(byPosts).toEqual([
    ['cohort', 'posts'],
    ['response', 'posts'],
    ['major-hazard', 'posts'],
    ['stop-order', 'posts'],
    ['referral', 'posts'],
    ['inspection', 'posts'],
    ['statistics-return', 'posts'],
    ['watch', 'posts'],
    ['reward', 'alone'],
    ['reward-month', 'posts'],
    ['support-policy', 'posts'],
    ['support-decision', 'posts'],
    ['transfer', 'posts'],
    ['park-assessment', 'posts'],
    ['work-filing', 'posts'],
    ['pass', 'posts'],
    ['gate', 'posts'],
    ['gate-breach', 'posts'],
    ['project', 'posts'],
    ['entry-list', 'posts'],
    ['facility', 'posts'],
    ['stock', 'posts'],
    ['tenancy', 'posts'],
    ['emergency-plan', 'posts'],
    ['rescue-team', 'posts'],
    ['duty', 'posts'],
    ['alert', 'posts'],
    ['alert-source', 'posts'],
    ['park-grade', 'posts'],
    ['park-condition', 'posts'],
    ['expansion', 'posts'],
    ['insurance-policy', 'posts'],
    ['service-catalogue', 'posts'],
  ]);
});

it('a noun that names whose it is hands it over', () => {
  const NAMES = /^(?:owner|director|leader|keeper|adviser|confirmer|proposer|contact)Id$/;
  const naming = NOUNS.filter(({ holds, collection }) => {
    const model = Object.values(mongoose.models).find((one) => one.collection.name === collection);
    return typeof holds === 'string' && Object.keys(model?.schema.paths ?? {}).some((path) => NAMES.test(path));
  });
  // The file of a major hazard names whoever its case does, and follows it.
  expect(naming.map(({ kind }) => kind)).toEqual(['major-hazard']);
});

it('what waits for somebody by name is of a noun that hands it over', async () => {
  await buildHazard(world, { status: 'rectifying' });
  const rows = await db().collection('deadlines').find({ isOpen: true }).toArray();
  const byName = rows.filter(({ owedBy }) => (owedBy as string[]).some((one) => /^(member|adviser):/.test(one)));
  const kinds = [...new Set(byName.map(({ subject }) => subject.kind as string))];
  expect(kinds.toSorted()).toEqual(
    ['application', 'assessment', 'enrolment', 'hazard', 'plan-item', 'suggestion', 'visit'].filter((kind) =>
      kinds.includes(kind),
    ),
  );
  expect(kinds.length).toBeGreaterThan(4);
  const holds = (kind: string) => NOUNS.find((noun) => noun.kind === kind)?.holds;
  expect(kinds.filter((kind) => typeof holds(kind) === 'string')).toEqual([]);
});

describe('somebody who is disabled', () => {
  it('leaves open items, cases and what falls due to a named successor, and both are told', async () => {
    const hazard = await buildHazard(world, { status: 'rectifying' });
    const { handovers } = await findHandovers(as('manager'), { personId: id('worker2') });
    const [{ held = [], candidates = [] } = {}] = handovers;
    expect(held.map(({ kind }) => kind)).toEqual(['hazard', ...Array(3).fill('plan-item')]);
    expect(candidates.map(({ name }) => name)).toEqual(['李厂长', '梁安全', '韦小妹']);
    expect(await owedBy(id('worker2'))).not.toEqual([]);

    await disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });

    expect(await owedBy(id('worker2'))).toEqual([]);
    expect((await peekHazard(hazard.reference))?.rectification).toMatchObject({
      ownerId: id('worker'),
      ownerName: '韦小妹',
    });
    for (const status of ['planned', 'doing', 'done'] as const)
      expect(await planItems.peek(built.items[status] ?? '')).toMatchObject({
        ownerId: id('worker'),
        ownerName: '韦小妹',
      });
    // What is over stays as it was.
    expect(await planItems.peek(built.items.cancelled ?? '')).toMatchObject({ ownerId: id('worker2') });
    const todo = await findToDos(as('worker'));
    expect(todo.rows.map(({ reference }) => reference)).toEqual(
      expect.arrayContaining([hazard.reference, built.items.doing]),
    );
    expect((await accountOf('worker2'))?.['status']).toBe('disabled');
    expect(await told(id('worker'))).toContain('work-handed-over');
    expect(await told(id('worker2'))).toContain('account-changed');
    expect((await findHandovers(as('manager'), { personId: id('worker2') })).handovers).toEqual([]);
  });

  it('leaves though one of their things cannot be read: that one is named, everything else goes over', async () => {
    const { doing = '', planned = '' } = built.items;
    const bad = { createdAt: 'x', dueOn: 7, measure: 7, title: 7, version: 'x' };
    await db().collection('planItems').updateOne({ reference: doing }, { $set: bad });
    const { handovers } = await findHandovers(as('manager'), { personId: id('worker2') });
    expect((handovers[0]?.held ?? []).map(({ reference }) => reference)).toEqual(
      expect.arrayContaining([doing, planned]),
    );
    await disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });
    expect(await planItems.peek(planned)).toMatchObject({ ownerId: id('worker') });
    expect((await accountOf('worker2'))?.['status']).toBe('disabled');
    const aside = await db().collection('asides').find({ loop: 'unreadable' }).toArray();
    expect(aside.map(({ key }) => String(key).split(':')[0])).toEqual(['plan-item']);
  });

  it('leaves with whoever did it what waits for other eyes, and sent back it goes to those who run the firm', async () => {
    const { reference } = await buildHazard(world, { status: 'submitted' });
    await disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });
    expect((await peekHazard(reference))?.rectification).toMatchObject({ ownerId: id('worker2') });
    await returnRectification(as('manager'), { reference, reason: '门锁没有换到位' });
    expect(await told(id('officer'))).toContain('rectification-returned');
    expect(await told(id('worker2'))).not.toContain('rectification-returned');
  });

  it('stays as they are until a successor is named, one of the same firm who may act', async () => {
    await buildHazard(world, { status: 'rectifying' });
    const field = `successor-${firm()}`;
    const leaving = (successors?: Record<string, string>) =>
      disablePerson(as('manager'), { personId: id('worker2'), ...(successors === undefined ? {} : { successors }) });
    await expect(leaving()).rejects.toMatchObject({
      code: 'leaving.successor-needed',
      fields: { [field]: '请选择由谁接手' },
    });
    for (const wrong of ['worker2', 'otherWorker', 'adviser', 'regulator'] as const)
      expect(await outcome(leaving(to(wrong)))).toBe('leaving.successor-not-here');
    expect((await accountOf('worker2'))?.['status']).toBe('active');
    await disablePerson(as('manager'), { personId: id('worker'), successors: to('officer') });
    expect(await outcome(leaving(to('worker')))).toBe('leaving.successor-not-here');
  });

  it('is told nothing that falls due, also where it was owed before', async () => {
    const member = desk.member(world.enterprise._id, id('worker2'));
    expect(await deskPeople(member)).toEqual([id('worker2')]);
    expect(await deskPeople(desk.adviser(id('adviser')))).toEqual([id('adviser')]);
    await disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });
    await disablePerson(as('administrator'), { personId: id('adviser') });
    for (const one of [member, desk.adviser(id('adviser')), desk.person(id('worker2'))])
      expect([one, await deskPeople(one)]).toEqual([one, []]);
  });

  it('leaves the team, which tells those who run the firm what it lacks', async () => {
    await disablePerson(as('manager'), { personId: id('worker'), successors: to('officer') });
    const plan = await plans.peek(built.plan);
    expect(plan?.team.map(({ personId }) => personId)).toEqual([id('manager'), id('officer')]);
    expect((await planItems.peek(built.items.doing ?? ''))?.teamIds).toEqual([id('manager'), id('officer')]);
    expect(await told(id('officer'))).toContain('plan-team-one-sided');
    const [message] = await db().collection('outbox').find({ template: 'plan-team-one-sided' }).toArray();
    expect(message?.['params']).toMatchObject({ lacks: '员工' });
  });

  it('who is replaced by one of the same side leaves the team whole', async () => {
    await disablePerson(as('manager'), { personId: id('worker'), successors: to('worker2') });
    expect((await plans.peek(built.plan))?.team.at(-1)).toMatchObject({ personId: id('worker2'), side: 'worker' });
    expect(await told(id('officer'))).not.toContain('plan-team-one-sided');
    // The word of a proposer who has left is whoever took over's.
    const asked = await suggestions.peek(built.suggestions['carried-out'] ?? '');
    expect(asked).toMatchObject({ proposerId: id('worker'), confirmerId: id('worker2') });
    expect(suggestions.can(world.actors.worker2, 'confirm-suggestion', asked as never)).toBe(true);
  });

  it('hands over once, however often and by how many it is asked', async () => {
    await buildHazard(world, { status: 'rectifying' });
    const ask = (who: WorldActor) =>
      outcome(disablePerson(as('manager'), { personId: id('worker2'), successors: to(who) }));
    const done = await Promise.all([ask('worker'), ask('officer'), ask('worker')]);
    // Whoever was slower is told that it changed, not that nobody is there.
    expect(done.toSorted()).toEqual(['common.changed-meanwhile', 'common.changed-meanwhile', 'done']);
    const events = await db().collection('events').find({ name: 'identity.handed-over' }).toArray();
    expect(events).toHaveLength(1);
    const owners = await db().collection('planItems').distinct('ownerId', { isOpen: true });
    expect(owners.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it('leaves nothing to somebody who is disabled at the same time', async () => {
    await buildHazard(world, { status: 'rectifying' });
    await Promise.all([
      outcome(disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') })),
      outcome(disablePerson(as('manager'), { personId: id('worker'), successors: to('officer') })),
    ]);
    for (const who of ['worker', 'worker2'] as const)
      if ((await accountOf(who))?.['status'] === 'disabled') expect([who, await owedBy(id(who))]).toEqual([who, []]);
  });

  it('whose hand-over is killed half-way has left nothing', async () => {
    const hazard = await buildHazard(world, { status: 'rectifying' });
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'tests/support/killedWhileLeaving.ts', testMongoUri(), id('worker2'), firm(), id('worker')],
      {
        cwd: resolve(import.meta.dirname, '../../..'),
        env: { ...process.env, ACTOR: JSON.stringify(world.actors.manager) },
      },
    );
    const said: string[] = [];
    child.stdout.on('data', (chunk) => said.push(String(chunk)));
    await once(child, 'exit');
    expect(said.join('')).toBe('handed over\n');
    expect((await accountOf('worker2'))?.['status']).toBe('active');
    expect((await peekHazard(hazard.reference))?.rectification?.ownerId).toBe(id('worker2'));
    // The store gives the dead process's transaction up after a while; until then the next act cannot have its rows.
    const again = () => disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });
    await until(
      () =>
        again().then(
          () => true,
          () => undefined,
        ),
      40_000,
    );
    expect(await owedBy(id('worker2'))).toEqual([]);
  }, 60_000);
});

it('a case about those who run the firm goes back to the body, unseen by whoever disables', async () => {
  const { reference } = await reportHazard(personContext(world.actors.worker, { now: anHourBefore }), {
    ...{ enterpriseId: world.enterprise._id, text: '厂长叫人把报警器关了', placeText: '窑头' },
    ...{ isAnonymous: true, isAboutManagers: true },
  });
  await acceptHazard(as('regulator'), { reference });
  await verifyHazard(as('regulator'), { reference, result: 'valid', grade: 'general' });
  const plan = { measure: '装回去', fundFen: 0, dueOn: '2026-12-10', contingency: '停窑' };
  await planRectification(as('regulator'), { reference, ownerId: id('worker2'), ...plan });
  const { handovers } = await findHandovers(as('manager'), { personId: id('worker2') });
  expect(handovers.flatMap(({ held }) => held).map((one) => one.reference)).not.toContain(reference);
  await disablePerson(as('manager'), { personId: id('worker2'), successors: to('worker') });
  const due = await db().collection('deadlines').findOne({ 'subject.reference': reference, isOpen: true });
  expect(due?.['owedBy']).toEqual([desk.body(world.bodyId)]);
  expect(await told(id('regulator'))).toContain('hazard-owner-left');
  for (const who of ['worker', 'manager', 'officer'] as const) {
    // She reported it, and is told so that nobody else reads it; those who run the firm are told nothing at all.
    const readable = await db()
      .collection('outbox')
      .find({ personId: id(who) })
      .toArray();
    const letters = who === 'worker' ? readable : [...readable, ...(await lettersOf(id(who)))];
    expect([who, letters.filter((row) => JSON.stringify(row).includes(reference))]).toEqual([who, []]);
  }
});

it('an adviser leaves their firms, with everything open in them, to another; to the body where there is none', async () => {
  const other = newId();
  const grants = [{ _id: newId(), role: 'adviser', scope: { enterpriseIds: [] } }];
  const account = { _id: other, name: '黄辅导', phone: '13800000999', grants, status: 'active', createdAt: fixedNow };
  await db()
    .collection('accounts')
    .insertOne(account as never);
  const { handovers } = await findHandovers(as('administrator'), { personId: id('adviser') });
  expect(handovers[0]?.held.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['enrolment', 'visit', 'assessment']),
  );
  await disablePerson(as('administrator'), { personId: id('adviser'), successors: { advice: other } });
  expect((await peekEnrolment(built.enrolment))?.adviserId).toBe(other);
  expect((await visits.peek(built.visits.planned))?.adviserId).toBe(other);
  expect((await assessments.peek(`${built.enrolment}/month-6`))?.adviserId).toBe(other);
  expect(await owedBy(id('adviser'))).toEqual([]);
  const taken = await db()
    .collection('accounts')
    .findOne({ _id: other as never });
  expect(taken?.['grants'][0].scope.enterpriseIds).toEqual([world.enterprise._id]);
  expect((await accountOf('adviser'))?.['grants'][0].scope.enterpriseIds).toEqual([]);

  await disablePerson(as('administrator'), { personId: other });
  expect(await peekEnrolment(built.enrolment)).not.toHaveProperty('adviserId');
  const arranging = await db()
    .collection('deadlines')
    .findOne({ 'subject.reference': built.enrolment, isOpen: true, owedBy: desk.body(world.bodyId) });
  expect(arranging).not.toBeNull();
  expect(await told(id('regulator'))).toContain('adviser-left');
});

it('an adviser who takes over does not get the firm they are of: that one goes back to the body', async () => {
  const other = newId();
  const grants = [
    { _id: newId(), role: 'adviser', scope: { enterpriseIds: [] } },
    { _id: newId(), role: 'worker', scope: { enterpriseId: world.enterprise._id } },
  ];
  const account = { _id: other, name: '黄辅导', phone: '13800000999', grants, status: 'active', createdAt: fixedNow };
  await db()
    .collection('accounts')
    .insertOne(account as never);
  await disablePerson(as('administrator'), { personId: id('adviser'), successors: { advice: other } });
  expect(await peekEnrolment(built.enrolment)).not.toHaveProperty('adviserId');
  expect(await told(id('regulator'))).toContain('adviser-left');
});

it('a drill that is planned is led by whoever takes over, or by somebody who runs the firm where they do not', async () => {
  const plan = (directorId: string) => buildDrillLedBy(world, directorId);
  const [one, two] = [await plan(id('officer')), await plan(id('officer'))];
  await holdDrill(as('manager'), { reference: two.reference, ...typedHeld() });
  const { handovers } = await findHandovers(as('manager'), { personId: id('officer') });
  expect(handovers[0]?.held.filter(({ kind }) => kind === 'drill').map((held) => [held.reference, held.as])).toEqual([
    [one.reference, '组织演练'],
  ]);
  await disablePerson(as('manager'), { personId: id('officer'), successors: to('worker') });
  // A worker runs no firm. Who led what was held stays who it was.
  expect((await drills.peek(one.reference))?.directorId).toBe(id('manager'));
  expect((await drills.peek(two.reference))?.directorId).toBe(id('officer'));
});

/** A second person in the post of somebody, who signs in nowhere. */
async function colleagueOf(who: WorldActor): Promise<PersonActor> {
  const twin = { ...world.actors[who], personId: newId(), grantId: newId(), name: '接手人' };
  const grants = [{ _id: twin.grantId, role: twin.role, scope: twin.scope }];
  const account = { _id: twin.personId, name: twin.name, phone: '13800000998', grants, status: 'active' };
  await mongoose.model('Account').create([{ ...account, createdAt: fixedNow }]);
  return twin;
}

describe('somebody who is of no firm', () => {
  it('a park officer leaves the drills they are to lead to a colleague, who is told', async () => {
    const colleague = await colleagueOf('parkOfficer');
    const { _id: planId } = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
    const typed = { planId, form: 'live' as const, scenario: '罐区泄漏', plannedOn: localDate(fixedNow) };
    const drill = await planDrill(as('parkOfficer'), { ...typed, directorId: id('parkOfficer') });
    const { handovers } = await findHandovers(as('administrator'), { personId: id('parkOfficer') });
    expect(handovers.map(({ held, candidates }) => [held.map((one) => one.reference), candidates])).toEqual([
      [[drill.reference], [{ personId: colleague.personId, name: '接手人', roles: ['park-officer'] }]],
    ]);
    const key = placeKey({ personId: '', as: 'park', parkId: world.park._id });
    const leave = (successors: Record<string, string>) =>
      outcome(disablePerson(as('administrator'), { personId: id('parkOfficer'), successors }));
    expect(await leave({})).toBe('leaving.successor-needed');
    expect(await leave({ [key]: id('officer') })).toBe('leaving.successor-not-here');
    expect(await leave({ [key]: colleague.personId })).toBe('done');
    expect((await drills.peek(drill.reference))?.directorId).toBe(colleague.personId);
    expect(await told(colleague.personId)).toContain('work-handed-over');
  });

  it('a drill waits for whoever comes where a park has nobody else, and goes over then', async () => {
    // By its model, so that nobody remembers who worked there before.
    await mongoose.model('Account').updateOne({ _id: id('parkOfficer') }, { $set: { status: 'active' } });
    const { _id: planId } = await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' });
    const typed = { planId, form: 'live' as const, scenario: '罐区泄漏', plannedOn: localDate(fixedNow) };
    const { reference } = await planDrill(as('parkOfficer'), { ...typed, directorId: id('parkOfficer') });
    await disablePerson(as('administrator'), { personId: id('parkOfficer') });
    const colleague = await colleagueOf('parkOfficer');
    const key = placeKey({ personId: '', as: 'park', parkId: world.park._id });
    await handOver(as('administrator'), {
      personId: id('parkOfficer'),
      successors: { [key]: colleague.personId },
    });
    expect((await drills.peek(reference))?.directorId).toBe(colleague.personId);
  });

  it('powers a regulator was named for are listed, end with them, and do not come back with the account', async () => {
    const { colleague } = await buildBureau(world);
    const accident = await buildAccident(world, 'investigating');
    const grant = { personId: id('regulator'), fileNumber: '北政函〔2026〕12号', until: '2026-12-20' as const };
    await grantEvidence(personContext(colleague), { reference: accident.reference, ...grant });
    const { handovers } = await findHandovers(as('administrator'), { personId: id('regulator') });
    const listed = handovers.flatMap(({ held }) => held.map(({ as: what, isEnding }) => [what, isEnding]));
    expect(listed).toEqual([
      ['获授权调取资料', true],
      ['保密专员', true],
    ]);
    // Nobody who was not named takes them over, so nobody is asked for.
    expect(handovers.flatMap(({ candidates }) => candidates)).toEqual([]);
    await disablePerson(as('administrator'), { personId: id('regulator') });
    expect(await told(colleague.personId)).toContain('accident-evidence-left');
    expect((await findHandovers(as('administrator'), { personId: id('regulator') })).handovers).toEqual([]);

    await enableAccount(as('administrator'), { personId: id('regulator') });
    expect(await findCustodians(world.bodyId)).toEqual([]);
    expect((await accidents.peek(accident.reference))?.grants).toMatchObject([{ endedAt: fixedNow }]);
  });

  it('keeps what they were named for while another part of the same body is theirs', async () => {
    await buildBureau(world);
    const more = { _id: newId(), role: 'regulator', scope: { ...world.actors.regulator.scope } };
    await mongoose.model('Account').updateOne({ _id: id('regulator') }, { $push: { grants: more } });
    await endRole(as('administrator'), { personId: id('regulator'), grantId: more._id });
    expect((await findCustodians(world.bodyId)).map(({ personId }) => personId)).toEqual([id('regulator')]);
  });
});

it('whoever runs a firm may take over, however many older workers it has', async () => {
  const scope = { enterpriseId: world.enterprise._id };
  const workers = Array.from({ length: 250 }, (_, n) => ({
    _id: `0000000000000000000${String(n).padStart(5, '0')}`,
    name: `老工人${n}`,
    phone: `1360000${String(n).padStart(4, '0')}`,
    grants: [{ _id: newId(), role: 'worker', scope }],
    ...{ status: 'active', createdAt: fixedNow },
  }));
  await db()
    .collection('accounts')
    .insertMany(workers as never);
  const { handovers } = await findHandovers(as('administrator'), { personId: id('worker2') });
  expect(handovers[0]?.candidates[0]?.personId).toBe(id('manager'));
});

describe('a role that ends', () => {
  it('hands over what nothing else keeps somebody in', async () => {
    await buildHazard(world, { status: 'rectifying' });
    const { grantId } = world.actors.worker2;
    await expect(endRole(as('manager'), { personId: id('worker2'), grantId })).rejects.toMatchObject({
      code: 'leaving.successor-needed',
    });
    await endRole(as('manager'), { personId: id('worker2'), grantId, successors: to('worker') });
    expect(await owedBy(id('worker2'))).toEqual([]);
    expect((await accountOf('worker2'))?.['grants']).toEqual([]);
  });

  it('leaves with somebody who keeps another part what is theirs, and moves them to the side they are on', async () => {
    const extra = newId();
    const scope = { enterpriseId: world.enterprise._id };
    await db()
      .collection('accounts')
      .updateOne({ _id: id('officer') as never }, {
        $push: { grants: { _id: extra, role: 'worker', scope } },
      } as never);
    await endRole(as('manager'), { personId: id('officer'), grantId: world.actors.officer.grantId });
    const plan = await plans.peek(built.plan);
    expect(plan?.team.map(({ side }) => side)).toEqual(['management', 'worker', 'worker']);
    expect((await findTrail({ kind: 'plan', id: plan?._id ?? '' })).map(({ name }) => name)).not.toContain(
      'plans.team-one-sided',
    );
  });

  it('given up by its holder leaves what they had to whoever runs the firm', async () => {
    await buildHazard(world, { status: 'rectifying' });
    await giveUpRole(as('worker2'), { grantId: world.actors.worker2.grantId });
    expect(await owedBy(id('worker2'))).toEqual([]);
    expect((await planItems.peek(built.items.doing ?? ''))?.ownerId).toBe(id('manager'));
    expect(await told(id('manager'))).toContain('work-handed-over');
  });
});

it('what somebody disabled before there was a successor still has is handed over later', async () => {
  const doing = built.items.doing ?? '';
  await db()
    .collection('accounts')
    .updateOne({ _id: id('worker2') as never }, { $set: { status: 'disabled' } });
  const successors = to('worker');
  expect(await outcome(handOver(as('otherOfficer'), { personId: id('worker2'), successors }))).toBe(
    'identity.may-not-manage',
  );
  await handOver(as('manager'), { personId: id('worker2'), successors });
  expect((await planItems.peek(doing))?.ownerId).toBe(id('worker'));
  expect(await outcome(handOver(as('manager'), { personId: id('worker'), successors: to('officer') }))).toBe(
    'common.changed-meanwhile',
  );
});
