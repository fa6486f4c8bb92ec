import mongoose from 'mongoose';
import { generate } from 'otplib';
import {
  changePassword,
  disableAccount,
  enableTotp,
  findSessions,
  getActor,
  invite,
  issueResetCode,
  proposeTotp,
  resetTotp,
  revokeSession,
  setPassword,
  signIn,
  switchRole,
} from '#domain/identity';
import { createClock, fixedNow } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../../support/world.ts';

const open = { requireTotp: false };
let world: World;
const trySignIn = (phone: string, password: string, now = fixedNow, totp?: string) =>
  signIn(visitorContext({ now }), { phone, password, ...(totp === undefined ? {} : { totp }) }, open);
const sessionOf = (personId: string, key: string) =>
  mongoose.connection
    .collection<{ _id: string }>('sessions')
    .insertOne({ _id: key, expires: new Date('2026-12-24'), session: { personId } } as never);

describe('signing in', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test('answers with the person and the role they act in', async () => {
    const { officer } = world.actors;
    expect(await trySignIn(world.phones.officer, PASSWORD)).toEqual({
      needsTotp: false,
      personId: officer.personId,
      grantId: officer.grantId,
      mustEnrolTotp: false,
    });
  });

  test('says the same of a wrong password and an unknown phone', async () => {
    const refusals = await Promise.all([
      trySignIn(world.phones.officer, 'wrong-password').catch((e: unknown) => e),
      trySignIn('13999999999', PASSWORD).catch((e: unknown) => e),
    ]);
    expect(refusals[0]).toMatchObject({ code: 'identity.wrong-password' });
    expect(refusals[1]).toMatchObject({
      code: 'identity.wrong-password',
      fields: (refusals[0] as { fields: object }).fields,
    });
  });

  test('rests an account after five wrong passwords at once, and lets it in when the time is over', async () => {
    const clock = createClock();
    const phone = world.phones.officer;
    await Promise.allSettled(Array.from({ length: 5 }, () => trySignIn(phone, 'wrong-password', clock.now())));
    await expect(trySignIn(phone, PASSWORD, clock.now())).rejects.toMatchObject({
      code: 'identity.locked',
      fields: { password: '输错次数太多，请 15 分钟后再试' },
    });
    clock.advance({ minutes: 16 });
    expect(await trySignIn(phone, PASSWORD, clock.now())).toMatchObject({ personId: world.actors.officer.personId });
  });

  test('asks regulators to set up an authenticator where that is required', async () => {
    const ctx = visitorContext();
    const strict = { requireTotp: true };
    expect(await signIn(ctx, { phone: world.phones.regulator, password: PASSWORD }, strict)).toMatchObject({
      mustEnrolTotp: true,
    });
    expect(await signIn(ctx, { phone: world.phones.worker, password: PASSWORD }, strict)).toMatchObject({
      mustEnrolTotp: false,
    });
  });

  test('takes each code of an authenticator once', async () => {
    const ctx = personContext(world.actors.regulator);
    const { secret } = await proposeTotp(ctx);
    const clock = createClock();
    const codeNow = () => generate({ secret, epoch: Math.floor(clock.now().getTime() / 1_000) });
    await enableTotp(ctx, { secret, totp: await codeNow() });
    const phone = world.phones.regulator;
    expect(await trySignIn(phone, PASSWORD)).toEqual({ needsTotp: true });
    clock.advance({ minutes: 2 });
    const token = await codeNow();
    const both = await Promise.allSettled([
      trySignIn(phone, PASSWORD, clock.now(), token),
      trySignIn(phone, PASSWORD, clock.now(), token),
    ]);
    expect(both.map((b) => b.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a lost authenticator', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test('is turned off by another administrator or on the server, never by oneself or anybody else', async () => {
    const ctx = personContext(world.actors.regulator);
    const { personId } = world.actors.regulator;
    const { secret } = await proposeTotp(ctx);
    const totp = await generate({ secret, epoch: Math.floor(fixedNow.getTime() / 1_000) });
    await enableTotp(ctx, { secret, totp });
    for (const who of Object.keys(world.actors) as WorldActor[]) {
      if (who === 'administrator') continue;
      await expect(resetTotp(personContext(world.actors[who]), { personId })).rejects.toMatchObject({ status: 403 });
    }
    const admin = personContext(world.actors.administrator);
    const own = resetTotp(admin, { personId: world.actors.administrator.personId });
    await expect(own).rejects.toMatchObject({ code: 'identity.not-yourself' });
    expect(await trySignIn(world.phones.regulator, PASSWORD)).toEqual({ needsTotp: true });
    await resetTotp(admin, { personId });
    expect(await trySignIn(world.phones.regulator, PASSWORD)).toMatchObject({ needsTotp: false });
    await resetTotp(clockContext(), { personId: world.actors.administrator.personId });
  });
});

describe('one-time codes', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });
  const newcomer = { name: '新安全员', phone: '13711112222', role: 'safety-officer' as const };

  test('an invitation sets a password once, however often it is sent', async () => {
    const { enterpriseId = '' } = world.actors.manager.scope;
    const { code = '' } = await invite(personContext(world.actors.manager), { ...newcomer, scope: { enterpriseId } });
    const accept = () => setPassword(visitorContext(), { phone: newcomer.phone, code, password: 'Brand-new-1' });
    const both = await Promise.allSettled([accept(), accept()]);
    expect(both.map((b) => b.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await trySignIn(newcomer.phone, 'Brand-new-1')).toMatchObject({ needsTotp: false });
  });

  test('five wrong guesses end an invitation', async () => {
    const { enterpriseId = '' } = world.actors.manager.scope;
    const { code = '' } = await invite(personContext(world.actors.manager), { ...newcomer, scope: { enterpriseId } });
    const guess = (text: string) =>
      setPassword(visitorContext(), { phone: newcomer.phone, code: text, password: 'Brand-new-1' });
    for (let i = 0; i < 5; i++) await expect(guess('22222222')).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await expect(guess(code)).rejects.toMatchObject({ code: 'identity.wrong-code' });
  });

  test('a reset code from the manager sets a new password and signs every browser out', async () => {
    const { officer, manager } = world.actors;
    await sessionOf(officer.personId, 'browser-1');
    const { code } = await issueResetCode(personContext(manager), { personId: officer.personId });
    await setPassword(visitorContext(), { phone: world.phones.officer, code, password: 'Another-new-1' });
    expect(await findSessions(officer.personId, fixedNow)).toEqual([]);
    await expect(trySignIn(world.phones.officer, PASSWORD)).rejects.toMatchObject({ code: 'identity.wrong-password' });
  });

  test('a manager cannot reset somebody who also holds a role outside the firm', async () => {
    const { officer, administrator } = world.actors;
    await invite(personContext(administrator), {
      name: officer.name,
      phone: world.phones.officer,
      role: 'regulator',
      scope: { bodyId: world.bodyId, regionCode: '450981' },
    });
    await expect(
      issueResetCode(personContext(world.actors.manager), { personId: officer.personId }),
    ).rejects.toMatchObject({ code: 'identity.may-not-manage' });
  });
});

