import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { Grade, Sheet } from './grade.rules.ts';

export const GRADE_STATUSES = [
  { code: 'self-scored', label: '待第三方评估', tone: 'waiting', isOpen: true },
  { code: 'third-party', label: '待自治区复核', tone: 'waiting', isOpen: true },
  { code: 'returned', label: '退回重评', tone: 'bad', isOpen: true },
  { code: 'rechecked', label: '待公布', tone: 'active', isOpen: true },
  { code: 'published', label: '已公布', tone: 'good', isOpen: true },
  { code: 'superseded', label: '已被替代', tone: 'quiet', isOpen: false },
] as const;
export type GradeStatus = (typeof GRADE_STATUSES)[number]['code'];

/** 直接判定: a grade by a ground of the guideline, whatever the score. */
export interface Override {
  grade: Grade;
  item: string;
  reason: string;
}

/** 化工园区等级: one grading of a chemical park, from its own sheet to the day another one takes its place. */
export interface ParkGrade extends Row<GradeStatus> {
  parkId: string;
  regionPath: string[];
  /** The general body of the autonomous region, where there is one: whoever checks and publishes. */
  bodyId?: string;
  /** The park while it is on its way: one grading at a time. */
  openKey?: string;
  /** Points by item in tenths: the park's own, the third party's, those the autonomous region checked. */
  own: Sheet;
  assessed?: Sheet;
  checked?: Sheet;
  scoredBy: string;
  /** The third party, by name, and the number of its report. */
  assessor?: string;
  reportNumber?: string;
  fileIds?: string[];
  assessedBy?: string;
  checkedBy?: string;
  override?: Override;
  /** Why it was sent back. */
  reason?: string;
  /** As published: the grade, the bounds it was read from, the document and the day. */
  grade?: Grade;
  boundsVersion?: string;
  documentNumber?: string;
  publishedOn?: LocalDate;
}

const text = { type: String, required: true };
const sheet = { type: Schema.Types.Mixed, default: undefined };
const schema = new Schema<ParkGrade>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    bodyId: String,
    openKey: String,
    own: { type: Schema.Types.Mixed, required: true },
    assessed: sheet,
    checked: sheet,
    scoredBy: text,
    assessor: String,
    reportNumber: String,
    fileIds: { type: [String], default: undefined } as never,
    assessedBy: String,
    checkedBy: String,
    override: { type: { _id: false, grade: text, item: text, reason: text }, default: undefined } as never,
    reason: String,
    grade: String,
    boundsVersion: String,
    documentNumber: String,
    publishedOn: String,
  },
  { collection: 'parkGrades', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, grade: 1, _id: -1 }, { name: `by_${place}_grade` });
}
const isText = { $type: 'string' };
schema.index({ openKey: 1 }, { unique: true, partialFilterExpression: { openKey: isText }, name: 'one_grading' });
schema.index(
  { parkId: 1 },
  { unique: true, partialFilterExpression: { status: 'published' }, name: 'one_published_grade' },
);
// What a park was graded on a day.
schema.index({ parkId: 1, publishedOn: -1, _id: -1 }, { name: 'by_day' });

export const ParkGradeModel = mongoose.model<ParkGrade>('ParkGrade', schema);
