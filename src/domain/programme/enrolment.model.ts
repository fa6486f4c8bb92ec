import mongoose, { Schema } from 'mongoose';
import { LEFT_PARKS_PATH, type LeftPark } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { bigrams } from '#kernel/text';
import type { Ground } from './grounds.ts';
import type { EnrolmentStage, WorkStage } from './lifecycle.ts';
import type { Round } from './rounds.ts';
import type { Size } from './sizeTable.ts';

/** 广西企业安全发展项目, the only programme so far; kept as a field so that a second one is a row, not a rewrite. */
export const PROGRAMME = 'enterprise-safety-development';

/** Why a firm left. */
export interface Exit {
  reasonCode: string;
  reason: string;
  by: string;
  at: Date;
}

/** One item of a stage's checklist that a person says is done. */
export interface Tick {
  code: string;
  /** How it was done, in a sentence. */
  note: string;
  /** What shows it, e.g. the commitment that was signed; absent of those from before it could be shown. */
  photoIds?: string[];
  by: string;
  byName: string;
  at: Date;
}

/** The version of a stage's checklist this firm began the stage under, and what it has done of it. */
export interface StageChecklist {
  version: number;
  ticks: Tick[];
}

/** A firm in the programme, from admission on. `status` is its stage. */
export interface Enrolment {
  _id: string;
  /** `E2026-0001`. */
  reference: string;
  programme: string;
  cohortId: string;
  applicationId: string;
  enterpriseId: string;
  creditCode: string;
  name: string;
  regionPath: string[];
  parkId?: string;
  formerParks: LeftPark[];
  bodyId: string;
  sector: string;
  size: Size;
  grounds: Ground[];
  status: EnrolmentStage;
  isOpen: boolean;
  /** One active enrolment a code and programme; false once exited. */
  isActive: boolean;
  stageSince: Date;
  /** The stage to go back to when resumed. */
  pausedFrom?: WorkStage;
  adviserId?: string;
  /** Days spent in each stage so far, filled when a stage is left. */
  stageDays: Partial<Record<EnrolmentStage, number>>;
  exit?: Exit;
  /** By stage; a stage not begun yet has none. */
  checklists?: Partial<Record<WorkStage, StageChecklist>>;
  /** Days on which rounds of the assessment fall due; a pause moves them on. */
  roundsDue?: Partial<Record<Round, LocalDate>>;
  /** Decisions of acceptance panels so far. */
  acceptanceCount?: number;
  /** The certificate in force; gone when it is withdrawn. */
  certificateNumber?: string;
  admittedAt: Date;
  /** Two-character pieces of the name, for search; filled by the model. */
  grams?: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const mixed = Schema.Types.Mixed;

const schema = new Schema<Enrolment>(
  {
    _id: ORDERED_ID,
    reference: text,
    programme: text,
    cohortId: text,
    applicationId: text,
    enterpriseId: text,
    creditCode: text,
    name: text,
    regionPath: { type: [String], required: true },
    parkId: String,
    formerParks: { type: LEFT_PARKS_PATH, default: [] } as never,
    bodyId: text,
    sector: text,
    size: text,
    grounds: { type: [String], required: true },
    status: text,
    isOpen: { type: Boolean, required: true },
    isActive: { type: Boolean, required: true },
    stageSince: at,
    pausedFrom: String,
    adviserId: String,
    stageDays: { type: mixed, default: {} },
    exit: mixed,
    checklists: mixed,
    roundsDue: mixed,
    acceptanceCount: Number,
    certificateNumber: String,
    admittedAt: at,
    grams: {
      type: [String],
      default(this: Enrolment) {
        return bigrams(this.name);
      },
    },
    version: { type: Number, default: 0 },
    createdAt: at,
    updatedAt: at,
  },
  { collection: 'enrolments', versionKey: false, minimize: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ applicationId: 1 }, { unique: true, name: 'one_enrolment_an_application' });
schema.index(
  { programme: 1, creditCode: 1 },
  { unique: true, partialFilterExpression: { isActive: true }, name: 'one_active_enrolment' },
);
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ regionPath: 1, _id: -1 }, { name: 'by_region' });
schema.index({ regionPath: 1, status: 1, _id: -1 }, { name: 'by_region_stage' });
schema.index({ parkId: 1, _id: -1 }, { name: 'by_park' });
schema.index({ 'formerParks.parkId': 1, _id: -1 }, { name: 'by_former_park' });
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });
schema.index({ cohortId: 1, status: 1, _id: -1 }, { name: 'by_cohort' });
schema.index({ adviserId: 1, _id: -1 }, { name: 'by_adviser' });
schema.index({ grams: 1, _id: -1 }, { name: 'by_words' });
schema.index({ creditCode: 1, _id: -1 }, { name: 'by_code' });

export const EnrolmentModel = mongoose.model<Enrolment>('Enrolment', schema);