describe('who may invite whom', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test.each([
    ['manager', 'safety-officer', 'enterprise', true],
    ['manager', 'worker', 'enterprise', true],
    ['manager', 'safety-officer', 'otherEnterprise', false],
    ['officer', 'worker', 'enterprise', true],
    ['officer', 'safety-officer', 'enterprise', false],
    ['worker', 'worker', 'enterprise', false],
    ['parkOfficer', 'enterprise-manager', 'enterprise', true],
    ['parkOfficer', 'enterprise-manager', 'otherEnterprise', false],
    ['regulator', 'enterprise-manager', 'enterprise', true],
    ['regulator', 'enterprise-manager', 'otherEnterprise', false],
    ['insurer', 'worker', 'enterprise', false],
    ['adviser', 'worker', 'enterprise', false],
    ['administrator', 'safety-officer', 'otherEnterprise', true],
  ] as const)('%s inviting a %s to %s: %s', async (actor, role, place, allowed) => {
    const outcome = invite(personContext(world.actors[actor]), {
      name: '新来的',
      phone: '13711112222',
      role,
      scope: { enterpriseId: world[place]._id },
    });
    if (allowed) expect(await outcome).toMatchObject({ code: expect.any(String) });
    else await expect(outcome).rejects.toMatchObject({ code: 'identity.may-not-invite' });
  });

  test('no code goes out for an account that also holds a role outside the inviter’s firm', async () => {
    const { administrator, manager } = world.actors;
    const person = { name: '未接受邀请的', phone: '13711113333' };
    const scope = { bodyId: world.bodyId, regionCode: '450981' };
    await invite(personContext(administrator), { ...person, role: 'regulator', scope });
    const { enterpriseId = '' } = manager.scope;
    const outcome = await invite(personContext(manager), { ...person, role: 'worker', scope: { enterpriseId } });
    expect(outcome).toEqual({ personId: expect.any(String) });
  });

  test('a regulator gives no park or firm of another region, whatever region the scope claims', async () => {
    const { otherRegulator } = world.actors;
    const person = { name: '新来的', phone: '13711112222' };
    for (const [role, scope] of [
      ['park-officer', { parkId: world.park._id, regionCode: '450103' }],
      ['adviser', { enterpriseIds: [world.enterprise._id], regionCode: '450103' }],
      ['regulator', { bodyId: world.bodyId, regionCode: '450103' }],
    ] as const) {
      await expect(invite(personContext(otherRegulator), { ...person, role, scope })).rejects.toMatchObject({
        code: 'identity.may-not-invite',
      });
    }
  });

  test.each([
    ['cityRegulator', '450981', true],
    ['regulator', '4509', false],
    ['regulator', '450103', false],
  ] as const)('%s inviting a regulator of %s: %s', async (actor, regionCode, allowed) => {
    const outcome = invite(personContext(world.actors[actor]), {
      name: '新来的',
      phone: '13711112222',
      role: 'regulator',
      scope: { bodyId: world.bodyId, regionCode },
    });
    if (allowed) expect(await outcome).toMatchObject({ code: expect.any(String) });
    else await expect(outcome).rejects.toMatchObject({ code: 'identity.may-not-invite' });
  });
});

