import type { Request, Response } from 'express';
import { z } from 'zod';
import { readEach } from '#domain/aside';
import { enterpriseName } from '#domain/organisations';
import {
  findDeniedAtDesk,
  findOwedToDesk,
  findOwnAdvances,
  PAPERS,
  PAY_METHODS,
  settleAdvances,
  voucherLabel,
} from '#domain/rewards';
import { formatDay, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { type FormPage, presentForm, submitForm } from '../forms.ts';
import { askedIn, pagerOf } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import type { UnreadableLine } from '../unreadable.ts';
import { presentPapers } from './papers.ts';

const TITLE = '公共领奖点代付';
const PAGE = 25;
const query = z.object({ after: z.coerce.number().int().min(0).optional().catch(undefined) });
const monthName = (month: LocalDate): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`;

const formOf = (owed: { bodyId: string; body: string; totalFen: number }, now: Date): FormPage => ({
  title: TITLE,
  action: paths.rewardAdvances,
  submit: `已还给${owed.body} ${yuanOf(owed.totalFen)}`,
  back: { href: paths.rewardAdvances, label: TITLE },
  hidden: [
    { name: 'totalFen', value: String(owed.totalFen) },
    { name: 'bodyId', value: owed.bodyId },
  ],
  fields: [
    {
      name: 'method',
      label: '怎么还的',
      kind: 'radios',
      options: PAY_METHODS.filter(({ code }) => code !== 'payroll'),
    },
    { name: 'voucher', label: voucherLabel(owed.totalFen, now), kind: 'text' },
    PAPERS,
  ],
});

/** What the firm is to give back: sums of months, no code and no day. */
async function drawOwn(req: Request, res: Response, form?: Record<string, unknown>, status = 200): Promise<void> {
  const ctx = contextOf(req);
  const { owed, months, settled } = await findOwnAdvances(ctx);
  const [first] = owed;
  const paperOf = await presentPapers(ctx, settled);
  res.page(
    'rewards/advances',
    {
      ...(form ?? (first === undefined ? {} : presentForm(formOf(first, ctx.now)))),
      title: TITLE,
      back: { href: paths.rewardBatches, label: '匿名奖励' },
      hasForm: first !== undefined,
      owed: owed.map(({ body, totalFen, since, dueOn }) => ({
        text: `${body}：${yuanOf(totalFen)}`,
        by: formatYearDay(dueOn),
        since: monthName(since),
        isLate: dueOn < localDate(ctx.now),
      })),
      months: months.map(({ month, totalFen }) => ({ month: monthName(month), total: yuanOf(totalFen) })),
      settled: await readEach(
        ctx,
        'reward-settlement',
        settled,
        ({ on, totalFen, method, voucher = '', ...row }) => ({
          ...{ on: formatDay(on), total: yuanOf(totalFen), method: labelIn(PAY_METHODS, method), voucher },
          ...paperOf(row),
        }),
        (): UnreadableLine => ({ isUnreadable: true, reference: '' }),
      ),
    },
    status,
  );
}

/** Firms that have not given back yet, for the body whose desk paid for them. */
async function drawDesk(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { after = 0 } = askedIn(query, req, res);
  const [all, denied] = await Promise.all([findOwedToDesk(ctx), findDeniedAtDesk(ctx)]);
  const today = localDate(ctx.now);
  const next = after + PAGE < all.length ? String(after + PAGE) : undefined;
  res.page('rewards/desk', {
    title: TITLE,
    lead: '公共领奖点替企业付的匿名奖励，按月合计由企业还。是谁领的、为哪件隐患，这里不显示。',
    redeemHref: paths.redeemClaim,
    denied: denied.count === 0 ? '' : `${denied.count} 个码，共 ${yuanOf(denied.totalFen)}`,
    total: all.length === 0 ? '' : yuanOf(all.reduce((sum, { totalFen }) => sum + totalFen, 0)),
    firms: all.length,
    rows: await Promise.all(
      all.slice(after, after + PAGE).map(async ({ enterpriseId, totalFen, since, dueOn }) => ({
        href: paths.firm(enterpriseId),
        reference: yuanOf(totalFen),
        text: await enterpriseName(enterpriseId),
        meta: `${monthName(since)}起没有还的，应在${formatYearDay(dueOn)}前还清`,
        tags: dueOn < today ? [{ label: '已晚', tone: 'bad' }] : [],
      })),
    ),
    ...pagerOf(paths.rewardAdvances, { after: after === 0 ? undefined : String(after) }, next),
  });
}

/** 公共领奖点代付: what the public desk paid for firms, by month. */
export const showAdvances = (req: Request, res: Response): Promise<void> =>
  req.actor?.kind === 'person' && req.actor.role === 'regulator' ? drawDesk(req, res) : drawOwn(req, res);

export async function postAdvances(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { owed } = await findOwnAdvances(ctx);
  const form = formOf(owed[0] ?? { bodyId: '', body: '', totalFen: 0 }, ctx.now);
  const work = (input: Parameters<typeof settleAdvances>[1]) => settleAdvances(ctx, input);
  const sent = await submitForm(form, req, res, work, (model, status) => drawOwn(req, res, model, status));
  if (sent !== undefined) res.goTo(paths.rewardAdvances, `已登记归还 ${yuanOf(sent.done.totalFen)}。`);
}
