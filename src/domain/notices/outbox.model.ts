import mongoose, { Schema } from 'mongoose';
import { ORDERED_ID } from '#kernel/ids';

/** Where a message stands. `inbox` is delivery into the portal's inbox; `dropped` was no longer true. */
export const OUTBOX_STATUSES = [
  { code: 'waiting', label: '等待发送' },
  { code: 'leased', label: '正在发送' },
  { code: 'sent', label: '已发送' },
  { code: 'inbox', label: '已放入站内消息' },
  { code: 'dropped', label: '已不需要' },
  { code: 'dead', label: '发送失败' },
] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number]['code'];

/** The portal's own inbox, as a channel beside the chats. */
export const PORTAL = 'portal';
/** SMS, as a channel; `channelUserId` says to which of the person's numbers: none stands in the outbox. */
export const SMS = 'sms';
export type SmsNumber = 'own' | 'former';

/** What must still hold when the message goes out; otherwise it is dropped. */
export type Still =
  | { kind: 'always' }
  | { kind: 'noun'; noun: string; reference: string; statuses: string[] }
  | { kind: 'deadline'; key: string; dueAt: Date }
  /** A one-time code that is not used yet. The row has only its id: the code is opened when it goes out, and never kept. */
  | { kind: 'code'; id: string };

/**
 * A notice tells somebody of an act; a reminder comes from a deadline; a reply answers the person's own message;
 * a copy is what only one place is told (a code), or one more place beside the inbox: it is not in the inbox.
 */
export type OutboxSort = 'notice' | 'reminder' | 'digest' | 'reply' | 'copy';

/** One message to one person (or chat address). Written in the transaction of what caused it, delivered once. */
export interface OutboxRow {
  _id: string;
  /** Unique: the same cause for the same person is one message however often it is written. */
  dedupeKey: string;
  sort: OutboxSort;
  /** Absent only for replies to somebody who is not bound to an account. Of a sealed message a blinded name. */
  personId?: string;
  /** A chat's channel name, or `portal`. */
  channel: string;
  channelUserId?: string;
  /** Folder of the template: `views/notices` or `views/chat`. */
  texts: 'notices' | 'chat';
  template: string;
  /** Values of the template; never more personal data than the sentence needs. */
  params: Record<string, unknown>;
  /** Page of the portal that shows the matter, e.g. `/hazards/H2026-0001`. */
  linkPath?: string;
  isUrgent: boolean;
  /** About a major hazard: quiet hours do not keep it back, though it is not urgent. */
  ringsAtNight?: boolean;
  still: Still;
  /** Reminders of a time when nobody was sending: collapsed into one digest a person. */
  isMissed: boolean;
  /** The reminders a digest stands for. */
  digestOf?: string[];
  status: OutboxStatus;
  /** Told nobody anywhere before then: earlier, its moment would say when somebody unnamed reported. */
  notBefore?: Date;
  /** When to look next: due time while waiting, end of the lease while leased; absent when nothing is left to do. */
  nextAt?: Date;
  leaseToken?: string;
  /** The lease was taken over from somebody who never gave it back. */
  wasLeased?: boolean;
  /** A network that cannot tell a repeat was being told when this was written. */
  isSending?: boolean;
  attempts: number;
  /** Last failure, a code without personal data. */
  lastError?: string;
  /** The chat that could not deliver before the portal's inbox took over. */
  fellBackFrom?: string;
  sentAt?: Date;
  readAt?: Date;
  /** Text as delivered to the portal's inbox. */
  text?: string;
  /**
   * Whom it is for, what it says and of what, for its reader alone: then `personId`, `channelUserId`, `template`, `params`,
   * `still`, `linkPath` and `text` stand in here
   * and nothing outside tells more than the hour. `outboxSeal.ts` opens it.
   */
  sealed?: string;
  createdAt: Date;
  /** Firm it is about; not of sealed ones, for it would say which firm somebody without a name spoke of. */
  firmId?: string;
  /** MongoDB removes the message then; absent while an accident of its firm keeps what there is. */
  expiresAt?: Date;
}

const schema = new Schema<OutboxRow>(
  {
    _id: ORDERED_ID,
    dedupeKey: { type: String, required: true },
    sort: { type: String, required: true },
    personId: String,
    channel: { type: String, required: true },
    channelUserId: String,
    texts: { type: String, required: true },
    template: { type: String, required: true },
    params: { type: Schema.Types.Mixed, default: {} },
    linkPath: String,
    isUrgent: { type: Boolean, required: true },
    ringsAtNight: Boolean,
    still: { type: Schema.Types.Mixed, required: true },
    isMissed: { type: Boolean, required: true },
    digestOf: { type: [String], default: undefined },
    status: { type: String, required: true },
    notBefore: Date,
    nextAt: Date,
    leaseToken: String,
    wasLeased: Boolean,
    isSending: Boolean,
    attempts: { type: Number, required: true },
    lastError: String,
    fellBackFrom: String,
    sentAt: Date,
    readAt: Date,
    text: String,
    sealed: String,
    firmId: String,
    expiresAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'outbox', versionKey: false, minimize: false },
);
schema.index({ dedupeKey: 1 }, { unique: true, name: 'one_message' });
schema.index(
  { channel: 1, isUrgent: -1, nextAt: 1, _id: 1 },
  { partialFilterExpression: { nextAt: { $exists: true } }, name: 'to_deliver' },
);
schema.index({ personId: 1, _id: 1 }, { partialFilterExpression: { isMissed: true }, name: 'missed' });
schema.index({ personId: 1, status: 1, _id: -1 }, { name: 'by_person' });
schema.index({ personId: 1, _id: -1 }, { partialFilterExpression: { isUrgent: true }, name: 'urgent_by_person' });
schema.index({ personId: 1, sentAt: -1 }, { name: 'rate' });
schema.index({ status: 1, _id: -1 }, { name: 'by_status' });
schema.index(
  { firmId: 1, linkPath: 1, _id: 1 },
  { partialFilterExpression: { firmId: { $exists: true } }, name: 'by_matter' },
);
schema.index({ firmId: 1, _id: 1 }, { partialFilterExpression: { firmId: { $exists: true } }, name: 'by_firm' });

schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, name: 'expiry' });

export const OutboxModel = mongoose.model<OutboxRow>('Outbox', schema);
