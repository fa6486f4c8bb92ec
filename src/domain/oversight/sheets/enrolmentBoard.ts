import { applicationLifecycle, countApplications } from '#domain/applying';
import { personName } from '#domain/identity';
import { regionName, sectorLabel } from '#domain/organisations';
import {
  averageStays,
  type BoardBy,
  type BoardFilter,
  countEnrolments,
  countFunnel,
  enrolmentLifecycle,
  GROUNDS,
  SIZES,
} from '#domain/programme';
import type { Context } from '#kernel/context';
import { labelIn } from '#kernel/labels';
import { enrolmentSheet } from './enrolments.ts';
import type { Cell, Sheet } from './sheet.ts';

/** For what an application left open. */
const UNSAID = '未填';

const stageLabel = (code: string): string => labelIn(enrolmentLifecycle.statuses, code, UNSAID);

const BREAKDOWNS: readonly { by: BoardBy; title: string; labelOf: (value: string) => string | Promise<string> }[] = [
  { by: 'stage', title: '各阶段', labelOf: stageLabel },
  { by: 'county', title: '各地', labelOf: regionName },
  { by: 'ground', title: '入项理由（可以不止一条）', labelOf: (code) => labelIn(GROUNDS, code, UNSAID) },
  { by: 'size', title: '企业规模', labelOf: (code) => labelIn(SIZES, code, UNSAID) },
  { by: 'sector', title: '行业门类', labelOf: sectorLabel },
  { by: 'adviser', title: '辅导员手上的企业', labelOf: (id) => (id === '' ? '还没有安排' : personName(id)) },
];

/** Everything the board shows under a filter, one number a row. */
async function boardCells(ctx: Context, filter: BoardFilter): Promise<Cell[][]> {
  const { stage: _, ...wide } = filter;
  const { size, ground, sector, ...place } = wide;
  const isOfPlaceAlone = size === undefined && ground === undefined && sector === undefined;
  const [sent, funnel, stays, ...breakdowns] = await Promise.all([
    isOfPlaceAlone ? countApplications(ctx, place, 'ever') : new Map(),
    countFunnel(ctx, wide),
    averageStays(ctx, { ...place, ...(sector === undefined ? {} : { sector }) }),
    ...BREAKDOWNS.map(async ({ by, title, labelOf }) => {
      const rows = (await countEnrolments(ctx, filter, by)).sort((a, b) => b.count - a.count);
      return Promise.all(
        rows.map(async ({ value, count }): Promise<Cell[]> => [title, await labelOf(value), count, '家']),
      );
    }),
  ]);
  return [
    ...applicationLifecycle.statuses.flatMap(({ code, label }): Cell[][] =>
      sent.has(code) ? [['申请', label, sent.get(code) ?? 0, '件']] : [],
    ),
    ...funnel.map(({ label, count }): Cell[] => ['从申请到验收', label, count, '家']),
    ...breakdowns.flat(),
    ...stays.map(({ stage, days }): Cell[] => ['走完一个阶段平均多少天', stageLabel(stage), days, '天']),
  ];
}

export const enrolmentBoardSheet: Sheet = {
  kind: 'enrolment-board',
  name: '项目看板数字',
  columns: [
    { header: '内容', width: 28 },
    { header: '项目', width: 30 },
    { header: '数量', width: 10 },
    { header: '单位', width: 8 },
  ],
  parse: enrolmentSheet.parse,
  page: async (ctx, filter) => ({ rows: await boardCells(ctx, filter) }),
};
