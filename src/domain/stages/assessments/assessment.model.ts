import mongoose, { Schema } from 'mongoose';
import type { Round } from '#domain/programme';
import { newId } from '#kernel/ids';
import { defineLifecycle } from '#kernel/lifecycle';

/** 评估: the adviser assesses, the firm's manager confirms what was found. */
export const assessmentLifecycle = defineLifecycle(
  'assessment',
  [
    { code: 'draft', label: '辅导员填写中', tone: 'waiting', isOpen: true },
    { code: 'assessed', label: '待企业确认', tone: 'active', isOpen: true },
    { code: 'finished', label: '双方已确认', tone: 'good', isOpen: false },
  ],
  [
    { action: 'start-assessment', label: '开始评估', from: [], to: 'draft', done: '开始评估' },
    { action: 'save-assessment', label: '保存', from: ['draft'], to: 'stay', done: '保存评估草稿' },
    {
      action: 'submit-assessment',
      label: '完成，请企业确认',
      from: ['draft'],
      to: 'assessed',
      done: '完成评估，请企业确认',
    },
    {
      action: 'confirm-assessment',
      label: '确认评估结果',
      from: ['assessed'],
      to: 'finished',
      done: '企业确认评估结果',
      needs: ['contentHash'],
      differsFrom: ['submit-assessment'],
    },
    {
      action: 'return-assessment',
      label: '有不同意见，退回',
      from: ['assessed'],
      to: 'draft',
      done: '企业退回评估',
      needs: ['reason'],
    },
  ],
);
export type AssessmentStatus = (typeof assessmentLifecycle)['statuses'][number]['code'];
export type AssessmentAction = (typeof assessmentLifecycle)['actions'][number]['action'];

/** `yes`, `no` or `na` for a practice, a number for the rest. */
export type Answer = 'yes' | 'no' | 'na' | number;

/** One round of one enrolment. */
export interface Assessment {
  _id: string;
  /** `E2026-0001/baseline`: there is one of each round. */
  reference: string;
  enrolmentId: string;
  enrolmentReference: string;
  enterpriseId: string;
  round: Round;
  /** The questionnaire it goes by, kept to the end. */
  templateVersion: number;
  /** By item code. A draft may have holes. */
  answers: Record<string, Answer>;
  note: string;
  photoIds: string[];
  status: AssessmentStatus;
  isOpen: boolean;
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
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const schema = new Schema<Assessment>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    enrolmentId: text,
    enrolmentReference: text,
    enterpriseId: text,
    round: text,
    templateVersion: { type: Number, required: true },
    answers: { type: Schema.Types.Mixed, default: {} },
    note: { type: String, default: '' },
    photoIds: { type: [String], default: [] },
    status: text,
    isOpen: { type: Boolean, required: true },
    pillars: Schema.Types.Mixed,
    contentHash: String,
    assessedBy: String,
    assessedByName: String,
    assessedAt: Date,
    confirmedBy: String,
    confirmedByName: String,
    confirmedAt: Date,
    returnReason: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'assessments', versionKey: false, minimize: false },
);
schema.index({ enrolmentId: 1, round: 1 }, { unique: true, name: 'one_round' });
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });

export const AssessmentModel = mongoose.model<Assessment>('Assessment', schema);
