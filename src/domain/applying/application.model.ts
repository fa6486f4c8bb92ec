import mongoose, { Schema } from 'mongoose';
import { LEFT_PARKS_PATH, type LeftPark } from '#domain/engine';
import type { Ground, Size } from '#domain/programme';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { bigrams } from '#kernel/text';
import type { ApplicationStatus } from './lifecycle.ts';

/** What a firm fills in, reviewers read and the decision binds to. Money in fen, people as last year's average. */
export interface ApplicationContent {
  creditCode: string;
  name: string;
  regionCode: string;
  parkId?: string;
  address: string;
  /** GB/T 4754-2017: section letter with division or group, e.g. `C26`, `K702`. */
  industryCode: string;
  employees: number;
  /** As in last year's annual report; a large difference is flagged, not trusted. */
  lastYearEmployees?: number;
  revenueFen: number;
  assetsFen: number;
  /** Codes of the mandated high-risk lines the firm declares. */
  highRiskLines: string[];
  /** Codes of the weak-foundation indicators that hold. */
  weakIndicators: string[];
  responsibleName: string;
  responsiblePhone: string;
  safetyOfficerName: string;
  /** Why they want to take part. */
  motive: string;
  hasCommitted: boolean;
}

/** One ground's answer, with the input and rule it came from. */
export interface GroundAnswer {
  ground: Ground;
  holds: boolean;
  /** One sentence for people. */
  because: string;
  inputs: { label: string; value: string }[];
  rule: string;
  ruleVersion: string;
  article: string;
  source: string;
}

/** What was sent in, frozen with the answers of that day. */
export interface Submission {
  _id: string;
  applicationId: string;
  number: number;
  content: ApplicationContent;
  /** Photos of the business licence that came with it; absent of those from before they could. */
  licencePhotoIds?: string[];
  /** sha256 of the canonical content and the licence: a decision names the one it saw. */
  contentHash: string;
  grounds: GroundAnswer[];
  isEligible: boolean;
  size: Size;
  /** Sentences a reviewer must look into, e.g. a head-count that contradicts last year's. */
  flags: string[];
  ruleVersion: string;
  submittedBy: string;
  submittedAt: Date;
}

/** Why something was sent back, refused or withdrawn. */
export interface Verdict {
  kind: 'returned' | 'refused' | 'recommended' | 'admitted' | 'withdrawn';
  reasonCode?: string;
  reason?: string;
  /** What would change the answer, in words the firm can act on. */
  wouldChange?: string;
  /** Last day on which the firm may object. */
  appealUntil?: LocalDate;
  /** Number of the submission it was said about. */
  number?: number;
  contentHash?: string;
  by: string;
  at: Date;
}

