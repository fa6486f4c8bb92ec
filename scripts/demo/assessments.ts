import { applyForExpansion } from '#domain/expansions';
import {
  adoptParkAssessment,
  checkMeasure,
  finishMeasure,
  raiseParkAssessment,
  submitParkAssessment,
} from '#domain/parkAssessments';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

/**
 * A park assessed two years ago, with a measure that is done and checked and one that is late; since then something changed, of
 * which the body has to decide. The chemical one asks for more ground, which its grade does not allow.
 */
export async function playAssessments(line: Timeline, { park, body }: DemoCast, isChemical: boolean): Promise<void> {
  if (park === undefined) return;
  const first = await raiseParkAssessment(line.by(park), { trigger: 'calendar', why: '上一次是五年前' });
  const { reference } = first;
  line.days(60);
  const day = localDate(line.now);
  await submitParkAssessment(line.by(park), {
    ...{ reference, provider: '广西安环科技评价有限公司', qualification: '甲级 APJ-2023-0118', dataCutoff: day },
    ...{ method: '定量风险评价，事故后果模拟', risks: '个人风险在可接受范围，社会风险在容许区', domino: '没有' },
    ...{ experts: '五位专家评审通过', level: isChemical ? 'larger' : 'general', answers: '', photoIds: [] },
    sources: isChemical ? '钦州石化精炼有限公司｜液氨罐区｜62.5\n钦州石化精炼有限公司｜乙烯装置｜118' : '',
    measures: `更新应急广播｜应急中心｜${addDays(day, 120)}\n补建东区消防站｜规划建设部｜${addDays(day, 600)}`,
  });
  line.days(10);
  await adoptParkAssessment(line.by(body), { reference });
  line.days(100);
  await finishMeasure(line.by(park), { reference, measure: 'm1', evidence: '换了 12 个喇叭，试播合格' });
  await checkMeasure(line.by(body), { reference, measure: 'm1' });
  // Up to a few days ago.
  line.days(625);
  const changed = isChemical
    ? ({ trigger: 'T4', why: '新增液氨储罐两台，储量 80 吨' } as const)
    : ({ trigger: 'T1', why: '东边并入 0.8 平方公里' } as const);
  await raiseParkAssessment(line.by(park), changed);
  if (isChemical)
    await applyForExpansion(line.by(park), {
      ground: '东片区往东到疏港大道，1.2 平方公里',
      plan: '石化园区总体规划（2026 年修编）',
      purpose: '引进环氧树脂下游项目',
    });
}
