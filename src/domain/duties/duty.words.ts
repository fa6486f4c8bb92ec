import { dayCell, type Entry, type Link, putInWords, type Question, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { personName } from '#domain/identity';
import { bodyName, recallEnterprise } from '#domain/organisations';
import { type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatClock, formatDate, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { pathsUnder } from '#kernel/paths';
import { DUTY_ENTRIES, type DutyEntryKind, isAsked, isPledge } from './duty.acts.ts';
import { doDuty, doDutyAgain, enterDuty, objectToDuty, pledgeToday, resumeDuty, waiveDuty } from './duty.commands.ts';
import { type Duty, type DutyEntry, ENTRY_RESULTS } from './duty.model.ts';
import { DUTY_TYPES, dutyArticle, dutyLabel, dutyLimits, dutyTerms, dutyTypesOf } from './duty.rules.ts';
import { duties, dutyTags } from './duty.ts';
import { dutyOwnerName, ownerActing } from './owner.ts';
import { missingOfFirm } from './required.ts';
import { lastEntries } from './standing.ts';

const OWNERS: readonly Role[] = ['enterprise-manager', 'safety-officer', 'park-officer', 'regulator'];
const RESULTS = ENTRY_RESULTS.filter(({ code }) => code !== 'missed');
const REASON = { name: 'reason', label: '理由', kind: 'area' } as const;
const asDay = (day: LocalDate | undefined): string => (day === undefined ? '' : formatYearDay(day));

const onlyOf = (kind: DutyEntryKind, name: string, label: string, how: 'date' | 'area', hint: string) => ({
  name,
  of: (asked: string) => (asked === kind ? { label, kind: how, hint } : undefined),
});
const FIELDS: readonly Question<string>[] = [
  {
    name: 'type',
    of: (_kind, ctx) => ({
      label: '哪一件事',
      kind: 'select',
      none: '请选择',
      options: dutyTypesOf(ownerActing(ctx)).map(({ code, label }) => ({ code, label })),
    }),
  },
  onlyOf('owed', 'basis', '为什么适用', 'area', '例如：持有危险化学品安全生产许可证；被列为消防安全重点单位。'),
  onlyOf('owed', 'startsOn', '从哪天起适用', 'date', '视频系统填投用那天。'),
  onlyOf('owed', 'lastOn', '上次做的日期（没有做过不用填）', 'date', '下次从这天算起。'),
  onlyOf('waived', 'reason', '为什么不适用', 'area', '监管部门会收到，可以不同意。'),
];

/** How often it is asked, in a few words, by the rule its day was last worked out by. */
function rhythmOf({ type, updatedAt }: Duty): string {
  const terms = dutyTerms(type, updatedAt);
  if (terms.every === 'months') return `每 ${terms.months} 个月一次`;
  if (terms.every === 'days') return `每 ${terms.days} 天查一次，录像至少保存 ${terms.keepDays} 天`;
  if (terms.every === 'once') return `投用或者变化后 ${terms.days} 天内一次`;
  return terms.byHour < 24 ? `每天 ${terms.byHour} 时以前` : '每天一次';
}

async function handOf(row: Duty, now: Date): Promise<{ holder: string; next: string }> {
  const holder = await dutyOwnerName(row);
  if (row.status === 'waived') return { holder: '', next: '不用做什么；监管部门可以不同意' };
  if (row.status === 'done') return { holder: '', next: '有变化时再办一次' };
  if (!isAsked(row))
    return { holder, next: row.lastOn === localDate(now) ? '今天已做，明天再做' : `${asDay(row.dueOn)}起每天做` };
  if (isPledge(row)) return { holder, next: `今天作出安全承诺，${formatClock(row.dueAt)}以前` };
  return { holder, next: row.rollOn === undefined ? `${asDay(row.dueOn)}前做一次` : '今天做一次' };
}

async function entryOf({ day, result, who, note, isLate, photoIds, fileIds, by, at }: DutyEntry): Promise<Entry> {
  const tone = result === 'passed' ? ('good' as const) : ('bad' as const);
  const label = result === 'passed' ? '已做' : labelIn(ENTRY_RESULTS, result);
  return {
    tags: [{ label, tone }, ...(isLate ? [{ label: '过了时间才做', tone: 'waiting' as const }] : [])],
    text: [formatYearDay(day), ...(who === '' ? [] : [`谁做的：${who}`]), ...(note === '' ? [] : [note])].join('；'),
    photoIds,
    files: await linksToFiles(fileIds),
    by:
      result === 'missed' ? '到时没有登记，自动记下' : `${await personName(by)} · ${formatDate(at)} ${formatClock(at)}`,
  };
}

async function sectionsOf(ctx: Context, row: Duty): Promise<Section[]> {
  const { shownDays } = dutyLimits(ctx.now);
  const entries = await lastEntries(ctx, row, shownDays);
  const missed = entries.filter(({ result }) => result === 'missed').length;
  return [
    {
      title: '每一次',
      ...(row.rollOn === undefined && row.missed === 0
        ? {}
        : { text: `最近 ${entries.length} 条里，没有做 ${missed} 天。登记以来一共没有做 ${row.missed} 天。` }),
      entries: await Promise.all(entries.map(entryOf)),
      none: '还没有做过。',
    },
  ];
}

/** What the firm of whoever reads has to enter and has said nothing of. */
async function missingLinks({ actor, now }: Context): Promise<Link[]> {
  if (!runsEnterprise(actor)) return [];
  const firm = await recallEnterprise(actor.scope.enterpriseId ?? '');
  const missing = firm === undefined ? [] : await missingOfFirm(firm, now);
  return missing.map((type) => ({ label: `还没有登记：${dutyLabel(type)}`, href: pathsUnder(duties.path).making }));
}

export const dutiesInWords = putInWords(duties, {
  lead: '法律要一次一次做的事：评价、检测、巡查、承诺、演练。到期前提醒，漏做的照记。',
  quick: [
    ['全部', {}],
    ['过期、漏做', { isRed: true }],
    ['按期做', { status: 'owed' }],
    ['不适用', { status: 'waived' }],
    ...DUTY_TYPES.map(({ code, label }) => [label, { type: code }] as const),
  ],
  choices: { type: DUTY_TYPES },
  besides: missingLinks,
  none: '还没有登记定期要做的事。',
  meta: async (row) =>
    [
      await dutyOwnerName(row),
      rhythmOf(row),
      ...(row.lastOn === undefined ? [] : [`上次 ${formatYearDay(row.lastOn)}`]),
      ...(row.status === 'owed' && row.rollOn === undefined ? [`下次 ${formatYearDay(row.dueOn)}前`] : []),
    ].join(' · '),
  tags: (row, now) => dutyTags(row, now),
  standing: async (row, { now }) => ({
    ...(await handOf(row, now)),
    said: [{ label: '理由', value: row.status === 'done' ? '' : (row.reason ?? '') }],
  }),
  facts: async (row) => [
    { label: '谁的', value: await dutyOwnerName(row) },
    { label: '多久一次', value: rhythmOf(row) },
    { label: '依据', value: dutyArticle(row.type, row.updatedAt) },
    { label: '为什么适用', value: row.basis ?? '' },
    { label: '从哪天起', value: row.status === 'waived' ? '' : asDay(row.startsOn) },
    { label: '上次', value: asDay(row.lastOn) },
    { label: '上次不合格', value: asDay(row.failedOn) },
    { label: '下次最晚', value: row.status === 'owed' ? asDay(row.dueOn) : '' },
    { label: '没有做的天数', value: row.missed === 0 ? '' : `${row.missed} 天` },
    { label: '监管部门', value: await bodyName(row.bodyId) },
  ],
  brief: async (row) => [
    { label: '谁的', value: await dutyOwnerName(row) },
    { label: '多久一次', value: rhythmOf(row) },
  ],
  sections: sectionsOf,
  // Photos stand with the time they were taken at.
  photoIds: () => [],
  detailOf: (text) => [text('said')],
  making: {
    roles: OWNERS,
    title: (kind) => `登记事项：${labelIn(DUTY_ENTRIES, kind as DutyEntryKind)}`,
    submit: '登记',
    sorts: { title: '这件事要不要做？', of: DUTY_ENTRIES },
    fields: FIELDS,
    run: enterDuty,
  },
  doers: OWNERS,
  steps: {
    enter: 'made',
    'enter-done': 'elsewhere',
    'enter-waived': 'elsewhere',
    miss: 'elsewhere',
    lapse: 'elsewhere',
    pledge: { submit: '今天已研判风险，承诺安全', run: pledgeToday },
    do: {
      lead: ({ rollOn }) =>
        rollOn === undefined ? '不合格的照记，但不算做过，改好再做一次。' : '每天要做的当天登记，过去的日子不补。',
      submit: '登记',
      fields: [
        { name: 'doneOn', label: '哪天做的', kind: 'date' },
        { name: 'result', label: '结果', kind: 'radios', options: RESULTS },
        { name: 'who', label: '谁做的（可以不填）', kind: 'text', hint: '例如：某某安全评价公司，或当班保安王工。' },
        { name: 'note', label: '说明（可以不填）', kind: 'area', hint: '报告编号、发现了什么。' },
        { name: 'photos', label: '照片或报告（可以不传）', kind: 'uploads' },
      ],
      values: (_row, now) => ({ doneOn: localDate(now) }),
      run: doDuty,
    },
    again: {
      lead: () => '系统换了、移了、加了，从变化那天起再办一次。',
      fields: [
        { name: 'startsOn', label: '哪天变的', kind: 'date' },
        { name: 'reason', label: '变了什么', kind: 'area' },
      ],
      values: (_row, now) => ({ startsOn: localDate(now) }),
      run: doDutyAgain,
    },
    waive: { lead: () => '监管部门会收到理由，可以不同意。', fields: [REASON], run: waiveDuty },
    object: { lead: () => '改为要做，对方会收到您写的理由。', fields: [REASON], run: objectToDuty },
    resume: {
      fields: [{ name: 'startsOn', label: '从哪天起适用', kind: 'date' }],
      values: (_row, now) => ({ startsOn: localDate(now) }),
      run: resumeDuty,
    },
  },
  tab: 'inspections',
  place: { icon: 'clock', group: 'park', words: '承诺 巡查 检测 评价 视频 备案 演练 定期' },
  sheet: {
    kind: 'duties',
    name: '定期安全事项清单',
    columns: [
      { header: '编号', width: 16, cell: ({ reference }) => reference },
      { header: '谁的', width: 34, cell: dutyOwnerName },
      { header: '事项', width: 24, cell: ({ type }) => dutyLabel(type) },
      { header: '状态', width: 10, cell: ({ status }) => statusRow(duties.lifecycle, status).label },
      { header: '多久一次', width: 24, cell: rhythmOf },
      { header: '依据', width: 40, cell: ({ type, updatedAt }) => dutyArticle(type, updatedAt) },
      { header: '为什么适用', width: 40, cell: ({ basis = '' }) => basis },
      { header: '从哪天起', width: 12, cell: ({ startsOn }) => dayCell(startsOn) },
      { header: '上次', width: 12, cell: ({ lastOn }) => (lastOn === undefined ? '' : dayCell(lastOn)) },
      { header: '下次最晚', width: 12, cell: ({ status, dueOn }) => (status === 'owed' ? dayCell(dueOn) : '') },
      { header: '没有做的天数', width: 12, cell: ({ missed }) => missed },
      {
        header: '缺什么',
        width: 30,
        cell: (row, now) =>
          dutyTags(row, now)
            .filter(({ tone }) => tone === 'bad')
            .map(({ label }) => label)
            .join('、'),
      },
      { header: '理由', width: 40, cell: ({ reason = '' }) => reason },
    ],
  },
});
