import type mongoose from 'mongoose';
import { type MessageContent, sealLine, sealMessage, sealTalk } from '#domain/chat';
import { type OutboxRow, openRow, sealRow } from '#domain/notices';
import { NOUNS } from '#domain/nouns';
import { DAY_MS, startOfHour } from '#kernel/dates';
import { blind } from '#platform/sealing';

const CONTENT = ['text', 'photoId', 'location'] as const;
type Old = MessageContent & { _id: string; sentAt?: Date; createdAt: Date };
const saidBy = (row: Old) => ({
  kind: row.kind,
  ...Object.fromEntries(CONTENT.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))),
  at: (row.sentAt ?? row.createdAt).toISOString(),
});
const without = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 1 as const]));
const HOURS = (field: string) => ({ $dateTrunc: { date: field, unit: 'hour' } });
const KEPT_DAYS = { inbox: 7, outbox: 180 };

/** What was said to the bot, and what it was told so far, is sealed; what it has answered it forgets. */
export async function sealTalks(connection: mongoose.Connection): Promise<void> {
  const lines = connection.collection<Old & { onceKey: string; chatId: string; isUntaken?: boolean }>('chat_messages');
  for await (const row of lines.find({ said: { $exists: false } })) {
    await lines.updateOne({ _id: row._id }, {
      $set: {
        said: sealLine(row._id, { ...saidBy(row), chatId: row.chatId }),
        onceKey: blind(row.onceKey, 'chat-once'),
        ...(row.isUntaken ? { untakenSince: row.createdAt } : {}),
      },
      $unset: without('kind', 'isUntaken', 'createdAt', ...CONTENT),
    } as never);
  }
  await lines.updateMany({}, [{ $set: { expiresAt: HOURS('$expiresAt') } }]);
  const inbox = connection.collection<Old & { status: string }>('inbox');
  for await (const row of inbox.find({ expiresAt: { $exists: false } })) {
    const isDone = row.status === 'done';
    await inbox.updateOne({ _id: row._id }, {
      $set: {
        ...(isDone ? {} : { said: sealMessage(row._id, saidBy(row)) }),
        createdAt: startOfHour(row.createdAt),
        expiresAt: new Date(startOfHour(row.createdAt).getTime() + KEPT_DAYS.inbox * DAY_MS),
      },
      $unset: without('sentAt', ...CONTENT, ...(isDone ? ['personId', 'grantId'] : [])),
    } as never);
  }
  const dialogues = connection.collection<{ _id: string; state?: never; draft?: never; heard?: never }>('dialogues');
  for await (const { _id, state, draft, heard } of dialogues.find({
    $or: [{ state: { $exists: true } }, { draft: { $exists: true } }, { heard: { $exists: true } }],
  })) {
    await dialogues.updateOne({ _id }, {
      $set: { talk: sealTalk(_id, { state, draft, heard }) },
      $unset: without('state', 'draft', 'heard'),
    } as never);
  }
  await dialogues.updateMany({}, [{ $set: { changedAt: HOURS('$changedAt'), expiresAt: HOURS('$expiresAt') } }]);
}

/** Messages for their reader alone; none stays for ever. */
export async function sealOutbox(connection: mongoose.Connection): Promise<void> {
  const outbox = connection.collection<OutboxRow>('outbox');
  // An answer lies in the chat of whoever got it.
  await outbox.updateMany({ sort: 'reply', status: { $in: ['sent', 'dropped'] } }, {
    $set: { params: {}, template: 'sealed' },
    $unset: without('text'),
  } as never);
  const isSealed = NOUNS.flatMap(({ events }) => Object.values(events))
    .flatMap(({ told }) => told)
    .filter((row) => row.isSealed)
    .map(({ template }) => template);
  const rows = await outbox
    .find({ template: { $in: isSealed }, sealed: { $exists: false } })
    .sort({ _id: 1 })
    .toArray();
  for (const [n, row] of rows.entries()) {
    // Stopped in between, it would be told twice, or not at all.
    await connection.transaction(async (session) => {
      await outbox.deleteOne({ _id: row._id }, { session });
      await outbox.insertOne(sealRow(row, n), { session });
    });
  }
  const keptUntil = { $dateAdd: { startDate: HOURS('$createdAt'), unit: 'day', amount: KEPT_DAYS.outbox } };
  await outbox.updateMany({ expiresAt: { $exists: false } }, [{ $set: { expiresAt: keptUntil } }]);
}

/** Sealed messages no longer say whom they are for, nor when they were read. */
export async function hideReaders(connection: mongoose.Connection): Promise<void> {
  const outbox = connection.collection<OutboxRow>('outbox');
  await outbox.updateMany({ sort: 'reply', status: { $in: ['sent', 'dropped'] } }, {
    $unset: without('personId', 'channelUserId'),
  } as never);
  for await (const row of outbox.find({ sealed: { $type: 'string' } })) {
    const opened = openRow(row as OutboxRow);
    // Its key is gone: nobody reads it any more.
    if (opened === row) continue;
    const { personId, sealed } = sealRow({ ...opened, sort: 'reply' }, 0);
    const readAt = row.readAt === undefined ? {} : { readAt: row.createdAt };
    await outbox.updateOne({ _id: row._id }, {
      $set: { sealed, ...readAt, ...(personId === undefined ? {} : { personId }) },
      $unset: without('channelUserId'),
    } as never);
  }
}
