import mongoose from 'mongoose';
import { recountBoards } from '#domain/oversight';
import { systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { connectPatiently } from './migrate.ts';

/** Checks the numbers of every board now and puts them right; people may go on working meanwhile. */
const uri = process.env['MONGODB_URI'];
if (uri === undefined) throw new Error('MONGODB_URI is missing');
await connectPatiently(uri);
try {
  for (const { board, cells, wrong } of await recountBoards(systemContext(new Date(), 'tallies', newId()))) {
    console.log(`${board}：${cells} 格，${wrong === 0 ? '全部相符' : `改正 ${wrong} 格`}`);
  }
} finally {
  await mongoose.disconnect();
}
