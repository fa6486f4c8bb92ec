export { takeReference } from './counter.model.ts';
export type { EventActor, JournalEvent, Subject } from './event.model.ts';
export { findBrokenLink, findJournalPage, findTrail, findUnnoticed, markNoticed } from './queries.ts';
export { type EventDraft, record } from './record.ts';
