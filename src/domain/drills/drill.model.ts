import mongoose, { Schema } from 'mongoose';
import type { PlanKind } from '#domain/emergencyPlans';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { DrillForm } from './drill.rules.ts';

export const DRILL_STATUSES = [
  { code: 'planned', label: '计划', tone: 'waiting', isOpen: true },
  { code: 'held', label: '已演练，没有评估', tone: 'bad', isOpen: true },
  { code: 'evaluated', label: '已评估', tone: 'active', isOpen: true },
  { code: 'reported', label: '已报送', tone: 'active', isOpen: true },
  { code: 'closed', label: '问题清零', tone: 'good', isOpen: false },
  { code: 'cancelled', label: '取消', tone: 'quiet', isOpen: false },
] as const;
export type DrillStatus = (typeof DRILL_STATUSES)[number]['code'];

/** Something found wrong, which becomes an action: who sees to it by when, what shows that it is done, who else looked. */
export interface Finding {
  id: string;
  text: string;
  owner: string;
  due: LocalDate;
  /** A facility of the park that turned out not to work. */
  facility?: string;
  by: string;
  at: Date;
  done?: { evidence: string; by: string; at: Date };
  checked?: { by: string; at: Date };
}

/** 应急演练 of one edition of a plan. */
export interface Drill extends Row<DrillStatus>, Owned {
  planId: string;
  planReference: string;
  planTitle: string;
  edition: number;
  kind: PlanKind;
  form: DrillForm;
  scenario: string;
  plannedOn: LocalDate;
  plannedBy: string;
  /** Whoever leads it; somebody else evaluates it. */
  directorId: string;
  /** It must be reported to the body: of a firm of a high-risk trade. */
  mustReport: boolean;
  held?: { on: LocalDate; placeText: string; signedIn: string; timeline: string; by: string };
  heldBy?: string;
  evaluation?: { comment: string; selfReview: string; text: string; by: string; on: LocalDate };
  /** Whether it set the day of the next anew: its edition was in force when it was evaluated. */
  counts?: boolean;
  reported?: { note: string; by: string; on: LocalDate };
  findings: Finding[];
  fileIds: string[];
  reason?: string;
}

const text = { type: String, required: true };
const list = { type: [Object], default: [] } as never;
const schema = new Schema<Drill>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    planId: text,
    planReference: text,
    planTitle: text,
    edition: { type: Number, required: true },
    kind: text,
    form: text,
    scenario: text,
    plannedOn: text,
    plannedBy: text,
    directorId: text,
    mustReport: { type: Boolean, required: true },
    held: Object,
    heldBy: String,
    evaluation: Object,
    counts: Boolean,
    reported: Object,
    findings: list,
    fileIds: { type: [String], default: [] },
    reason: String,
  },
  { collection: 'drills', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 }, status: { status: 1 }, kind: { kind: 1 } });

export const DRILL_CHANGING = changingBut(schema, [
  'planId',
  'planReference',
  'planTitle',
  'edition',
  'kind',
  'form',
  'scenario',
  'plannedBy',
  'mustReport',
]);

export const DrillModel = mongoose.model<Drill>('Drill', schema);
