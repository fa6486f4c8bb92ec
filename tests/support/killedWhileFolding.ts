import { foldTallies } from '#domain/tallies';
import { connectMongo, inTransaction } from '#platform/mongo';
import { clockContext } from './contexts.ts';
import './setup.ts';

/** A process of its own that dies after everything is folded and before it is committed. */
const [uri = ''] = process.argv.slice(2);
await connectMongo(uri);
await inTransaction(async () => {
  const folded = await foldTallies(clockContext());
  process.stdout.write(`folded ${folded}\n`, () => process.kill(process.pid, 'SIGKILL'));
  await new Promise(() => {});
});
