import { conflict } from '#kernel/errors';
import { isDuplicateKey } from '#platform/mongo';
import { type BotStatus, BotStatusModel, type ChannelStatus, type Listening } from '../botStatus.model.ts';
import { chatRule } from '../chatRules.ts';
import { takeBackMessages } from './takeNextMessage.ts';

/** The right to be the one bot, until `term` is overtaken. */
export interface BotLease {
  term: number;
  holder: string;
  /** The bot before us has ended for certain: what it was sending is ours to send. */
  isHeir?: boolean;
}

const until = (now: Date): Date => new Date(now.getTime() + chatRule(now).botLeaseSeconds * 1000);

/**
 * Tries to become the one bot. Two bots on one chat account lose messages, so the second waits for the first to
 * fall silent, unless it knows (`isGone`) that the first has ended: then people are answered again at once.
 * What the first had in hand is answered anew; it could not finish it any more even if it were still there.
 * @returns undefined while another holds the place.
 */
export async function takeBotLease(
  now: Date,
  holder: string,
  isGone: (holder: string) => boolean = () => false,
): Promise<BotLease | undefined> {
  const before = await BotStatusModel.findById('bot').lean<BotStatus>();
  const isFree = before !== null && isGone(before.holder);
  const lease = await claim(now, holder, isFree ? { holder: before.holder, term: before.term } : {});
  if (!lease) return undefined;
  await takeBackMessages(now);
  return { ...lease, isHeir: isFree };
}

async function claim(
  now: Date,
  holder: string,
  dead: { holder?: string; term?: number },
): Promise<BotLease | undefined> {
  try {
    const row = await BotStatusModel.findOneAndUpdate(
      { _id: 'bot', ...(dead.holder === undefined ? { leaseUntil: { $lte: now } } : dead) },
      {
        $set: { holder, leaseUntil: until(now), startedAt: now, heartbeatAt: now, channels: [] },
        $inc: { term: 1 },
      },
      { upsert: true, returnDocument: 'after' },
    ).lean<BotStatus>();
    return row ? { term: row.term, holder } : undefined;
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    throw error;
  }
}

/**
 * Keeps the place and says how the channels are, and how well it understands.
 * @throws Conflict `chat.bot-replaced` when another process has taken over; the caller must stop at once.
 */
export async function beat(
  now: Date,
  lease: BotLease,
  channels: readonly ChannelStatus[],
  listening?: Listening,
): Promise<void> {
  const kept = await BotStatusModel.updateOne(
    { _id: 'bot', term: lease.term, holder: lease.holder },
    { $set: { leaseUntil: until(now), heartbeatAt: now, channels, ...(listening ? { listening } : {}) } },
  );
  if (kept.matchedCount !== 1) throw conflict('chat.bot-replaced');
}

/** Leaves the place, so that the next bot need not wait. */
export async function leaveBotLease(now: Date, lease: BotLease): Promise<void> {
  await BotStatusModel.updateOne(
    { _id: 'bot', term: lease.term, holder: lease.holder },
    { $set: { leaseUntil: now, channels: [] } },
  );
}
