import mongoose, { Schema } from 'mongoose';
import { newId } from '#kernel/ids';

/** Who is to be told at a step; resolved to people when the step comes due, because people change posts. */
export type Rung = 'owner' | 'manager' | 'park' | 'competent-body';

export interface DeadlineSubject {
  kind: string;
  id: string;
  reference: string;
  enterpriseId?: string;
  parkId?: string;
  bodyId?: string;
}

/** One thing that falls due. MongoDB is the truth; the queue only says when to look. */
export interface Deadline {
  _id: string;
  /** `kind:subjectId[:round]`, unique: registering the same deadline twice is one deadline. */
  key: string;
  kind: string;
  subject: DeadlineSubject;
  /** What is due, in a few words, for the reminder: 「整改到期」. */
  title: string;
  dueAt: Date;
  /** People responsible at the first rung. */
  ownerIds: string[];
  ladder: string;
  ladderVersion: string;
  /** Index of the next step of the ladder, and when it comes due: what the scan reads. */
  nextStep: number;
  nextStepAt?: Date;
  closedAt?: Date;
  createdAt: Date;
}

const schema = new Schema<Deadline>(
  {
    _id: { type: String, default: () => newId() },
    key: { type: String, required: true },
    kind: { type: String, required: true },
    subject: { type: Schema.Types.Mixed, required: true },
    title: { type: String, required: true },
    dueAt: { type: Date, required: true },
    ownerIds: { type: [String], required: true },
    ladder: { type: String, required: true },
    ladderVersion: { type: String, required: true },
    nextStep: { type: Number, required: true },
    nextStepAt: Date,
    closedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: 'deadlines', versionKey: false },
);
schema.index({ key: 1 }, { unique: true, name: 'one_deadline' });
schema.index({ nextStepAt: 1 }, { partialFilterExpression: { nextStepAt: { $exists: true } }, name: 'to_scan' });
schema.index({ 'subject.kind': 1, 'subject.id': 1 }, { name: 'by_subject' });
schema.index(
  { 'subject.enterpriseId': 1 },
  { partialFilterExpression: { nextStepAt: { $exists: true } }, name: 'running_by_enterprise' },
);
schema.index({ ownerIds: 1, dueAt: 1 }, { name: 'by_owner' });

export const DeadlineModel = mongoose.model<Deadline>('Deadline', schema);
