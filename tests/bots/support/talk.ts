import mongoose from 'mongoose';
import { type MessageContent, receiveMessage } from '#domain/chat';
import { openRow } from '#domain/notices';
import { createLogger } from '#platform/logger';
import { answerNext, type InboxLoopOptions } from '../../../bots/inboxLoop.ts';
import type { Clock } from '../../support/clock.ts';

/** A reply as it lies in the outbox. */
interface Written {
  _id: string;
  channelUserId: string;
  template: string;
  params: Record<string, unknown>;
  isUrgent: boolean;
}

export interface Said {
  template: string;
  params: Record<string, unknown>;
  isUrgent: boolean;
}

export interface Talk {
  /** Puts a message into the inbox without answering it. */
  receive(content: string | MessageContent, messageId?: string): Promise<boolean>;
  /** Answers whatever waits. */
  answer(): Promise<void>;
  /** Sends a message and gives the replies to it. */
  say(content: string | MessageContent, messageId?: string): Promise<Said[]>;
  /** The template and values of the only reply. */
  ask(content: string | MessageContent): Promise<Said>;
  replies(): Promise<Said[]>;
}

export const loopOptions = (clock: Clock, more: Partial<InboxLoopOptions> = {}): InboxLoopOptions => ({
  now: clock.now,
  publicUrl: 'https://anfa.test',
  logger: createLogger('bot', 'silent'),
  ...more,
});

/** A person in front of the bot, through the real inbox. */
export function talkAs(channelUserId: string, clock: Clock, more: Partial<InboxLoopOptions> = {}): Talk {
  let count = 0;
  const options = loopOptions(clock, more);
  const replies = async (): Promise<Said[]> =>
    (
      await mongoose.connection
        .collection<Written>('outbox')
        .find({ sort: 'reply' } as never)
        .sort({ _id: 1 })
        .toArray()
    )
      .map((row) => openRow(row as unknown as Parameters<typeof openRow>[0]))
      .filter((row) => row.channelUserId === channelUserId)
      .map(({ template, params, isUrgent }) => ({ template, params, isUrgent }));
  const talk: Talk = {
    receive: (content, messageId = `${channelUserId}-${++count}`) =>
      receiveMessage(clock.now(), {
        channel: 'mock',
        channelUserId,
        messageId,
        sentAt: clock.now(),
        ...(typeof content === 'string' ? { kind: 'text', text: content } : content),
      }),
    answer: async () => {
      while (await answerNext(options));
    },
    say: async (content, messageId) => {
      const before = (await replies()).length;
      await talk.receive(content, messageId);
      await talk.answer();
      return (await replies()).slice(before);
    },
    ask: async (content) => {
      const said = await talk.say(content);
      if (said.length !== 1 || !said[0]) throw new Error(`expected one reply, got ${JSON.stringify(said)}`);
      return said[0];
    },
    replies,
  };
  return talk;
}

/** Somebody of the world in a chat bound to them, in the role `grantId` names where one is given. */
export async function boundTalk(
  channelUserId: string,
  { personId, grantId }: { personId: string; grantId?: string },
  clock: Clock,
): Promise<Talk> {
  const role = grantId === undefined ? {} : { grantId };
  const binding = {
    _id: `b-${channelUserId}`,
    channel: 'mock',
    channelUserId,
    personId,
    boundAt: clock.now(),
    ...role,
  };
  await mongoose.connection.collection('bindings').insertOne(binding as never);
  return talkAs(channelUserId, clock);
}
