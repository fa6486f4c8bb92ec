import { ALARM_RUNGS, type AlarmStanding, type Hazard, type HazardLadder } from '#domain/hazards';
import { bodyName, parkName } from '#domain/organisations';
import { formatDateTime, formatDay, localDate, localHour } from '#kernel/dates';

const when = (at: Date): string => `${formatDay(localDate(at))} ${localHour(at)} 时`;
const STATES = { told: '已告知', passed: '并入下一次', next: '下一次', later: '之后' } as const;
const TONES = { told: 'good', passed: 'quiet', next: 'waiting', later: 'quiet' } as const;

/** Who a rung means for this case, by post or office and never by name. */
async function rungLabels(
  hazard: Pick<Hazard, 'parkId' | 'bodyId' | 'status'>,
): Promise<Readonly<Record<string, string>>> {
  return {
    owner: hazard.status === 'rectifying' ? '整改责任人' : '安全管理人员',
    manager: '企业负责人',
    park: hazard.parkId === undefined ? '' : await parkName(hazard.parkId),
    'competent-body': await bodyName(hazard.bodyId),
  };
}

/** An alarm climbs in minutes, before any day of a ladder comes. */
const climbing = (alarm: readonly AlarmStanding[]) =>
  alarm.map(({ minutes, tell, state }) => ({
    when: `${minutes} 分钟没有人受理`,
    who: tell.map((rung) => ALARM_RUNGS[rung]).join('、'),
    label: STATES[state],
    tone: TONES[state],
  }));

/** The ladder of a running clock: who was told when, who is told next if nothing happens; of an alarm its minutes first. */
export async function presentLadder(
  ladder: HazardLadder | undefined,
  hazard: Pick<Hazard, 'parkId' | 'bodyId' | 'status'>,
  alarm: readonly AlarmStanding[] = [],
) {
  if (ladder === undefined) return undefined;
  const labels = await rungLabels(hazard);
  return {
    title: ladder.title,
    rows: [
      ...climbing(alarm),
      ...ladder.rungs
        .map((rung) => ({
          when: rung.toldAt ? formatDateTime(rung.toldAt) : when(rung.at),
          who: rung.tell
            .map((one) => labels[one] ?? '')
            .filter((one) => one !== '')
            .join('、'),
          label: STATES[rung.state],
          tone: TONES[rung.state],
        }))
        .filter((row) => row.who !== ''),
    ],
  };
}
