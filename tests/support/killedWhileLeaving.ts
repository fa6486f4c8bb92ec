import { disablePerson } from '#domain/leaving';
import type { PersonActor } from '#kernel/actor';
import { connectMongo, inTransaction } from '#platform/mongo';
import { personContext } from './contexts.ts';
import './setup.ts';

/** A process of its own that dies after somebody was disabled and what was theirs handed over, before the commit. */
const [uri = '', personId = '', place = '', successorId = ''] = process.argv.slice(2);
await connectMongo(uri);
await inTransaction(async () => {
  const ctx = personContext(JSON.parse(process.env['ACTOR'] ?? '') as PersonActor);
  await disablePerson(ctx, { personId, successors: { [place]: successorId } });
  process.stdout.write('handed over\n', () => process.kill(process.pid, 'SIGKILL'));
  await new Promise(() => {});
});
