import mongoose, { Schema } from 'mongoose';
import type { Desk } from '#domain/deadlines';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { AccidentKind, AccidentLevel, Government } from './accident.rules.ts';

export const ACCIDENT_STATUSES = [
  { code: 'reported', label: '救援和上报', tone: 'bad', isOpen: true },
  { code: 'investigating', label: '调查中', tone: 'active', isOpen: true },
  { code: 'closed', label: '调查结束，解除封存', tone: 'good', isOpen: false },
  { code: 'joined', label: '并入另一起', tone: 'quiet', isOpen: false },
] as const;
export type AccidentStatus = (typeof ACCIDENT_STATUSES)[number]['code'];

/** People and money, as told at one time. Money in fen. */
export interface Toll {
  dead: number;
  hurt: number;
  missing: number;
  lossFen?: number;
}

/** 调取资料: one named person of the investigating government may take the evidence along, until the end of a day. */
export interface EvidenceGrant {
  id: string;
  personId: string;
  /** For which body: whoever leaves it opens nothing more. */
  bodyId: string;
  /** Of the investigation, as its papers say. */
  fileNumber: string;
  until: LocalDate;
  by: string;
  at: Date;
  endedAt?: Date;
  endedBy?: string;
}

interface Signed {
  by: string;
  at: Date;
}

/** 整改和防范措施 of the report: who sees to it by when, and what shows that it is done. */
export interface Remedy {
  id: string;
  text: string;
  owner: string;
  due: LocalDate;
  done?: Signed & { evidence: string };
}

/** The report of the investigation, from the day the government received it to what became of its measures. */
export interface Inquiry extends Signed {
  file: string;
  receivedOn: LocalDate;
  measures: Remedy[];
  /** Days the answer was put off by, once. */
  putOff?: Signed & { days: number; reason: string };
  /** 批复 of the people's government. */
  approval?: Signed & { file: string; on: LocalDate };
  /** 评估, with what became of each measure in their order, and where it was made public. */
  evaluation?: Signed & { answers: string[]; finding: string; publishedOn: LocalDate; where: string };
}

/** 生产安全事故. It stays with the park and the bodies of the day it happened; `bodyId` is the county's emergency management. */
export interface Accident extends Row<AccidentStatus>, Placed, Toll {
  kind: AccidentKind;
  what: string;
  placeText: string;
  measures: string;
  /** As somebody says; the server's own time is `createdAt`. */
  happenedAt: Date;
  /** When the head of the firm learned of it, as the firm says; absent until the firm has reported. */
  learntAt?: Date;
  /** When the firm reported it; absent while only a park or body has. */
  firmToldAt?: Date;
  reportedBy: string;
  level: AccidentLevel;
  /** Every level it had, with who set it and why. */
  levels: { level: AccidentLevel; by: string; at: Date; why: string }[];
  /** What was told of people and money, the first telling too; `counts` while it may still change the level. */
  tolls: (Toll & { by: string; at: Date; counts: boolean; note: string })[];
  /** The numbers have been checked and do not change any more. */
  isSettled: boolean;
  /** The sector's department competent that day, where it is another body. */
  sectorBodyId?: string;
  /** Emergency management from the county up. */
  chain: { government: Government; bodyId: string }[];
  /** How far up the chain it is known, from nought. */
  reached: number;
  reachedAt: Date;
  passes: { bodyId: string; by: string; at: Date }[];
  /** The emergency management of the level that investigates. */
  investigatorBodyId: string;
  ticks: { step: string; by: string; at: Date; note: string }[];
  /** Desks that said they know of it, and who said so; in place of one that did not, by the one above it. */
  receipts?: { desk: Desk; by: string; at: Date; isInPlace?: true }[];
  /** Firm and day while it is open, but of one that was said to be another: two at once report it once. */
  openKey?: string;
  /** The one it is the same as, by number. */
  joinedInto?: string;
  /** 电话快报: who called whom in the autonomous region, and when; absent of those from before there were any. */
  calls?: (Signed & { bodyId: string; caller?: string; answeredBy: string; calledAt: Date; note?: string })[];
  inquiry?: Inquiry;
  /** Absent of those from before there were any. */
  grants?: EvidenceGrant[];
  reason?: string;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const count = { type: Number, required: true };
const list = { type: [Object], default: [] } as never;

const schema = new Schema<Accident>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    kind: text,
    what: text,
    placeText: text,
    measures: text,
    happenedAt: at,
    learntAt: Date,
    firmToldAt: Date,
    reportedBy: text,
    dead: count,
    hurt: count,
    missing: count,
    lossFen: Number,
    level: text,
    levels: list,
    tolls: list,
    isSettled: { type: Boolean, required: true },
    sectorBodyId: String,
    chain: list,
    reached: count,
    reachedAt: at,
    passes: list,
    investigatorBodyId: text,
    ticks: list,
    receipts: list,
    calls: list,
    inquiry: Object,
    grants: list,
    openKey: String,
    joinedInto: String,
    reason: String,
  },
  { collection: 'accidents', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { open: { isOpen: 1 } });
schema.index({ sectorBodyId: 1, _id: -1 }, { name: 'by_sector_body' });
schema.index({ 'grants.personId': 1 }, { sparse: true, name: 'by_named' });
schema.index(
  { openKey: 1 },
  { unique: true, partialFilterExpression: { openKey: { $type: 'string' } }, name: 'one_a_day' },
);

export const AccidentModel = mongoose.model<Accident>('Accident', schema);
