import mongoose from 'mongoose';
import { dialogueId } from '#domain/chat';
import { bindChat, findActorByChat, issueBindingCode, resetPassword, signIn } from '#domain/identity';
import { deliverNext, reactToEvents } from '#domain/notices';
import { renderText } from '#platform/texts';
import { type Clock, createClock } from '../support/clock.ts';
import { personContext, visitorContext } from '../support/contexts.ts';
import { codeSentTo, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { talkAs } from './support/talk.ts';

useStores();
useSmsBox();
let world: World;
let clock: Clock;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
});
const NEW = 'Chosen-by-herself-1';
const bind = async (who: WorldActor, channel: string, channelUserId: string) => {
  const { code } = await issueBindingCode(personContext(world.actors[who], { now: clock.now() }));
  await bindChat(visitorContext({ now: clock.now() }), { channel, channelUserId, code });
};
/** What was said in a network besides answers, and to whom. */
async function toldIn(channel: string): Promise<{ to: string; text: string }[]> {
  const said: { to: string; text: string }[] = [];
  const say = async (to: string, text: string) => void said.push({ to, text });
  while ((await reactToEvents(clock.now())) > 0);
  while (await deliverNext(clock.now, { channel, say, isRepeatable: false }));
  return said;
}
const codesIn = (said: readonly { to: string; text: string }[]) =>
  said.flatMap(({ to, text }) => {
    const code = /重置码：([2-9A-Z]{8})/.exec(text)?.[1];
    return code === undefined ? [] : [{ to, code }];
  });

describe('重置密码', () => {
  it('in a bound chat brings a code into that chat and no other, and nothing of it stays behind', async () => {
    await bind('worker', 'mock', 'her-own');
    await bind('worker', 'mock', 'her-second');
    await bind('worker', 'wecom', 'of-the-firm');
    await toldIn('mock');
    const talk = talkAs('her-own', clock);
    expect((await talk.ask('我忘记密码')).template).toBe('reset-sent');
    const codes = codesIn([...(await toldIn('mock')), ...(await toldIn('wecom'))]);
    expect(codes.map(({ to }) => to)).toEqual(['her-own']);
    const code = codes[0]?.code as string;
    const outbox = await mongoose.connection.collection('outbox').find().toArray();
    expect(JSON.stringify([outbox, await talk.replies()])).not.toContain(code);
    await resetPassword(visitorContext(), { phone: world.phones.worker, code, password: NEW });
    const back = await signIn(visitorContext(), { phone: world.phones.worker, password: NEW }, { requireTotp: false });
    expect(back).toMatchObject({ personId: world.actors.worker.personId });
    // Her own reset hides nothing from her.
    expect((await findActorByChat({ channel: 'mock', channelUserId: 'her-own' }))?.hidesSince).toBeUndefined();
  });

  it('in a chat nobody has bound says kindly where it is asked for', async () => {
    const { template, params } = await talkAs('a-stranger', clock).ask('重置密码');
    expect([template, renderText('chat', template, params)]).toEqual([
      'reset-unbound',
      expect.stringContaining('在登录页选「忘了密码」'),
    ]);
    expect(await mongoose.connection.collection('oneTimeCodes').countDocuments()).toBe(0);
  });

  it('is given five times a day and no more', async () => {
    await bind('worker', 'mock', 'her-own');
    const talk = talkAs('her-own', clock);
    for (let n = 0; n < 5; n++) expect((await talk.ask('重置密码')).template).toBe('reset-sent');
    expect(await talk.ask('重置密码')).toMatchObject({
      template: 'refused',
      params: { sentence: expect.stringContaining('今天次数用完了') },
    });
  });
});

describe('加入班组', () => {
  const ask = async (who: string, phone: string) => {
    const talk = talkAs(who, clock);
    await talk.ask(`加入 ${world.team.code}`);
    const said = await talk.say(`新工友 ${phone}`);
    const row = await mongoose.connection.collection('dialogues').findOne({ _id: dialogueId('mock', who) as never });
    return { talk, said, keys: Object.keys(row ?? {}).toSorted() };
  };

  it('answers alike whether the number is known, of this team, or nobody’s', async () => {
    const numbers = ['13700001111', world.phones.otherOfficer, world.phones.worker, world.phones.manager];
    const answers = [];
    for (const [n, phone] of numbers.entries()) {
      const { said, keys, talk } = await ask(`visitor-${n}`, phone);
      answers.push({ said, keys, wrong: await talk.say('22222222') });
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.said.map(({ template }) => template)).toEqual(['join-sent']);
  });

  it('ends with the code that came to the number, typed here', async () => {
    const { talk } = await ask('new-one', '13700001111');
    const code = await codeSentTo('13700001111', 'invitation', clock);
    expect(await talk.ask(code)).toMatchObject({ template: 'joined', params: { name: '新工友' } });
    expect(await findActorByChat({ channel: 'mock', channelUserId: 'new-one' })).toMatchObject({ role: 'worker' });
  });
});
