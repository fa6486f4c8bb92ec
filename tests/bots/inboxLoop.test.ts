import mongoose from 'mongoose';
import { finishMessage, takeNextMessage } from '#domain/chat';
import { blind } from '#platform/sealing';
import { answerNext } from '../../bots/inboxLoop.ts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';
import { loopOptions, talkAs } from './support/talk.ts';

useStores();
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  await buildWorld();
});
const countHazards = () => mongoose.connection.collection('hazards').countDocuments();

describe('one effect per message', () => {
  it('answers a message id once, however often the network delivers it', async () => {
    const talk = talkAs('a', clock);
    await talk.say('BWPLACE3 电箱漏电', 'm1');
    expect(await talk.say('BWPLACE3 电箱漏电', 'm1')).toEqual([]);
    expect(await talk.say('1', 'm2')).toHaveLength(1);
    expect(await talk.say('1', 'm2')).toEqual([]);
    expect(await countHazards()).toBe(1);
  });

  it('answers two messages of one person in the order they came, also with many answerers', async () => {
    const talk = talkAs('a', clock);
    await talk.receive('BWPLACE3 电箱漏电');
    await talk.receive('门也关不上');
    await talk.receive('1');
    const options = loopOptions(clock);
    const answerer = async () => {
      for (let idle = 0; idle < 20; ) {
        if (await answerNext(options)) idle = 0;
        else {
          idle += 1;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      }
    };
    await Promise.all([answerer(), answerer(), answerer()]);
    const replies = await talk.replies();
    expect(replies.map((r) => r.template)).toEqual(['report-confirm', 'report-confirm', 'hazard-reported']);
    expect(await countHazards()).toBe(1);
  });

  it('goes on mid-sentence after the answering process was killed', async () => {
    const talk = talkAs('a', clock);
    await talk.say('BWPLACE3 电箱漏电');
    await talk.receive('1');
    await takeNextMessage(clock.now()); // killed here: taken, never finished
    await talk.answer();
    expect(await countHazards()).toBe(0);
    clock.advance({ minutes: 1 });
    await talk.answer();
    expect((await talk.replies()).map((r) => r.template)).toEqual(['report-confirm', 'hazard-reported']);
    expect(await countHazards()).toBe(1);
  });

  it('reports once when the process was killed between the report and its reply', async () => {
    const talk = talkAs('a', clock);
    await talk.say('BWPLACE3 电箱漏电');
    await talk.receive('1');
    const { connection } = mongoose;
    const before = await Promise.all([
      connection.collection('inbox').findOne({ status: 'waiting' }),
      connection.collection('dialogues').findOne({}),
    ]);
    await answerNext(loopOptions(clock));
    expect(await countHazards()).toBe(1);
    // As a killed process leaves it: the case is written under the message's key, the message was never closed.
    const [message, dialogue] = before;
    await connection.collection('outbox').deleteMany({ dedupeKey: blind(`reply:${message?._id}:0`, 'outbox-once') });
    await connection.collection('inbox').replaceOne({ _id: message?._id as never }, message ?? {});
    await connection.collection('dialogues').replaceOne({ _id: dialogue?._id as never }, dialogue ?? {});
    clock.advance({ minutes: 1 });
    await talk.answer();
    expect((await talk.replies()).at(-1)).toMatchObject({
      template: 'hazard-reported',
      params: { reference: (await connection.collection('hazards').findOne())?.['reference'] },
    });
    expect(await countHazards()).toBe(1);
  });

  it('says so when a message cannot be answered at all, and answers the next', async () => {
    const talk = talkAs('a', clock);
    await talk.say('帮助');
    // A conversation no code can go on with, as an unlucky release might leave it.
    await talk.receive('在');
    const taken = await takeNextMessage(clock.now());
    if (taken === undefined) throw new Error('nothing to take');
    await finishMessage(clock.now(), taken, {
      state: { conversation: 'toDos', step: 'choose', draft: null as never },
    });
    await talk.receive('9');
    await talk.receive('我是谁');
    for (let i = 0; i < 8; i++) {
      await talk.answer();
      clock.advance({ minutes: 5 });
    }
    expect((await talk.replies()).map((r) => r.template).slice(1)).toEqual(['try-again-later', 'who-visitor']);
  });

  it('begins anew with somebody whose words no key opens any more, and holds up nobody', async () => {
    const talk = talkAs('a', clock);
    await talk.say('BWPLACE3 电箱漏电');
    const changed = { said: 's1.gone.AAAA', talk: 's1.gone.AAAA' };
    await talk.receive('1');
    for (const name of ['inbox', 'dialogues'])
      await mongoose.connection.collection(name).updateMany({}, { $set: changed });
    const other = talkAs('b', clock);
    expect(await other.ask('帮助')).toMatchObject({ template: 'help' });
    expect((await talk.replies()).at(-1)).toMatchObject({ template: 'cannot-read' });
    expect(await talk.ask('我是谁')).toMatchObject({ template: 'who-visitor' });
  });
});
