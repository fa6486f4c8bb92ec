import mongoose, { Schema } from 'mongoose';
import type { Role } from '#kernel/actor';
import type { Door } from '#kernel/context';
import { ORDERED_ID } from '#kernel/ids';

/** What an event happened to. `reference` is the human number, kept so that a trail reads without look-ups. */
export interface Subject {
  kind: string;
  id: string;
  reference?: string;
}

/** Who did it, as it was then: names and roles change, the record does not. */
export interface EventActor {
  kind: 'person' | 'visitor' | 'system';
  personId?: string;
  role?: Role;
  /** Display name; absent for visitors and for acts under an anonymous case. */
  name?: string;
  system?: string;
}

/** One act. Insert-only; chained per subject by `seq` and `prevHash`. */
export interface JournalEvent {
  _id: string;
  /** Past tense, `module.what-happened`. */
  name: string;
  subject: Subject;
  /** Other subjects whose trail should show this too, e.g. the enterprise of a case. */
  about: Subject[];
  actor: EventActor;
  /** How it came in; not of acts whose actor is left out: one chat among few says who it was. */
  door: Door | 'hidden';
  requestId: string;
  /** Server time, the one that counts. */
  at: Date;
  /** Facts for the timeline and for notices. Never names, phones or other personal data. */
  facts: Record<string, unknown>;
  seq: number;
  prevHash: string;
  hash: string;
  /** False until the notices have been made of it. */
  isNoticed: boolean;
}

const subject = { kind: { type: String, required: true }, id: { type: String, required: true }, reference: String };

const schema = new Schema<JournalEvent>(
  {
    _id: ORDERED_ID,
    name: { type: String, required: true },
    subject: { type: subject, required: true, _id: false },
    about: { type: [{ ...subject, _id: false }], default: [] },
    actor: { type: Schema.Types.Mixed, required: true },
    door: { type: String, required: true },
    requestId: { type: String, required: true },
    at: { type: Date, required: true },
    facts: { type: Schema.Types.Mixed, default: {} },
    seq: { type: Number, required: true },
    prevHash: { type: String, required: true },
    hash: { type: String, required: true },
    isNoticed: { type: Boolean, required: true },
  },
  { collection: 'events', versionKey: false, minimize: false },
);
schema.index({ 'subject.kind': 1, 'subject.id': 1, seq: 1 }, { unique: true, name: 'subject_sequence' });
schema.index({ 'about.kind': 1, 'about.id': 1, at: -1 }, { name: 'about_trail' });
schema.index({ isNoticed: 1, _id: 1 }, { partialFilterExpression: { isNoticed: false }, name: 'to_notice' });
schema.index({ at: -1, _id: -1 }, { name: 'by_time' });
schema.index({ name: 1, at: 1, _id: 1 }, { name: 'by_name' });
schema.index({ 'actor.personId': 1, at: -1 }, { name: 'by_person' });

export const EventModel = mongoose.model<JournalEvent>('Event', schema);
