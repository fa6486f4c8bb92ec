import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';

export const INSPECTION_STATUSES = [
  { code: 'proposed', label: '等负责人批准', tone: 'waiting', isOpen: true },
  { code: 'approved', label: '已批准', tone: 'active', isOpen: true },
  { code: 'declined', label: '没有批准', tone: 'quiet', isOpen: false },
  { code: 'announced', label: '已通知企业', tone: 'active', isOpen: true },
  { code: 'started', label: '正在检查', tone: 'active', isOpen: true },
  { code: 'refused', label: '企业拒绝', tone: 'bad', isOpen: true },
  { code: 'recorded', label: '已记录', tone: 'active', isOpen: true },
  { code: 'told', label: '已告知企业', tone: 'good', isOpen: true },
  { code: 'closed', label: '办结', tone: 'good', isOpen: false },
  { code: 'cancelled', label: '取消', tone: 'quiet', isOpen: false },
] as const;
export type InspectionStatus = (typeof INSPECTION_STATUSES)[number]['code'];

/** How it goes: at the firm, by papers (书面核查), or at the firm before anybody could approve it. */
export const INSPECTION_KINDS = [
  { code: 'on-site', label: '现场检查', hint: '书面核查办不到的，才到现场。' },
  { code: 'off-site', label: '书面核查', hint: '企业交材料，人不到现场，不占检查次数。' },
  { code: 'urgent', label: '紧急检查', hint: '情况紧急、来不及先批准的，一边查一边登记，马上补批。' },
] as const;
export type InspectionKind = (typeof INSPECTION_KINDS)[number]['code'];

/** One who goes, with the number of the certificate to enforce. */
export interface Inspector {
  name: string;
  certificate: string;
}

/**
 * 行政检查 of a firm by a body. It says nothing to whoever reminds, lists or gathers by firm: `firmId` is no
 * `enterpriseId`, and the firm itself reads it from `isKnown` on.
 */
export interface Inspection extends Row<InspectionStatus> {
  /** Whose it is, and who is above it that day. */
  bodyId: string;
  bodyIds: string[];
  firmId: string;
  kind: InspectionKind;
  /** A code of what brings it on: with `why` it may lead to whoever reported something, so that no firm reads either. */
  cause: string;
  why: string;
  /** Codes of the published items. */
  items: string[];
  /** Why it cannot be done off site; of those on site that were planned. */
  whyOnSite?: string;
  /** Why the firm is inspected as often as this in a month. */
  whyOften?: string;
  people: Inspector[];
  /** Who comes along without power. */
  experts?: string;
  isUnannounced: boolean;
  /** When it is planned, or of an urgent one when it began. */
  visitAt: Date;
  /** On site, and not counted to the most a year. */
  isExempt: boolean;
  /** Of the most a year, those it takes: body, item, firm, year and which of them. */
  slots: string[];
  proposedBy: string;
  /** The head who decided, by name and post, and who kept it. */
  head?: string;
  decidedBy?: string;
  approvedAt?: Date;
  /** The firm knows of it: it was announced, or began. */
  isKnown: boolean;
  startedAt?: Date;
  arrival?: 'scanned' | 'papers';
  /** A code of why the firm refused. */
  ground?: string;
  /** What was said of a refusal, a decision against it, or of its end. */
  reason?: string;
  findings?: string;
  signing?: 'signed' | 'refused';
  signNote?: string;
  /** Numbers of the hazards it found. */
  hazards: string[];
  notice?: string;
  outcome?: string;
}

const text = { type: String, required: true };
const flag = { type: Boolean, required: true };
const schema = new Schema<Inspection>(
  {
    ...ROW_PATHS,
    bodyId: text,
    bodyIds: { type: [String], required: true },
    firmId: text,
    kind: text,
    cause: text,
    why: text,
    items: { type: [String], required: true },
    whyOnSite: String,
    whyOften: String,
    people: { type: [{ _id: false, name: text, certificate: text }], required: true },
    experts: String,
    isUnannounced: flag,
    visitAt: { type: Date, required: true },
    isExempt: flag,
    slots: { type: [String], default: [] },
    proposedBy: text,
    head: String,
    decidedBy: String,
    approvedAt: Date,
    isKnown: flag,
    startedAt: Date,
    arrival: String,
    ground: String,
    reason: String,
    findings: String,
    signing: String,
    signNote: String,
    hazards: { type: [String], default: [] },
    notice: String,
    outcome: String,
  },
  { collection: 'inspections', versionKey: false },
);
indexRows(schema);
schema.index({ bodyIds: 1, _id: -1 }, { name: 'by_bodies' });
schema.index({ bodyIds: 1, status: 1, _id: -1 }, { name: 'by_bodies_status' });
schema.index({ bodyIds: 1, isOpen: 1, _id: -1 }, { name: 'by_bodies_open' });
schema.index({ bodyIds: 1, isExempt: 1, _id: -1 }, { name: 'by_bodies_exempt' });
schema.index({ firmId: 1, isKnown: 1, _id: -1 }, { name: 'by_firm' });
schema.index({ firmId: 1, isKnown: 1, status: 1, _id: -1 }, { name: 'by_firm_status' });
schema.index({ firmId: 1, isKnown: 1, isOpen: 1, _id: -1 }, { name: 'by_firm_open' });
schema.index({ firmId: 1, visitAt: 1 }, { name: 'by_firm_day' });
schema.index({ slots: 1 }, { unique: true, partialFilterExpression: { slots: { $type: 'string' } }, name: 'one_slot' });

export const InspectionModel = mongoose.model<Inspection>('Inspection', schema);
