import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';

export const PLAN_STATUSES = [
  { code: 'draft', label: '草拟中', tone: 'waiting', isOpen: true },
  { code: 'running', label: '实施中', tone: 'active', isOpen: true },
  { code: 'closed', label: '已结束', tone: 'good', isOpen: false },
] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number]['code'];

/** Posts of the improvement team (企业改进小组 EIT, facts.md §3.1). */
export const DUTIES = [
  { code: 'leader', label: '组长' },
  { code: 'deputy', label: '副组长' },
  { code: 'secretary', label: '秘书' },
  { code: 'liaison', label: '联络员' },
] as const;
export type Duty = (typeof DUTIES)[number]['code'];

/** Whom a member speaks for. */
export const SIDES = [
  { code: 'management', label: '管理层' },
  { code: 'worker', label: '员工' },
] as const;
export type Side = (typeof SIDES)[number]['code'];

export interface TeamMember {
  personId: string;
  name: string;
  duty: Duty;
  side: Side;
}

export interface Plan extends Row<PlanStatus>, Placed {
  enrolmentId: string;
  enrolmentReference: string;
  name: string;
  year: number;
  goals: string[];
  team: TeamMember[];
  /** Somebody asked the 主要负责人 to approve; a later change takes it back. */
  askedAt?: Date;
  startedBy?: string;
  startedAt?: Date;
  closedBy?: string;
  closedAt?: Date;
  effectivenessNote?: string;
  /** The month, `2026-11`, whose injuries and headcount are told next; while it runs. */
  monthOwed?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Plan>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    enrolmentId: text,
    enrolmentReference: text,
    name: text,
    year: { type: Number, required: true },
    goals: { type: [String], required: true },
    team: { type: [{ _id: false, personId: text, name: text, duty: text, side: text }], default: [] },
    askedAt: Date,
    startedBy: String,
    startedAt: Date,
    closedBy: String,
    closedAt: Date,
    effectivenessNote: String,
    monthOwed: String,
  },
  { collection: 'plans', versionKey: false },
);
indexRows(schema);
schema.index({ enterpriseId: 1, year: 1 }, { unique: true, name: 'one_plan_a_year' });
indexPlaces(schema);
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });

export const PLAN_CHANGING = changingBut(schema, ['enrolmentId', 'enrolmentReference', 'name', 'year', 'photoIds']);

export const PlanModel = mongoose.model<Plan>('Plan', schema);
