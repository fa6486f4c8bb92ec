import { type Entry, type Fact, putInWords, type Question, type Section, timeCell } from '#domain/engine';
import type { SpanFigures } from '#domain/hazards';
import { bodyName, enterpriseName, findRegions, parkName, regionName } from '#domain/organisations';
import { actsAs, type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatDateTime, formatDays, formatYearDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { correctReturn, fillReturn, signReturn } from './return.commands.ts';
import type { FirmReturn, SignedReturn } from './return.model.ts';
import { differences, FIGURES, FUND, figureText, PERIODS, periodLabel, periodOf } from './return.rules.ts';
import { RETURN_STATES, returns } from './return.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const regions = findRegions('45').map(({ code }) => ({ code, label: regionName(code) }));
const isOverdue = ({ sent, dueOn }: FirmReturn, now: Date): boolean => sent === undefined && dueOn < localDate(now);
const parkOf = ({ parkId }: FirmReturn) => (parkId === undefined ? '' : parkName(parkId));

/** What is asked of the figures; what the system counted stands under each. */
const QUESTIONS: readonly Question<FirmReturn>[] = [
  ...FIGURES.map(({ code: name, label }) => ({
    name,
    of: ({ counted }: FirmReturn) => ({
      label: `${label}（条）`,
      kind: 'number' as const,
      hint: `系统里是 ${counted[name]} 条。`,
    }),
  })),
  {
    name: FUND.code,
    of: ({ counted }) => ({
      label: `${FUND.label}（元）`,
      kind: 'yuan',
      hint: `系统里是 ${figureText(counted, FUND.code)}，按整改安排算。`,
    }),
  },
  {
    name: 'why',
    label: '改了数字的，为什么和系统里的不一样',
    kind: 'area',
    rows: 3,
    hint: '没有改的不用写。例如：有 3 条是纸面登记的，没有录入系统。',
  },
  {
    name: 'analysis',
    label: '统计分析',
    kind: 'area',
    rows: 5,
    hint: '主要是哪些隐患，为什么会有，下一步怎么办。',
  },
];

/** What stands in the form: what waits for the signature, what was signed, or what the system counted. */
function valuesOf(row: FirmReturn): Record<string, string> {
  const { figures, analysis = '', why = '' } = row.figures === undefined ? (row.sent ?? row) : row;
  const shown: SpanFigures = figures ?? row.counted;
  return {
    ...Object.fromEntries(FIGURES.map(({ code }) => [code, String(shown[code])])),
    fundFen: String(shown.fundFen / 100),
    ...{ analysis, why },
  };
}

const tableOf = (counted: SpanFigures, figures: SpanFigures | undefined): NonNullable<Section['table']> => ({
  heads: ['哪一项', '系统里的', ...(figures === undefined ? [] : ['企业报的'])],
  rows: [...FIGURES, FUND].map(({ code, label }) => [
    label,
    figureText(counted, code),
    ...(figures === undefined ? [] : [figureText(figures, code)]),
  ]),
});

const versionEntry = ({ number, byName, at, correction = '', analysis, figures }: SignedReturn): Entry => ({
  text: [
    `第 ${number} 版`,
    correction === '' ? '' : `更正理由：${correction}`,
    [...FIGURES, FUND].map(({ code, label }) => `${label} ${figureText(figures, code)}`).join('，'),
    analysis,
  ]
    .filter((part) => part !== '')
    .join('；'),
  by: `${byName}签字 · ${formatDateTime(at)}`,
});

/** The figures as they stand, what waits for a signature above what is in force, and the versions before it. */
function sectionsOf({ actor }: Context, { counted, figures: drafted, sent, earlier }: FirmReturn): Section[] {
  // Until it is signed it is nobody's word but the firm's own.
  const figures = runsEnterprise(actor) ? drafted : undefined;
  return [
    ...(figures === undefined
      ? []
      : [{ title: sent === undefined ? '待签字的数字' : '待签字的更正', table: tableOf(counted, figures) }]),
    ...(sent === undefined
      ? []
      : [{ title: `已签字的数字（第 ${sent.number} 版）`, table: tableOf(counted, sent.figures) }]),
    ...(sent === undefined && figures === undefined
      ? [{ title: '系统里的数字', table: tableOf(counted, undefined) }]
      : []),
    ...(earlier.length === 0 ? [] : [{ title: '以前的版本', entries: earlier.map(versionEntry).toReversed() }]),
  ];
}

function standingOf({ status, dueOn, sent }: FirmReturn): { holder: string; next: string } {
  if (status === 'due')
    return { holder: '企业负责人或安全管理员', next: `核对数字，${formatYearDay(dueOn)}前由主要负责人签字` };
  if (status === 'signed') return { holder: '', next: '已签字上报，不再改；有错的写明理由更正' };
  return {
    holder: '企业主要负责人',
    next: sent === undefined ? `看过签字，${formatYearDay(dueOn)}前上报` : '看过签字；签字以前原来的仍然算数',
  };
}

const wordsOf = ({ actor }: Context, { figures, analysis, why, sent, correction }: FirmReturn): Fact[] => {
  const shown = figures === undefined || !runsEnterprise(actor) ? sent : { analysis, why, correction };
  return [
    { label: '统计分析', value: shown?.analysis ?? '' },
    { label: '为什么和系统里的不一样', value: shown?.why ?? '' },
    { label: '更正理由', value: shown?.correction ?? '' },
  ];
};

export const returnsInWords = putInWords(returns, {
  lead: '每季度、每年的隐患排查治理统计分析表：系统先算好，企业核对，主要负责人签字上报。',
  quick: [
    ['全部', {}],
    ['没办完', { isOpen: true }],
    ['待签字', { status: 'filled' }],
    ...RETURN_STATES.filter(({ code }) => code !== 'all').map(({ code, label }) => [label, { state: code }] as const),
  ],
  choices: { state: RETURN_STATES, period: PERIODS, region: regions, directly: regions },
  besides: ({ actor }) =>
    actsAs(actor, 'park-officer', 'regulator') ? [{ label: '谁报了、谁没报、合计', href: paths.returnBoard }] : [],
  none: () => ({ text: '还没有统计表。一个季度过完，系统第二天就备好。' }),
  meta: async (row) => [await enterpriseName(row.enterpriseId), await parkOf(row)].filter(Boolean).join(' · '),
  tags: (row, now) => [
    ...(isOverdue(row, now) ? [{ label: '逾期没报', tone: 'bad', icon: 'clock' } as const] : []),
    ...(row.isLate === true ? [{ label: '迟报', tone: 'waiting' } as const] : []),
    ...((row.sent?.number ?? 1) > 1 ? [{ label: '更正过', tone: 'active' } as const] : []),
  ],
  standing: standingOf,
  facts: async (row, ctx) => {
    const { from, until } = periodOf(row.period);
    return [
      { label: '企业', value: await enterpriseName(row.enterpriseId) },
      { label: '统计时间', value: `${periodLabel(row.period)}（${formatDays(from, addDays(until, -1))}）` },
      { label: '最迟哪天报', value: formatYearDay(row.dueOn) },
      { label: '园区', value: await parkOf(row) },
      { label: '报给', value: await bodyName(row.bodyId) },
      ...wordsOf(ctx, row),
      { label: '填报', value: row.filledByName ?? '' },
      { label: '签字', value: row.sent === undefined ? '' : `${row.sent.byName} · ${formatDateTime(row.sent.at)}` },
    ];
  },
  brief: async ({ enterpriseId, period }) => [
    { label: '企业', value: await enterpriseName(enterpriseId) },
    { label: '统计时间', value: periodLabel(period) },
  ],
  sections: async (ctx, row) => sectionsOf(ctx, row),
  doers: FIRM,
  steps: {
    open: 'elsewhere',
    fill: {
      lead: () => '数字是系统按隐患记录算的。和实际不一样的改过来，写明为什么；填好由主要负责人签字。',
      submit: '填好，请负责人签字',
      fields: QUESTIONS,
      values: valuesOf,
      run: fillReturn,
    },
    sign: {
      submit: '看过，签字上报',
      unseen: [{ name: 'contentHash', of: ({ contentHash = '' }) => contentHash }],
      run: signReturn,
    },
    correct: {
      lead: () => '签过字的那一版保留。写明为什么更正，由主要负责人再签一次字；监管部门和园区会收到。',
      submit: '填好更正，请负责人签字',
      fields: [{ name: 'correction', label: '为什么更正', kind: 'area', rows: 2 }, ...QUESTIONS],
      values: (row) => ({ ...valuesOf(row), correction: row.correction ?? '' }),
      run: correctReturn,
    },
  },
  tab: 'hazards',
  place: { icon: 'file-text', group: 'work', words: '季度 年度 报表 统计分析 上报', after: paths.criteria },
  sheet: {
    kind: 'statistics-returns',
    name: '隐患统计表',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '统计时间', width: 16, cell: ({ period }) => periodLabel(period) },
      { header: '状态', width: 14, cell: ({ status }) => labelIn(returns.lifecycle.statuses, status) },
      { header: '企业', width: 34, cell: ({ enterpriseId }) => enterpriseName(enterpriseId) },
      { header: '园区', width: 26, cell: parkOf },
      { header: '监管部门', width: 26, cell: ({ bodyId }) => bodyName(bodyId) },
      { header: '最迟哪天报', width: 14, cell: ({ dueOn }) => ({ day: dueOn }) },
      {
        header: '是否及时',
        width: 12,
        cell: (row, now) => (isOverdue(row, now) ? '逾期没报' : row.isLate ? '迟报' : ''),
      },
      ...FIGURES.map(({ code, label }) => ({
        header: label,
        width: 14,
        cell: ({ sent }: FirmReturn) => sent?.figures[code] ?? '',
      })),
      {
        header: `${FUND.label}（元）`,
        width: 16,
        cell: ({ sent }) => (sent === undefined ? '' : sent.figures.fundFen / 100),
      },
      {
        header: '和系统里不一样的',
        width: 30,
        cell: ({ sent, counted }) => (sent === undefined ? '' : differences(sent.figures, counted).join('、')),
      },
      { header: '为什么', width: 30, cell: ({ sent }) => sent?.why ?? '' },
      { header: '统计分析', width: 50, cell: ({ sent }) => sent?.analysis ?? '' },
      { header: '第几版', width: 8, cell: ({ sent }) => sent?.number ?? '' },
      { header: '更正理由', width: 30, cell: ({ sent }) => sent?.correction ?? '' },
      { header: '签字人', width: 12, cell: ({ sent }) => sent?.byName ?? '' },
      { header: '签字时间', width: 20, cell: ({ sent }) => timeCell(sent?.at) },
    ],
  },
});
