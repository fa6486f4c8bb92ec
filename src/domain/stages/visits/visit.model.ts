import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const VISIT_STATUSES = [
  { code: 'planned', label: '已约定', tone: 'waiting', isOpen: true },
  { code: 'written', label: '记录待签字', tone: 'waiting', isOpen: true },
  { code: 'half-signed', label: '待企业签字', tone: 'active', isOpen: true },
  { code: 'signed', label: '双方已签字', tone: 'good', isOpen: false },
  { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
] as const;
export type VisitStatus = (typeof VISIT_STATUSES)[number]['code'];

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
  /** Where pauses have moved the day to; what was signed keeps its own. */
  movedTo?: LocalDate;
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

/**
 * 入企辅导: the adviser helps the firm on the spot. It is no enforcement inspection (意见（十一） keeps the two apart);
 * what is found here leads to work, never to a fine.
 */
export interface Visit extends Row<VisitStatus>, Placed {
  enrolmentId: string;
  enrolmentReference: string;
  /** The firm's adviser of the day, whoever planned it. */
  adviserId?: string;
  /** Set while the firm is paused, and for good once it is out of the programme: nothing is owed, nobody acts. */
  halted?: 'paused' | 'exited';
  purpose: string;
  plannedOn: LocalDate;
  visitedOn?: LocalDate;
  summary: string;
  findings: Finding[];
  homework: Homework[];
  /** sha256 of the record; frozen by the first signature. */
  contentHash?: string;
  signatures: Signature[];
  returnReason?: string;
  plannedBy: string;
}

const text = { type: String, required: true };
const mixedList = { type: [Schema.Types.Mixed], default: [] } as never;
const schema = new Schema<Visit>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    enrolmentId: text,
    enrolmentReference: text,
    adviserId: String,
    halted: String,
    purpose: text,
    plannedOn: text,
    visitedOn: String,
    summary: { type: String, default: '' },
    findings: mixedList,
    homework: mixedList,
    contentHash: String,
    signatures: mixedList,
    returnReason: String,
    plannedBy: text,
  },
  { collection: 'visits', versionKey: false },
);
indexRows(schema);
schema.index({ enrolmentId: 1, _id: -1 }, { name: 'by_enrolment' });
indexPlaces(schema, { status: { status: 1 } });
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });

export const VISIT_CHANGING = changingBut(schema, ['enrolmentId', 'enrolmentReference', 'purpose', 'plannedBy']);
export const VisitModel = mongoose.model<Visit>('Visit', schema);

/** The day it took place on, else the one it is planned for. */
export const dayOf = (visit: Visit): LocalDate => visit.visitedOn ?? visit.plannedOn;
/** The day a piece of homework is due, pauses counted in. */
export const dueOf = ({ dueOn, movedTo }: Homework): LocalDate => movedTo ?? dueOn;
/** Homework of a signed visit that is not done. */
export const homeworkLeft = ({ status, homework }: Visit): Homework[] =>
  status === 'signed' ? homework.filter(({ done }) => done === undefined) : [];
