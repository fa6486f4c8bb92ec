import { findBindingsOf } from '#domain/identity';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { afterQuietHours, keptUntil } from './deliveryRules.ts';
import { OutboxModel, type OutboxRow, type OutboxSort, PORTAL, type Still } from './outbox.model.ts';
import { sealRow } from './outboxSeal.ts';

/** Where a person is reached: the chat app they bound last, our own chat page, else the portal's inbox. */
export async function addressOf(personId: string): Promise<Pick<OutboxRow, 'channel' | 'channelUserId'>> {
  const bindings = await findBindingsOf(personId);
  const binding = bindings.find((one) => one.channel !== 'webchat') ?? bindings[0];
  return binding ? { channel: binding.channel, channelUserId: binding.channelUserId } : { channel: PORTAL };
}

export interface NoticeDraft {
  dedupeKey: string;
  sort: Exclude<OutboxSort, 'reply'>;
  personId: string;
  template: string;
  params: Record<string, unknown>;
  linkPath: string;
  isUrgent: boolean;
  still: Still;
  isMissed?: boolean;
  digestOf?: string[];
  /** For its reader alone, also among those who have the store. */
  isSealed?: boolean;
  /** Quiet hours do not keep it back. */
  ringsAtNight?: boolean;
  /** Earliest sending, when later than now. */
  notBefore?: Date;
  /** Firm it is about. */
  firmId?: string;
  /** An accident of that firm keeps it. */
  isKept?: boolean;
}

/** Puts a message to one person into the outbox; the same `dedupeKey` again changes nothing. */
export async function enqueueNotice(now: Date, draft: NoticeDraft): Promise<void> {
  const { notBefore, firmId, isKept = false, isMissed = false, isSealed = false, ...rest } = draft;
  const earliest = notBefore ?? now;
  const fresh: Fresh = {
    ...rest,
    ...(firmId === undefined || isSealed ? {} : { firmId }),
    ...(await addressOf(draft.personId)),
    texts: 'notices',
    isMissed,
    ...(notBefore === undefined ? {} : { notBefore }),
    nextAt: draft.isUrgent || draft.ringsAtNight ? earliest : afterQuietHours(earliest),
  };
  await insertOnce(now, isSealed, fresh, isKept && !isSealed);
}

/** A message about somebody's own account, to one of the places where they are reached. */
export type LetterDraft = Pick<
  NoticeDraft,
  'dedupeKey' | 'personId' | 'template' | 'params' | 'linkPath' | 'still' | 'isUrgent'
> &
  Pick<OutboxRow, 'channel' | 'channelUserId'> & { sort: 'notice' | 'copy' };

/** Puts such a message into the outbox. The same `dedupeKey` again changes nothing. */
export const enqueueLetter = (now: Date, draft: LetterDraft): Promise<void> =>
  insertOnce(now, false, {
    ...draft,
    texts: 'notices',
    isMissed: false,
    nextAt: draft.isUrgent ? now : afterQuietHours(now),
  });

export interface ReplyDraft {
  dedupeKey: string;
  channel: string;
  channelUserId: string;
  personId?: string;
  template: string;
  params: Record<string, unknown>;
  isUrgent: boolean;
}

/** An answer to somebody's own message, sealed: sent at once, at any hour. Call it in the transaction that closes the message. */
export async function enqueueReply(ctx: Context, draft: ReplyDraft): Promise<void> {
  await insertOnce(ctx.now, true, {
    ...draft,
    sort: 'reply',
    texts: 'chat',
    still: { kind: 'always' },
    isMissed: false,
    nextAt: ctx.now,
  });
}

type Fresh = Omit<OutboxRow, '_id' | 'status' | 'attempts' | 'createdAt'>;

/** Messages this process has sealed: what keeps those of one hour in their order. */
let sealed = 0;

async function insertOnce(now: Date, isSealed: boolean, fresh: Fresh, isKept = false): Promise<void> {
  const end = isKept ? {} : { expiresAt: keptUntil(now) };
  const open: OutboxRow = { ...fresh, _id: newId(now), status: 'waiting', attempts: 0, createdAt: now, ...end };
  const row = isSealed ? sealRow(open, sealed++ % 0x10000) : open;
  await OutboxModel.updateOne({ dedupeKey: row.dedupeKey }, { $setOnInsert: row }, { upsert: true });
}
