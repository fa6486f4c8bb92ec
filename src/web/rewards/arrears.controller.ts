import type { Request, Response } from 'express';
import { z } from 'zod';
import { enterpriseName } from '#domain/organisations';
import { findArrears } from '#domain/rewards';
import { daysBetween, formatDate, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { askedIn, pagerOf } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const PAGE = 25;
const query = z.object({ after: z.coerce.number().int().min(0).optional().catch(undefined) });

/** 拖欠奖励的企业, for park and body: how many are owed and for how long, never to whom or for what. */
export async function showArrears(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { after = 0 } = askedIn(query, req, res);
  const all = await findArrears(ctx);
  const shown = all.slice(after, after + PAGE);
  const next = after + PAGE < all.length ? String(after + PAGE) : undefined;
  res.page('rewards/arrears', {
    title: '拖欠奖励的企业',
    lead: '过了承诺的日子还没有兑现的。奖给谁、为哪件隐患，这里不显示。',
    firms: all.length,
    count: all.reduce((sum, one) => sum + one.count, 0),
    rows: await Promise.all(
      shown.map(async ({ enterpriseId, count, since }) => ({
        href: paths.firm(enterpriseId),
        reference: `${count} 笔`,
        text: await enterpriseName(enterpriseId),
        meta: `最早一笔应在${formatDate(since)}前兑现，已晚 ${daysBetween(localDate(since), localDate(ctx.now))} 天`,
        tags: [{ label: '拖欠', tone: 'bad' }],
      })),
    ),
    ...pagerOf(paths.rewardArrears, { after: after === 0 ? undefined : String(after) }, next),
  });
}
