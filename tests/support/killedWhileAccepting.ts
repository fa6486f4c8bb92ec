import { acceptHazard } from '#domain/hazards';
import type { PersonActor } from '#kernel/actor';
import { connectMongo, inTransaction } from '#platform/mongo';
import { personContext } from './contexts.ts';
import './setup.ts';

/** A process of its own that dies after everything of a step is written and before it is committed. */
const [uri = '', reference = ''] = process.argv.slice(2);
await connectMongo(uri);
await inTransaction(async () => {
  const hazard = await acceptHazard(personContext(JSON.parse(process.env['ACTOR'] ?? '') as PersonActor), {
    reference,
  });
  process.stdout.write(`changed to ${hazard.status}\n`, () => process.kill(process.pid, 'SIGKILL'));
  await new Promise(() => {});
});
