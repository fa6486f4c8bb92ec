import { readSourceKey, renewSourceKey, setUpSource } from '#domain/alertSources';
import { acknowledgeAlert, closeAlert, dismissAlert, handleAlert, takeInAlerts, verifyAlert } from '#domain/alerts';
import { signatureOf } from '#domain/webhooks';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate, MINUTE_MS } from '#kernel/dates';
import type { DemoCast } from './cast.ts';

/**
 * What the devices of a firm and of its park have raised, in several states. In the chemical park the gas alarm of the day
 * before was put right and closed, another is being handled; in the ordinary one a detector is offline and a smoke alarm was none.
 * @param now Nothing is played beyond it.
 */
export async function playAlerts(now: Date, { manager, officer, park }: DemoCast, isChemical: boolean): Promise<void> {
  if (park === undefined) return;
  const start = atLocalHour(addDays(localDate(now), -1), 9);
  const at = (minutes: number): Date => new Date(start.getTime() + minutes * MINUTE_MS);
  const by = (actor: PersonActor, minutes: number): Context => ({
    actor,
    now: at(minutes),
    requestId: 'demo',
    door: 'web',
  });

  /** A platform, and how it tells something. */
  async function platform(owner: PersonActor, name: string) {
    const { reference } = await setUpSource(by(owner, 0), { name });
    await renewSourceKey(by(owner, 0), { reference, leaked: 'no' });
    const key = (await readSourceKey(by(owner, 0), reference)) ?? '';
    return async (minutes: number, data: Record<string, unknown>): Promise<string> => {
      const id = `${reference}-${minutes}`;
      const body = JSON.stringify([
        { specversion: '1.0', id, time: at(minutes).toISOString(), data: { state: 'raised', ...data } },
      ]);
      const sent = { id, timestamp: String(Math.floor(at(minutes).getTime() / 1_000)) };
      const taken = await takeInAlerts(
        at(minutes),
        reference,
        { ...sent, signature: signatureOf(key, sent, body) },
        body,
      );
      return 'answers' in taken ? (taken.answers[0]?.alert ?? '') : '';
    };
  }

  const firm = await platform(officer, isChemical ? '罐区气体报警主机' : '喷漆房火灾报警主机');
  const parks = await platform(park, '园区监测平台');
  await parks(1, { device: '1号泵房水位', code: '20-01-2', class: 'warning', text: '水位计离线' });
  if (isChemical) {
    const gas = { device: 'GT-101 可燃气体', code: '01-01-3', class: 'alarm', text: '浓度高', unit: '%LEL' };
    const reference = await firm(2, { ...gas, value: 26 });
    await firm(4, { ...gas, value: 31 });
    await acknowledgeAlert(by(officer, 5), { reference });
    await handleAlert(by(officer, 20), { reference, measures: '停泵，紧固法兰，撤人 30 米' });
    await firm(25, { ...gas, state: 'cleared' });
    await verifyAlert(by(officer, 40), { reference, finding: '手持仪测了三处，都是 0' });
    await closeAlert(by(manager, 60), { reference, outcome: '法兰垫片老化，已换' });
    const other = await firm(90, { device: 'GT-205 硫化氢', code: '01-02-3', class: 'warning', text: '探测器离线' });
    await handleAlert(by(officer, 120), { reference: other, measures: '换了探头，等重新上线' });
    return;
  }
  const smoke = { device: '烟感 3-12', code: '01-05-3', class: 'warning', text: '烟感报火警' };
  await dismissAlert(by(officer, 12), { reference: await firm(3, smoke), reason: '打磨粉尘引起，现场没有火' });
  await firm(30, { device: '烟感 3-15', code: '20-02-2', class: 'reminder', text: '电池电量低' });
}
