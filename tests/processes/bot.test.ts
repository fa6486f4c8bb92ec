import { setTimeout as wait } from 'node:timers/promises';
import { chatMark, dialogueId, messageKey, openLine, type StoredLine } from '#domain/chat';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { count, holdCaseNumbers, rows } from './support/rows.ts';
import { Visitor } from './support/visitor.ts';

let house: House;
let world: World;
let web: Part;
let bot: Part;
beforeAll(async () => {
  house = await openHouse();
  world = await buildWorld();
  [web, bot] = await Promise.all([house.start('web'), house.start('bot')]);
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

const restartBot = async (): Promise<void> => {
  bot = await house.start('bot');
};

interface Talk {
  say(text: string): Promise<void>;
  /** Everything the bot has written in this chat, in order. */
  answers(): Promise<string[]>;
  /** Waits for the `n`th answer. */
  answer(n: number): Promise<string>;
}

/** What one side said in a chat, in order. */
const linesOf = async (chatId: string, from: 'person' | 'bot') =>
  (await rows('chat_messages', { chatId: chatMark(chatId), from }))
    .map((row) => openLine(row as unknown as StoredLine))
    .toSorted((one, other) => one.seq - other.seq);

/** Somebody at the chat page. */
async function talkOf(who: WorldActor): Promise<Talk> {
  const person = new Visitor(web.url);
  await person.signIn(world.phones[who], PASSWORD);
  await person.open('/chat');
  const chatId = `person-${world.actors[who].personId}`;
  const answers = async () => (await linesOf(chatId, 'bot')).map(({ text }) => String(text));
  return {
    say: async (text) => void (await person.sendUntilTaken('/chat/messages', { text })),
    answers,
    answer: async (n) => {
      await until(async () => (await answers()).length >= n, 20_000);
      return (await answers())[n - 1] as string;
    },
  };
}
const openReports = (text: string) => count('hazards', { text });
const waitUntilNothingIsLeft = () =>
  until(async () => {
    const left = await count('inbox', { status: { $nin: ['done'] } });
    const unsent = await count('outbox', { status: { $nin: ['sent'] } });
    return left + unsent + (await count('chat_messages', { untakenSince: { $exists: true } })) === 0;
  }, PATIENTLY);

describe('a bot killed with kill -9', () => {
  it(
    'in the middle of a conversation goes on with it, and one case comes of it',
    async () => {
      const talk = await talkOf('worker');
      await talk.say('3号线电箱漏电');
      expect(await talk.answer(1)).toContain('3号线配电房');
      await bot.kill();
      await restartBot();
      await talk.say('1');
      expect(await talk.answer(2)).toContain('核对');
      await bot.kill();
      await talk.say('1'); // said while nobody is there
      await wait(500);
      expect(await talk.answers()).toHaveLength(2);
      await restartBot();
      expect(await talk.answer(3)).toMatch(/H\d{4}-\d{4}/);
      await waitUntilNothingIsLeft();
      expect(await talk.answers()).toHaveLength(3);
      expect(await openReports('3号线电箱漏电')).toBe(1);
    },
    PATIENTLY,
  );

  it(
    'between taking a message and answering it answers it once, and makes one case of it',
    async () => {
      const talk = await talkOf('worker2');
      await talk.say('冲床没有防护罩');
      await talk.answer(1);
      await talk.say('2');
      await talk.answer(2);
      const letGo = await holdCaseNumbers();
      await talk.say('1');
      await until(async () => (await count('inbox', { status: 'taken' })) === 1);
      await wait(200); // it waits for the number of its case
      await bot.kill();
      await letGo();
      expect([await talk.answers(), await count('inbox', { status: 'taken' })]).toEqual([
        [expect.anything(), expect.anything()],
        1,
      ]);
      await restartBot();
      expect(await talk.answer(3)).toMatch(/H\d{4}-\d{4}/);
      await waitUntilNothingIsLeft();
      expect([(await talk.answers()).length, await openReports('冲床没有防护罩')]).toEqual([3, 1]);
    },
    PATIENTLY,
  );

  it(
    'again and again while people write: every message is answered once, in order',
    async () => {
      const people: WorldActor[] = ['otherWorker', 'officer', 'manager'];
      const talks = await Promise.all(people.map((who) => talkOf(who)));
      const said = 6;
      const before = await Promise.all(talks.map(async (talk) => (await talk.answers()).length));
      let isTalking = true;
      const killing = (async () => {
        for (let kills = 0; kills < 2 && isTalking; kills++) {
          await wait(300 + Math.random() * 900);
          await bot.kill();
          await restartBot();
        }
      })();
      await Promise.all(
        talks.map(async (talk) => {
          for (let n = 0; n < said; n++) {
            await talk.say(n % 2 === 0 ? '我是谁' : '帮助');
            await wait(Math.random() * 600);
          }
        }),
      );
      await wait(1_000);
      isTalking = false;
      await killing;
      await waitUntilNothingIsLeft();
      const after = await Promise.all(talks.map((talk) => talk.answers()));
      expect(after.map((answers, i) => answers.length - (before[i] ?? 0))).toEqual(people.map(() => said));
      for (const who of people) {
        const address = `person-${world.actors[who].personId}`;
        const lines = await linesOf(address, 'person');
        // Answered, a message is forgotten: its line says what it was, and its key that it was taken, once each.
        const keys = lines.map(({ _id }) => messageKey({ channel: 'webchat', channelUserId: address, messageId: _id }));
        const taken = await rows('inbox', { onceKey: { $in: keys } });
        expect(taken.map((row) => row['onceKey']).toSorted()).toEqual(keys.toSorted());
        const [dialogue] = await rows('dialogues', { _id: dialogueId('webchat', address) });
        expect(dialogue?.['seq']).toBe(lines.length);
        expect(lines.map(({ seq }) => seq)).toEqual(lines.map(({ seq }) => seq).toSorted((one, other) => one - other));
        expect(lines.map(({ text }) => text)).toEqual(lines.map((_, n) => (n % 2 === 0 ? '我是谁' : '帮助')));
      }
    },
    PATIENTLY,
  );
});
