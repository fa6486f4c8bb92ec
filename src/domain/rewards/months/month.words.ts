import { type Fact, putInWords, type Section } from '#domain/engine';
import { personName } from '#domain/identity';
import { levelLabel } from '#domain/schemes';
import { personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatYearDay } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { rewards } from '../reward.ts';
import { listOf, sumsByPerson, sumsOf } from './listing.ts';
import { mineToAnswer, OUTCOMES, openDisputes } from './month.acts.ts';
import { answerMonth, listMonth, objectToMonth } from './month.commands.ts';
import type { Dispute, MonthRow, RewardMonth } from './month.model.ts';
import { monthRule } from './month.rules.ts';
import { rewardMonths } from './month.ts';

export const ROW_KINDS = [
  { code: 'approved', label: '批准' },
  { code: 'paid', label: '发放' },
  { code: 'reversed', label: '冲销' },
] as const;
const kindLabel = (kind: MonthRow['kind']): string => ROW_KINDS.find(({ code }) => code === kind)?.label ?? '';

/** What of the list this person reads: those who run the firm all of it, everybody else their own. */
export async function rowsFor({ actor }: Context, month: RewardMonth): Promise<MonthRow[]> {
  const { rows } = month.status === 'due' ? await listOf(month.enterpriseId, month.month) : month;
  return runsEnterprise(actor) ? [...rows] : rows.filter(({ personId }) => personId === personIn(actor));
}

async function peopleOf(rows: readonly MonthRow[]): Promise<Section> {
  const table = await Promise.all(
    sumsByPerson(rows).map(async ({ personId, grantedFen, paidFen }) => [
      await personName(personId),
      yuanOf(grantedFen),
      yuanOf(paidFen),
    ]),
  );
  return {
    title: '每个人',
    table: { heads: ['姓名', '批准', '发放（减冲销）'], rows: table },
    none: '没有实名的奖励。',
  };
}

async function rowsOf(rows: readonly MonthRow[], isRunner: boolean): Promise<Section> {
  const entries = await Promise.all(
    rows.map(async ({ kind, personId, rewardReference, hazardReference, level, amountFen }) => ({
      text: [isRunner ? await personName(personId) : '', kindLabel(kind), yuanOf(amountFen)].filter(Boolean).join(' '),
      by: [level === undefined ? '' : levelLabel(level), hazardReference].filter(Boolean).join(' · '),
      // Its page has the papers it was paid by.
      link: {
        label: `看 ${rewardReference}${isRunner && kind !== 'approved' ? ' 和凭证' : ''}`,
        href: rewards.pathOf(rewardReference),
      },
    })),
  );
  return { title: isRunner ? '明细' : '您的', entries, none: '这个月没有您的实名奖励。' };
}

const saidBy = async ({ by, at }: { by: string; at: Date }) => `${await personName(by)} · ${formatDateTime(at)}`;
async function disputeEntry(dispute: Dispute, isClosed: boolean) {
  const { answer } = dispute;
  const said = { text: dispute.text, by: await saidBy(dispute) };
  if (answer === undefined) {
    const tag = isClosed
      ? { label: '到期没有人答复', tone: 'bad' as const }
      : { label: '待答复', tone: 'waiting' as const };
    return [{ ...said, tags: [tag] }];
  }
  const tag = answer.isUpheld ? { label: '说得对', tone: 'bad' as const } : { label: '没有错', tone: 'good' as const };
  return [said, { text: `答复：${answer.text}`, by: await saidBy(answer), tags: [tag] }];
}

/** Objections as this person reads them: those who run the firm all, everybody else their own. */
async function disputesOf({ actor }: Context, { disputes, status }: RewardMonth): Promise<Section[]> {
  const read = runsEnterprise(actor) ? disputes : disputes.filter(({ by }) => by === personIn(actor));
  if (read.length === 0) return [];
  const entries = await Promise.all(read.map((one) => disputeEntry(one, status === 'closed')));
  return [{ title: '异议', entries: entries.flat() }];
}

function nextOf(month: RewardMonth): { holder: string; next: string } {
  const open = openDisputes(month).length;
  const until = month.objectUntil === undefined ? '' : formatYearDay(month.objectUntil);
  if (month.status === 'due') return { holder: '企业负责人或安全管理员', next: '列出来请大家核对' };
  if (month.status === 'closed') {
    const unanswered = open === 0 ? '' : `有 ${open} 条异议到期没有人答复。`;
    return { holder: '', next: `已月结，不再改。${unanswered}后来的记进发生的那个月` };
  }
  return open > 0
    ? {
        holder: '企业负责人或安全管理员',
        next: `${open} 条异议由另一个人答复；答复完、过了${until}，自动月结。一直没人答复的，提出满 ${monthRule(month.since).unansweredDays} 天也月结`,
      }
    : { holder: '', next: `${until}以前可以提异议，过后自动月结` };
}

