import type { UpdateQuery } from 'mongoose';
import { record } from '#domain/journal';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { startOfHour } from '#kernel/dates';
import { forbidden, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { paths } from '#kernel/paths';
import { countEach } from '#platform/count';
import { firstThen, type Page } from '#platform/firstThen';
import { inTransaction } from '#platform/mongo';
import { renderText } from '#platform/texts';
import { OutboxModel, type OutboxRow, type OutboxSort, type OutboxStatus } from './outbox.model.ts';
import { openRow, readerNames } from './outboxSeal.ts';
import { isStillTrue } from './stillTrue.ts';

/** A message as its reader sees it. */
export type InboxRow = Pick<OutboxRow, '_id' | 'linkPath' | 'isUrgent'> & {
  text: string;
  at: Date;
  /** Only the hour of it is known. */
  isRough: boolean;
  isUnread: boolean;
};
const PAGE = 20;
/** A chat takes only so many a day and none at night; what waits for it can be read here at once. */
const READABLE: readonly OutboxStatus[] = ['inbox', 'sent', 'waiting', 'leased'];
const forReader = (personId: string, now: Date) => ({
  personId: { $in: readerNames(personId) },
  notBefore: { $not: { $gt: now } },
  status: { $in: [...READABLE] },
  sort: { $nin: ['reply', 'copy'] satisfies OutboxSort[] },
  isMissed: false,
});
/** What was said in a chat counts as read. */
const unreadOf = (personId: string, now: Date) => ({
  ...forReader(personId, now),
  status: { $in: READABLE.filter((status) => status !== 'sent') },
  readAt: { $exists: false },
});

/** One message whose words cannot be made hides none of the others. */
function wordsOf({ texts, template, params }: OutboxRow): string {
  try {
    return renderText(texts, template, params);
  } catch {
    return '这条消息的内容暂时显示不了，请打开看原来的记录。';
  }
}

/** Whether a message stands in the list: said already, or waiting for its chat and still true. */
const isShown = async (row: OutboxRow, now: Date): Promise<boolean> =>
  row.text !== undefined || isStillTrue(row.still, now).catch(() => false);

/** The message as it is read, also of one that waits for its chat; nothing when it is no longer true. */
async function toRead(row: OutboxRow, now: Date): Promise<InboxRow[]> {
  const { _id, linkPath, isUrgent, sentAt, createdAt, status, readAt } = row;
  if (!(await isShown(row, now))) return [];
  const text = row.text ?? wordsOf(row);
  const isUnread = status !== 'sent' && readAt === undefined;
  const isRough = row.sealed !== undefined;
  return [
    {
      _id,
      isUrgent,
      text,
      at: sentAt ?? createdAt,
      isRough,
      isUnread,
      ...(linkPath === undefined ? {} : { linkPath }),
    },
  ];
}

/** Messages of before a reset by others are hidden with the reports they may tell of; a sealed one knows only its hour. */
const sinceReset = ({ hidesSince }: PersonActor) =>
  hidesSince === undefined ? {} : { createdAt: { $gt: hidesSince } };

/**
 * Everything the actor was told or is being told, in chat or here: what is urgent and not read yet first, then the newest. Of
 * a report without a name only the hour is known, so by age alone its alarm would lie behind whatever came since.
 */
export async function findInbox(ctx: Context, after?: string): Promise<Page<InboxRow>> {
  if (ctx.actor.kind !== 'person') return { rows: [] };
  const { personId } = ctx.actor;
  const mine = { ...forReader(personId, ctx.now), ...sinceReset(ctx.actor) };
  const { status, readAt } = unreadOf(personId, ctx.now);
  const { rows, ...more } = await firstThen(
    (also, limit) =>
      OutboxModel.find({ $and: [mine, ...also] })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<OutboxRow[]>(),
    { ...given({ after }), limit: PAGE },
    { isUrgent: true, status, readAt },
  );
  return { rows: (await Promise.all(rows.map((row) => toRead(openRow(row), ctx.now)))).flat(), ...more };
}

const MOST_COUNTED = 100;
/** So many of those that have to be opened are looked at: behind them the bell says no more than it has found. */
const MOST_OPENED = 300;

/** How many messages of the list the actor has not read, counted up to 100; each is asked about as the list asks. */
export async function countUnread({ actor, now }: Pick<Context, 'actor' | 'now'>): Promise<number> {
  if (actor.kind !== 'person') return 0;
  const mine = { ...unreadOf(actor.personId, now), ...sinceReset(actor) };
  let count = await OutboxModel.countDocuments({ ...mine, text: { $exists: true } }, { limit: MOST_COUNTED });
  // Sealed ones and those that wait: looked at one by one, the newest first, and no further than the bell can say.
  const others = OutboxModel.find({ ...mine, text: { $exists: false } })
    .sort({ _id: -1 })
    .limit(MOST_OPENED);
  for await (const row of others.lean<OutboxRow>().cursor({ batchSize: MOST_COUNTED })) {
    if (count >= MOST_COUNTED) break;
    if (await isShown(openRow(row), now)) count += 1;
  }
  return count;
}

/** Read; of a sealed message not when: whoever read another one in the same hour would be its reader. */
const readNow = (now: Date) => [
  { $set: { readAt: { $cond: [{ $eq: [{ $type: '$sealed' }, 'string'] }, '$createdAt', startOfHour(now)] } } },
];

/** Marks one message as read and says where it leads. @throws NotFound when it is somebody else's. */
export async function readMessage(ctx: Context, id: string): Promise<{ linkPath: string }> {
  if (ctx.actor.kind !== 'person') throw notFound('common.not-found');
  const found = await OutboxModel.findOne({
    _id: id,
    ...forReader(ctx.actor.personId, ctx.now),
    ...sinceReset(ctx.actor),
  }).lean<OutboxRow>();
  if (found === null) throw notFound('common.not-found');
  const row = openRow(found);
  await OutboxModel.updateOne({ _id: id, readAt: { $exists: false } }, readNow(ctx.now), { updatePipeline: true });
  return { linkPath: row.linkPath ?? paths.inbox };
}

/** Marks everything the actor has in the portal as read. */
export async function readAll(ctx: Context): Promise<void> {
  if (ctx.actor.kind !== 'person') return;
  const mine = { ...unreadOf(ctx.actor.personId, ctx.now), ...sinceReset(ctx.actor) };
  await OutboxModel.updateMany(mine, readNow(ctx.now), { updatePipeline: true });
}

export interface OutboxHealth {
  waiting: number;
  leased: number;
  dead: number;
  /** The newest messages nobody could deliver; no words, no names. */
  deadRows: Pick<OutboxRow, '_id' | 'channel' | 'template' | 'lastError' | 'attempts' | 'createdAt'>[];
}

/** Queue lengths and dead letters, for administrators. Counted up to 10 000. @throws Forbidden */
export async function getOutboxHealth(ctx: Context): Promise<OutboxHealth> {
  if (!actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  const of = (status: OutboxStatus) => [OutboxModel, { status }] as const;
  const [lengths, deadRows] = await Promise.all([
    countEach({ waiting: of('waiting'), leased: of('leased'), dead: of('dead') }, 10_000),
    OutboxModel.find({ status: 'dead' })
      .sort({ _id: -1 })
      .limit(20)
      .select({ channel: 1, template: 1, lastError: 1, attempts: 1, createdAt: 1 })
      .lean<OutboxHealth['deadRows']>(),
  ]);
  return { ...lengths, deadRows };
}

/** Changes a dead letter and records who did, in one transaction. @throws Forbidden, NotFound */
async function changeDead(ctx: Context, id: string, name: string, update: UpdateQuery<OutboxRow>): Promise<void> {
  if (!actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  await inTransaction(async () => {
    const before = await OutboxModel.findOneAndUpdate({ _id: id, status: 'dead' }, update).lean<OutboxRow>();
    if (before === null) throw notFound('common.not-found');
    await record(ctx, {
      name,
      subject: { kind: 'outbox', id },
      facts: { channel: before.channel, template: before.template },
    });
  });
}

/** Lays a dead letter aside for good: it was told otherwise, or no longer matters. @throws Forbidden, NotFound */
export const dismissDead = (ctx: Context, id: string): Promise<void> =>
  changeDead(ctx, id, 'notices.dead-dismissed', { $set: { status: 'dropped', lastError: 'dismissed' } });

/** Puts a dead letter back into the queue. @throws Forbidden, NotFound */
export const resendDead = (ctx: Context, id: string): Promise<void> =>
  changeDead(ctx, id, 'notices.dead-resent', {
    $set: { status: 'waiting', attempts: 0, nextAt: ctx.now },
    $unset: { lastError: 1 },
  });
