import mongoose from 'mongoose';
import { generate } from 'otplib';
import {
  acceptOffer,
  bindChat,
  changePassword,
  disableAccount,
  disableTotp,
  enableAccount,
  enableTotp,
  findOffersTo,
  giveFirmToAdviser,
  invite,
  issueBindingCode,
  leaveRole,
  noteDevice,
  printResetSlip,
  proposeTotp,
  removeGrant,
  resetPassword,
  resetTotp,
  takeFirmFromAdviser,
  unbindChat,
} from '#domain/identity';
import { deliverNext, findInbox, reactToEvents } from '#domain/notices';
import { type Clock, createClock } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { deliverLetters, smsTo, useSmsBox } from '../../support/sms.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../../support/world.ts';

useStores();
useSmsBox();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const visitor = () => visitorContext({ now: clock.now(), door: 'chat' });
const id = (who: WorldActor) => world.actors[who].personId;
const bind = async (who: WorldActor, channelUserId: string) => {
  const { code } = await issueBindingCode(as(who));
  await bindChat(visitor(), { channel: 'wecom', channelUserId, code });
};
const withAuthenticator = async (who: WorldActor) => {
  const codeNow = () => generate({ secret, epoch: Math.floor(clock.now().getTime() / 1_000) });
  const { secret, kept } = await proposeTotp(as(who), { sessionKey: 'here' });
  await enableTotp(as(who), { kept, sessionKey: 'here', totp: await codeNow() });
  return codeNow;
};

/** Everything that may happen to an account: whose, what happens, and what its holder is told of it last. */
const HAPPENS: Readonly<Record<string, readonly [WorldActor, () => Promise<unknown>, string]>> = {
  'a new device': [
    'worker',
    async () => {
      for (const deviceId of ['own', 'another'])
        await noteDevice(as('worker'), { personId: id('worker'), deviceId, label: '安卓手机' });
    },
    '在一台新设备上登录（安卓手机）',
  ],
  'a chat bound': ['worker', () => bind('worker', 'her-chat'), '绑定了一个聊天'],
  'a chat loosened': [
    'worker',
    async () => {
      await bind('worker', 'her-chat');
      clock.advance({ minutes: 1 });
      await unbindChat(visitor(), { channel: 'wecom', channelUserId: 'her-chat' });
    },
    '解除了一个聊天的绑定',
  ],
  'a chat somebody else took': [
    'worker',
    async () => {
      await bind('worker', 'their-chat');
      clock.advance({ minutes: 1 });
      await bind('worker2', 'their-chat');
    },
    '解除了一个聊天的绑定',
  ],
  'a role offered': [
    'worker2',
    () =>
      invite(as('manager'), {
        ...{ name: '新人', phone: world.phones.worker2, role: 'safety-officer' },
        scope: { enterpriseId: world.enterprise._id },
      }),
    '有人请您担任安全管理员，请登录后到“账号与安全”接受或不接受',
  ],
  'a role taken': [
    'worker2',
    async () => {
      await invite(as('manager'), {
        ...{ name: '新人', phone: world.phones.worker2, role: 'safety-officer' },
        scope: { enterpriseId: world.enterprise._id },
      });
      clock.advance({ minutes: 1 });
      const [offer] = await findOffersTo(id('worker2'), clock.now());
      await acceptOffer(as('worker2'), { offerId: offer?._id ?? '' });
    },
    '接受了身份：安全管理员',
  ],
  'a role taken away': [
    'officer',
    () => removeGrant(as('manager'), { personId: id('officer'), grantId: world.actors.officer.grantId }),
    '身份收回了：安全管理员',
  ],
  'a role given up': [
    'worker2',
    () => leaveRole(as('worker2'), { grantId: world.actors.worker2.grantId }),
    '身份收回了：员工',
  ],
  'a firm more to advise': [
    'adviser',
    () => giveFirmToAdviser(as('administrator'), { personId: id('adviser'), enterpriseId: world.enterprise._id }),
    '多辅导一家企业',
  ],
  'a firm less to advise': [
    'adviser',
    async () => {
      const firm = { personId: id('adviser'), enterpriseId: world.enterprise._id };
      await giveFirmToAdviser(as('administrator'), firm);
      clock.advance({ minutes: 1 });
      await takeFirmFromAdviser(as('administrator'), firm);
    },
    '少辅导一家企业',
  ],
  'a slip printed': [
    'worker',
    () => printResetSlip(as('administrator'), { personId: id('worker') }),
    '有人为您打印了重置密码的密封纸条',
  ],
  'a password set by a slip': [
    'worker',
    async () => {
      const { code } = await printResetSlip(as('administrator'), { personId: id('worker') });
      clock.advance({ minutes: 1 });
      await resetPassword(visitor(), { phone: world.phones.worker, code, password: 'Another-new-1' });
    },
    '密码用重置码重新设置了',
  ],
  'a password changed': [
    'worker',
    () => changePassword(as('worker'), { current: PASSWORD, password: 'Changed-now-1' }),
    '密码改了',
  ],
  'an account stopped': ['worker', () => disableAccount(as('manager'), { personId: id('worker') }), '账号停用了'],
  'an account let on again': [
    'worker',
    async () => {
      await disableAccount(as('manager'), { personId: id('worker') });
      clock.advance({ minutes: 1 });
      await enableAccount(as('manager'), { personId: id('worker') });
    },
    '账号重新启用了',
  ],
  'an authenticator set up': ['regulator', () => withAuthenticator('regulator'), '动态码启用了'],
  'an authenticator switched off': [
    'regulator',
    async () => {
      const codeNow = await withAuthenticator('regulator');
      clock.advance({ minutes: 2 });
      await disableTotp(as('regulator'), { password: PASSWORD, totp: await codeNow() });
    },
    '动态码停用了',
  ],
  'an authenticator switched off by others': [
    'regulator',
    async () => {
      await withAuthenticator('regulator');
      clock.advance({ minutes: 1 });
      await resetTotp(as('administrator'), { personId: id('regulator') });
    },
    '动态码由管理员停用了',
  ],
};

