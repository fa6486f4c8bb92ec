import mongoose from 'mongoose';
import {
  askToJoin,
  bindChat,
  findActorByChat,
  findOffersTo,
  invite,
  isForPage,
  issueBindingCode,
  joinTeamByChat,
  unbindChat,
} from '#domain/identity';
import { createClock, fixedNow } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { codeSentTo, useSmsBox } from '../../support/sms.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

const address = { channel: 'webchat', channelUserId: 'visitor-1' };
let world: World;

describe('binding a chat', () => {
  useStores();
  beforeEach(async () => {
    world = await buildWorld();
  });

  test('makes the chat speak for whoever took the code', async () => {
    const { code } = await issueBindingCode(personContext(world.actors.worker));
    expect(code).toMatch(/^[2-9A-Z]{8}$/);
    await bindChat(visitorContext({ door: 'chat' }), { ...address, code });
    expect(await findActorByChat(address)).toMatchObject({ personId: world.actors.worker.personId, role: 'worker' });
    await unbindChat(visitorContext({ door: 'chat' }), address);
    expect(await findActorByChat(address)).toBeUndefined();
  });

  test('works once, even from two chats at the same moment', async () => {
    const { code } = await issueBindingCode(personContext(world.actors.worker));
    const both = await Promise.allSettled([
      bindChat(visitorContext(), { ...address, code }),
      bindChat(visitorContext(), { channel: 'wecom', channelUserId: 'zhang', code }),
    ]);
    expect(both.map((b) => b.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('ends after ten minutes', async () => {
    const clock = createClock();
    const { code } = await issueBindingCode(personContext(world.actors.worker, { now: clock.now() }));
    clock.advance({ minutes: 10 });
    await expect(bindChat(visitorContext({ now: clock.now() }), { ...address, code })).rejects.toMatchObject({
      code: 'identity.wrong-code',
    });
  });

  test('refuses even the right code after five tries, for ten minutes', async () => {
    const clock = createClock();
    const { code } = await issueBindingCode(personContext(world.actors.worker));
    const wrong = code === '22222222' ? '33333333' : '22222222';
    const bind = (text: string) => bindChat(visitorContext({ now: clock.now() }), { ...address, code: text });
    for (let i = 0; i < 5; i++) await expect(bind(wrong)).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await expect(bind(code)).rejects.toMatchObject({ code: 'identity.too-many-codes' });
    clock.advance({ minutes: 11 });
    const fresh = await issueBindingCode(personContext(world.actors.worker, { now: clock.now() }));
    await bind(fresh.code);
    expect(await findActorByChat(address)).toMatchObject({ personId: world.actors.worker.personId });
  });

  test('refuses whoever guessed wrong already when a whole network has guessed too often, and nobody else', async () => {
    const { code } = await issueBindingCode(personContext(world.actors.worker));
    const guess = (n: number, text = '22222222') =>
      bindChat(visitorContext(), { channel: 'webchat', channelUserId: `thrown-away-${n}`, code: text }).catch(
        (error: { code: string }) => error.code,
      );
    for (let n = 0; n < 300; n++) expect(await guess(n)).toBe('identity.wrong-code');
    expect(await guess(7, code)).toBe('identity.too-many-codes');
    // The holder, in a chat that has not tried yet.
    expect(await guess(300, code)).toMatchObject({ personId: world.actors.worker.personId });
  });

  test('never gives the powers of a role that needs an authenticator', async () => {
    const { regulator } = world.actors;
    const { code } = await issueBindingCode(personContext(regulator));
    await bindChat(visitorContext(), { ...address, code });
    expect(await findActorByChat(address)).toBeUndefined();
    expect(await isForPage(address)).toBe(true);
  });

  test('acts in a role of theirs that needs none, when they hold one beside it', async () => {
    const { officer, regulator } = world.actors;
    const worker = { _id: 'as-worker', role: 'worker', scope: officer.scope };
    const more = { $push: { grants: worker } } as never;
    await mongoose.connection.collection('accounts').updateOne({ _id: regulator.personId } as never, more);
    const { code } = await issueBindingCode(personContext(regulator));
    await bindChat(visitorContext(), { ...address, code });
    expect(await findActorByChat(address)).toMatchObject({ role: 'worker', grantId: 'as-worker' });
  });

  test('is gone for whoever bound it before when somebody else takes the chat', async () => {
    for (const who of ['worker', 'worker2'] as const) {
      const { code } = await issueBindingCode(personContext(world.actors[who]));
      await bindChat(visitorContext(), { ...address, code });
    }
    const loosened = { name: 'identity.chat-unbound', 'subject.id': world.actors.worker.personId };
    expect(await mongoose.connection.collection('events').countDocuments(loosened)).toBe(1);
  });

  describe('of a worker who asked to join by their team’s code', () => {
    useSmsBox();
    const ask = (phone: string) => askToJoin(visitorContext(), { teamCode: world.team.code, name: '新工友', phone });
    const show = (phone: string, code: string) =>
      joinTeamByChat(visitorContext({ door: 'chat' }), { ...address, phone, code });

    test('is theirs with the code that came to the number, once', async () => {
      const phone = '13700001111';
      await ask(phone);
      const code = await codeSentTo(phone, 'invitation');
      const { personId } = await show(phone, code);
      expect(await findActorByChat(address)).toMatchObject({
        personId,
        name: '新工友',
        role: 'worker',
        scope: { teamId: world.team._id },
      });
      await expect(show(phone, code)).rejects.toMatchObject({ code: 'identity.wrong-code' });
    });

    test('uses up no code of another role: that is taken on the page', async () => {
      const phone = '13700002222';
      const scope = { enterpriseId: world.enterprise._id };
      await invite(personContext(world.actors.manager), { name: '新安全员', phone, role: 'safety-officer', scope });
      const code = await codeSentTo(phone, 'invitation');
      for (let n = 0; n < 3; n++)
        await expect(show(phone, code)).rejects.toMatchObject({ code: 'identity.wrong-code' });
      const row = await mongoose.connection.collection('oneTimeCodes').findOne({ purpose: 'invitation' });
      expect(row?.['usedAt']).toBeUndefined();
    });

    test('is nobody’s whose account has been opened: a code alone does not speak for them', async () => {
      const { worker, otherOfficer } = world.actors;
      const accounts = mongoose.connection.collection<{ _id: string }>('accounts');
      await accounts.updateOne({ _id: otherOfficer.personId }, { $unset: { phoneProvedAt: 1 } });
      await ask(world.phones.otherOfficer);
      const code = await codeSentTo(world.phones.otherOfficer, 'invitation');
      expect(code).toMatch(/^[2-9A-Z]{8}$/);
      await expect(show(world.phones.otherOfficer, code)).rejects.toMatchObject({ code: 'identity.wrong-code' });
      expect(await findActorByChat(address)).toBeUndefined();
      // Somebody of this very team is told nothing, and nothing is offered to them.
      await ask(world.phones.worker);
      expect(await findOffersTo(worker.personId, fixedNow)).toEqual([]);
    });

    test('is asked for five times a day and no more, and two at once are one', async () => {
      await Promise.all([ask('13700002222'), ask('13700002222')]);
      const accounts = mongoose.connection.collection('accounts');
      expect(await accounts.countDocuments({ phone: '13700002222' })).toBe(1);
      expect(await mongoose.connection.collection('offers').countDocuments()).toBe(1);
      for (let n = 0; n < 6; n++) expect(await ask('13700002222')).toBeUndefined();
      const asked = { name: 'identity.join-asked' };
      expect(await mongoose.connection.collection('events').countDocuments(asked)).toBe(5);
    });
  });
});
