import type { Request, Response } from 'express';
import { accidents } from '#domain/accidents';
import { personName } from '#domain/identity';
import { findToldOf, OUTBOX_STATUSES } from '#domain/notices';
import { channelLabel } from '#domain/oversight';
import { formatDateTime } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { askedIn, pagerOf, pagesQuery } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';

const timeOf = (at: Date | undefined): string => (at === undefined ? '' : formatDateTime(at));

/** Everybody an accident was told to: by which way, when it came, and whether it was opened. */
export async function showReceipts(req: Request, res: Response): Promise<void> {
  const { reference, enterpriseId } = await accidents.get(contextOf(req), partOf(req, 'reference'));
  const linkPath = accidents.pathOf(reference);
  const { after } = askedIn(pagesQuery, req, res);
  const { rows, nextCursor } = await findToldOf({ firmId: enterpriseId, linkPath }, { after });
  res.page('accidents/receipts', {
    title: '消息送到了谁',
    back: { href: linkPath, label: `返回事故 ${reference}` },
    rows: await Promise.all(
      rows.map(async (row) => ({
        who: row.personId === undefined ? '' : await personName(row.personId),
        text: row.text,
        way: channelLabel(row.channel),
        triedBefore: row.fellBackFrom === undefined ? '' : channelLabel(row.fellBackFrom),
        status: labelIn(OUTBOX_STATUSES, row.status),
        at: formatDateTime(row.createdAt),
        sentAt: timeOf(row.sentAt),
        readAt: timeOf(row.readAt),
        // What was said in a chat shows there: no network tells whether it was opened.
        tags: row.status === 'inbox' && row.readAt === undefined ? [{ label: '没有打开', tone: 'waiting' }] : [],
      })),
    ),
    ...pagerOf(paths.accidentReceipts(reference), { after }, nextCursor),
  });
}
