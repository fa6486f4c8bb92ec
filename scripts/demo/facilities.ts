import { type EnterFacility, enterFacility, reportFault } from '#domain/facilities';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

/** Type, name, how many metres east and north of the middle of the park, capacity. */
type Row = [type: EnterFacility['type'], name: string, east: number, north: number, capacity?: string];

const CHEMICAL: readonly Row[] = [
  ['fire-station', '园区特勤消防站', -300, 500, '消防车 6 辆'],
  ['fire-water', '东门消火栓', 900, 100, '每秒 30 升'],
  ['fire-water', '储罐区消防水池', 200, -600, '3000 立方米'],
  ['fire-lane', '一号消防车通道', 0, 300, '宽 6 米'],
  ['medical', '园区医疗救护站', -600, 200, '救护车 2 辆'],
  ['response-centre', '应急响应中心', -400, 300],
  ['rescue-lane', '北侧救援通道', -100, 900],
  ['pipe-rack', '公共管廊', 300, 200, '2.4 千米'],
  ['three-level-control', '事故应急池和雨水总闸', 700, -700, '12000 立方米'],
  ['hazchem-parking', '危化品车辆停车场', 1_000, -200, '车位 120 个'],
];
const ORDINARY: readonly Row[] = [
  ['parking', '园区公共停车场', 200, 100, '车位 260 个'],
  ['fire-water', '窑炉区消火栓', -200, 250, '每秒 20 升'],
  ['fire-lane', '环园消防车通道', 100, -200, '宽 4 米'],
  ['rescue-lane', '南侧救援通道', 0, -400],
];
const METRES_PER_DEGREE = 111_320;

/**
 * What a park has, in several states: one usable, one with its test overdue, one that broke, one planned and one past its
 * date, one that is not needed; the others are missing.
 * @param at The middle of the park.
 */
export async function playFacilities(
  line: Timeline,
  { park }: DemoCast,
  { isChemical, at }: { isChemical: boolean; at: { lon: number; lat: number } },
): Promise<void> {
  if (park === undefined) return;
  const today = localDate(line.now);
  const enter = (typed: EnterFacility) => enterFacility(line.by(park), typed);
  const made: string[] = [];
  for (const [n, [type, name, east, north, capacity = '']] of (isChemical ? CHEMICAL : ORDINARY).entries()) {
    const lon = at.lon + east / METRES_PER_DEGREE;
    const lat = at.lat + north / METRES_PER_DEGREE;
    const { reference } = await enter({
      ...{ kind: 'usable', type, name, capacity, at: `${lon.toFixed(6)}，${lat.toFixed(6)}` },
      ...{ basis: '园区消防和应急专项规划', custodian: '园区综合管护队', custodianPhone: '0777-2800119' },
      ...{ inServiceOn: addDays(today, -900), lastTestedOn: addDays(today, n % 3 === 1 ? -30 : -60) },
    });
    made.push(reference);
  }
  await reportFault(line.by(park), { reference: made[1] ?? '', reason: '没有水，阀门锈死' });
  await enter({ kind: 'planned', type: 'stock', name: '应急物资库', plannedOn: addDays(today, 20) });
  if (!isChemical)
    return void (await enter({ kind: 'not-needed', type: 'pipe-rack', reason: '园区企业之间没有共用管道' }));
  await enter({ kind: 'planned', type: 'training-base', name: '化工安全技能实训基地', plannedOn: addDays(today, 300) });
  await enter({ kind: 'not-needed', type: 'parking', reason: '普通车辆停在园区外的公共停车场，已签协议' });
}
