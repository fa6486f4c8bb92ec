import type { Request, Response } from 'express';
import { personName } from '#domain/identity';
import {
  approveTogether,
  findForTogether,
  PAY_METHODS,
  payTogether,
  type Reward,
  rewards,
  sumOf,
  TOGETHER,
  type Together,
} from '#domain/rewards';
import { conflict, invalid, notFound } from '#kernel/errors';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { type FormPage, type Option, presentForm, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf, textsOf } from '../request.ts';

const back = { href: rewards.path, label: '返回奖励' };

/** @throws NotFound for what is not done together */
function askedOf(req: Request): (typeof TOGETHER)[number] {
  const asked = TOGETHER.find(({ code }) => code === partOf(req, 'kind'));
  if (asked === undefined) throw notFound('common.not-found');
  return asked;
}

const optionOf = async ({ reference, amountFen, hazardReference, isAnonymous, personId }: Reward): Promise<Option> => ({
  code: reference,
  label: `${isAnonymous ? '匿名' : await personName(personId)} ${yuanOf(amountFen)}`,
  hint: `${reference} · 隐患 ${hazardReference}`,
});

async function tickPage(what: Together, label: string, rows: readonly Reward[]): Promise<FormPage> {
  return {
    title: label,
    lead: rows.length === 0 ? '现在没有可以一起办的奖励。' : '选好后先看合计，再确认一次。',
    back,
    action: paths.together(what),
    submit: '看合计',
    fields: [{ name: 'references', label: '哪些', kind: 'checks', options: await Promise.all(rows.map(optionOf)) }],
  };
}

function confirmPage(what: Together, label: string, rows: readonly Reward[]): FormPage {
  const total = sumOf(rows);
  return {
    title: label,
    back: { href: paths.together(what), label: '重新选' },
    action: paths.together(what),
    submit: `${what === 'approve' ? '批准' : '已发放'} ${rows.length} 笔，共 ${yuanOf(total)}`,
    facts: [
      { label: '笔数', value: String(rows.length) },
      { label: '合计', value: yuanOf(total) },
      { label: '编号', value: rows.map(({ reference }) => reference).join('、') },
    ],
    hidden: [
      { name: 'isSeen', value: '1' },
      { name: 'totalFen', value: String(total) },
      { name: 'references', value: rows.map(({ reference }) => reference).join(',') },
    ],
    fields:
      what === 'approve'
        ? []
        : [
            { name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS },
            { name: 'voucher', label: '凭证号（可以不填）', kind: 'text' },
          ],
    values: { method: 'payroll' },
  };
}

/** Which of those that may be done together: all are ticked one by one. */
export async function showTogether(req: Request, res: Response): Promise<void> {
  const { code, label } = askedOf(req);
  showForm(res, await tickPage(code, label, await findForTogether(contextOf(req), code)));
}

/** First the sum is shown; what was seen and agreed to is done, each by itself. */
export async function postTogether(req: Request, res: Response): Promise<void> {
  const { code, label } = askedOf(req);
  const ctx = contextOf(req);
  const rows = await findForTogether(ctx, code);
  if (textOf(req, 'isSeen') !== '1') {
    const ticked = textsOf(req, 'references');
    const chosen = rows.filter(({ reference }) => ticked.includes(reference));
    const sent = await submitForm(await tickPage(code, label, rows), req, res, async () => {
      if (chosen.length === 0) throw invalid('common.check-fields', { references: '请至少选一笔' });
      if (chosen.length !== new Set(ticked).size) throw conflict('common.changed-meanwhile');
    });
    if (sent !== undefined) res.page('pages/form', presentForm(confirmPage(code, label, chosen)));
    return;
  }
  const seen = textOf(req, 'references').split(',');
  const page = confirmPage(
    code,
    label,
    rows.filter(({ reference }) => seen.includes(reference)),
  );
  const run = code === 'approve' ? approveTogether : payTogether;
  const sent = await submitForm(page, req, res, (input) => run(ctx, input));
  if (sent === undefined) return;
  const { count, totalFen, left } = sent.done;
  const rest = left.length === 0 ? '' : `没办成：${left.join('、')}。可能别人刚办过，先打开看清，再决定办不办。`;
  res.goTo(rewards.path, `${label} ${count} 笔，共 ${yuanOf(totalFen)}。${rest}`);
}
