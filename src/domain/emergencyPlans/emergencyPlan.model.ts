import mongoose, { Schema } from 'mongoose';
import type { AccidentKind } from '#domain/accidents';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { PlanKind, RevisionGround } from './emergencyPlan.rules.ts';

/** In force is what is signed, filed or not. */
export const EMERGENCY_PLAN_STATUSES = [
  { code: 'draft', label: '编制中', tone: 'active', isOpen: true },
  { code: 'reviewed', label: '已评审，待签署', tone: 'waiting', isOpen: true },
  { code: 'signed', label: '有效', tone: 'good', isOpen: true },
  { code: 'filed', label: '有效，已备案', tone: 'good', isOpen: true },
  { code: 'superseded', label: '被新版替代', tone: 'quiet', isOpen: false },
  { code: 'withdrawn', label: '已废止', tone: 'quiet', isOpen: false },
] as const;
export type EmergencyPlanStatus = (typeof EMERGENCY_PLAN_STATUSES)[number]['code'];

/** One step of a response: what is done, who sees to it, within how many minutes. */
export interface PlanStep {
  id: string;
  text: string;
  role: string;
  minutes: number;
}
/** Whom to call. */
export interface PlanContact {
  name: string;
  phone: string;
}
/** 风险评估 or 应急资源调查, as it was found on a day. */
export interface Survey {
  conclusion: string;
  on: LocalDate;
  by: string;
  fileIds: string[];
}

export interface PlanContent {
  title: string;
  /** What it covers and what it is meant against. */
  covers: string;
  /** The kinds of accident it is for; any, where none is named. The comprehensive one is for any. */
  against: AccidentKind[];
  steps: PlanStep[];
  contacts: PlanContact[];
}

/** 应急预案: one edition of it; a later one is a row of its own and stands in its place once it is signed. */
export interface EmergencyPlan extends Row<EmergencyPlanStatus>, Owned, PlanContent {
  kind: PlanKind;
  edition: number;
  /** Why there is a later edition, and the number of the one before. */
  ground?: RevisionGround;
  supersedes?: string;
  draftedBy: string;
  risk?: Survey;
  resources?: Survey;
  review?: { on: LocalDate; experts: string; opinion: string; by: string };
  signedOn?: LocalDate;
  signedBy?: string;
  /** How it was published. */
  published?: string;
  /** Whether it has to be filed, as of the day it was signed. */
  mustFile?: boolean;
  /** Of a firm of a high-risk trade, as of that day. */
  isHighRisk?: boolean;
  asked?: { note: string; by: string; at: Date };
  filed?: { number: string; by: string; on: LocalDate };
  fileIds: string[];
  evaluateBy?: LocalDate;
  evaluated?: { on: LocalDate; note: string; by: string };
  /** By when a later edition is to be there, where an evaluation found that one is needed. */
  reviseBy?: LocalDate;
  /** The assessment of the park that asks for it: no evaluation takes that back. */
  reviseFor?: string;
  /** By when it is to be drilled. */
  drillBy?: LocalDate;
  /** The last drill of this edition that was evaluated. */
  lastDrill?: { reference: string; on: LocalDate };
  /** Owner, kind and title while it is in force: one of them. */
  inForceKey?: string;
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<EmergencyPlan>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    kind: text,
    title: text,
    covers: text,
    against: { type: [String], default: [] },
    steps: list,
    contacts: list,
    edition: { type: Number, required: true },
    ground: String,
    supersedes: String,
    draftedBy: text,
    risk: Object,
    resources: Object,
    review: Object,
    signedOn: String,
    signedBy: String,
    published: String,
    mustFile: Boolean,
    isHighRisk: Boolean,
    asked: Object,
    filed: Object,
    fileIds: { type: [String], default: [] },
    evaluateBy: String,
    evaluated: Object,
    reviseBy: String,
    reviseFor: String,
    drillBy: String,
    lastDrill: Object,
    inForceKey: String,
    reason: String,
  },
  { collection: 'emergencyPlans', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 }, status: { status: 1 }, kind: { kind: 1 } });
schema.index(
  { inForceKey: 1 },
  { unique: true, partialFilterExpression: { inForceKey: { $type: 'string' } }, name: 'one_in_force' },
);

export const EMERGENCY_PLAN_CHANGING = changingBut(schema, ['kind', 'edition', 'draftedBy', 'supersedes', 'ground']);

export const EmergencyPlanModel = mongoose.model<EmergencyPlan>('EmergencyPlan', schema);
