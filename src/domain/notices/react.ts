import { lookThrough } from '#domain/aside';
import { findUnnoticed, markNoticed } from '#domain/journal';
import { systemContext } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { lettersFor } from './accountLetters.ts';
import { deliveryRule } from './deliveryRules.ts';
import { enqueueLetter, enqueueNotice } from './enqueue.ts';
import { keepOf } from './kept.ts';
import { OutboxModel, type OutboxRow } from './outbox.model.ts';
import { draftsFor } from './reactions.ts';

/**
 * Turns events into messages, oldest first; each event's messages and its mark are one transaction, so a worker killed
 * half-way, or two at once, leave every message written once. One of which nothing can be made stops no other.
 *
 * @returns how many events were looked at; fewer than `limit` means none is left.
 */
export async function reactToEvents(now: Date, limit = 100): Promise<number> {
  const ctx = systemContext(now, 'notices', 'notices');
  const { resting, take } = await lookThrough(ctx, 'events');
  const events = await findUnnoticed(limit, resting);
  for (const event of events) {
    await take(event._id, () =>
      inTransaction(async () => {
        if (!(await markNoticed(event._id))) return;
        const kept = await keepOf(event, now);
        for (const draft of await draftsFor(event, now)) await enqueueNotice(now, { ...draft, ...kept });
        for (const letter of await lettersFor(event, now)) await enqueueLetter(now, letter);
      }),
    );
  }
  return events.length;
}

/**
 * Collapses reminders that came due while nothing was running into one message a person, once they have been gathered:
 * none has come for a while, or they have been coming for ten times as long. A person with a single one gets it as it is.
 */
export async function collapseMissed(now: Date): Promise<void> {
  const ctx = systemContext(now, 'notices', 'notices');
  const { resting, take } = await lookThrough(ctx, 'digests');
  const gatherMs = deliveryRule(now).gatherSeconds * 1_000;
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const ready = await OutboxModel.aggregate<{ _id: string; ids: string[] }>([
    { $match: { isMissed: true, status: 'waiting' } },
    { $sort: { _id: 1 } },
    {
      $group: {
        _id: '$personId',
        ids: { $push: '$_id' },
        firstAt: { $min: '$createdAt' },
        lastAt: { $max: '$createdAt' },
        nextAt: { $min: '$nextAt' },
      },
    },
    {
      $match: {
        _id: { $nin: [...resting] },
        nextAt: { $lte: now },
        $or: [{ lastAt: { $lte: before(gatherMs) } }, { firstAt: { $lte: before(10 * gatherMs) } }],
      },
    },
    { $limit: 200 },
  ]);
  for (const { _id: personId, ids } of ready) await take(personId, () => collapseFor(now, personId, ids));
}

async function collapseFor(now: Date, personId: string, ids: readonly string[]): Promise<void> {
  await inTransaction(async () => {
    const rows = await OutboxModel.find({ _id: { $in: ids }, isMissed: true, status: 'waiting' })
      .sort({ _id: 1 })
      .lean<OutboxRow[]>();
    const [first] = rows;
    if (first === undefined) return;
    const rowIds = rows.map((row) => row._id);
    if (rows.length === 1) {
      await OutboxModel.updateOne({ _id: first._id }, { $set: { isMissed: false } });
      return;
    }
    await OutboxModel.updateMany(
      { _id: { $in: rowIds } },
      { $set: { status: 'dropped', isMissed: false, lastError: 'in-digest' }, $unset: { nextAt: 1 } },
    );
    await enqueueNotice(now, {
      dedupeKey: `digest:${first._id}`,
      sort: 'digest',
      personId,
      template: 'digest',
      params: {
        count: rows.length,
        lines: rows.slice(0, 10).map(({ params }) => ({
          reference: params['reference'],
          title: params['title'],
          when: params['when'],
        })),
        more: Math.max(0, rows.length - 10),
      },
      linkPath: '/',
      isUrgent: rows.some((row) => row.isUrgent),
      still: { kind: 'always' },
      digestOf: rowIds,
    });
  });
}
