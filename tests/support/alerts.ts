import { type AlertSource, readSourceKey, renewSourceKey, setUpSource, shutSource } from '#domain/alertSources';
import { acknowledgeAlert, closeAlert, dismissAlert, handleAlert, takeInAlerts, verifyAlert } from '#domain/alerts';
import { signatureOf } from '#domain/webhooks';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World, WorldActor } from './world.ts';

export type KeyedSource = Pick<AlertSource, '_id' | 'reference'> & { secret: string };

/** A platform of the world's firm or of its park, with a key. */
export async function buildSource(
  world: World,
  whose: WorldActor = 'officer',
  name = '罐区主机',
): Promise<KeyedSource> {
  const { reference } = await setUpSource(as(world, whose), { name });
  const keyed = await renewSourceKey(as(world, whose), { reference, leaked: 'no' });
  return { ...keyed, secret: (await readSourceKey(as(world, whose), reference)) ?? '' };
}

/** An event as a platform tells it, in CloudEvents. */
export const alertEvent = (id: string, data: Record<string, unknown> = {}, time: Date = fixedNow) => ({
  ...{ specversion: '1.0', type: 'anfa.alert', source: 'platform', id, time: time.toISOString() },
  data: { state: 'raised', device: 'GT-101 可燃气体', code: '01-01-3', class: 'alarm', ...data },
});

/** Sends events of a platform, signed. */
export function sendAlerts(
  { reference, secret }: Pick<KeyedSource, 'reference' | 'secret'>,
  events: unknown,
  { now = fixedNow, sentAt = now, id = 'message-1' }: { now?: Date; sentAt?: Date; id?: string } = {},
) {
  const body = JSON.stringify(events);
  const timestamp = String(Math.floor(sentAt.getTime() / 1_000));
  const signature = signatureOf(secret, { id, timestamp }, body);
  return takeInAlerts(now, reference, { id, timestamp, signature }, body);
}

/** Where one event of a good message came to. */
export async function alertOf(source: KeyedSource, event: unknown, now: Date = fixedNow): Promise<string> {
  const result = await sendAlerts(source, [event], { now });
  if ('refused' in result) throw new Error(result.refused);
  return result.answers[0]?.alert ?? '';
}

/** One of the firm in every status, one of the park's own; the firm's two platforms, one of them shut. */
export async function buildAlerts(world: World) {
  const [source, shut, parks] = [
    await buildSource(world),
    await buildSource(world, 'officer', '老主机'),
    await buildSource(world, 'parkOfficer', '园区平台'),
  ];
  await shutSource(as(world, 'officer'), { reference: shut.reference });
  const ago = (minutes: number): Date => new Date(fixedNow.getTime() - minutes * 60_000);
  const raise = async (device: string): Promise<string> => {
    const what = { device, class: 'warning', text: '探测器离线' };
    const reference = await alertOf(source, alertEvent(`${device}-1`, what, ago(30)));
    await alertOf(source, alertEvent(`${device}-2`, { ...what, state: 'cleared' }, ago(20)));
    return reference;
  };
  const handled = async (device: string): Promise<string> => {
    const reference = await raise(device);
    await handleAlert(as(world, 'officer'), { reference, measures: '换了电池' });
    return reference;
  };
  const verified = async (device: string): Promise<string> => {
    const reference = await handled(device);
    await verifyAlert(as(world, 'officer'), { reference, finding: '读数正常' });
    return reference;
  };
  const [open, acknowledged, closed, dismissed] = [
    await raise('GT-1'),
    await raise('GT-2'),
    await verified('GT-5'),
    await raise('GT-6'),
  ];
  await acknowledgeAlert(as(world, 'officer'), { reference: acknowledged });
  await closeAlert(as(world, 'manager'), { reference: closed, outcome: '电池没电' });
  await dismissAlert(as(world, 'officer'), { reference: dismissed, reason: '蒸汽引起' });
  return {
    alertSources: { open: source.reference, shut: shut.reference, park: parks.reference },
    alerts: {
      ...{ open, acknowledged, handling: await handled('GT-3'), verified: await verified('GT-4') },
      ...{ closed, false: dismissed, park: await alertOf(parks, alertEvent('p-1', { device: '水泵房水位' })) },
    },
  };
}
