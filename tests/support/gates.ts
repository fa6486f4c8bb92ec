import { type Gate, readKey, renewKey, setUpGate, signatureOf, takeIn } from '#domain/gates';
import { fixedNow } from './clock.ts';
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
  const keyed = await renewKey(as(world, 'parkOfficer'), { reference });
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
