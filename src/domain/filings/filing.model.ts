import mongoose, { Schema } from 'mongoose';
import { indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { FilingKind } from './filing.rules.ts';

/** A notice, not a licence: the work does not wait for the body. */
export const FILING_STATUSES = [
  { code: 'filed', label: '待收悉', tone: 'waiting', isOpen: true },
  { code: 'returned', label: '退回补充', tone: 'bad', isOpen: true },
  { code: 'acknowledged', label: '已收悉', tone: 'active', isOpen: true },
  { code: 'finished', label: '已完工', tone: 'good', isOpen: false },
  { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
] as const;
export type FilingStatus = (typeof FILING_STATUSES)[number]['code'];

/** What a firm tells of the work; the last telling, earlier ones are in the journal. */
export interface FilingContent {
  /** `hot-work` … of the types of work, or of a building project; absent for outsourcing. */
  type?: string;
  /** What is done, or the name of the project. */
  what: string;
  placeText: string;
  startsOn: LocalDate;
  endsOn: LocalDate;
  /** Who is in charge on the firm's side. */
  responsibleName: string;
  /** 监护人: the dedicated person on site whom special work must have (安全生产法第四十三条). */
  guardianName?: string;
  /** Of hot work: its level, and for how many hours its ticket holds. */
  level?: string;
  hours?: number;
  /** 作业票编号; hot work has one, other special work may. */
  ticketNumber?: string;
  contractorName?: string;
  contractorCode?: string;
  /** People who work there. */
  headcount?: number;
  /** How it is kept safe. */
  measures: string;
}

/** 作业报备. It stays with the park and body it was filed in when the firm moves. */
export interface Filing extends Row<FilingStatus>, Placed, FilingContent {
  kind: FilingKind;
  /** Told only after the work had begun. */
  isLate: boolean;
  filedBy: string;
  filedByName: string;
  /** What the body asked for when it sent it back, or why it was cancelled. */
  reason?: string;
  acknowledgedBy?: string;
  acknowledgedAt?: Date;
  finishedAt?: Date;
}

const text = { type: String, required: true };

const schema = new Schema<Filing>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    kind: text,
    type: String,
    what: text,
    placeText: text,
    startsOn: text,
    endsOn: text,
    responsibleName: text,
    guardianName: String,
    level: String,
    hours: Number,
    ticketNumber: String,
    contractorName: String,
    contractorCode: String,
    headcount: Number,
    measures: text,
    isLate: { type: Boolean, required: true },
    filedBy: text,
    filedByName: text,
    reason: String,
    acknowledgedBy: String,
    acknowledgedAt: Date,
    finishedAt: Date,
  },
  { collection: 'workFilings', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, kind: { kind: 1 }, running: { isOpen: 1, endsOn: 1 } });

export const FilingModel = mongoose.model<Filing>('WorkFiling', schema);
