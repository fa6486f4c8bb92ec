import type { Request, Response } from 'express';
import { findInbox, readAll, readMessage } from '#domain/notices';
import { formatDateTime, formatHour } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';
import type { Route } from '../router.ts';

/** Everything the person was told, in chat or here. */
async function showInbox(req: Request, res: Response): Promise<void> {
  const query = pagesQuery.parse(req.query);
  const { rows, nextCursor } = await findInbox(contextOf(req), query.after);
  res.page('inbox/index', {
    title: '消息',
    messages: rows.map((row) => ({
      id: row._id,
      text: row.text,
      when: row.isRough ? formatHour(row.at) : formatDateTime(row.at),
      isUnread: row.isUnread,
      isUrgent: row.isUrgent,
    })),
    hasUnread: rows.some(({ isUnread }) => isUnread),
    ...pagerOf(paths.inbox, query, nextCursor),
  });
}

async function openMessage(req: Request, res: Response): Promise<void> {
  const { linkPath } = await readMessage(contextOf(req), partOf(req, 'id'));
  res.goTo(linkPath);
}

async function postReadAll(req: Request, res: Response): Promise<void> {
  await readAll(contextOf(req));
  res.goTo(paths.inbox);
}

export const inboxRoutes: readonly Route[] = [
  { method: 'get', path: paths.inbox, access: 'signed-in', run: showInbox },
  { method: 'post', path: paths.readAll, access: 'signed-in', run: postReadAll },
  { method: 'post', path: paths.message.pattern, access: 'signed-in', run: openMessage },
];
