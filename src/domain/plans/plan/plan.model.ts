import mongoose, { Schema } from 'mongoose';
import type { Living } from '#domain/journal';
import { newId } from '#kernel/ids';
import { indexPlaces, PLACED_PATHS, type Placed } from '../placed.ts';
import type { PlanStatus } from './lifecycle.ts';

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

export interface Plan extends Living<PlanStatus>, Placed {
  enrolmentId: string;
  enrolmentReference: string;
  name: string;
  year: number;
  goals: string[];
  team: TeamMember[];
  isOpen: boolean;
  /** Somebody asked the 主要负责人 to approve; a later change takes it back. */
  askedAt?: Date;
  startedBy?: string;
  startedAt?: Date;
  closedBy?: string;
  closedAt?: Date;
  effectivenessNote?: string;
  onceKey?: string;
  createdAt: Date;
}

/** Everything of it that changes while it lasts. */
export const PLAN_CHANGING = [
  'goals',
  'team',
  'status',
  'isOpen',
  'askedAt',
  'startedBy',
  'startedAt',
  'closedBy',
  'closedAt',
  'effectivenessNote',
  'updatedAt',
] as const satisfies readonly (keyof Plan)[];

const text = { type: String, required: true };
const schema = new Schema<Plan>(
  {
    _id: { type: String, default: () => newId() },
    reference: text,
    enrolmentId: text,
    enrolmentReference: text,
    ...PLACED_PATHS,
    name: text,
    year: { type: Number, required: true },
    goals: { type: [String], required: true },
    team: { type: [{ _id: false, personId: text, name: text, duty: text, side: text }], default: [] },
    status: text,
    isOpen: { type: Boolean, required: true },
    askedAt: Date,
    startedBy: String,
    startedAt: Date,
    closedBy: String,
    closedAt: Date,
    effectivenessNote: String,
    onceKey: String,
    version: { type: Number, default: 0 },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'plans', versionKey: false },
);
schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
schema.index({ enterpriseId: 1, year: 1 }, { unique: true, name: 'one_plan_a_year' });
schema.index({ onceKey: 1 }, { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' });
indexPlaces(schema);

export const PlanModel = mongoose.model<Plan>('Plan', schema);
