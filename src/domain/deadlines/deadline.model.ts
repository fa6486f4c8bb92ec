import mongoose, { Schema } from 'mongoose';
import { RANDOM_ID } from '#kernel/ids';
import type { Reckoning } from '#kernel/workingDays';
import type { Desk } from './desk.ts';

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
  /** What is due, in a few words: 「整改到期」. Absent where the noun's own clock says it when it is shown. */
  title?: string;
  dueAt: Date;
  /** How it was reckoned, where in working days: holidays published later move it. */
  reckoned?: Reckoning;
  /** Whose turn it is: the first rung of the ladder, and the people whose 待办 shows it. */
  owedBy: Desk[];
  /** People of those desks who may not do it: four eyes. */
  notBy: string[];
  isUrgent: boolean;
  /** Somebody cried for help and nobody has taken it on: stands before everything else in 待办. */
  isCalling?: true;
  /** Where it stands in 待办, the smallest first (`rankOf`). */
  rank: number;
  /** Before then it waits for nobody: what it is about they do not know of yet. */
  heldUntil?: Date;
  /** Still owed. */
  isOpen: boolean;
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
    _id: RANDOM_ID,
    key: { type: String, required: true },
    kind: { type: String, required: true },
    subject: { type: Schema.Types.Mixed, required: true },
    title: String,
    dueAt: { type: Date, required: true },
    reckoned: { type: Schema.Types.Mixed },
    owedBy: { type: [String], required: true },
    notBy: { type: [String], required: true },
    isUrgent: { type: Boolean, required: true },
    isCalling: Boolean,
    rank: { type: Number, required: true },
    heldUntil: Date,
    isOpen: { type: Boolean, required: true },
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
  { dueAt: 1 },
  { partialFilterExpression: { isOpen: true, 'reckoned.from': { $exists: true } }, name: 'reckoned' },
);
schema.index(
  { 'subject.enterpriseId': 1 },
  { partialFilterExpression: { isOpen: true }, name: 'running_by_enterprise' },
);
schema.index(
  { 'subject.parkId': 1, 'subject.kind': 1, dueAt: 1 },
  { partialFilterExpression: { isOpen: true, 'subject.parkId': { $exists: true } }, name: 'running_by_park' },
);
schema.index({ owedBy: 1, rank: 1, _id: 1 }, { partialFilterExpression: { isOpen: true }, name: 'to_dos' });

export const DeadlineModel = mongoose.model<Deadline>('Deadline', schema);