describe('an account', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test('that is disabled acts no more', async () => {
    const { officer, manager } = world.actors;
    await sessionOf(officer.personId, 'browser-1');
    await disableAccount(personContext(manager), { personId: officer.personId });
    expect(await getActor(officer.personId, officer.grantId)).toBeUndefined();
    expect(await findSessions(officer.personId, fixedNow)).toEqual([]);
    await expect(trySignIn(world.phones.officer, PASSWORD)).rejects.toMatchObject({ code: 'identity.wrong-password' });
  });

  test('ends its own sessions and nobody else’s', async () => {
    const { officer, worker } = world.actors;
    await sessionOf(officer.personId, 'browser-1');
    await sessionOf(worker.personId, 'browser-2');
    await expect(revokeSession(personContext(officer), { sessionKey: 'browser-2' })).rejects.toMatchObject({
      kind: 'NotFound',
    });
    await revokeSession(personContext(officer), { sessionKey: 'browser-1' });
    expect(await findSessions(officer.personId, fixedNow)).toEqual([]);
    expect(await findSessions(worker.personId, fixedNow)).toHaveLength(1);
  });

  test('keeps only this browser when the password changes', async () => {
    const { officer } = world.actors;
    await sessionOf(officer.personId, 'here');
    await sessionOf(officer.personId, 'elsewhere');
    await changePassword(personContext(officer), { current: PASSWORD, password: 'Changed-now-1', sessionKey: 'here' });
    expect((await findSessions(officer.personId, fixedNow)).map((s) => s._id)).toEqual(['here']);
  });

  test('with two roles switches to the one asked for, and to none it does not hold', async () => {
    const { officer, administrator, worker } = world.actors;
    await invite(personContext(administrator), {
      name: officer.name,
      phone: world.phones.officer,
      role: 'adviser',
      scope: { enterpriseIds: [world.otherEnterprise._id] },
    });
    const { actorsOf } = await import('#domain/identity');
    const adviser = (await actorsOf(officer.personId)).find((a) => a.role === 'adviser');
    const next = await switchRole(personContext(officer), { grantId: adviser?.grantId ?? '' });
    expect(next.role).toBe('adviser');
    await expect(switchRole(personContext(officer), { grantId: worker.grantId })).rejects.toMatchObject({
      kind: 'NotFound',
    });
  });
});
