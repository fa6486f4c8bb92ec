import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { defineLifecycle } from '#kernel/lifecycle';

/**
 * 入企辅导: the adviser helps the firm on the spot. It is no enforcement inspection (意见（十一） keeps the two apart);
 * what is found here leads to work, never to a fine.
 */
export const visitLifecycle = defineLifecycle(
  'visit',
  [
    { code: 'planned', label: '已约定', tone: 'waiting', isOpen: true },
    { code: 'written', label: '记录待签字', tone: 'waiting', isOpen: true },
    { code: 'half-signed', label: '待企业签字', tone: 'active', isOpen: true },
    { code: 'signed', label: '双方已签字', tone: 'good', isOpen: false },
    { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
  ],
  [
    { action: 'plan-visit', label: '约定入企辅导', from: [], to: 'planned', done: '约定入企辅导' },
    {
      action: 'change-visit',
      label: '改日期',
      from: ['planned'],
      to: 'stay',
      done: '改了入企辅导的日期',
      needs: ['plannedOn'],
    },
    {
      action: 'write-visit',
      label: '写辅导记录',
      from: ['planned', 'written'],
      to: 'written',
      done: '写了辅导记录',
      needs: ['visitedOn', 'summary'],
    },
    {
      action: 'sign-visit',
      label: '签字，交企业',
      from: ['written'],
      to: 'half-signed',
      done: '辅导员签字',
      needs: ['contentHash'],
    },
    {
      action: 'countersign-visit',
      label: '企业签字',
      from: ['half-signed'],
      to: 'signed',
      done: '企业签字',
      needs: ['contentHash'],
      differsFrom: ['sign-visit'],
    },
    {
      action: 'return-visit',
      label: '有不同意见，退回',
      from: ['half-signed'],
      to: 'written',
      done: '企业退回辅导记录',
      needs: ['reason'],
    },
    {
      action: 'cancel-visit',
      label: '取消这次辅导',
      from: ['planned', 'written'],
      to: 'cancelled',
      done: '取消入企辅导',
      needs: ['reason'],
    },
    {
      action: 'finish-homework',
      label: '作业已完成',
      from: ['signed'],
      to: 'stay',
      done: '完成一项作业',
      needs: ['homeworkId', 'note'],
    },
  ],
);
export type VisitStatus = (typeof visitLifecycle)['statuses'][number]['code'];
export type VisitAction = (typeof visitLifecycle)['actions'][number]['action'];

/** Something seen. The plan refers to it by visit and id: origin `{kind: 'visit', reference: 'V2026-0001#<id>'}`. */
export interface Finding {
  id: string;
  text: string;
  /** The adviser proposes it as an item of the plan. */
  isForPlan: boolean;
}

/** What the firm does until a day. */
export interface Homework {
  id: string;
  text: string;
  dueOn: LocalDate;
  done?: { note: string; by: string; byName: string; at: Date };
}

/** A signature under exactly the content with this hash. */
export interface Signature {
  side: 'adviser' | 'firm';
  by: string;
  byName: string;
  at: Date;
  contentHash: string;
}

export interface Visit {
  _id: string;
  /** `V2026-0001`. */
  reference: string;
  enrolmentId: string;
  enrolmentReference: string;
  enterpriseId: string;
  purpose: string;
  plannedOn: LocalDate;
  visitedOn?: LocalDate;
  summary: string;
  findings: Finding[];
  homework: Homework[];
  photoIds: string[];
  status: VisitStatus;
  isOpen: boolean;
  /** sha256 of the record; frozen by the first signature. */
  contentHash?: string;
  signatures: Signature[];
  returnReason?: string;
  plannedBy: string;
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const mixedList = { type: [Schema.Types.Mixed], default: [] } as never;
const schema = new Schema<Visit>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    enrolmentId: text,
    enrolmentReference: text,
    enterpriseId: text,
    purpose: text,
    plannedOn: text,
    visitedOn: String,
    summary: { type: String, default: '' },
    findings: mixedList,
    homework: mixedList,
    photoIds: { type: [String], default: [] },
    status: text,
    isOpen: { type: Boolean, required: true },
    contentHash: String,
    signatures: mixedList,
    returnReason: String,
    plannedBy: text,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'visits', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index({ enrolmentId: 1, _id: -1 }, { name: 'by_enrolment' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });

export const VisitModel = mongoose.model<Visit>('Visit', schema);
