import {
  type AfterMessage,
  finishMessage,
  giveBackMessage,
  type InboxMessage,
  type TakenMessage,
  takeNextMessage,
} from '#domain/chat';
import { findActorByChat, findOfficerByChat, getActor, isForPage } from '#domain/identity';
import { enqueueReply, type ReplyDraft } from '#domain/notices';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import type { Logger } from '#platform/logger';
import { inTransaction, isStoreFailure } from '#platform/mongo';
import { type Outcome, type Reply, type Settled, say, visitorIdOf } from './conversation.ts';
import { converse, isOfficers, type Said, type Step } from './converse.ts';

export interface InboxLoopOptions {
  now: () => Date;
  publicUrl: string;
  logger: Logger;
  /** Called after replies were written, so that they go out at once. */
  onReplies?: () => void;
}

/**
 * Answers the next message of the inbox: dialogue, replies and the mark that it is done are one transaction.
 * @returns false when there was nothing to answer.
 */
export async function answerNext(options: InboxLoopOptions): Promise<boolean> {
  const { now, logger, onReplies } = options;
  const taken = await takeNextMessage(now());
  if (!taken) return false;
  try {
    await answer(taken, options);
    onReplies?.();
  } catch (error) {
    if (error instanceof AppError && error.code === 'chat.taken-over') return true;
    await afterFailure(taken, error, options);
    logger.error({ messageId: taken.message._id, error: codeOf(error) }, 'message not answered');
  }
  return true;
}

async function answer(taken: TakenMessage, options: InboxLoopOptions): Promise<void> {
  const { now, publicUrl } = options;
  const { message, dialogue } = taken;
  const ctx: Context = {
    actor: await actorOf(message),
    now: now(),
    requestId: message._id,
    door: 'chat',
    onceKey: `chat:${message._id}`,
  };
  if (ctx.actor.kind === 'visitor' && message.personId === undefined && (await isForPage(message))) {
    // An officer hears what waits for them and is led to the page; nothing is closed from here.
    const officer = isOfficers(message, dialogue.state, ctx.now) ? await findOfficerByChat(message) : undefined;
    if (officer === undefined) {
      const { state, draft } = dialogue;
      return close(taken, ctx, { state, draft }, [say('role-on-web', { publicUrl })]);
    }
    return understood(taken, { ...ctx, actor: officer }, options);
  }
  return understood(taken, ctx, options);
}

async function understood(taken: TakenMessage, ctx: Context, { publicUrl }: InboxLoopOptions): Promise<void> {
  const { message, dialogue } = taken;
  const step = await understand({ dialogue, message, ctx, publicUrl });
  const { effect } = step.outcome;
  if (effect?.when !== 'with-message') {
    const settled = effect ? await settle(effect.run, step.outcome) : step.outcome;
    await close(taken, ctx, step.after(settled), settled.replies);
    return;
  }
  try {
    await inTransaction(async () => {
      const settled = await effect.run();
      await close(taken, ctx, step.after(settled), settled.replies);
    });
  } catch (error) {
    const settled = refusal(error, step.outcome);
    await close(taken, ctx, step.after(settled), settled.replies);
  }
}

/** A query of the conversation may refuse too: a case out of sight leaves the person where they stand. */
async function understand(said: Said): Promise<Step> {
  const { state, draft } = said.dialogue;
  try {
    return await converse(said);
  } catch (error) {
    return { outcome: refusal(error, { state, replies: [] }), after: () => ({ state, draft }) };
  }
}

async function settle(run: () => Promise<Settled>, before: Outcome): Promise<Settled> {
  try {
    return await run();
  } catch (error) {
    return refusal(error, before);
  }
}

/** A refusal in words a person understands. @throws what is not a refusal, to be tried again. */
function refusal(error: unknown, before: Settled): Settled {
  if (!(error instanceof AppError) || error.kind === 'Unavailable' || error.code === 'chat.taken-over') throw error;
  const fields = Object.values(error.fields);
  const sentence = fields.length > 0 ? fields.join('') : (wordingOf(error) ?? '这一步没有做成。');
  return { state: before.state, replies: [say('refused', { sentence })] };
}

async function close(taken: TakenMessage, ctx: Context, after: AfterMessage, replies: readonly Reply[]): Promise<void> {
  await inTransaction(async () => {
    await finishMessage(ctx.now, taken, after);
    for (const [n, reply] of replies.entries()) await enqueueReply(ctx, replyDraft(taken.message, ctx, n, reply));
  });
}

/** The same message answered again writes no second reply: its key is the message and the place in the answer. */
function replyDraft(message: InboxMessage, { actor }: Context, n: number, reply: Reply): ReplyDraft {
  const { channel, channelUserId } = message;
  return {
    dedupeKey: `reply:${message._id}:${n}`,
    channel,
    channelUserId,
    template: reply.template,
    params: reply.params ?? {},
    isUrgent: reply.isUrgent ?? false,
    ...(actor.kind === 'person' ? { personId: actor.personId } : {}),
  };
}

/** Who is speaking: on web chat the signed-in person, elsewhere whoever the address is bound to, else a visitor. */
async function actorOf(message: InboxMessage): Promise<Actor> {
  const { channel, channelUserId, personId, grantId } = message;
  const visitor: Actor = { kind: 'visitor', visitorId: visitorIdOf(message) };
  const actor = personId ? await getActor(personId, grantId) : await findActorByChat({ channel, channelUserId });
  return actor ?? visitor;
}

async function afterFailure(taken: TakenMessage, error: unknown, { now }: InboxLoopOptions): Promise<void> {
  const { message } = taken;
  const at = now();
  await inTransaction(async () => {
    const isLast = await giveBackMessage(at, taken, codeOf(error));
    if (!isLast) return;
    const ctx: Context = { actor: { kind: 'visitor', visitorId: '' }, now: at, requestId: message._id, door: 'chat' };
    await enqueueReply(ctx, replyDraft(message, ctx, 0, say('try-again-later', { number: message._id.slice(-8) })));
  });
}

const codeOf = (error: unknown): string =>
  error instanceof AppError
    ? error.code
    : isStoreFailure(error)
      ? 'common.store-unavailable'
      : String((error as Error)?.name);
