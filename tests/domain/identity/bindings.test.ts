import { bindChat, findActorByChat, issueBindingCode, joinTeamByChat, unbindChat } from '#domain/identity';
import { createClock } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
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
    expect(code).toMatch(/^\d{6}$/);
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
    const wrong = code === '000000' ? '000001' : '000000';
    const bind = (text: string) => bindChat(visitorContext({ now: clock.now() }), { ...address, code: text });
    for (let i = 0; i < 5; i++) await expect(bind(wrong)).rejects.toMatchObject({ code: 'identity.wrong-code' });
    await expect(bind(code)).rejects.toMatchObject({ code: 'identity.too-many-codes' });
    clock.advance({ minutes: 11 });
    const fresh = await issueBindingCode(personContext(world.actors.worker, { now: clock.now() }));
    await bind(fresh.code);
    expect(await findActorByChat(address)).toMatchObject({ personId: world.actors.worker.personId });
  });

  test('lets a worker join by their team’s code, once a phone', async () => {
    const join = () =>
      joinTeamByChat(visitorContext({ door: 'chat' }), {
        ...address,
        teamCode: world.team.code,
        name: '新工友',
        phone: '13700001111',
      });
    const { personId } = await join();
    expect(await findActorByChat(address)).toMatchObject({ personId, scope: { teamId: world.team._id } });
    await expect(join()).rejects.toMatchObject({ code: 'identity.phone-taken' });
  });
});
