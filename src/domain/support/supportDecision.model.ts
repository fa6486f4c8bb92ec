import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import type { SupportDecisionStatus } from './lifecycle.ts';
import type { Ranked } from './rankCandidates.ts';
import type { SupportContent } from './supportPolicy.model.ts';

/** A firm that is compared; one outside the system by name and code alone. */
export interface Candidate {
  _id: string;
  name: string;
  creditCode: string;
  enterpriseId?: string;
  /** Answers by condition; missing until filled. */
  values: Record<string, number>;
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
export interface SupportDecision {
  _id: string;
  /** `D2026-0001`. */
  reference: string;
  policyId: string;
  policyReference: string;
  policyName: string;
  /** The text of the policy it is made by. */
  policyVersion: number;
  bodyId: string;
  regionPath: string[];
  /** The withdrawn decision it takes the place of. */
  replaces?: string;
  status: SupportDecisionStatus;
  isOpen: boolean;
  /** Being prepared or standing: one a policy. */
  isStanding: boolean;
  candidates: Candidate[];
  /** Goes up whenever the list is opened again. */
  listNumber: number;
  declarations: Declaration[];
  /** Firms of the system that were compared, and the parks they lay in then or moved to later: who may read on. */
  enterpriseIds: string[];
  parkFirms: { parkId: string; enterpriseId: string }[];
  verdict?: Verdict;
  withdrawal?: { reason: string; by: string; at: Date };
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const list = { type: [String], default: [] };
const mixed = Schema.Types.Mixed;

const schema = new Schema<SupportDecision>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    policyId: text,
    policyReference: text,
    policyName: text,
    policyVersion: { type: Number, required: true },
    bodyId: text,
    regionPath: { type: [String], required: true },
    replaces: String,
    status: text,
    isOpen: { type: Boolean, required: true },
    isStanding: { type: Boolean, required: true },
    candidates: { type: [mixed], default: [] } as never,
    listNumber: { type: Number, required: true },
    declarations: { type: [mixed], default: [] } as never,
    enterpriseIds: list,
    parkFirms: { type: [mixed], default: [] } as never,
    verdict: mixed,
    withdrawal: mixed,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'supportDecisions', versionKey: false, minimize: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
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
