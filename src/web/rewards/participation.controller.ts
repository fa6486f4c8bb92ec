import type { Request, Response } from 'express';
import { findParticipation } from '#domain/hazards';
import { addMonths, formatMonth, isLocalDate, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { contextOf } from '../request.ts';

/** 班组参与: how many of each team reported by name in a month; never who. */
export async function showParticipation(req: Request, res: Response): Promise<void> {
  const asked = `${typeof req.query['month'] === 'string' ? req.query['month'] : ''}-01`;
  const month = isLocalDate(asked) ? asked : `${localDate(req.now).slice(0, 7)}-01`;
  const rows = await findParticipation(contextOf(req), month);
  const before = addMonths(month, -1);
  res.page('rewards/participation', {
    title: `${formatMonth(month)}班组参与`,
    lead: '这个月实名报过隐患的人，占班组多少。不排个人，匿名的不算进来；人太少的班组合在一起。',
    rows: rows.map(({ team, people, reporters }) => ({
      team: team === '' ? '其他班组（合计）' : team,
      people,
      reporters,
      percent: people === 0 ? 0 : Math.round((reporters * 100) / people),
    })),
    earlier: { href: `${paths.participation}?month=${before.slice(0, 7)}`, label: formatMonth(before) },
  });
}
