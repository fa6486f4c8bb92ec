import type { Request, Response } from 'express';
import { findPublicNotices, LEVELS } from '#domain/majors';
import { formatDate, formatDay } from '#kernel/dates';
import { labelIn } from '#kernel/labels';

/** 重大隐患公示: what is under public supervision, and what was closed. */
export async function showMajorNotice(req: Request, res: Response): Promise<void> {
  const rows = await findPublicNotices(req.now);
  const present = ({ firm, basis, at, level, dueOn }: (typeof rows)[number]) => ({
    firm,
    basis,
    on: formatDate(at),
    who: level === undefined ? '' : `${labelIn(LEVELS, level)}督办`,
    dueOn: dueOn === undefined ? '' : formatDay(dueOn),
  });
  res.page('boards/notice', {
    title: '重大隐患公示',
    listed: rows.filter(({ level }) => level !== undefined).map(present),
    closed: rows.filter(({ level }) => level === undefined).map(present),
  });
}
