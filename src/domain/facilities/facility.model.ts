import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { FacilityType } from './facility.rules.ts';

/** `isOpen`: it stands in the register of its park, usable or not. */
export const FACILITY_STATUSES = [
  { code: 'usable', label: '能用', tone: 'good', isOpen: true },
  { code: 'faulty', label: '故障', tone: 'bad', isOpen: true },
  { code: 'planned', label: '计划建', tone: 'waiting', isOpen: true },
  { code: 'absent', label: '缺少', tone: 'bad', isOpen: true },
  { code: 'not-needed', label: '不需要', tone: 'quiet', isOpen: true },
  { code: 'gone', label: '已拆除', tone: 'quiet', isOpen: false },
] as const;
export type FacilityStatus = (typeof FACILITY_STATUSES)[number]['code'];

/** A point in degrees, CGCS2000. */
export interface Point {
  lon: number;
  lat: number;
}

/** 园区设施: a row of the register of one park. */
export interface Facility extends Row<FacilityStatus> {
  parkId: string;
  /** The park's competent body when it was entered; reminders climb there. */
  bodyId?: string;
  regionPath: string[];
  type: FacilityType;
  name: string;
  at?: Point;
  capacity?: string;
  /** What its size and place follow from: a plan, a standard, a report. */
  basis?: string;
  /** Whoever looks after it, and how to reach them. */
  custodian?: string;
  custodianPhone?: string;
  inServiceOn?: LocalDate;
  plannedOn?: LocalDate;
  lastTestedOn?: LocalDate;
  /** Why it is faulty, not needed, or not agreed to. */
  reason?: string;
  /** Who said that it is not needed. */
  waivedBy?: string;
  /** Park, type and name while it stands in the register: the same row twice is one. */
  openKey?: string;
}

const text = { type: String, required: true };
const schema = new Schema<Facility>(
  {
    ...ROW_PATHS,
    parkId: text,
    bodyId: String,
    regionPath: { type: [String], required: true },
    type: text,
    name: text,
    at: { type: { _id: false, lon: Number, lat: Number }, default: undefined },
    capacity: String,
    basis: String,
    custodian: String,
    custodianPhone: String,
    inServiceOn: String,
    plannedOn: String,
    lastTestedOn: String,
    reason: String,
    waivedBy: String,
    openKey: String,
  } as never,
  { collection: 'facilities', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, isOpen: 1, _id: -1 }, { name: `by_${place}_open` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
  schema.index({ [place]: 1, type: 1, _id: -1 }, { name: `by_${place}_type` });
}
schema.index(
  { openKey: 1 },
  { unique: true, partialFilterExpression: { openKey: { $type: 'string' } }, name: 'one_in_register' },
);

export const FacilityModel = mongoose.model<Facility>('Facility', schema);
