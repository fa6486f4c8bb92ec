import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import type { Condition } from './conditions.ts';
import type { SupportPolicyStatus } from './lifecycle.ts';

/** What a department writes and candidates are told. */
export interface SupportContent {
  name: string;
  /** What those chosen get, in words. */
  offer: string;
  /** 45, a city or a county inside the department's own region. */
  regionCode: string;
  /** First and last day of the period, both inclusive (Shanghai). */
  opensOn: LocalDate;
  closesOn: LocalDate;
  /** How many can get it. */
  quota: number;
  conditions: Condition[];
}

/** A text that was in force; never changed. */
export interface SupportVersion {
  number: number;
  content: SupportContent;
  /** sha256 of the canonical content. */
  hash: string;
  publishedBy: string;
  publishedAt: Date;
  /** Why it replaced the one before. */
  reason?: string;
}

/** How far the news of a publication has got among the firms. */
export interface Announcement {
  version: number;
  /** Enrolments up to this id have been told. */
  after: string;
  isDone: boolean;
}

/** 扶持政策. */
export interface SupportPolicy {
  _id: string;
  /** `Z2026-0001`. */
  reference: string;
  /** The department that publishes it and decides. */
  bodyId: string;
  /** Sections a sector department may speak to; absent for every sector. */
  sectors?: string[];
  /** For lists: name and region of what is in force, else of the draft. */
  name: string;
  regionCode: string;
  /** The region and those it lies in. */
  regionPath: string[];
  status: SupportPolicyStatus;
  isOpen: boolean;
  /** What is being written: the first text, or a correction of the one in force. */
  draft?: SupportContent;
  /** Everything that was ever in force, the newest last. */
  versions: SupportVersion[];
  /** The decision that stands or is being prepared; one at a time. */
  decisionId?: string;
  /** True once a decision has been made, also one withdrawn later: the text is settled. */
  isSettled: boolean;
  announcement?: Announcement;
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const mixed = Schema.Types.Mixed;

const schema = new Schema<SupportPolicy>(
  {
    _id: ORDERED_ID,
    reference: text,
    bodyId: text,
    sectors: { type: [String], default: undefined } as never,
    name: text,
    regionCode: text,
    regionPath: { type: [String], required: true },
    status: text,
    isOpen: { type: Boolean, required: true },
    draft: mixed,
    versions: { type: [mixed], default: [] } as never,
    decisionId: String,
    isSettled: { type: Boolean, required: true },
    announcement: mixed,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'supportPolicies', versionKey: false, minimize: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
schema.index({ regionPath: 1, status: 1, _id: -1 }, { name: 'by_region_above' });
schema.index({ regionCode: 1, status: 1, _id: -1 }, { name: 'by_region' });
schema.index(
  { 'announcement.isDone': 1, _id: 1 },
  { partialFilterExpression: { 'announcement.isDone': false }, name: 'to_announce' },
);

export const SupportPolicyModel = mongoose.model<SupportPolicy>('SupportPolicy', schema);
