import mongoose from 'mongoose';
import { useEncoder } from '#platform/encoder';
import { useSealingKeys } from '#platform/sealing';
import { readStoreConfig } from '../../src/config.ts';
import { connectPatiently, migrate } from '../migrate.ts';
import { seedDemo } from '../seedDemo.ts';

const notes = () => mongoose.connection.collection<{ _id: string; finishedAt?: Date }>('startNotes');

/**
 * True when there is nothing to make: the demo world is whole, or the database holds something else and is left as it is.
 * A demo world whose making was cut short is thrown away first.
 */
async function isWorldMade(say: (line: string) => void): Promise<boolean> {
  const note = await notes().findOne({ _id: 'demo-world' });
  if (note?.finishedAt) return true;
  if (note) {
    say('上次没有做完的演示数据，重新来做');
    await mongoose.connection.dropDatabase();
    await migrate();
    return false;
  }
  return (await mongoose.connection.collection('accounts').estimatedDocumentCount()) > 0;
}

/**
 * Migrates the database and, when it is empty, fills it with the demo world: places and people before it returns, so that
 * everybody can sign in; their cases and programme while the portal is in use already.
 *
 * @param onMigrated Called once the collections and indexes stand: everything else may start while the world is made.
 * @returns settles when the world is whole.
 */
export async function prepareWorld(
  uri: string,
  say: (line: string) => void,
  onMigrated: () => Promise<void>,
): Promise<{ whole: Promise<void> }> {
  useSealingKeys(readStoreConfig({ ...process.env, ANFA_MODE: 'demo', MONGODB_URI: uri }).sealingKeys);
  // What the demo reports is plain enough for words alone, and its making waits for no download.
  useEncoder(undefined);
  await connectPatiently(uri);
  try {
    const ran = await migrate();
    if (ran.length > 0) say(`数据库已升级（${ran.length} 步）`);
    const isMade = await isWorldMade(say);
    if (isMade) {
      await onMigrated();
      return { whole: mongoose.disconnect() };
    }
    return await makeWorld(say, onMigrated);
  } catch (error) {
    await mongoose.disconnect();
    throw error;
  }
}

/** Makes the demo world in one go, and returns as soon as its people can sign in and the portal is up. */
async function makeWorld(
  say: (line: string) => void,
  onPeople: () => Promise<void>,
): Promise<{ whole: Promise<void> }> {
  await notes().updateOne({ _id: 'demo-world' }, { $setOnInsert: { _id: 'demo-world' } }, { upsert: true });
  return new Promise((begun, failed) => {
    const whole = (async () => {
      try {
        await seedDemo({
          onPeople: async () => {
            await onPeople();
            say('演示案件和项目正在生成，页面可以先用');
            begun({ whole });
          },
        });
        await notes().updateOne({ _id: 'demo-world' }, { $set: { finishedAt: new Date() } });
        say('演示数据已备好');
      } finally {
        await mongoose.disconnect();
      }
    })();
    whole.catch(failed);
  });
}
