import mongoose from 'mongoose';
import {
  askPhoneChange,
  bindChat,
  confirmPhone,
  endHiding,
  findResets,
  findSessions,
  getActor,
  issueBindingCode,
  issueResetCode,
  noteDevice,
  printResetSlip,
  requestReset,
  resetPassword,
  signIn,
} from '#domain/identity';
import { deliverNext, findInbox, reactToEvents } from '#domain/notices';
import { useSms } from '#platform/sms';
import { createClock, fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { codeSentTo, deliverLetters, smsTo, useSmsBox } from '../../support/sms.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../../support/world.ts';

useStores();
useSmsBox();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
const NEW = 'Another-new-1';
const trySignIn = (phone: string, password: string) =>
  signIn(visitorContext(), { phone, password }, { requireTotp: false });
const toldTo = async (who: WorldActor) => (await findInbox(as(who))).rows.map(({ text }) => text);
/** What a chat outside the portal was told. */
async function saidIn(channel: string): Promise<{ to: string; text: string }[]> {
  const said: { to: string; text: string }[] = [];
  const say = async (to: string, text: string) => void said.push({ to, text });
  while ((await reactToEvents(fixedNow)) > 0);
  while (await deliverNext(createClock().now, { channel, say, isRepeatable: false }));
  return said;
}
const bind = async (who: WorldActor, channelUserId: string) => {
  const { code } = await issueBindingCode(as(who));
  await bindChat(visitorContext({ door: 'chat' }), { channel: 'wecom', channelUserId, code });
};

describe('a reset somebody else asks for', () => {
  test('goes to the holder’s number, sets a new password and signs every browser out', async () => {
    const { officer } = world.actors;
    await mongoose.connection.collection('sessions').insertOne({
      _id: 'browser-1',
      expires: new Date('2026-12-24'),
      session: { personId: officer.personId },
    } as never);
    expect(await issueResetCode(as('manager'), { personId: officer.personId })).toEqual({ way: 'sms' });
    const code = await codeSentTo(world.phones.officer, 'reset');
    await resetPassword(visitorContext(), { phone: world.phones.officer, code, password: NEW });
    expect(await findSessions(officer.personId, fixedNow)).toEqual([]);
    await expect(trySignIn(world.phones.officer, PASSWORD)).rejects.toMatchObject({ code: 'identity.wrong-password' });
    expect(await trySignIn(world.phones.officer, NEW)).toMatchObject({ needsTotp: false });
    await deliverLetters();
    expect(await toldTo('officer')).toEqual([expect.stringContaining('密码用重置码重新设置了')]);
    expect(await toldTo('regulator')).toHaveLength(1);
    expect((await toldTo('regulator'))[0]).toMatch(/企业负责人申请的，代码发给了本人/);
    expect(await toldTo('manager')).toEqual([]);
  });

  test('goes into the chat they bound where there is no SMS, and leaves no code behind', async () => {
    await bind('worker', 'her-own-chat');
    useSms(undefined);
    const { personId } = world.actors.worker;
    expect(await issueResetCode(as('manager'), { personId })).toEqual({ way: 'chat' });
    const said = await saidIn('wecom');
    const code = said.map(({ text }) => /重置码：([2-9A-Z]{8})/.exec(text)?.[1]).find(Boolean) ?? '';
    expect(said.every(({ to }) => to === 'her-own-chat')).toBe(true);
    const outbox = await mongoose.connection.collection('outbox').find().toArray();
    expect([code.length, JSON.stringify(outbox).includes(code)]).toEqual([8, false]);
    await resetPassword(visitorContext(), { phone: world.phones.worker, code, password: NEW });
    expect(await trySignIn(world.phones.worker, NEW)).toMatchObject({ personId });
  });

  test('is refused where nothing reaches the holder, and inside the firm nobody prints it', async () => {
    useSms(undefined);
    const { personId } = world.actors.worker;
    await expect(issueResetCode(as('manager'), { personId })).rejects.toMatchObject({ code: 'identity.out-of-reach' });
    await expect(printResetSlip(as('manager'), { personId })).rejects.toMatchObject({
      code: 'identity.slip-by-others',
    });
    await expect(printResetSlip(as('officer'), { personId })).rejects.toMatchObject({ kind: 'Forbidden' });
  });

  test('by a slip alarms everybody concerned when it is printed and when it is used', async () => {
    await bind('officer', 'his-own-chat');
    useSms(undefined);
    const { personId } = world.actors.officer;
    const { code } = await printResetSlip(as('administrator'), { personId });
    expect((await saidIn('wecom')).map(({ text }) => text).join()).toContain('打印了重置密码的密封纸条');
    await resetPassword(visitorContext(), { phone: world.phones.officer, code, password: NEW });
    expect((await saidIn('wecom')).map(({ text }) => text).join()).toContain('密码用重置码重新设置了');
    await deliverLetters();
    for (const who of ['manager', 'parkOfficer', 'regulator'] as const) {
      expect({ who, told: await toldTo(who) }).toEqual({ who, told: [expect.stringContaining('用密封纸条')] });
    }
    expect(await toldTo('otherOfficer')).toEqual([]);
  });

  test('is nobody’s who does not have the whole person in their charge', async () => {
    const accounts = mongoose.connection.collection<{ _id: string }>('accounts');
    const regulator = { _id: 'grant', role: 'regulator', scope: { bodyId: world.bodyId, regionCode: '450981' } };
    const { personId } = world.actors.officer;
    await accounts.updateOne({ _id: personId }, { $push: { grants: regulator } } as never);
    await expect(issueResetCode(as('manager'), { personId })).rejects.toMatchObject({
      code: 'identity.may-not-manage',
    });
  });

  test('hides what lies behind the account for the days of the rule; one’s own does not', async () => {
    const { personId, grantId } = world.actors.worker;
    await requestReset(visitorContext(), { phone: world.phones.worker });
    const own = await codeSentTo(world.phones.worker, 'reset');
    await resetPassword(visitorContext(), { phone: world.phones.worker, code: own, password: NEW });
    expect((await getActor(personId, grantId))?.hidesSince).toBeUndefined();
    await issueResetCode(as('manager'), { personId });
    const code = await codeSentTo(world.phones.worker, 'reset');
    await resetPassword(visitorContext(), { phone: world.phones.worker, code, password: PASSWORD });
    expect((await getActor(personId, grantId))?.hidesSince).toEqual(fixedNow);
    const clock = createClock();
    clock.advance({ days: 29 });
    expect(await endHiding(clock.now())).toBe(0);
    clock.advance({ days: 1 });
    expect(await endHiding(clock.now())).toBe(1);
    expect((await getActor(personId, grantId))?.hidesSince).toBeUndefined();
  });
});

describe('asking for one’s own code', () => {
  test('says nothing of whether the number is known, and sends no more than the day allows', async () => {
    expect(await requestReset(visitorContext(), { phone: '13999999999' })).toBeUndefined();
    for (let n = 0; n < 8; n++)
      expect(await requestReset(visitorContext(), { phone: world.phones.worker })).toBeUndefined();
    await deliverLetters();
    const issued = { name: 'identity.reset-code-issued' };
    expect(await mongoose.connection.collection('events').countDocuments(issued)).toBe(5);
  });
});

describe('a browser', () => {
  test('that is new is told to the holder, one they have used is not', async () => {
    const { personId } = world.actors.worker;
    const from = (deviceId: string) => noteDevice(visitorContext(), { personId, deviceId, label: '安卓手机' });
    for (const id of ['first', 'first', 'second', 'second']) await from(id);
    await deliverLetters();
    expect(await toldTo('worker')).toEqual([expect.stringContaining('在一台新设备上登录（安卓手机）')]);
    const account = await mongoose.connection.collection('accounts').findOne({ phone: world.phones.worker });
    expect(JSON.stringify(account)).not.toMatch(/first|second/);
  });
});

describe('a phone number', () => {
  const fresh = '13755556666';

  test('is changed by its holder with the code sent to the new one, and the old one is told', async () => {
    await askPhoneChange(as('worker'), { phone: fresh, password: PASSWORD });
    const code = await codeSentTo(fresh, 'phone');
    await expect(confirmPhone(as('worker2'), { code })).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await confirmPhone(as('worker'), { code });
    expect(await trySignIn(fresh, PASSWORD)).toMatchObject({ personId: world.actors.worker.personId });
    await expect(trySignIn(world.phones.worker, PASSWORD)).rejects.toMatchObject({ code: 'identity.wrong-password' });
    await deliverLetters();
    expect(await smsTo(world.phones.worker)).toMatchObject([
      { template: 'alarm', params: { what: '登录的手机号换了' } },
    ]);
    const account = await mongoose.connection.collection('accounts').findOne({ phone: fresh });
    expect(JSON.stringify(account)).not.toContain(world.phones.worker);
  });

  test('that is somebody else’s is not said to be, and takes the password to ask for', async () => {
    const ask = (phone: string, password: string) => askPhoneChange(as('worker'), { phone, password });
    await expect(ask(fresh, 'wrong-password')).rejects.toMatchObject({ code: 'identity.wrong-password' });
    expect(await ask(world.phones.officer, PASSWORD)).toBeUndefined();
    await deliverLetters();
    expect(await smsTo(world.phones.officer)).toEqual([]);
  });
});

it.each(['nonsense', '.', 'NaN.x', '99999999999999999999.x'])(
  'the list of resets with the cursor %s is its first page',
  async (after) => {
    const { code } = await printResetSlip(as('administrator'), { personId: world.actors.worker.personId });
    await resetPassword(visitorContext(), { phone: world.phones.worker, code, password: NEW });
    const first = await findResets(as('regulator'));
    expect(first.rows.length).toBeGreaterThan(0);
    expect(await findResets(as('regulator'), after)).toEqual(first);
  },
);
