import {
  adoptParkAssessment,
  declineParkAssessment,
  needParkAssessment,
  type ParkAssessment,
  type ParkAssessmentStatus,
  parkAssessments,
  raiseParkAssessment,
  submitParkAssessment,
} from '#domain/parkAssessments';
import { localDate } from '#kernel/dates';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import type { World, WorldActor } from './world.ts';

/** What a park hands in. */
export const typedReport = (now = fixedNow, more: object = {}) => ({
  provider: '桂安评价有限公司',
  qualification: '甲级 APJ-2024-0451',
  dataCutoff: localDate(now),
  method: '定量风险评价',
  risks: '个人风险和社会风险可接受',
  domino: '没有',
  experts: '五位专家 11 月 20 日评审通过',
  level: 'general' as const,
  measures: '补建东区消防站｜规划建设部｜2027-06-30\n更新应急广播｜应急中心｜2027-01-31',
  answers: '',
  sources: '',
  photoIds: [],
  ...more,
});

/** A whole-park assessment of the world's park in this status, because its bounds changed. */
export async function buildParkAssessment(
  world: World,
  status: Exclude<ParkAssessmentStatus, 'superseded' | 'withdrawn'> = 'proposed',
  now = fixedNow,
  more: object = {},
): Promise<ParkAssessment> {
  const as = (who: WorldActor) => personContext(world.actors[who], { now });
  const { reference } = await raiseParkAssessment(as('parkOfficer'), { trigger: 'T1', why: '东扩 0.8 平方公里' });
  if (status === 'declined') await declineParkAssessment(as('regulator'), { reference, reason: '只是调整了绿地' });
  if (['due', 'reviewing', 'tracking'].includes(status))
    await needParkAssessment(as('regulator'), { reference, reason: '新增危险源' });
  if (['reviewing', 'tracking'].includes(status))
    await submitParkAssessment(as('parkOfficer'), { reference, ...typedReport(now, more) });
  if (status === 'tracking') await adoptParkAssessment(as('regulator'), { reference });
  return (await parkAssessments.peek(reference)) as ParkAssessment;
}