/** What is said in chats outside the portal, beside what `deliverLetters` brings. */
async function chatsOutside(): Promise<string[]> {
  const said: string[] = [];
  while ((await reactToEvents(clock.now())) > 0);
  const say = async (to: string, text: string) => void said.push(`${to}: ${text}`);
  while (await deliverNext(clock.now, { channel: 'wecom', say, isRepeatable: false }));
  return said;
}

it.each(Object.entries(HAPPENS))(
  '%s: its holder is told in the portal, and at their number or in a chat they had before',
  async (_what, [who, happens, what]) => {
    await happens();
    const said = await chatsOutside();
    await deliverLetters(clock);
    const sms = (await smsTo(world.phones[who])).map(({ params }) => String(params['what']));
    expect([...sms, ...said].join('\n')).toContain(what);
    expect((await findInbox(as(who))).rows.map(({ text }) => text).join('\n')).toContain(what);
  },
);

it('a chat bound with her code is told at her number too, not in that chat alone; one she had before rings instead', async () => {
  const alarms = async (): Promise<[string[], string[]]> => {
    const said = (await chatsOutside()).filter((text) => text.includes('绑定了一个聊天'));
    await deliverLetters(clock);
    const sms = (await smsTo(world.phones.worker)).map(({ params }) => String(params['what']));
    return [said.map((text) => text.split(':')[0] ?? '').toSorted(), sms];
  };
  await bind('worker', 'of-somebody-else');
  expect(await alarms()).toEqual([['of-somebody-else'], ['绑定了一个聊天']]);
  clock.advance({ hours: 1 });
  await bind('worker', 'another-chat');
  expect(await alarms()).toEqual([['another-chat', 'of-somebody-else'], ['绑定了一个聊天']]);
});

it('what was told is gone after the days of the rule, by the hour: message, dialogue and line alike', async () => {
  await bind('worker', 'her-chat');
  await deliverLetters(clock);
  const rows = await mongoose.connection.collection('outbox').find().toArray();
  const keepUntil = new Date('2026-11-24T02:00:00Z').getTime() + 180 * 86_400_000;
  expect(rows.length).toBeGreaterThan(1);
  expect(new Set(rows.map((row) => (row['expiresAt'] as Date).getTime()))).toEqual(new Set([keepUntil]));
  for (const name of ['outbox', 'inbox', 'dialogues', 'chat_messages']) {
    const indexes = await mongoose.connection.collection(name).indexes();
    expect([name, indexes.some(({ expireAfterSeconds }) => expireAfterSeconds === 0)]).toEqual([name, true]);
  }
});