/** 申请. */
export interface Application {
  _id: string;
  /** `A2026-0001`. */
  reference: string;
  programme: string;
  cohortId: string;
  enterpriseId: string;
  creditCode: string;
  name: string;
  /** Region, city and county, as a path every scope can match. */
  regionPath: string[];
  parkId?: string;
  /** Parks it was taken away from when the firm moved; their officers still read it. */
  formerParks?: LeftPark[];
  bodyId: string;
  sector: string;
  status: ApplicationStatus;
  isOpen: boolean;
  /** Whatever has been typed so far, also what is not yet right; texts as typed. */
  draft: Record<string, unknown>;
  /** Photos of the business licence as of the draft. */
  licencePhotoIds?: string[];
  submission?: Submission;
  /** Everything reviewers said, the newest last. */
  verdicts: Verdict[];
  /** True from submission until refusal, withdrawal or the end of the enrolment: one a code and programme. */
  holdsCode: boolean;
  /** Everybody who has sent it in: none of them may decide about it. */
  submitterIds: string[];
  /** When the firm's answer, or the decision, is due. */
  dueAt?: Date;
  /** When the park's recommendation is due; after that the competent body may decide without it. */
  parkDueAt?: Date;
  /** Since when it waits for a place of a cohort that is full; the first to wait is the first to be admitted. */
  waitingSince?: Date;
  /** When a place became free for it. */
  calledAt?: Date;
  /** When the present status began; the worklist is sorted by it. */
  since: Date;
  submittedAt?: Date;
  startedBy: string;
  enrolmentReference?: string;
  /** Pieces of the name that searching asks for. */
  grams?: string[];
  onceKey?: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** An application as lists hold it: without what was typed, sent in and said, which is most of it. */
export type ListedApplication = Omit<Application, 'draft' | 'submission' | 'verdicts' | 'grams'> & {
  submission?: Omit<Submission, 'content'>;
};

const text = { type: String, required: true };
const at = { type: Date, required: true };
const mixed = Schema.Types.Mixed;

const schema = new Schema<Application>(
  {
    _id: ORDERED_ID,
    reference: text,
    programme: text,
    cohortId: text,
    enterpriseId: text,
    creditCode: text,
    name: text,
    regionPath: { type: [String], required: true },
    parkId: String,
    formerParks: { type: LEFT_PARKS_PATH, default: undefined } as never,
    bodyId: text,
    sector: text,
    status: text,
    isOpen: { type: Boolean, required: true },
    draft: { type: mixed, default: {} },
    licencePhotoIds: { type: [String], default: undefined } as never,
    submission: mixed,
    verdicts: { type: [mixed], default: [] } as never,
    holdsCode: { type: Boolean, required: true },
    submitterIds: { type: [String], default: [] },
    dueAt: Date,
    parkDueAt: Date,
    waitingSince: Date,
    calledAt: Date,
    since: at,
    submittedAt: Date,
    startedBy: text,
    enrolmentReference: String,
    grams: {
      type: [String],
      default(this: Application) {
        return bigrams(this.name);
      },
    },
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'applications', versionKey: false, minimize: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ onceKey: 1 }, { unique: true, sparse: true, name: 'once' });
schema.index(
  { programme: 1, creditCode: 1 },
  { unique: true, partialFilterExpression: { holdsCode: true }, name: 'one_application_a_code' },
);
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ regionPath: 1, status: 1, since: 1, _id: 1 }, { name: 'worklist_by_region' });
schema.index({ parkId: 1, status: 1, since: 1, _id: 1 }, { name: 'worklist_by_park' });
schema.index(
  { 'formerParks.parkId': 1, status: 1, since: 1, _id: 1 },
  { sparse: true, name: 'worklist_by_former_park' },
);
schema.index({ cohortId: 1, status: 1, _id: 1 }, { name: 'by_cohort' });
schema.index(
  { cohortId: 1, waitingSince: 1, _id: 1 },
  { partialFilterExpression: { isOpen: true, waitingSince: { $exists: true } }, name: 'waiting_for_a_place' },
);
schema.index({ grams: 1, since: 1, _id: 1 }, { name: 'by_words' });
schema.index({ creditCode: 1, since: 1, _id: 1 }, { name: 'by_code' });

const submissionSchema = new Schema<Submission>(
  {
    _id: ORDERED_ID,
    applicationId: text,
    number: { type: Number, required: true },
    content: { type: mixed, required: true },
    licencePhotoIds: { type: [String], default: undefined } as never,
    contentHash: text,
    grounds: { type: [mixed], required: true } as never,
    isEligible: { type: Boolean, required: true },
    size: text,
    flags: { type: [String], required: true },
    ruleVersion: text,
    submittedBy: text,
    submittedAt: at,
  },
  { collection: 'applicationSubmissions', versionKey: false, minimize: false },
);
submissionSchema.index({ applicationId: 1, number: 1 }, { unique: true, name: 'one_submission' });

export const ApplicationModel = mongoose.model<Application>('Application', schema);
/** Every submission ever made; insert only. */
export const SubmissionModel = mongoose.model<Submission>('ApplicationSubmission', submissionSchema);
