import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

/** A stop has a review of its own before work goes on (安全生产法第六十五条), apart from the closing of the hazard. */
export const STOP_STATUSES = [
  { code: 'in-force', label: '停产停用中', tone: 'bad', isOpen: true },
  { code: 'resume-asked', label: '待复产审查', tone: 'waiting', isOpen: true },
  { code: 'resumed', label: '已同意恢复', tone: 'good', isOpen: false },
  { code: 'lifted', label: '已撤销', tone: 'quiet', isOpen: false },
] as const;
export type StopStatus = (typeof STOP_STATUSES)[number]['code'];

/** 停产停业、停止使用的决定: what stands still because of a major hazard, until it was looked at. */
export interface Stop extends Row<StopStatus>, Placed {
  hazardId: string;
  majorReference: string;
  hazardReference: string;
  aboutFirmId?: string;
  isApart: boolean;
  isByHour: boolean;
  byPark: boolean;
  /** What stands still. */
  what: string;
  basis: string;
  issuedBy: string;
  /** 恢复生产申请 (暂行规定第十八条): by the plan, what was done, and who found it safe. */
  asked?: { done: string; evaluation: string; by: string; at: Date };
  /** The review on site. */
  review?: { visitedOn: LocalDate; found: string; photoIds: string[]; note?: string; by: string; at: Date };
  reason?: string;
}

const text = { type: String, required: true };
const flag = { type: Boolean, required: true };
const schema = new Schema<Stop>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    hazardId: text,
    majorReference: text,
    hazardReference: text,
    aboutFirmId: String,
    isApart: flag,
    isByHour: flag,
    byPark: flag,
    what: text,
    basis: text,
    issuedBy: text,
    asked: Object,
    review: Object,
    reason: String,
  },
  { collection: 'stopOrders', versionKey: false },
);
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, open: { isOpen: 1 } });
schema.index({ hazardId: 1, _id: -1 }, { name: 'by_case' });
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });

/** What a park the firm has left reads as it stood. */
export const STOP_CHANGING = changingBut(schema, ['hazardId', 'majorReference', 'hazardReference', 'what', 'basis']);

export const StopModel = mongoose.model<Stop>('StopOrder', schema);
