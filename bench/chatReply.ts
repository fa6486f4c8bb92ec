/**
 * From a line written in the web chat to the bot's answer standing there, through the real bot process: fetched, kept
 * in the inbox, understood by the encoder, answered by the outbox. Against inserting and reading back the same documents one after the
 * other, in turns in one run.
 */
import mongoose from 'mongoose';
import { ALL_WEB_CHATS_ANSWERED, WEB_CHAT_WROTE, writeToBot } from '#domain/chat';
import { getActor } from '#domain/identity';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { connectRedis } from '#platform/redis';
import { migrate } from '../scripts/migrate.ts';
import { seedDemo } from '../scripts/seedDemo.ts';
import { encoderFolder, fetchEncoder } from '../scripts/start/encoder.ts';
import { type Copied, insertAndRead } from './support/copies.ts';
import { startMeasured } from './support/measured.ts';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

const MOST_TIMES = 8;
/** By the clock, whatever the machine. */
const MOST_MS = 1_000;
const MESSAGES = 60;
const WARM = 10;
const PATIENCE_MS = 30_000;

const stores = await openStores();
const redis = connectRedis(stores.redisUrl);
const listener = connectRedis(stores.redisUrl);
try {
  await mongoose.connect(stores.mongodbUri);
  await migrate();
  await seedDemo({ hazards: 0 });
  const binaries = process.env['DATA_DIR'] ?? 'data/bin';
  const ENCODER_DIR = process.env['ENCODER_DIR'] ?? encoderFolder(binaries);
  if (!(await fetchEncoder(binaries, console.log))) console.log('by letters alone');
  const bot = await startMeasured('processes/bot.ts', {
    MONGODB_URI: stores.mongodbUri,
    REDIS_URL: stores.redisUrl,
    ENCODER_DIR,
  });
  const worker = await mongoose.connection
    .collection<{ _id: string }>('accounts')
    .findOne({ 'grants.role': 'worker' as never });
  const actor = worker === null ? undefined : await getActor(worker._id);
  if (actor === undefined) throw new Error('there is no worker');
  const chatId = `person-${actor.personId}`;

  let answered = (): void => {};
  listener.on('pmessage', () => answered());
  await listener.psubscribe(ALL_WEB_CHATS_ANSWERED);

  // No fixed commands, and never the same words twice: every one is asked of the encoder.
  const asked = [(n: number) => `${n}号线那个处理了没`, (n: number) => `我第${n}个奖励怎么还没发`];
  let said = 0;
  const ask = async (): Promise<number> => {
    const words = asked[said % asked.length]?.(100 + said) ?? '';
    said += 1;
    const ctx: Context = { actor, now: new Date(), requestId: newId(), door: 'web' };
    const began = performance.now();
    const answer = new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no answer to 「${words}」`)), PATIENCE_MS);
      answered = () => {
        clearTimeout(timer);
        done();
      };
    });
    await writeToBot(ctx, { chatId, kind: 'text', text: words, onceKey: newId() });
    await redis.publish(WEB_CHAT_WROTE, chatId);
    await answer;
    return performance.now() - began;
  };

  for (let n = 0; n < WARM; n++) await ask();
  const kept = ['chat_messages', 'chat_messages', 'inbox', 'outbox', 'dialogues'];
  const documents: Copied[] = [];
  for (const [n, name] of kept.entries()) {
    const found = await mongoose.connection
      .collection(name)
      .find()
      .sort({ _id: -1 })
      .skip(n === 1 ? 1 : 0)
      .limit(1)
      .next();
    if (found === null) throw new Error(`nothing in ${name}`);
    documents.push([name, found]);
  }
  const replies: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < MESSAGES; n++) {
    replies.push(await ask());
    const began = performance.now();
    await insertAndRead(documents);
    bare.push(performance.now() - began);
  }
  await bot.stop();
  const times = median(replies) / median(bare);
  const slow = replies.toSorted((a, b) => a - b)[Math.floor(MESSAGES * 0.95)] as number;
  console.log(
    `a reply takes ${times.toFixed(1)} times as long as its ${documents.length} documents bare (at most ${MOST_TIMES}); ` +
      `${median(replies).toFixed(0)} ms against ${median(bare).toFixed(0)} ms, one in twenty ${slow.toFixed(0)} ms or more (median at most ${MOST_MS} ms)`,
  );
  process.exitCode = times > MOST_TIMES || median(replies) > MOST_MS ? 1 : 0;
} finally {
  redis.disconnect();
  listener.disconnect();
  await mongoose.disconnect();
  await stores.close();
}
