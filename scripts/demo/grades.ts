import {
  assessPark,
  checkCondition,
  handInCondition,
  publishGrade,
  recheckGrade,
  SHEET_ITEMS,
  scorePark,
} from '#domain/grades';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

/** A chemical park of grade B that is being graded anew, and four of its twelve conditions. */
export async function playGrades(line: Timeline, region: PersonActor, { park }: DemoCast): Promise<void> {
  if (park === undefined) return;
  const report = { assessor: '广西安环科技评价有限公司', photoIds: [], fileIds: [] };
  const sheetOf = (share: number) =>
    Object.fromEntries(SHEET_ITEMS.map(({ code, most }) => [code, `${Math.round(most * share) / 10}`])) as never;
  const { reference } = await scorePark(line.by(park), sheetOf(0.72));
  line.days(30);
  await assessPark(line.by(park), {
    reference,
    ...report,
    reportNumber: 'GXAH-2025-118',
    ...(sheetOf(0.68) as object),
  } as never);
  await recheckGrade(line.by(region), { reference, ...(sheetOf(0.68) as object) } as never);
  await publishGrade(line.by(region), { reference, documentNumber: '桂工信石化〔2025〕36号' });
  line.days(420);
  const again = await scorePark(line.by(park), sheetOf(0.83));
  await assessPark(line.by(park), {
    reference: again.reference,
    ...report,
    reportNumber: 'GXAH-2026-207',
    ...(sheetOf(0.8) as object),
  } as never);
  line.days(40);
  const day = localDate(line.now);
  const shown = { photoIds: [], fileIds: [] };
  for (const [code, evidence, until] of [
    ['H1', '总体规划和产业规划批复，2024 年修编'],
    ['H2', '管委会安全环保局 14 人，其中注册安全工程师 6 人'],
    ['H7', '专用停车场 60 个车位，2025 年验收', addDays(day, 25)],
    ['H10', '特勤消防站在建'],
  ] as const) {
    const row = await handInCondition(line.by(park), {
      code,
      evidence,
      ...shown,
      ...(until === undefined ? {} : { until }),
    });
    if (code === 'H10') continue;
    await checkCondition(line.by(region), { reference: row.reference, verdict: 'met' });
  }
}
