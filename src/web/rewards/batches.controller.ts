import type { Request, Response } from 'express';
import { readEach } from '#domain/aside';
import { personName } from '#domain/identity';
import {
  findBatches,
  findDenied,
  findWaiting,
  makeBatch,
  PAPERS,
  PAY_METHODS,
  publicWaitDays,
  type RewardBatch,
  rewards,
  voucherLabel,
} from '#domain/rewards';
import { formatDay } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { type FormPage, presentForm, submitForm } from '../forms.ts';
import { contextOf } from '../request.ts';
import type { UnreadableLine } from '../unreadable.ts';
import { presentPapers } from './papers.ts';

const partsOf = ({ parts }: Pick<RewardBatch, 'parts'>) =>
  parts.map(({ amountFen, count }) => ({ amount: yuanOf(amountFen), count }));

const formOf = (totalFen: number, now: Date): FormPage => ({
  title: '成批兑现匿名奖励',
  action: paths.rewardBatches,
  submit: `已把 ${yuanOf(totalFen)} 交到领奖点`,
  back: { href: paths.rewardBatches, label: '返回成批兑现' },
  hidden: [{ name: 'totalFen', value: String(totalFen) }],
  fields: [
    {
      name: 'method',
      label: '怎么交的',
      kind: 'radios',
      options: PAY_METHODS.filter(({ code }) => code !== 'payroll'),
    },
    { name: 'voucher', label: voucherLabel(totalFen, now), kind: 'text', hint: '整批一个凭证。' },
    PAPERS,
  ],
});

async function draw(req: Request, res: Response, form?: Record<string, unknown>, status = 200): Promise<void> {
  const ctx = contextOf(req);
  const [waiting, batches, denied] = await Promise.all([findWaiting(ctx), findBatches(ctx), findDenied(ctx)]);
  const paperOf = await presentPapers(ctx, batches);
  res.page(
    'rewards/batches',
    {
      ...(form ?? presentForm(formOf(waiting.totalFen, ctx.now))),
      title: '成批兑现匿名奖励',
      back: { href: rewards.path, label: '返回奖励' },
      isReady: waiting.count > 0 && waiting.deskId !== undefined && waiting.toGrant === 0,
      denied: denied.count === 0 ? '' : `${denied.count} 个码，共 ${yuanOf(denied.totalFen)}`,
      toGrant: waiting.toGrant,
      grantHref: paths.together('approve'),
      desk: waiting.deskId === undefined ? '' : await personName(waiting.deskId),
      schemeHref: paths.scheme,
      count: waiting.count,
      total: yuanOf(waiting.totalFen),
      parts: partsOf(waiting),
      later: waiting.later.count === 0 ? '' : `${waiting.later.count} 笔，共 ${yuanOf(waiting.later.totalFen)}`,
      fewest: waiting.fewest,
      waitDays: publicWaitDays(ctx.now),
      advancesHref: paths.rewardAdvances,
      batches: await readEach(
        ctx,
        'reward-batch',
        batches,
        (batch) => ({
          ...paperOf(batch),
          on: formatDay(batch.on),
          count: batch.count,
          total: yuanOf(batch.totalFen),
          method: labelIn(PAY_METHODS, batch.method),
          voucher: batch.voucher ?? '',
          parts: partsOf(batch),
        }),
        (): UnreadableLine => ({ isUnreadable: true, reference: '' }),
      ),
    },
    status,
  );
}

/** Unnamed rewards as the firm sees them: how many of which amount, never which. */
export const showBatches = (req: Request, res: Response): Promise<void> => draw(req, res);

export async function postBatch(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { totalFen } = await findWaiting(ctx);
  const form = formOf(totalFen, ctx.now);
  // What the person saw goes along; what is there now is shown when the page comes back.
  const work = (input: Parameters<typeof makeBatch>[1]) => makeBatch(ctx, input);
  const sent = await submitForm(form, req, res, work, (model, status) => draw(req, res, model, status));
  if (sent !== undefined)
    res.goTo(paths.rewardBatches, `已备在领奖点：${sent.done.count} 笔，共 ${yuanOf(sent.done.totalFen)}。`);
}
