import mongoose, { Schema } from 'mongoose';
import { changingBut, indexPlaces, indexRows, PLACED_PATHS, type Placed, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const ITEM_STATUSES = [
  { code: 'proposed', label: '待采纳', tone: 'waiting', isOpen: true },
  { code: 'planned', label: '待开始', tone: 'waiting', isOpen: true },
  { code: 'doing', label: '进行中', tone: 'active', isOpen: true },
  { code: 'done', label: '待检查', tone: 'waiting', isOpen: true },
  { code: 'effective', label: '检查有效', tone: 'good', isOpen: false },
  { code: 'cancelled', label: '已取消', tone: 'quiet', isOpen: false },
  { code: 'dismissed', label: '未采纳', tone: 'quiet', isOpen: false },
] as const;
export type ItemStatus = (typeof ITEM_STATUSES)[number]['code'];

/** Agreed on and not done yet. */
export const WORKED_ON: readonly ItemStatus[] = ['planned', 'doing'];

/** Where an item came from. */
export const ORIGINS = [
  { code: 'baseline', label: '基线评估' },
  { code: 'hazard', label: '隐患' },
  { code: 'suggestion', label: '合理化建议' },
  { code: 'visit', label: '辅导走访' },
  { code: 'drill', label: '应急演练' },
  { code: '5s', label: '5S 检查' },
  { code: 'other', label: '其他' },
] as const;
export type OriginKind = (typeof ORIGINS)[number]['code'];

export const ITEM_TYPES = [
  { code: 'immediate', label: '立即处置' },
  { code: 'corrective', label: '纠正' },
  { code: 'preventive', label: '预防' },
  { code: 'improvement', label: '改进' },
] as const;
export type ItemType = (typeof ITEM_TYPES)[number]['code'];

/** One proof that something was done, or still holds. */
export interface ItemEvidence {
  _id: string;
  /** The first, second … time the item was done. */
  round: number;
  note?: string;
  photoIds: string[];
  files: { _id: string; fileName: string }[];
  /** Where one of the photos was seen before (`hazards/shownBefore`); whoever checks says why that is right. */
  seenBefore?: string[];
  by: string;
  byName: string;
  at: Date;
  /** Last day on which it is valid. */
  expiresOn?: LocalDate;
  /** A newer one has taken its place. */
  isReplaced: boolean;
}

export interface ItemCheck {
  result: 'effective' | 'not-effective';
  note?: string;
  by: string;
  byName: string;
  at: Date;
  round: number;
}

/** `photoIds` are those of its evidence. */
export interface PlanItem extends Row<ItemStatus>, Placed {
  planId: string;
  planReference: string;
  /** People of the improvement team of its plan, who may check. */
  teamIds: string[];
  /** `placeKey` names place and kind of a hazard that keeps coming back. */
  origin: { kind: OriginKind; reference?: string; placeKey?: string };
  /** What may lead to one item only, e.g. `hazard:<id>`. */
  originKey?: string;
  problem: string;
  rootCause?: string;
  measure?: string;
  ownerId?: string;
  ownerName?: string;
  dueOn?: LocalDate;
  /** The end of that day. */
  dueAt?: Date;
  resources?: string;
  fundFen: number;
  /** How one will see that it worked. */
  indicator?: string;
  type: ItemType;
  round: number;
  evidence: ItemEvidence[];
  /** First day on which some of the evidence in force is no longer valid; absent when none of it ends. */
  lapsesOn?: LocalDate;
  /** Some of the evidence has ended. Set by the clock, taken away by newer evidence. */
  isLapsed: boolean;
  doneBy?: string;
  doneByName?: string;
  doneAt?: Date;
  checks: ItemCheck[];
  /** Why it was cancelled or not taken on. */
  reason?: string;
}

const text = { type: String, required: true };
const mixed = Schema.Types.Mixed;
const schema = new Schema<PlanItem>(
  {
    ...ROW_PATHS,
    ...PLACED_PATHS,
    planId: text,
    planReference: text,
    teamIds: { type: [String], default: [] },
    origin: { type: mixed, required: true },
    originKey: String,
    problem: text,
    rootCause: String,
    measure: String,
    ownerId: String,
    ownerName: String,
    dueOn: String,
    dueAt: Date,
    resources: String,
    fundFen: { type: Number, required: true },
    indicator: String,
    type: { type: String, required: true },
    round: { type: Number, default: 1 },
    evidence: { type: mixed, default: [] },
    lapsesOn: String,
    isLapsed: { type: Boolean, required: true },
    doneBy: String,
    doneByName: String,
    doneAt: Date,
    checks: { type: mixed, default: [] },
    reason: String,
  },
  { collection: 'planItems', versionKey: false },
);
const LAPSED = { partialFilterExpression: { isLapsed: true } };
indexRows(schema);
indexPlaces(schema, { status: { status: 1 }, open: { isOpen: 1 } });
schema.index({ 'formerParks.goneFrom': 1, _id: -1 }, { name: 'by_place_left' });
schema.index(
  { originKey: 1 },
  { unique: true, partialFilterExpression: { originKey: { $type: 'string' } }, name: 'one_item_an_origin' },
);
schema.index({ planId: 1, _id: 1 }, { name: 'by_plan' });
schema.index({ ownerId: 1, isOpen: 1, dueAt: 1 }, { name: 'by_owner' });
schema.index(
  { lapsesOn: 1 },
  { partialFilterExpression: { isLapsed: false, lapsesOn: { $exists: true } }, name: 'to_lapse' },
);
schema.index({ enterpriseId: 1, isLapsed: 1, _id: -1 }, { ...LAPSED, name: 'lapsed_by_enterprise' });
schema.index({ parkId: 1, isLapsed: 1, _id: -1 }, { ...LAPSED, name: 'lapsed_by_park' });
schema.index({ regionPath: 1, isLapsed: 1, _id: -1 }, { ...LAPSED, name: 'lapsed_by_region' });
schema.index({ enterpriseId: 1, updatedAt: -1 }, { name: 'changed_by_enterprise' });

export const ITEM_CHANGING = changingBut(schema, ['planId', 'planReference', 'origin', 'originKey']);
export const ItemModel = mongoose.model<PlanItem>('PlanItem', schema);
