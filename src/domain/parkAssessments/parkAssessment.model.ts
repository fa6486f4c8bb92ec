import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { RiskLevel, Trigger, TypedMeasure } from './parkAssessment.rules.ts';
import type { Compared, Source } from './sources.ts';

export const PARK_ASSESSMENT_STATUSES = [
  { code: 'proposed', label: '等监管部门决定', tone: 'waiting', isOpen: true },
  { code: 'due', label: '要做评估', tone: 'waiting', isOpen: true },
  { code: 'reviewing', label: '报告待审', tone: 'active', isOpen: true },
  { code: 'tracking', label: '已采纳，落实措施', tone: 'good', isOpen: true },
  { code: 'superseded', label: '已被新的替代', tone: 'quiet', isOpen: false },
  { code: 'declined', label: '不需要', tone: 'quiet', isOpen: false },
  { code: 'withdrawn', label: '事由已经撤销', tone: 'quiet', isOpen: false },
] as const;
export type ParkAssessmentStatus = (typeof PARK_ASSESSMENT_STATUSES)[number]['code'];

/** A measure of the report: who sees to it by when, what shows that it is done, and who else looked. */
export interface Measure extends TypedMeasure {
  id: string;
  done?: { evidence: string; by: string; at: Date };
  checked?: { by: string; at: Date };
}

/** What a report says. */
export interface AssessmentReport {
  provider: string;
  qualification: string;
  dataCutoff: LocalDate;
  method: string;
  /** Individual and social risk, and knock-on effects, in the report's own words. */
  risks: string;
  domino: string;
  experts: string;
  by: string;
  at: Date;
}

/** 园区整体性安全风险评估. */
export interface ParkAssessment extends Row<ParkAssessmentStatus> {
  parkId: string;
  /** The body the park reports to, as of that day. */
  bodyId: string;
  regionPath: string[];
  isChemical: boolean;
  trigger: Trigger;
  why: string;
  /** Of whoever raised it; absent where an accident did. */
  raisedBy?: string;
  accidentId?: string;
  accidentReference?: string;
  /** By when the report is to be there, once it is to be done. */
  dueOn?: LocalDate;
  report?: AssessmentReport;
  level?: RiskLevel;
  measures: Measure[];
  /** What became of each measure of the one before, in their order. */
  answers: { measure: string; answer: string }[];
  lastReference?: string;
  /** Of one that was handed in: sources of danger of the park, those entered since too. */
  sources?: Source[];
  /** What its sources were when it was adopted, or when their growth asked for it. */
  compared?: Compared;
  /** Of one in force: what is asked for meanwhile, which it does not wait out its years for. */
  replacedBy?: string;
  adoptedOn?: LocalDate;
  adoptedBy?: string;
  /** Why it is not needed, or why the report was returned. */
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<ParkAssessment>(
  {
    ...ROW_PATHS,
    parkId: text,
    bodyId: text,
    regionPath: { type: [String], required: true },
    isChemical: { type: Boolean, required: true },
    trigger: text,
    why: text,
    raisedBy: String,
    accidentId: String,
    accidentReference: String,
    dueOn: String,
    report: Object,
    level: String,
    measures: list,
    answers: list,
    lastReference: String,
    sources: { type: [Object], default: undefined } as never,
    compared: Object,
    replacedBy: String,
    adoptedOn: String,
    adoptedBy: String,
    reason: String,
  },
  { collection: 'parkAssessments', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
}
schema.index(
  { accidentId: 1 },
  { unique: true, partialFilterExpression: { accidentId: { $type: 'string' } }, name: 'one_of_an_accident' },
);

export const ParkAssessmentModel = mongoose.model<ParkAssessment>('ParkAssessment', schema);
