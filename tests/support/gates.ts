import { breaches, closeBreach } from '#domain/breaches';
import { findOwingCase, type Gate, openCaseOf, readKey, renewKey, setUpGate, shutGate, takeIn } from '#domain/gates';
import { signatureOf } from '#domain/webhooks';
import { fixedNow } from './clock.ts';
import { clockContext } from './contexts.ts';
import { buildPass } from './passes.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** A gate of the world's park, with a key. */
export async function buildGate(
  world: World,
  typed: Partial<Parameters<typeof setUpGate>[1]> = {},
): Promise<Gate & { secret: string }> {
  const officer = as(world, 'parkOfficer');
  const gate = await setUpGate(officer, { name: '东门', kind: 'mixed', zone: 'general', border: 'yes', ...typed });
  const { reference } = gate;
  const keyed = await renewKey(as(world, 'parkOfficer'), { reference, leaked: 'no' });
  return { ...keyed, secret: (await readKey(as(world, 'parkOfficer'), reference)) ?? '' };
}

/** An event as a gate tells it, in CloudEvents. */
export const crossingEvent = (id: string, data: Record<string, unknown>, time: Date = fixedNow) => ({
  specversion: '1.0',
  type: 'anfa.gate.crossing',
  source: 'gate',
  id,
  time: time.toISOString(),
  data,
});

/** Sends events to a gate's intake, signed. */
export function send(
  { reference, secret }: { reference: string; secret: string },
  events: unknown,
  { now = fixedNow, sentAt = now, id = 'message-1' }: { now?: Date; sentAt?: Date; id?: string } = {},
) {
  const body = JSON.stringify(events);
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const signature = signatureOf(secret, { id, timestamp }, body);
  return takeIn(now, reference, { id, timestamp, signature }, body);
}

/** Gates with somebody inside, and cases of what was broken there. */
export async function buildGates(world: World): Promise<{ gates: readonly string[]; breaches: readonly string[] }> {
  const gate = await buildGate(world);
  const shut = await buildGate(world, { name: '应急门', kind: 'emergency', zone: 'core' });
  await shutGate(as(world, 'parkOfficer'), { reference: shut.reference });
  await send(gate, [
    crossingEvent('1', { direction: 'in', pass: (await buildPass(world)).reference }),
    crossingEvent('2', { direction: 'in', plate: '桂A00120', rescue: true }),
    crossingEvent('3', { direction: 'in', plate: '桂A77777' }),
    crossingEvent('4', { direction: 'in', plate: '桂A88888' }),
  ]);
  for (const one of await findOwingCase(fixedNow, 10, [])) await openCaseOf(clockContext(fixedNow), one);
  const found = (await breaches.find(as(world, 'parkOfficer'))).rows.map(({ reference }) => reference);
  await closeBreach(as(world, 'parkOfficer'), { reference: found[1] ?? '', outcome: '已劝返' });
  return { gates: [gate.reference, shut.reference], breaches: found };
}
