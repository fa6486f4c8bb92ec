import mongoose from 'mongoose';
import { beginCompetence, endCompetence } from '#domain/competence';
import { closeMajor, countByStatus, findHazards, peekHazard, returnClosure } from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { addBody } from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import { newId } from '#kernel/ids';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto, keepFile, onSite, TREATMENT } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

/** The check on site as its form sends it. */
const visit = async (who: WorldActor, more: object = {}) => {
  const { visitedOn, photoIds } = await onSite(as(who));
  return { visitedOn, keptPhotoIds: photoIds[0], ...more };
};

/** Somebody reports by the page, the firm judges it a major one, puts it right and asks for the closing. */
async function majorCase(text = '3号线电箱漏电'): Promise<string> {
  const worker = await signedIn('worker');
  const told = { enterpriseId: world.enterprise._id, text, placeText: '3号线', category: 'electrical' };
  const filed = await press(worker, '/report', '/report', told);
  expect(filed.status).toBe(303);
  const { rows } = await findHazards(as('regulator'), { limit: 1 });
  const reference = rows[0]?.reference ?? '';
  const manager = await signedIn('manager');
  const act = async (agent: Agent, action: string, fields: object = {}) => {
    const done = await press(agent, `/hazards/${reference}`, `/hazards/${reference}/act/${action}`, fields);
    expect([action, done.status]).toEqual([action, 303]);
  };
  await act(manager, 'accept');
  await act(manager, 'verify-valid', { grade: 'major', majorBasis: '判定标准第三条' });
  await keepFile(world, { reference }, clock.now());
  await act(manager, 'plan-rectification', {
    ownerId: world.actors.officer.personId,
    measure: '换电箱',
    fundFen: '200',
    dueOn: '2026-12-10',
    contingency: '断电挂牌',
    ...TREATMENT,
  });
  const officer = await signedIn('officer');
  const photo = await aPhoto(personContext(world.actors.officer));
  await act(officer, 'submit-rectification', { text: '换好了', keptPhotoIds: photo });
  await keepFile(world, { reference }, clock.now());
  await act(manager, 'request-closure');
  return reference;
}

const openRegister = (holder: string, more: object = {}) =>
  beginCompetence(as('administrator'), {
    parkId: world.park._id,
    matter: 'general',
    holder,
    basis: '北政办发〔2026〕12号',
    from: '2026-11-24',
    ...more,
  } as never);

it('sends what is reported in a park that only assists to the body; the park reads and helps, and closes nothing (S3)', async () => {
  await openRegister(world.bodyId);
  const reference = await majorCase();
  expect((await peekHazard(reference))?.competence).toMatchObject({ matter: 'general', basis: '北政办发〔2026〕12号' });
  const page = `/hazards/${reference}`;

  const park = await signedIn('parkOfficer');
  const seen = await park.get(page);
  expect(seen.status).toBe(200);
  expect(seen.text).toContain('记协助情况');
  expect(seen.text).not.toContain('准予销号');
  for (const action of ['verify-valid', 'close-major', 'return-closure', 'downgrade', 'mark-major']) {
    const forged = await press(park, page, `${page}/act/${action}`, {
      note: '园区看过',
      reason: '园区看过',
      grade: 'general',
    });
    expect([action, forged.status >= 400]).toEqual([action, true]);
  }
  const forged = await press(
    park,
    page,
    `${page}/act/close-major`,
    await visit('parkOfficer', { note: '园区看过了，可以' }),
  );
  expect(forged.status).toBe(403);
  const helped = await press(park, page, `${page}/act/assist`, { note: '到现场拉了警戒线' });
  expect(helped.status).toBe(303);
  const hazard = await peekHazard(reference);
  expect(hazard?.status).toBe('closure-requested');
  const trail = await findTrail({ kind: 'hazard', id: hazard?._id ?? '' });
  const refused = trail.filter(({ name }) => name === 'hazards.step-refused');
  expect(refused.map(({ facts, actor }) => [facts['action'], actor.personId])).toContainEqual([
    'close-major',
    world.actors.parkOfficer.personId,
  ]);
  const body = await signedIn('regulator');
  expect((await body.get(page)).text).toContain('到现场拉了警戒线');

  // What the park is given tomorrow does not move what came today.
  await openRegister('park', { from: '2026-11-25' });
  clock.set(new Date('2026-11-26T02:00:00Z'));
  expect(
    (
      await press(
        await signedIn('parkOfficer'),
        page,
        `${page}/act/close-major`,
        await visit('parkOfficer', { note: '现在归园区' }),
      )
    ).status,
  ).toBe(403);
  expect(
    (await press(await signedIn('regulator'), page, `${page}/act/close-major`, await visit('regulator'))).status,
  ).toBe(303);
  expect((await peekHazard(reference))?.status).toBe('closed');
});

