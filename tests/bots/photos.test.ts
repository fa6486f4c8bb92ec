import mongoose from 'mongoose';
import sharp from 'sharp';
import { receive } from '../../bots/receive.ts';
import type { WechatyMessage } from '../../bots/wechaty.ts';
import { createClock } from '../support/clock.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';
import { talkAs } from './support/talk.ts';

useStores();
let clock = createClock();
beforeEach(async () => {
  clock = createClock();
  await buildWorld();
});

const picture = async () => ({
  fileName: 'p.jpg',
  bytes: await sharp({ create: { width: 60, height: 40, channels: 3, background: '#802010' } })
    .jpeg()
    .toBuffer(),
});
const from = (messageId: string, more: Partial<WechatyMessage>): WechatyMessage => ({
  ...{ messageId, channelUserId: 'zhang', sentAt: clock.now(), isOwn: false, isInGroup: false, mentionsBot: false },
  ...more,
});
const arrive = (message: WechatyMessage) => receive({ channel: 'mock', message, now: clock.now, tries: [0, 0, 0] });
const inbox = () => mongoose.connection.collection('inbox').countDocuments();

describe('a message with a picture', () => {
  it('is kept before its picture is fetched, and answered in order once that is there', async () => {
    const talk = talkAs('zhang', clock);
    let give: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      give = resolve;
    });
    const photo = async () => {
      await asked;
      return picture();
    };
    const first = await arrive(from('m1', { photo }));
    expect(first.became).toBe('received');
    expect(await inbox()).toBe(1);
    await arrive(from('m2', { text: '冲床没有防护罩' }));
    await talk.answer();
    expect(await talk.replies()).toEqual([]);
    give?.();
    await first.file;
    await talk.answer();
    const replies = await talk.replies();
    expect(replies.map(({ template }) => template)).toEqual(['report-enterprise', 'report-enterprise']);
    expect(replies[0]?.params['photoCount']).toBe(1);
    expect((await arrive(from('m1', { photo }))).became).toBe('seen');
  });

  it('goes on its words first where they cry for help, and its picture is added when it comes', async () => {
    const talk = talkAs('zhang', clock);
    let give: (() => void) | undefined;
    const asked = new Promise<void>((resolve) => {
      give = resolve;
    });
    const photo = async () => {
      await asked;
      return picture();
    };
    const cry = from('m1', { photo, text: '北流市有个厂着火了快来人' });
    const first = await arrive(cry);
    await talk.answer();
    const hazards = mongoose.connection.collection('hazards');
    expect(await hazards.find().toArray()).toMatchObject([{ isUrgent: true, photoIds: [] }]);
    give?.();
    await first.file;
    await talk.answer();
    const [hazard] = await hazards.find().toArray();
    expect([hazard?.['photoIds'].length, hazard?.['text']]).toEqual([1, '北流市有个厂着火了快来人']);
    expect((await arrive(cry)).became).toBe('seen');
    expect(await inbox()).toBe(2);
  });

  it('says so where that picture cannot be had, and the alarm stands', async () => {
    const talk = talkAs('zhang', clock);
    const photo = async () => {
      throw new Error('network');
    };
    await (await arrive(from('m1', { photo, text: '北流市有个厂着火了快来人' }))).file;
    await talk.answer();
    expect((await talk.replies()).map(({ template }) => template)).toEqual(['alarm', 'photo-lost']);
    expect(await mongoose.connection.collection('hazards').countDocuments()).toBe(1);
  });

  it('fetches it again when the network fails, and says so when it cannot be had', async () => {
    const talk = talkAs('zhang', clock);
    let count = 0;
    const photo = async () => {
      count += 1;
      if (count < 3) throw new Error('network');
      return picture();
    };
    await (await arrive(from('m1', { photo }))).file;
    await talk.answer();
    expect(count).toBe(3);
    expect((await talk.replies()).at(-1)?.params['photoCount']).toBe(1);
    await talk.say('取消');
    const gone = async () => {
      throw new Error('network');
    };
    await (await arrive(from('m2', { photo: gone }))).file;
    await talk.answer();
    expect((await talk.replies()).at(-1)?.template).toBe('photo-lost');
  });

  it('is answered without it when nobody says any more what became of it', async () => {
    const talk = talkAs('zhang', clock);
    const never = () => new Promise<never>(() => {});
    await arrive(from('m1', { photo: never }));
    clock.advance({ minutes: 2 });
    await talk.answer();
    expect((await talk.replies()).at(-1)?.template).toBe('photo-lost');
  });
});
