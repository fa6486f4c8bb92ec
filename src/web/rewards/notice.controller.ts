import type { Request, Response } from 'express';
import { enterpriseName } from '#domain/organisations';
import { findNotice, rewardMonths, rewards } from '#domain/rewards';
import { levelLabel } from '#domain/schemes';
import type { PersonActor } from '#kernel/actor';
import { addMonths, formatMonth, isLocalDate, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { contextOf } from '../request.ts';

/** The sheet of a month for the notice board, to be printed. */
export async function showNotice(req: Request, res: Response): Promise<void> {
  const asked = `${typeof req.query['month'] === 'string' ? req.query['month'] : ''}-01`;
  const month = isLocalDate(asked) ? asked : `${localDate(req.now).slice(0, 7)}-01`;
  const { rows, unnamed, totalFen, isFixed } = await findNotice(contextOf(req), month);
  const before = addMonths(month, -1);
  res.page('rewards/notice', {
    title: `${formatMonth(month)}奖励公示`,
    back: { href: rewards.path, label: '返回奖励' },
    firm: await enterpriseName((req.actor as PersonActor).scope.enterpriseId ?? ''),
    month: formatMonth(month),
    rows: rows.map(({ name, kind, level, amountFen, recognisedFen }) => ({
      name: name === '' ? '一名员工' : name,
      why: kind === 'top-up' ? '列为重大隐患，补差' : '上报属实',
      level: levelLabel(level),
      amount: yuanOf(amountFen),
      praise: recognisedFen > 0,
    })),
    unnamed: unnamed.count === 0 ? '' : `${unnamed.count} 笔，共 ${yuanOf(unnamed.totalFen)}`,
    total: yuanOf(totalFen),
    isFixed,
    monthsHref: rewardMonths.path,
    announceHref: paths.together('announce'),
    earlier: { href: `${paths.rewardNotice}?month=${before.slice(0, 7)}`, label: formatMonth(before) },
  });
}
