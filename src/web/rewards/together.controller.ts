import type { Request, Response } from 'express';
import { findHazardsByIds } from '#domain/hazards';
import { personName } from '#domain/identity';
import {
  announceTogether,
  approveTogether,
  findForTogether,
  isLateNow,
  MOST_TOGETHER,
  PAPERS,
  PAY_METHODS,
  payTogether,
  type Reward,
  rewards,
  sumOf,
  TOGETHER,
  type Together,
  voucherLabel,
} from '#domain/rewards';
import type { Context } from '#kernel/context';
import { daysBetween, localDate } from '#kernel/dates';
import { conflict, invalid, notFound } from '#kernel/errors';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { type FormPage, type Option, presentForm, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf, textsOf } from '../request.ts';

const back = { href: rewards.path, label: '返回奖励' };

/** @throws NotFound for what is not done together */
function askedOf(req: Request): (typeof TOGETHER)[number] {
  const asked = TOGETHER.find(({ code }) => code === partOf(req, 'kind'));
  if (asked === undefined) throw notFound('common.not-found');
  return asked;
}

/** Ticked instead of every row by itself. */
const ALL = 'all';

/** What was seen, where the actor may read it: a number says nothing to whoever grants the money. */
async function wordsOf(ctx: Context, rows: readonly Reward[]): Promise<Map<string, string>> {
  const found = await findHazardsByIds(ctx, [...new Set(rows.map(({ hazardId }) => hazardId))]);
  return new Map(found.map(({ _id, text }) => [_id, shorten(text)]));
}

const whoOf = async ({ isAnonymous, personId }: Reward): Promise<string> =>
  isAnonymous ? '匿名' : personName(personId);

async function optionsOf(ctx: Context, what: Together, rows: readonly Reward[]): Promise<Option[]> {
  const words = await wordsOf(ctx, rows);
  const optionOf = async (reward: Reward): Promise<Option> => {
    const { reference, amountFen, hazardId, hazardReference, dueAt } = reward;
    const late =
      what !== 'announce' && isLateNow(reward, ctx.now) ? daysBetween(localDate(dueAt), localDate(ctx.now)) : 0;
    return {
      code: reference,
      label: `${await whoOf(reward)} ${yuanOf(amountFen)}${late > 0 ? `，已晚 ${late} 天` : ''}`,
      hint: [words.get(hazardId) ?? '', `${hazardReference} · ${reference}`].filter(Boolean).join(' · '),
    };
  };
  const all = { code: ALL, label: `全选 ${rows.length} 笔，共 ${yuanOf(sumOf(rows))}` };
  return [...(rows.length > 1 ? [all] : []), ...(await Promise.all(rows.map(optionOf)))];
}

function leadOf(count: number): string {
  if (count === 0) return '现在没有可以一起办的奖励。';
  const rest =
    count < MOST_TOGETHER ? '' : `一次最多 ${MOST_TOGETHER} 笔，这里可能不是全部：办完后再打开，就是其余的。`;
  return `${rest}选好后先看合计，再确认一次。`;
}

async function tickPage(ctx: Context, what: Together, label: string, rows: readonly Reward[]): Promise<FormPage> {
  return {
    title: label,
    lead: leadOf(rows.length),
    back,
    action: paths.together(what),
    submit: '看合计',
    fields: [{ name: 'references', label: '哪些', kind: 'checks', options: await optionsOf(ctx, what, rows) }],
  };
}

const DONE = { approve: '批准', pay: '已发放', announce: '公示' } as const satisfies Record<Together, string>;

/** How many and how much each gets; those without a name as one. */
async function sumsByPerson(rows: readonly Reward[]): Promise<{ label: string; value: string }[]> {
  const byPerson = new Map<string, Reward[]>();
  for (const row of rows) {
    const key = row.isAnonymous ? '' : row.personId;
    byPerson.set(key, [...(byPerson.get(key) ?? []), row]);
  }
  return Promise.all(
    [...byPerson.values()].map(async (own) => ({
      label: await whoOf(own[0] as Reward),
      value: `${own.length} 笔，${yuanOf(sumOf(own))}`,
    })),
  );
}

async function confirmPage(what: Together, label: string, rows: readonly Reward[], now: Date): Promise<FormPage> {
  const total = sumOf(rows);
  return {
    title: label,
    ...(what === 'announce' ? { lead: '公示单上只写同意写名字的人，别的写「一名员工」。' } : {}),
    back: { href: paths.together(what), label: '重新选' },
    action: paths.together(what),
    submit: `${DONE[what]} ${rows.length} 笔，共 ${yuanOf(total)}`,
    facts: [
      { label: '笔数', value: String(rows.length) },
      { label: '合计', value: yuanOf(total) },
      ...(await sumsByPerson(rows)),
    ],
    hidden: [
      { name: 'isSeen', value: '1' },
      { name: 'totalFen', value: String(total) },
      { name: 'references', value: rows.map(({ reference }) => reference).join(',') },
    ],
    fields:
      what === 'pay'
        ? [
            { name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS },
            { name: 'voucher', label: voucherLabel(total, now), kind: 'text' },
            PAPERS,
          ]
        : [],
  };
}

/** Which of those that may be done together: all are ticked one by one. */
export async function showTogether(req: Request, res: Response): Promise<void> {
  const { code, label } = askedOf(req);
  const ctx = contextOf(req);
  showForm(res, await tickPage(ctx, code, label, await findForTogether(ctx, code)));
}

const RUN = { approve: approveTogether, pay: payTogether, announce: announceTogether } as const;

/** First the sum is shown; what was seen and agreed to is done, each by itself. */
export async function postTogether(req: Request, res: Response): Promise<void> {
  const { code, label } = askedOf(req);
  const ctx = contextOf(req);
  const rows = await findForTogether(ctx, code);
  if (textOf(req, 'isSeen') !== '1') {
    const ticked = textsOf(req, 'references');
    const isAll = ticked.includes(ALL);
    const chosen = isAll ? rows : rows.filter(({ reference }) => ticked.includes(reference));
    const sent = await submitForm(await tickPage(ctx, code, label, rows), req, res, async () => {
      if (chosen.length === 0) throw invalid('common.check-fields', { references: '请至少选一笔' });
      if (!isAll && chosen.length !== new Set(ticked).size) throw conflict('common.changed-meanwhile');
    });
    if (sent !== undefined) res.page('pages/form', presentForm(await confirmPage(code, label, chosen, req.now)));
    return;
  }
  const seen = textOf(req, 'references').split(',');
  const page = await confirmPage(
    code,
    label,
    rows.filter(({ reference }) => seen.includes(reference)),
    req.now,
  );
  const sent = await submitForm(page, req, res, (input) => RUN[code](ctx, input));
  if (sent === undefined) return;
  const { count, totalFen, left } = sent.done;
  const rest = left.length === 0 ? '' : `没办成：${left.join('、')}。可能别人刚办过，先打开看清，再决定办不办。`;
  res.goTo(rewards.path, `${label} ${count} 笔，共 ${yuanOf(totalFen)}。${rest}`);
}
