import type { Request, Response } from 'express';
import { getAsides, LOOPS, tryAgain } from '#domain/aside';
import { findLateJobs } from '#domain/clock';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from '../request.ts';

const formatSpan = (minutes: number): string =>
  minutes < 120
    ? `${minutes} 分钟`
    : minutes < 2_880
      ? `${Math.floor(minutes / 60)} 小时`
      : `${Math.floor(minutes / 1_440)} 天`;

/** What falls behind, and what the clock could not do: how many of each kind, why, and when it is tried again. */
export async function showAsides(req: Request, res: Response): Promise<void> {
  const [{ counts, rows }, late] = await Promise.all([getAsides(contextOf(req)), findLateJobs(req.now)]);
  res.page('admin/asides', {
    title: '没能办成的事项',
    late: late.map(({ label, minutes }) => `${label}：已有 ${formatSpan(minutes)}没有办完`),
    counts,
    more: counts.reduce((all, { count }) => all + count, 0) - rows.length,
    rows: rows.map(({ _id, loop, key, reason, tries, firstAt, nextTryAt }) => ({
      action: paths.tryAgain(_id),
      what: `${LOOPS[loop]} · ${key}`,
      why: `试了 ${tries} 次：${reason}`,
      when: `${formatDateTime(firstAt)} 起，${formatDateTime(nextTryAt)} 再试`,
    })),
  });
}

export async function postTryAgain(req: Request, res: Response): Promise<void> {
  await tryAgain(contextOf(req), partOf(req, 'id'));
  res.goTo(paths.asides, '马上再试。');
}
