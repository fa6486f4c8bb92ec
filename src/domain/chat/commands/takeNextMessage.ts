import { newId } from '#kernel/ids';
import { isDuplicateKey } from '#platform/mongo';
import { chatRule, draftExpiry } from '../chatRules.ts';
import { type Dialogue, DialogueModel, dialogueId } from '../dialogue.model.ts';
import { type InboxMessage, InboxModel } from '../inbox.model.ts';

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
        oldest: { $min: '$_id' },
      },
    },
    { $sort: { first: 1, oldest: 1 } },
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
  const leaseToken = newId(now);
  const leaseUntil = new Date(now.getTime() + chatRule(now).leaseSeconds * 1000);
  const dialogue = await claimSender(now, _id, { channel, channelUserId, leaseToken, leaseUntil });
  if (!dialogue) return undefined;
  const oldest = await InboxModel.findOne({ channel, channelUserId, nextAt: { $exists: true } })
    .sort({ seq: 1 })
    .lean<InboxMessage>();
  const message =
    oldest?.nextAt && oldest.nextAt <= now
      ? await InboxModel.findOneAndUpdate(
          { _id: oldest._id, nextAt: oldest.nextAt },
          { $set: { status: 'taken', leaseToken, nextAt: leaseUntil }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        ).lean<InboxMessage>()
      : null;
  if (message) return { message, dialogue, leaseToken };
  await DialogueModel.updateOne({ _id, leaseToken }, { $unset: { leaseToken: 1, leaseUntil: 1 } });
  return undefined;
}

async function claimSender(
  now: Date,
  _id: string,
  claim: Pick<Dialogue, 'channel' | 'channelUserId'> & { leaseToken: string; leaseUntil: Date },
): Promise<Dialogue | null> {
  const { channel, channelUserId, leaseToken, leaseUntil } = claim;
  try {
    return await DialogueModel.findOneAndUpdate(
      { _id, $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] },
      {
        $set: { leaseToken, leaseUntil },
        // The dialogue may have expired while a message was waiting.
        $setOnInsert: { channel, channelUserId, version: 0, seq: 1, changedAt: now, expiresAt: draftExpiry(now) },
      },
      { upsert: true, returnDocument: 'after' },
    ).lean<Dialogue>();
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
  const taken = await InboxModel.find({ status: 'taken' }).lean<InboxMessage[]>();
  if (taken.length === 0) return;
  const senders = taken.map(({ channel, channelUserId }) => dialogueId(channel, channelUserId));
  await DialogueModel.updateMany({ _id: { $in: senders } }, { $unset: { leaseToken: 1, leaseUntil: 1 } });
  await InboxModel.updateMany(
    { _id: { $in: taken.map((one) => one._id) }, status: 'taken' },
    { $set: { status: 'waiting', nextAt: now }, $unset: { leaseToken: 1 } },
  );
}
