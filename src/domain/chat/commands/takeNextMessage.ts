import { randomId } from '#kernel/ids';
import { isDuplicateKey } from '#platform/mongo';
import { chatRule, draftExpiry } from '../chatRules.ts';
import { type Dialogue, DialogueModel, dialogueId, openDialogue, type StoredDialogue } from '../dialogue.model.ts';
import { type InboxMessage, InboxModel, openMessage, type StoredMessage } from '../inbox.model.ts';

/** A message to answer, with the dialogue as it stands. Both are ours until the lease ends. */
export interface TakenMessage {
  message: InboxMessage;
  dialogue: Dialogue;
  leaseToken: string;
}

const CANDIDATES = 50;

/**
 * Takes the next message to answer. One sender is answered by one process at a time and in order: a message waits
 * while an earlier one of the same sender is being answered or is waiting to be tried again.
 */
export async function takeNextMessage(now: Date): Promise<TakenMessage | undefined> {
  const senders = await InboxModel.aggregate<{ _id: Pick<InboxMessage, 'channel' | 'channelUserId'> }>([
    { $match: { nextAt: { $lte: now } } },
    {
      $group: {
        _id: { channel: '$channel', channelUserId: '$channelUserId' },
        first: { $min: '$nextAt' },
      },
    },
    { $sort: { first: 1, _id: 1 } },
    { $limit: CANDIDATES },
  ]);
  for (const sender of senders) {
    const taken = await takeFrom(now, sender._id);
    if (taken) return taken;
  }
  return undefined;
}

async function takeFrom(
  now: Date,
  { channel, channelUserId }: Pick<InboxMessage, 'channel' | 'channelUserId'>,
): Promise<TakenMessage | undefined> {
  const _id = dialogueId(channel, channelUserId);
  const leaseToken = randomId();
  const leaseUntil = new Date(now.getTime() + chatRule(now).leaseSeconds * 1000);
  const dialogue = await claimSender(now, _id, { leaseToken, leaseUntil });
  if (!dialogue) return undefined;
  const oldest = await InboxModel.findOne({ channel, channelUserId, nextAt: { $exists: true } })
    .sort({ seq: 1 })
    .lean<StoredMessage>();
  const message =
    oldest?.nextAt && oldest.nextAt <= now
      ? await InboxModel.findOneAndUpdate(
          { _id: oldest._id, nextAt: oldest.nextAt },
          { $set: { status: 'taken', leaseToken, nextAt: leaseUntil }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        ).lean<StoredMessage>()
      : null;
  if (message) return { message: openMessage(message), dialogue: openDialogue(dialogue), leaseToken };
  await DialogueModel.updateOne({ _id, leaseToken }, { $unset: { leaseToken: 1, leaseUntil: 1 } });
  return undefined;
}

async function claimSender(
  now: Date,
  _id: string,
  { leaseToken, leaseUntil }: { leaseToken: string; leaseUntil: Date },
): Promise<StoredDialogue | null> {
  try {
    return await DialogueModel.findOneAndUpdate(
      { _id, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] },
      {
        $set: { leaseToken, leaseUntil },
        // The dialogue may have expired while a message was waiting.
        $setOnInsert: {
          version: 0,
          seq: 1,
          expiresAt: draftExpiry(now),
        },
      },
      { upsert: true, returnDocument: 'after' },
    ).lean<StoredDialogue>();
  } catch (error) {
    if (isDuplicateKey(error)) return null; // somebody else answers this sender
    throw error;
  }
}

/**
 * Makes every message that a former bot had taken due again. Its leases are void from here: `finishMessage` refuses
 * whoever still holds one.
 */
export async function takeBackMessages(now: Date): Promise<void> {
  const taken = await InboxModel.find({ status: 'taken' }).lean<StoredMessage[]>();
  if (taken.length === 0) return;
  const senders = taken.map(({ channel, channelUserId }) => dialogueId(channel, channelUserId));
  await DialogueModel.updateMany({ _id: { $in: senders } }, { $unset: { leaseToken: 1, leaseUntil: 1 } });
  await InboxModel.updateMany(
    { _id: { $in: taken.map((one) => one._id) }, status: 'taken' },
    { $set: { status: 'waiting', nextAt: now }, $unset: { leaseToken: 1 } },
  );
}
