import mongoose, { Schema } from 'mongoose';
import { changingBut, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { Round } from '#domain/programme';

export const ASSESSMENT_STATUSES = [
  { code: 'draft', label: '辅导员填写中', tone: 'waiting', isOpen: true },
  { code: 'assessed', label: '待企业确认', tone: 'active', isOpen: true },
  { code: 'finished', label: '双方已确认', tone: 'good', isOpen: false },
] as const;
export type AssessmentStatus = (typeof ASSESSMENT_STATUSES)[number]['code'];

/** `yes`, `no` or `na` for a practice, a number for the rest. */
export type Answer = 'yes' | 'no' | 'na' | number;

/** One round of one enrolment; its number is `E2026-0001/baseline`, for there is one of each. */
export interface Assessment extends Row<AssessmentStatus>, Placed {
  enrolmentId: string;
  enrolmentReference: string;
  /** The firm's adviser of the day. */
  adviserId?: string;
  /** Set while the firm is paused, and for good once it is out of the programme: nothing is owed, nobody acts. */
  halted?: 'paused' | 'exited';
  round: Round;
  /** The questionnaire it goes by, kept to the end. */
  templateVersion: number;
  /** By item code. A draft may have holes. */
  answers: Record<string, Answer>;
  note: string;
  /** Share of the applicable practices met by pillar, in percent; worked out when it is handed over. */
  pillars?: Record<string, number>;
  /** sha256 of what the adviser handed over; the firm confirms exactly that. */
  contentHash?: string;
  assessedBy?: string;
  assessedByName?: string;
  assessedAt?: Date;
  confirmedBy?: string;
  confirmedByName?: string;
  confirmedAt?: Date;
  returnReason?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Assessment>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    enrolmentId: text,
    enrolmentReference: text,
    adviserId: String,
    halted: String,
    round: text,
    templateVersion: { type: Number, required: true },
    answers: { type: Schema.Types.Mixed, default: {} },
    note: { type: String, default: '' },
    pillars: Schema.Types.Mixed,
    contentHash: String,
    assessedBy: String,
    assessedByName: String,
    assessedAt: Date,
    confirmedBy: String,
    confirmedByName: String,
    confirmedAt: Date,
    returnReason: String,
  },
  { collection: 'assessments', versionKey: false, minimize: false },
);
indexRows(schema);
schema.index({ enrolmentId: 1, round: 1 }, { unique: true, name: 'one_round' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });

/** Everything of a round that changes while it lasts. */
export const ASSESSMENT_CHANGING = changingBut(schema, [
  'enrolmentId',
  'enrolmentReference',
  'round',
  'templateVersion',
]);

export const AssessmentModel = mongoose.model<Assessment>('Assessment', schema);
