import { finishMessage, takeNextMessage } from '#domain/chat';
import { hazardLifecycle } from '#domain/hazards';
import type { Conversation } from '../../bots/conversation.ts';
import { CONVERSATIONS } from '../../bots/conversations/index.ts';
import { nounAct } from '../../bots/conversations/nounAct.ts';
import { INTENTS } from '../../bots/intents.ts';
import { registerOf } from '../../bots/register.ts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';
import { talkAs } from './support/talk.ts';

useStores();
const clock = createClock();

const more = (name: string, claims: Conversation['claims'] = {}): Conversation => ({ name, claims, steps: {} });

describe('the list of conversations', () => {
  it('holds every command once, in the order in which they are tried', () => {
    expect(registerOf(CONVERSATIONS).claims.map(({ code }) => code)).toEqual(INTENTS);
  });

  it.each(INTENTS)('stops the start when nobody claims %s, or two do', (code) => {
    const without = CONVERSATIONS.map((one) => ({ ...one, claims: { ...one.claims, [code]: undefined } }));
    expect(() => registerOf(without)).toThrow(`the command ${code} is claimed by nobody`);
    const claim = registerOf(CONVERSATIONS).claims.find((one) => one.code === code);
    expect(() => registerOf([...CONVERSATIONS, more('another', { [code]: claim })])).toThrow(
      new RegExp(`^the command ${code} is claimed by \\w+ and another$`),
    );
  });

  it('stops the start when two have one name', () => {
    expect(() => registerOf([...CONVERSATIONS, more('menu')])).toThrow('two conversations have one name');
  });

  it.each([
    ['needs fields nobody asks for', { 'plan-rectification': { at: 'plan' } }],
    ['needs a reason and has no place to ask', { reopen: {} }],
    ['needs nothing and has a place to ask', { accept: { at: 'accept' } }],
  ])('stops the start when a step %s', (_why, acts) => {
    const [action = '', act = {}] = Object.entries(acts)[0] ?? [];
    const build = () =>
      nounAct({
        name: 'aCase',
        letter: 'H',
        path: 'hazards',
        lifecycle: hazardLifecycle,
        load: () => undefined,
        acts: { [action]: { ...act, run: () => undefined, did: '' } },
        questions: [],
      } as never);
    expect(build).toThrow(`chat cannot ask for what ${action} needs`);
  });
});

describe('who stands where nothing is any more', () => {
  const gone = { conversation: 'lottery', step: 'draw', draft: { rows: [1] } };
  const stands = async (where: object) => {
    const talk = talkAs('somebody', clock);
    await talk.say('帮助');
    await talk.receive('在');
    const taken = await takeNextMessage(clock.now());
    if (taken === undefined) throw new Error('nothing to take');
    await finishMessage(clock.now(), taken, where);
    return talk;
  };

  it.each([
    ['a conversation that is gone', { state: gone }, '1'],
    ['a conversation that is gone, and wants back', { state: gone }, '返回'],
    ['a conversation that is gone, and tells nonsense', { state: gone }, '%%%'],
    ['a step that is gone', { state: { ...gone, conversation: 'report' } }, '1'],
    ['nowhere, with a draft of a conversation that is gone', { draft: gone }, '继续'],
  ])('at %s, gets the menu and goes on from there', async (_where, where, words) => {
    const talk = await stands(where);
    const [said] = await talk.say(words);
    expect(said).toMatchObject({ template: 'help', params: { hasDraft: false } });
    expect((await talk.ask('1')).template).toBe('report-words');
  });

  it('is heard when they tell of a danger', async () => {
    await buildWorld();
    const talk = await stands({ state: gone });
    expect((await talk.ask('电箱正在冒烟')).template).toBe('alarm');
  });
});
