import { doDuty, type EnterDuty, enterDuty, pledgeToday, rollDuty, waiveDuty } from '#domain/duties';
import type { PersonActor } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { addDays, atLocalHour, type LocalDate, localDate } from '#kernel/dates';
import type { DemoCast } from './cast.ts';

/** Days before today on which the firm of the demo began its daily things. */
const DAYS = 12;

/**
 * What law asks again and again of a firm, its park and its body, in several states. The firm in the chemical park promises
 * every morning but two and is to have its evaluation soon; the ordinary one is late with its fire test, has not patrolled
 * for days, and says why no evaluation applies to it.
 * @param now Nothing is played beyond it.
 */
export async function playDuties(now: Date, cast: DemoCast, isChemical: boolean): Promise<void> {
  const { manager, officer, park, body } = cast;
  if (park === undefined) return;
  const today = localDate(now);
  const ago = (days: number): LocalDate => addDays(today, -days);
  const morning = (days: number): Date => atLocalHour(ago(days), 8);
  const by = (actor: PersonActor, at = morning(DAYS)): Context => ({ actor, now: at, requestId: 'demo', door: 'web' });
  const enter = (actor: PersonActor, type: EnterDuty['type'], basis: string, lastDaysAgo?: number) =>
    enterDuty(by(actor), {
      ...{ kind: 'owed', type, basis, startsOn: ago(400) },
      ...(lastDaysAgo === undefined ? {} : { lastOn: ago(lastDaysAgo) }),
    });
  /** Every morning up to today, those left out that are named. */
  async function everyDay(
    daily: { reference: string },
    without: readonly number[],
    act: (at: Date) => Promise<unknown>,
  ) {
    for (let days = DAYS; days >= 0 && morning(days) <= now; days--) {
      if (days < DAYS) await rollDuty(systemContext(atLocalHour(ago(days), 0), 'demo', 'demo'), daily);
      if (!without.includes(days)) await act(morning(days));
    }
  }

  await enter(park, 'video.keep', '园区主干道和卡口装有公共安全视频', isChemical ? 20 : 45);
  await enter(body, 'drill.government', '县级以上人民政府部门', isChemical ? 200 : 760);
  await enter(officer, 'fire.test', '厂房设有自动喷水灭火和火灾报警系统', isChemical ? 150 : 390);
  const patrol = await enter(officer, 'fire.patrol', '列为消防安全重点单位');
  await everyDay(patrol, isChemical ? [5] : [4, 3, 2, 1, 0], (at) =>
    doDuty(by(officer, at), {
      ...{ reference: patrol.reference, doneOn: localDate(at), result: 'passed' },
      ...{ who: '当班保安', note: '消防通道畅通' },
    }),
  );
  if (isChemical) {
    await enter(manager, 'hazchem.evaluation', '持有危险化学品安全生产许可证', 1_070);
    await enter(park, 'video.file', '公共安全视频系统 2 月投用', 250);
    const pledge = await enter(manager, 'pledge.daily', '持有危险化学品安全生产许可证');
    await everyDay(pledge, [9, 6], (at) => pledgeToday(by(manager, at), { reference: pledge.reference }));
    return;
  }
  const { reference } = await enter(manager, 'hazchem.evaluation', '烤漆房用稀释剂', 300);
  await waiveDuty(by(manager), { reference, reason: '改用水性漆，厂里不再储存、使用危险化学品' });
  await enter(officer, 'video.file', '厂区大门外的摄像头今年投用');
}
