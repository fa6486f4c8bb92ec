import mongoose from 'mongoose';
import { recountBoards } from '#domain/tallies';
import { systemContext } from '#kernel/context';
import { newId } from '#kernel/ids';
import { openStore } from './migrate.ts';
import { loadModels } from './migrations/collections.ts';

/** Checks the numbers of every board now and puts them right; people may go on working meanwhile. */
await loadModels();
await openStore();
try {
  const { boards } = await recountBoards(systemContext(new Date(), 'tallies', newId()));
  for (const { label, cells, wrong } of boards) {
    console.log(`${label}：${cells} 格，${wrong === 0 ? '全部相符' : `改正 ${wrong} 格`}`);
  }
} finally {
  await mongoose.disconnect();
}
