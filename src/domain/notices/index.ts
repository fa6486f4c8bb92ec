export { type Carrier, deliverNext, inheritDeliveries, portalCarrier, smsCarrier } from './deliver.ts';
export { enqueueReply, type ReplyDraft } from './enqueue.ts';
export {
  countUnread,
  dismissDead,
  findInbox,
  getOutboxHealth,
  type InboxRow,
  type OutboxHealth,
  readAll,
  readMessage,
  resendDead,
} from './inbox.ts';
export { OUTBOX_STATUSES, type OutboxRow } from './outbox.model.ts';
export { openRow, sealRow } from './outboxSeal.ts';
export { collapseMissed, reactToEvents } from './react.ts';
export { DECIDED_EVENTS } from './reactions.ts';
export { findTold, findToldOf, type Told } from './receipts.ts';