export const rewardMonthsInWords = putInWords(rewardMonths, {
  lead: '每个月过完，把奖励列出来请大家核对，有不对的提异议，期满月结。月结以后不再改。',
  quick: [
    ['全部', {}],
    ['没办完', { isOpen: true }],
    ['待核对', { status: 'due' }],
    ['核对中', { status: 'checking' }],
    ['已月结', { status: 'closed' }],
  ],
  none: () => ({ text: '还没有月结。有奖励的月份过完以后，会自动出现在这里。' }),
  meta: async (month, ctx) => {
    const { grantedFen, paidFen } = sumsOf(await rowsFor(ctx, month));
    const open = openDisputes(month).length;
    const isRunner = runsEnterprise(ctx.actor);
    return [
      `${isRunner ? '' : '您的：'}批准 ${yuanOf(grantedFen)}`,
      `发放 ${yuanOf(paidFen)}`,
      isRunner && open > 0 ? `${open} 条异议待答复` : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
  },
  standing: nextOf,
  facts: async (month, ctx): Promise<Fact[]> => {
    const { grantedFen, paidFen } = sumsOf(await rowsFor(ctx, month));
    const isRunner = runsEnterprise(ctx.actor);
    const { unnamed } = month.status === 'due' ? await listOf(month.enterpriseId, month.month) : month;
    return [
      { label: isRunner ? '批准' : '批准给您', value: yuanOf(grantedFen) },
      { label: isRunner ? '发放' : '发给您', value: yuanOf(paidFen) },
      {
        label: '匿名奖励',
        value: isRunner && unnamed.count > 0 ? `成批 ${unnamed.count} 笔，共 ${yuanOf(unnamed.totalFen)}` : '',
      },
      { label: '异议提到', value: month.objectUntil === undefined ? '' : formatYearDay(month.objectUntil) },
      { label: '列出', value: month.drawnBy === undefined ? '' : await personName(month.drawnBy) },
    ];
  },
  sections: async (ctx, month) => {
    const isRunner = runsEnterprise(ctx.actor);
    const rows = await rowsFor(ctx, month);
    return [
      ...(await disputesOf(ctx, month)),
      ...(isRunner ? [await peopleOf(rows)] : []),
      await rowsOf(rows, isRunner),
      ...(isRunner && month.status !== 'due'
        ? [
            {
              title: '带走',
              text: '发工资用的清单和公示单，和这一页一样，不会再变。',
              link: { label: '公示单', href: `${paths.rewardNotice}?month=${month.month.slice(0, 7)}` },
              sheet: { kind: 'reward-month', label: '工资清单', filter: { monthId: month._id } },
            },
          ]
        : []),
    ];
  },
  brief: async ({ objectUntil }) => [
    { label: '异议提到', value: objectUntil === undefined ? '' : formatYearDay(objectUntil) },
  ],
  partOf: () => ({ href: rewardMonths.path, label: '返回奖励月结' }),
  links: async () => [{ label: '看奖励', href: rewards.path }],
  listed: ['worker', 'enterprise-manager', 'safety-officer'],
  doers: ['worker', 'enterprise-manager', 'safety-officer'],
  unnamed: '员工',
  steps: {
    'open-month': 'elsewhere',
    'close-month': 'elsewhere',
    'list-month': {
      lead: () => '列出以后，这个月的清单就定下来了，名单里的人会收到消息。',
      submit: '列出并请大家核对',
      run: listMonth,
    },
    'object-month': {
      lead: () =>
        '会写您的名字，企业负责人和安全管理员看得到。匿名上报的奖励不在这里说，请在那一笔奖励里按「没收到」。',
      submit: '提异议',
      fields: [
        { name: 'text', label: '哪一笔、哪里不对', kind: 'area', hint: '例如：H2026-0021 我报的，清单里没有。' },
      ],
      run: objectToMonth,
    },
    'answer-month': {
      lead: () => '说得对的，另记一笔改正，算进改正的那个月；原来的清单不改。',
      submit: '答复',
      fields: [
        {
          name: 'dispute',
          of: (month, { actor }) => ({
            label: '答复哪一条',
            kind: 'radios',
            options: mineToAnswer(personIn(actor), month).map(({ id, text }) => ({ code: id, label: text })),
          }),
        },
        { name: 'outcome', label: '对不对', kind: 'radios', options: OUTCOMES },
        { name: 'answer', label: '答复', kind: 'area' },
      ],
      values: (month) => ({ dispute: openDisputes(month).length === 1 ? (openDisputes(month)[0]?.id ?? '') : '' }),
      run: answerMonth,
    },
  },
  tab: 'rewards',
  place: { icon: 'calendar-event', group: 'reward', words: '月结 工资 清单 异议 公示', after: rewards.path },
});
