/** `rotate`: seals anew, with the first key of SEALING_KEYS, what older keys sealed. Afterwards the older keys may go. */
import mongoose from 'mongoose';
import { rotateSealed } from '#platform/sealing';
import { openStore } from './migrate.ts';
import { loadModels } from './migrations/collections.ts';

await loadModels();
await openStore();
try {
  for (const { collection, path, rotated, unreadable } of await rotateSealed()) {
    console.log(`${collection}.${path}：换了新钥匙 ${rotated} 行${unreadable > 0 ? `，打不开 ${unreadable} 行` : ''}`);
    if (unreadable > 0) process.exitCode = 1;
  }
} finally {
  await mongoose.disconnect();
}
