import mongoose from 'mongoose';
import {
  acceptInvitation,
  acceptOffer,
  actorsOf,
  declineOffer,
  disableAccount,
  findOffersBy,
  findOffersTo,
  giveFirmToAdviser,
  invite,
  leaveRole,
  printOfferSlip,
  removeGrant,
  signIn,
  withdrawOffer,
} from '#domain/identity';
import { useSms } from '#platform/sms';
import { fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { codeSentTo, deliverLetters, smsTo, useSmsBox } from '../../support/sms.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../../support/world.ts';

useStores();
useSmsBox();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: keyof World['actors']) => personContext(world.actors[who]);
const newcomer = { name: '新安全员', phone: '13711112222', role: 'safety-officer' as const };
const firm = () => ({ enterpriseId: world.enterprise._id });
const stranger = { name: '我打听的人', role: 'safety-officer' as const };
const rolesOf = async (personId: string) => (await actorsOf(personId)).map(({ role }) => role);
const idOf = async (phone: string) =>
  (await mongoose.connection.collection<{ _id: string }>('accounts').findOne({ phone }))?._id ?? '';

describe('an invitation', () => {
  test('reaches its holder alone: nothing the inviter gets, and nothing in the store, has the code', async () => {
    const outcome = await invite(as('manager'), { ...newcomer, scope: firm() });
    expect(outcome).toEqual({ offerId: expect.any(String), way: 'sms' });
    const code = await codeSentTo(newcomer.phone, 'invitation');
    expect(code).toMatch(/^[2-9A-Z]{8}$/);
    const { collections } = mongoose.connection;
    for (const name of Object.keys(collections)) {
      if (name === 'smsBox') continue;
      const rows = await mongoose.connection.collection(name).find().toArray();
      expect({ name, has: JSON.stringify(rows).includes(code) }).toEqual({ name, has: false });
    }
  });

  test('sets a password once, however often it is sent, and gives the role only then', async () => {
    await invite(as('manager'), { ...newcomer, scope: firm() });
    const code = await codeSentTo(newcomer.phone, 'invitation');
    expect(await rolesOf(await idOf(newcomer.phone))).toEqual([]);
    const accept = () => acceptInvitation(visitorContext(), { phone: newcomer.phone, code, password: 'Brand-new-1' });
    const both = await Promise.allSettled([accept(), accept()]);
    expect(both.map((b) => b.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const signedIn = signIn(
      visitorContext(),
      { phone: newcomer.phone, password: 'Brand-new-1' },
      { requireTotp: false },
    );
    expect(await signedIn).toMatchObject({ needsTotp: false });
    expect(await rolesOf(await idOf(newcomer.phone))).toEqual(['safety-officer']);
  });

  test('is not guessed: five wrong codes from one place end it there, and nowhere else', async () => {
    await invite(as('manager'), { ...newcomer, scope: firm() });
    const code = await codeSentTo(newcomer.phone, 'invitation');
    const guess = (text: string, from = '') =>
      acceptInvitation(visitorContext(), { phone: newcomer.phone, code: text, password: 'Brand-new-1' }, from);
    for (let i = 0; i < 5; i++) await expect(guess('22222222')).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await expect(guess(code)).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await guess(code, 'where the holder is');
  });

  test('can be taken back', async () => {
    const { offerId } = await invite(as('manager'), { ...newcomer, scope: firm() });
    const code = await codeSentTo(newcomer.phone, 'invitation');
    await expect(withdrawOffer(as('otherOfficer'), { offerId })).rejects.toMatchObject({ kind: 'Forbidden' });
    await withdrawOffer(as('manager'), { offerId });
    const late = acceptInvitation(visitorContext(), { phone: newcomer.phone, code, password: 'Brand-new-1' });
    await expect(late).rejects.toMatchObject({ code: 'identity.wrong-code' });
  });
});

describe('a role offered to somebody who has an account', () => {
  test('is theirs once they take it, and they are told', async () => {
    const { worker2 } = world.actors;
    const { offerId } = await invite(as('manager'), { ...stranger, phone: world.phones.worker2, scope: firm() });
    expect(await rolesOf(worker2.personId)).toEqual(['worker']);
    await deliverLetters();
    expect((await smsTo(world.phones.worker2)).map(({ template }) => template)).toEqual(['alarm']);
    expect((await findOffersTo(worker2.personId, fixedNow)).map(({ _id }) => _id)).toEqual([offerId]);
    await expect(acceptOffer(as('worker'), { offerId })).rejects.toMatchObject({ kind: 'NotFound' });
    await acceptOffer(as('worker2'), { offerId });
    expect(await rolesOf(worker2.personId)).toEqual(['worker', 'safety-officer']);
  });

  test('is not theirs when they decline', async () => {
    const { offerId } = await invite(as('manager'), { ...stranger, phone: world.phones.worker2, scope: firm() });
    await declineOffer(as('worker2'), { offerId });
    await expect(acceptOffer(as('worker2'), { offerId })).rejects.toMatchObject({ kind: 'NotFound' });
    expect(await findOffersBy(as('manager'))).toEqual([]);
  });

  test('of a firm that registered is found by its body, however many newer ones are others’', async () => {
    await mongoose.connection.collection('enterprises').insertOne({ _id: 'far-away', regionCode: '450102' } as never);
    const offer = (n: number, enterpriseId: string) => ({
      _id: `offer-${n}`,
      role: 'applicant',
      scope: { enterpriseId },
      ...{ typedName: `经办人${n}`, typedPhone: '13700000000', needsCode: true, by: 'visitor' },
      createdAt: new Date(fixedNow.getTime() + n),
      expiresAt: new Date(fixedNow.getTime() + 86_400_000),
    });
    const others = Array.from({ length: 230 }, (_, n) => offer(n + 1, 'far-away'));
    await mongoose.connection.collection('offers').insertMany([offer(0, world.enterprise._id), ...others] as never);
    expect((await findOffersBy(as('regulator'))).map(({ _id }) => _id)).toEqual(['offer-0']);
  });

  test('tells its giver nothing: a stranger, somebody of theirs, somebody disabled and nobody look alike', async () => {
    await disableAccount(as('manager'), { personId: world.actors.worker2.personId });
    const phones = [world.phones.regulator, world.phones.officer, world.phones.worker2, '13711119999'];
    const answers = [];
    for (const phone of phones) answers.push(await invite(as('manager'), { ...stranger, phone, scope: firm() }));
    expect(answers.map((answer) => Object.keys(answer).toSorted())).toEqual(phones.map(() => ['offerId', 'way']));
    const seen = await findOffersBy(as('manager'));
    const { regulator, officer } = world.actors;
    expect(seen.map(({ typedName, role }) => [typedName, role])).toEqual(
      phones.map(() => ['我打听的人', 'safety-officer']),
    );
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${regulator.name}|${officer.name}|${regulator.personId}`));
    await deliverLetters();
    expect(await smsTo(world.phones.worker2)).toMatchObject([{ template: 'alarm', params: { what: '账号停用了' } }]);
  });

  test('that nobody has shown to be at their number needs the code sent there', async () => {
    const accounts = mongoose.connection.collection('accounts');
    await accounts.updateOne({ phone: world.phones.worker2 }, { $unset: { phoneProvedAt: 1 } });
    const { offerId } = await invite(as('manager'), { ...stranger, phone: world.phones.worker2, scope: firm() });
    await expect(acceptOffer(as('worker2'), { offerId })).rejects.toMatchObject({ kind: 'NotFound' });
    const code = await codeSentTo(world.phones.worker2, 'invitation');
    const accept = (password: string, from: string) =>
      acceptInvitation(visitorContext(), { phone: world.phones.worker2, code, password }, from);
    await accept(PASSWORD, 'home');
    expect(await rolesOf(world.actors.worker2.personId)).toEqual(['worker', 'safety-officer']);
  });

  test('by a slip opens nothing without the password of the account', async () => {
    useSms(undefined);
    const accounts = mongoose.connection.collection('accounts');
    await accounts.updateOne({ phone: world.phones.worker2 }, { $unset: { phoneProvedAt: 1 } });
    const { offerId, way } = await invite(as('manager'), { ...stranger, phone: world.phones.worker2, scope: firm() });
    expect(way).toBe('slip');
    const { code } = await printOfferSlip(as('manager'), { offerId });
    const take = acceptInvitation(visitorContext(), {
      phone: world.phones.worker2,
      code,
      password: 'Of-the-manager-1',
    });
    await expect(take).rejects.toMatchObject({ code: 'identity.wrong-code' });
    const signedIn = { phone: world.phones.worker2, password: PASSWORD };
    expect(await signIn(visitorContext(), signedIn, { requireTotp: false })).toMatchObject({ needsTotp: false });
    expect(await rolesOf(world.actors.worker2.personId)).toEqual(['worker']);
  });
});

describe('a role ends', () => {
  test('by whoever may give it, and by whoever holds it, who is told', async () => {
    const { officer, worker2 } = world.actors;
    const own = { personId: officer.personId, grantId: officer.grantId };
    for (const who of ['worker', 'otherOfficer', 'insurer', 'adviser'] as const) {
      await expect(removeGrant(as(who), own)).rejects.toMatchObject({ kind: 'Forbidden' });
    }
    await removeGrant(as('manager'), own);
    expect(await rolesOf(officer.personId)).toEqual([]);
    await leaveRole(as('worker2'), { grantId: worker2.grantId });
    expect(await rolesOf(worker2.personId)).toEqual([]);
    await deliverLetters();
    expect((await smsTo(world.phones.officer)).map(({ params }) => params['what'])).toEqual(['身份收回了：安全管理员']);
  });

  test('but not of the last administrator by themselves', async () => {
    const { administrator } = world.actors;
    const leave = leaveRole(as('administrator'), { grantId: administrator.grantId });
    await expect(leave).rejects.toMatchObject({ code: 'identity.last-administrator' });
  });
});

describe('who may invite whom', () => {
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
    if (allowed) expect(await outcome).toMatchObject({ offerId: expect.any(String) });
    else await expect(outcome).rejects.toMatchObject({ code: 'identity.may-not-invite' });
  });

  test('a code takes the role it was made for and no other that waits for the same person', async () => {
    useSms(undefined);
    const { administrator, manager } = world.actors;
    const person = { name: '未接受邀请的', phone: '13711113333' };
    const scope = { bodyId: world.bodyId, regionCode: '450981' };
    const { offerId: higher } = await invite(personContext(administrator), { ...person, role: 'regulator', scope });
    const { offerId } = await invite(personContext(manager), { ...person, role: 'worker', scope: firm() });
    const { code } = await printOfferSlip(personContext(manager), { offerId });
    await expect(printOfferSlip(personContext(manager), { offerId: higher })).rejects.toMatchObject({
      kind: 'Forbidden',
    });
    await acceptInvitation(visitorContext(), { phone: person.phone, code, password: 'Of-the-manager-1' });
    const [imposter] = await actorsOf(await idOf(person.phone));
    if (imposter === undefined) throw new Error('nobody');
    expect(await rolesOf(imposter.personId)).toEqual(['worker']);
    await expect(acceptOffer(personContext(imposter), { offerId: higher })).rejects.toMatchObject({ kind: 'NotFound' });
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
    if (allowed) expect(await outcome).toMatchObject({ offerId: expect.any(String) });
    else await expect(outcome).rejects.toMatchObject({ code: 'identity.may-not-invite' });
  });
});

describe('an adviser', () => {
  const advises = { role: 'adviser' as const, name: '兼职的人' };
  test('is never employed by a firm they advise, whichever comes first', async () => {
    const { worker, adviser } = world.actors;
    const offer = async (who: 'worker' | 'adviser', role: 'adviser' | 'worker', scope: object) => {
      await invite(as('administrator'), { ...advises, role, phone: world.phones[who], scope });
      const [made] = await findOffersTo(world.actors[who].personId, fixedNow);
      return acceptOffer(as(who), { offerId: made?._id ?? '' });
    };
    const own = { code: 'identity.adviser-of-own-firm' };
    await expect(offer('worker', 'adviser', { enterpriseIds: [world.enterprise._id] })).rejects.toMatchObject(own);
    await expect(offer('adviser', 'worker', firm())).rejects.toMatchObject(own);
    expect(await rolesOf(worker.personId)).toEqual(['worker']);
    expect(await rolesOf(adviser.personId)).toEqual(['adviser']);
    // Another firm is no matter.
    await mongoose.connection.collection('offers').deleteMany({});
    await offer('worker', 'adviser', { enterpriseIds: [world.otherEnterprise._id] });
    const more = { personId: worker.personId, enterpriseId: world.enterprise._id };
    await expect(giveFirmToAdviser(as('administrator'), more)).rejects.toMatchObject(own);
  });
});
