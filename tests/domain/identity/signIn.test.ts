import mongoose from 'mongoose';
import { generate } from 'otplib';
import {
  acceptOffer,
  actorsOf,
  changePassword,
  disableAccount,
  disableTotp,
  enableAccount,
  enableTotp,
  findSessions,
  getActor,
  invite,
  noteDevice,
  proposeTotp,
  resetTotp,
  revokeSession,
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

  test('slows down one place after five wrong passwords at once, more each time, and nobody elsewhere', async () => {
    const clock = createClock();
    const phone = world.phones.officer;
    const { personId } = world.actors.officer;
    await noteDevice(visitorContext(), { personId, deviceId: 'own-browser', label: '' });
    const from = (network: string, password: string, deviceId?: string, browser = 'one') =>
      signIn(visitorContext({ now: clock.now() }), { phone, password }, open, {
        network,
        browser,
        ...(deviceId === undefined ? {} : { deviceId }),
      });
    const guesses = await Promise.allSettled(Array.from({ length: 20 }, () => from('the factory', 'wrong-password')));
    const codes = guesses.map((one) => (one as PromiseRejectedResult).reason.code);
    expect(codes.filter((code) => code === 'identity.wrong-password')).toHaveLength(5);
    await expect(from('the factory', PASSWORD)).rejects.toMatchObject({
      code: 'identity.slow-down',
      status: 429,
      params: { seconds: 5 },
    });
    // Her own browser on the same line, and anybody elsewhere, have counts of their own.
    expect(await from('the factory', PASSWORD, 'own-browser')).toMatchObject({ personId });
    expect(await from('at home', PASSWORD)).toMatchObject({ personId });
    // Nor does it cost another browser on that line anything, until far too many come from there.
    expect(await from('the factory', PASSWORD, undefined, 'new telephone')).toMatchObject({ personId });
    const fresh = Array.from({ length: 70 }, (_, i) =>
      from('next door', 'wrong-password', undefined, `made anew ${i}`),
    );
    const refused = (await Promise.allSettled(fresh)).filter(
      (one) => one.status === 'rejected' && one.reason.code === 'identity.slow-down',
    );
    expect(refused).toHaveLength(20);
    clock.advance({ minutes: 1 });
    await expect(from('the factory', 'wrong-password')).rejects.toMatchObject({ code: 'identity.wrong-password' });
    await expect(from('the factory', PASSWORD)).rejects.toMatchObject({ params: { seconds: 10 } });
    clock.advance({ minutes: 1 });
    expect(await from('the factory', PASSWORD)).toMatchObject({ personId });
  });

  test('slows down guesses of an unknown number just as well', async () => {
    const tries = Array.from({ length: 6 }, () => () => trySignIn('13999999999', 'wrong-password'));
    const codes = [];
    for (const one of tries) codes.push(await one().catch((error: { code: string }) => error.code));
    expect(codes).toEqual([...Array(5).fill('identity.wrong-password'), 'identity.slow-down']);
  });

  test('keeps neither number nor address of who failed', async () => {
    await trySignIn(world.phones.officer, 'wrong-password').catch(() => undefined);
    const [row] = await mongoose.connection.collection<{ _id: string }>('tries').find().toArray();
    expect(row?._id).toMatch(/^[\w-]{22}$/);
    expect(JSON.stringify(row)).not.toContain(world.phones.officer);
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
    const { secret, kept } = await proposeTotp(ctx, { sessionKey: 'here' });
    const clock = createClock();
    const codeNow = () => generate({ secret, epoch: Math.floor(clock.now().getTime() / 1_000) });
    await enableTotp(ctx, { kept, sessionKey: 'here', totp: await codeNow() });
    const account = await mongoose.connection.collection('accounts').findOne({ phone: world.phones.regulator });
    expect(JSON.stringify(account)).not.toContain(secret);
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

describe('switching the authenticator off', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test('asks for the password and a code of it that was not used before', async () => {
    const clock = createClock();
    const ctx = () => personContext(world.actors.regulator, { now: clock.now() });
    const { secret, kept } = await proposeTotp(ctx(), { sessionKey: 'here' });
    const codeNow = () => generate({ secret, epoch: Math.floor(clock.now().getTime() / 1_000) });
    const used = await codeNow();
    await enableTotp(ctx(), { kept, sessionKey: 'here', totp: used });
    const off = (password: string, totp: string) => disableTotp(ctx(), { password, totp });
    const wrong = { code: 'identity.wrong-totp', fields: { totp: expect.any(String) } };
    await expect(off(PASSWORD, '')).rejects.toMatchObject({ fields: { totp: expect.any(String) } });
    await expect(off(PASSWORD, used)).rejects.toMatchObject(wrong);
    clock.advance({ minutes: 2 });
    const fresh = await codeNow();
    await expect(off(PASSWORD, fresh === '000000' ? '000001' : '000000')).rejects.toMatchObject(wrong);
    await expect(off('wrong-password', fresh)).rejects.toMatchObject({ code: 'identity.wrong-password' });
    expect(await trySignIn(world.phones.regulator, PASSWORD, clock.now())).toEqual({ needsTotp: true });
    await off(PASSWORD, fresh);
    expect(await trySignIn(world.phones.regulator, PASSWORD, clock.now())).toMatchObject({ needsTotp: false });
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
    const { secret, kept } = await proposeTotp(ctx, { sessionKey: 'here' });
    const totp = await generate({ secret, epoch: Math.floor(fixedNow.getTime() / 1_000) });
    await enableTotp(ctx, { kept, sessionKey: 'here', totp });
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

  test('that is enabled again signs in as before, with no chat bound', async () => {
    const { officer, manager } = world.actors;
    await disableAccount(personContext(manager), { personId: officer.personId });
    await expect(enableAccount(personContext(officer), { personId: officer.personId })).rejects.toMatchObject({
      kind: 'Forbidden',
    });
    await enableAccount(personContext(manager), { personId: officer.personId });
    expect(await trySignIn(world.phones.officer, PASSWORD)).toMatchObject({ personId: officer.personId });
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
    const { offerId } = await invite(personContext(administrator), {
      name: officer.name,
      phone: world.phones.officer,
      role: 'adviser',
      scope: { enterpriseIds: [world.otherEnterprise._id] },
    });
    await acceptOffer(personContext(officer), { offerId });
    const adviser = (await actorsOf(officer.personId)).find((a) => a.role === 'adviser');
    const next = await switchRole(personContext(officer), { grantId: adviser?.grantId ?? '' });
    expect(next.role).toBe('adviser');
    await expect(switchRole(personContext(officer), { grantId: worker.grantId })).rejects.toMatchObject({
      kind: 'NotFound',
    });
  });
});
