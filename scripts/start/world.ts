import { existsSync } from 'node:fs';
import mongoose from 'mongoose';
import { connectPatiently, migrate } from '../migrate.ts';

const seed = new URL('../seedDemo.ts', import.meta.url);

/**
 * Migrates the database and, when it is empty, fills it with the demo world. A demo world whose making was cut short
 * is thrown away and made again; a database that holds anything else is left as it is.
 */
export async function prepareWorld(uri: string, say: (line: string) => void): Promise<void> {
  await connectPatiently(uri);
  try {
    let ran = await migrate();
    if (ran.length > 0) say(`数据库已升级（${ran.length} 步）`);
    if (!existsSync(seed)) return say('没有演示数据的脚本，跳过');
    const notes = mongoose.connection.collection<{ _id: string; finishedAt?: Date }>('startNotes');
    const note = await notes.findOne({ _id: 'demo-world' });
    if (note?.finishedAt) return;
    if (note) {
      say('上次没有做完的演示数据，重新来做');
      await mongoose.connection.dropDatabase();
      ran = await migrate();
    } else if ((await mongoose.connection.collection('accounts').estimatedDocumentCount()) > 0) {
      return;
    }
    await notes.insertOne({ _id: 'demo-world' });
    const module = (await import(seed.href)) as { seedDemo(): Promise<unknown> };
    await module.seedDemo();
    await notes.updateOne({ _id: 'demo-world' }, { $set: { finishedAt: new Date() } });
    say('演示数据已备好');
  } finally {
    await mongoose.disconnect();
  }
}
