import { conflict } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { chatRule, draftExpiry } from '../chatRules.ts';
import { DialogueModel, type DialogueState, type Heard, sealTalk } from '../dialogue.model.ts';
import { InboxModel, SENDER } from '../inbox.model.ts';
import type { TakenMessage } from './takeNextMessage.ts';

export interface AfterMessage {
  /** The conversation from now on; absent when it is over. */
  state?: DialogueState | undefined;
  /** The conversation put aside, offered again later. */
  draft?: DialogueState | undefined;
  /** What was heard with it, to know it when it comes again. */
  heard?: Heard | undefined;
}

/**
 * Closes an answered message: the dialogue moves on and the message is done. Call it in one transaction with the
 * replies, so that a process killed anywhere leaves either all of it or a message that is answered again.
 * @throws Conflict `chat.taken-over` when the lease passed to another process meanwhile.
 */
export async function finishMessage(now: Date, taken: TakenMessage, after: AfterMessage): Promise<void> {
  await inTransaction(async () => {
    const { message, dialogue, leaseToken } = taken;
    const talk = { ...after, heard: after.heard ?? dialogue.heard };
    const isOver = Object.values(talk).every((one) => one === undefined);
    const done = await InboxModel.updateOne(
      { _id: message._id, leaseToken, status: 'taken' },
      {
        $set: { status: 'done' },
        $unset: { ...SENDER, nextAt: 1, leaseToken: 1, lastError: 1, said: 1, createdAt: 1 },
      },
    );
    const moved = await DialogueModel.updateOne(
      { _id: dialogue._id, leaseToken, version: dialogue.version },
      {
        $set: {
          expiresAt: draftExpiry(now),
          ...(isOver ? {} : { talk: sealTalk(dialogue._id, talk) }),
        },
        $unset: { leaseToken: 1, leaseUntil: 1, ...(isOver ? { talk: 1 } : {}) },
        $inc: { version: 1 },
      },
    );
    if (done.modifiedCount !== 1 || moved.modifiedCount !== 1) throw conflict('chat.taken-over');
  });
}

/**
 * Puts a message back after a failure, to be tried again later and still before the sender's next one; after the
 * last try it is set aside as failed and the sender's next message may pass.
 * @returns true when it was the last try.
 */
export async function giveBackMessage(now: Date, taken: TakenMessage, reason: string): Promise<boolean> {
  const { message, dialogue, leaseToken } = taken;
  const { maxAttempts, firstRetrySeconds } = chatRule(now);
  const isLast = message.attempts >= maxAttempts;
  const nextAt = new Date(now.getTime() + firstRetrySeconds * 2 ** (message.attempts - 1) * 1000);
  await InboxModel.updateOne(
    { _id: message._id, leaseToken, status: 'taken' },
    isLast
      ? { $set: { status: 'failed', lastError: reason }, $unset: { ...SENDER, nextAt: 1, leaseToken: 1 } }
      : { $set: { status: 'waiting', lastError: reason, nextAt }, $unset: { leaseToken: 1 } },
  );
  await DialogueModel.updateOne({ _id: dialogue._id, leaseToken }, { $unset: { leaseToken: 1, leaseUntil: 1 } });
  return isLast;
}