it('sends what is reported in a park that has the power to the park; a body above closes in its place with a reason alone', async () => {
  const reference = await majorCase();
  const page = `/hazards/${reference}`;
  const body = await signedIn('regulator');
  expect((await press(body, page, `${page}/act/close-major`, await visit('regulator'))).status).toBe(422);
  expect((await peekHazard(reference))?.status).toBe('closure-requested');
  const second = await majorCase('空压机皮带没有防护罩');
  const park = await signedIn('parkOfficer');
  expect((await park.get('/to-dos')).text).toContain('重大隐患待销号审核');
  expect((await press(park, page, `${page}/act/close-major`, await visit('parkOfficer'))).status).toBe(303);
  const inPlace = await visit('regulator', { note: '园区主任出差，县局到现场核查' });
  expect((await press(body, `/hazards/${second}`, `/hazards/${second}/act/close-major`, inPlace)).status).toBe(303);
  expect((await body.get(`/hazards/${second}`)).text).toContain('代为销号');
  expect((await body.get(page)).text).not.toContain('代为销号');
});

it('keeps whoever reported or fixed it from deciding, whatever else they are', async () => {
  const reference = await majorCase();
  const { personId } = world.actors.parkOfficer;
  const involved = { kind: 'Forbidden', code: 'hazards.reviewer-involved' };
  const hazards = mongoose.connection.collection('hazards');
  for (const set of [
    { 'fix.by': personId },
    { 'rectification.ownerId': personId },
    { 'rectification.plannedBy': personId },
    { 'reporter.personId': personId },
    { 'reporter.recordedBy': personId },
  ]) {
    const before = await hazards.findOne({ reference });
    await hazards.updateOne({ reference }, { $set: set });
    await expect(
      closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) }),
    ).rejects.toMatchObject(involved);
    await hazards.replaceOne({ reference }, before as never);
  }
  await closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) });
});

it('keeps whoever runs the firm in another part of theirs from deciding', async () => {
  const { personId } = world.actors.parkOfficer;
  const grant = { _id: newId(), role: 'safety-officer', scope: { enterpriseId: world.enterprise._id } };
  const accounts = mongoose.connection.collection<{ _id: string; grants: object[] }>('accounts');
  await accounts.updateOne({ _id: personId }, { $push: { grants: grant } });
  const reference = await majorCase();
  for (const act of [
    async () => closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) }),
    () => returnClosure(as('parkOfficer'), { reference, reason: '不行' }),
  ])
    await expect(act()).rejects.toMatchObject({ kind: 'Forbidden', code: 'hazards.reviewer-involved' });
});

it('lets a special body see and close what its matter brings, and nothing else, and counts what it lists', async () => {
  const { _id: bodyId } = await addBody(as('administrator'), {
    name: '北流市消防救援大队',
    regionCode: '450981',
    isSpecial: true,
  });
  await openRegister(bodyId, { matter: 'fire' });
  const worker = await signedIn('worker');
  for (const [text, category] of [
    ['灭火器过期了', 'fire'],
    ['电箱没有门', 'electrical'],
  ]) {
    const told = { enterpriseId: world.enterprise._id, text, placeText: '3号线', category };
    expect((await press(worker, '/report', '/report', told)).status).toBe(303);
  }
  const brigade: PersonActor = {
    ...world.actors.regulator,
    personId: newId(),
    scope: { bodyId, regionCode: '450981', sectors: [] },
  };
  const ctx = personContext(brigade, { now: clock.now() });
  const { rows } = await findHazards(ctx, {});
  expect(rows.map(({ text }) => text)).toEqual(['灭火器过期了']);
  expect((await countByStatus(ctx)).reduce((sum, { count }) => sum + count, 0)).toBe(1);
});

it('shows a park without anybody in red to the bodies above, and keeps what is reported there', async () => {
  const city = await signedIn('cityRegulator');
  expect((await city.get('/competence?gaps=1')).text).toContain('每个园区今天都有人管');
  await endCompetence(as('administrator'), {
    parkId: world.park._id,
    id: world.stretchId,
    to: '2026-11-24',
    basis: '机构改革',
  });
  clock.set(new Date('2026-11-25T02:00:00Z'));
  const again = await signedIn('cityRegulator');
  const home = await again.get('/');
  expect(home.text).toMatch(/tile--bad[^>]*>\s*<span[^>]*>1<\/span>没人管的园区/);
  const list = await again.get('/competence?gaps=1');
  expect(list.text).toContain(world.park.name);
  expect(list.text).toContain('没有监管部门');
  const before = await again.get(`/competence/${world.park._id}?on=2026-03-03`);
  expect(before.text).toContain('北政发〔2023〕8号');
  const worker = await signedIn('worker');
  const told = { enterpriseId: world.enterprise._id, text: '电箱没有门', placeText: '3号线', category: 'electrical' };
  expect((await press(worker, '/report', '/report', told)).status).toBe(303);
  const { rows } = await findHazards(as('regulator'), { limit: 1 });
  const hazard = await peekHazard(rows[0]?.reference ?? '');
  expect([hazard?.bodyId, hazard?.competence?.isGap]).toEqual([world.bodyId, true]);
  expect((await again.get(`/hazards/${hazard?.reference}`)).text).toContain('没有登记监管部门');
});
