import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { Ranked } from './rankCandidates.ts';
import type { SupportContent } from './supportPolicy.model.ts';

/**
 * A decision: first only the names, so that everybody can say whether they are close to one of them; then the
 * comparison, open to those who are not; then it stands, or is withdrawn with a reason and kept.
 */
export const SUPPORT_DECISION_STATUSES = [
  { code: 'naming', label: '拟定名单', tone: 'waiting', isOpen: true },
  { code: 'comparing', label: '比较中', tone: 'active', isOpen: true },
  { code: 'decided', label: '已决定', tone: 'good', isOpen: false },
  { code: 'withdrawn', label: '已撤销', tone: 'bad', isOpen: false },
  { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
] as const;
export type SupportDecisionStatus = (typeof SUPPORT_DECISION_STATUSES)[number]['code'];

/** A firm that is compared; one outside the system by name and code alone. */
export interface Candidate {
  _id: string;
  name: string;
  creditCode: string;
  enterpriseId?: string;
  /** Answers by condition; missing until filled. */
  values: Record<string, number>;
  /** What the firm said of itself when it applied; absent for one the department named. */
  stated?: Record<string, number>;
}

/** One answer that became another; absent where there was or is none. */
export interface ValueChange {
  candidateId: string;
  condition: string;
  from?: number;
  to?: number;
}

/** A change asked for once somebody had seen the ranking: it waits for a second official. */
export interface AskedChange {
  what: 'values' | 'list' | 'cancel';
  /** For `values`: what is to become what. */
  changes: ValueChange[];
  reason: string;
  by: string;
  byName: string;
  at: Date;
}

/** Who opened the ranking, of which comparison, and when first. */
export interface RankingSeen {
  personId: string;
  hash: string;
  at: Date;
}

/** What an official said about themselves before the list was opened to them. */
export interface Declaration {
  personId: string;
  kind: 'none' | 'conflict';
  /** Whom the conflict concerns. */
  candidateIds: string[];
  note?: string;
  /** The list it speaks of; a changed list asks again, unless they have withdrawn. */
  listNumber: number;
  at: Date;
}

/** Standing in the programme on the day of the decision. */
export interface ProgrammeStanding {
  candidateId: string;
  isInProgramme: boolean;
  enrolmentReference?: string;
  stage?: string;
}

/** The comparison as it was decided on, sealed by its hash. */
export interface Comparison {
  policyVersion: number;
  content: SupportContent;
  candidates: Candidate[];
  standings: ProgrammeStanding[];
  rows: Ranked[];
  onDay: LocalDate;
}

export interface Verdict {
  comparison: Comparison;
  /** sha256 of the canonical comparison. */
  hash: string;
  /** Candidates chosen among equals, and why. */
  chosenIds: string[];
  tieReason?: string;
  by: string;
  byName: string;
  at: Date;
}

/** 扶持决定. */
export interface SupportDecision extends Row<SupportDecisionStatus> {
  policyId: string;
  policyReference: string;
  policyName: string;
  /** The text of the policy it is made by. */
  policyVersion: number;
  bodyId: string;
  regionPath: string[];
  /** The withdrawn decision it takes the place of. */
  replaces?: string;
  /** Being prepared or standing: one a policy. */
  isStanding: boolean;
  candidates: Candidate[];
  /** Goes up whenever the list is opened again. */
  listNumber: number;
  declarations: Declaration[];
  /** Firms of the system that were compared, and the parks they lay in then or moved to later: who may read on. */
  enterpriseIds: string[];
  parkFirms: { parkId: string; enterpriseId: string }[];
  /** Openings of the ranking; from the first on no answer changes by one hand. None is the same as absent. */
  seen?: RankingSeen[];
  asked?: AskedChange;
  verdict?: Verdict;
  withdrawal?: { reason: string; by: string; at: Date };
}

const text = { type: String, required: true };
const list = { type: [String], default: [] };
const mixed = Schema.Types.Mixed;

const schema = new Schema<SupportDecision>(
  {
    ...ROW_PATHS,
    policyId: text,
    policyReference: text,
    policyName: text,
    policyVersion: { type: Number, required: true },
    bodyId: text,
    regionPath: { type: [String], required: true },
    replaces: String,
    isStanding: { type: Boolean, required: true },
    candidates: { type: [mixed], default: [] } as never,
    listNumber: { type: Number, required: true },
    declarations: { type: [mixed], default: [] } as never,
    enterpriseIds: list,
    parkFirms: { type: [mixed], default: [] } as never,
    seen: { type: [mixed], default: undefined } as never,
    asked: mixed,
    verdict: mixed,
    withdrawal: mixed,
  },
  { collection: 'supportDecisions', versionKey: false, minimize: false },
);
indexRows(schema);
schema.index(
  { policyId: 1 },
  { unique: true, partialFilterExpression: { isStanding: true }, name: 'one_standing_decision' },
);
schema.index({ policyId: 1, _id: -1 }, { name: 'by_policy' });
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
schema.index({ regionPath: 1, _id: -1 }, { name: 'by_region' });
schema.index({ enterpriseIds: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ 'parkFirms.parkId': 1, _id: -1 }, { name: 'by_park' });

export const SupportDecisionModel = mongoose.model<SupportDecision>('SupportDecision', schema);
