import mongoose, { Schema } from 'mongoose';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';
import { insertOnly } from '#platform/insertOnly';

/**
 * Where an amount of the prevention service budget lies. `insurer`: with the insurer, who alone has the money; what is
 * `available`, `reserved` or `spent` is a note of what they owe in services, never money of the firm.
 */
export type Place = 'insurer' | 'available' | 'reserved' | 'spent';

/** Every movement there is, and between which two places it goes: whatever leaves one arrives at the other. */
export const MOVEMENTS = {
  accrual: { label: '按实收保费计入', from: 'insurer', to: 'available' },
  'accrual-back': { label: '退保费，收回', from: 'available', to: 'insurer' },
  reservation: { label: '预留', from: 'available', to: 'reserved' },
  release: { label: '释放', from: 'reserved', to: 'available' },
  settlement: { label: '结算', from: 'reserved', to: 'spent' },
  reversal: { label: '冲回结算', from: 'spent', to: 'available' },
} as const satisfies Record<string, { label: string; from: Place; to: Place }>;
export type Movement = keyof typeof MOVEMENTS;

/** Sums of the entries, fen: what a page reads, checked against the entries every night. */
export interface Sums {
  accruedFen: number;
  availableFen: number;
  reservedFen: number;
  spentFen: number;
}

/** What a movement changes the sums by; what the insurer gives or takes back changes what was accrued. */
export function changeBy(movement: Movement, amountFen: number): Partial<Sums> {
  const { from, to } = MOVEMENTS[movement];
  return {
    ...(from === 'insurer' ? { accruedFen: amountFen } : { [`${from}Fen`]: -amountFen }),
    ...(to === 'insurer' ? { accruedFen: -amountFen } : { [`${to}Fen`]: amountFen }),
  };
}

/** 预防服务额度 of one policy and one year of it. */
export interface Budget extends Sums {
  _id: string;
  policyId: string;
  policyReference: string;
  insurerId: string;
  enterpriseId: string;
  /** Where the firm lies, as of its policy: 自治区, city and county. */
  regionPath: string[];
  sector: string;
  /** Year of cover: 1 is that of its first day. */
  year: number;
  from: LocalDate;
  until: LocalDate;
  /** Firm and insurer were told that it is not used up. */
  isUnusedTold?: boolean;
}

/** One movement. Insert-only; double: from one place to another. */
export interface BudgetEntry {
  _id: string;
  budgetId: string;
  movement: Movement;
  /** More than nought, fen. */
  amountFen: number;
  /** What was available afterwards. */
  availableFen: number;
  /** The act it belongs to, unique: whatever is done twice is written once. */
  key: string;
  /** Its papers: the service, the voucher. */
  serviceReference?: string;
  voucher?: string;
  at: Date;
}

const text = { type: String, required: true };
const sum = { type: Number, default: 0 };
const budgetSchema = new Schema<Budget>(
  {
    _id: ORDERED_ID,
    policyId: text,
    policyReference: text,
    insurerId: text,
    enterpriseId: text,
    regionPath: { type: [String], required: true },
    sector: text,
    year: { type: Number, required: true },
    from: text,
    until: text,
    isUnusedTold: Boolean,
    accruedFen: sum,
    availableFen: sum,
    reservedFen: sum,
    spentFen: sum,
  },
  { collection: 'preventionBudgets', versionKey: false },
);
budgetSchema.index({ policyId: 1, year: 1 }, { unique: true, name: 'one_budget' });
budgetSchema.index({ insurerId: 1, _id: 1 }, { name: 'by_insurer' });
budgetSchema.index({ regionPath: 1, _id: 1 }, { name: 'by_region' });
budgetSchema.index({ until: 1 }, { name: 'by_end' });
budgetSchema.index({ enterpriseId: 1, until: -1 }, { name: 'by_enterprise' });

const entrySchema = new Schema<BudgetEntry>(
  {
    _id: ORDERED_ID,
    budgetId: text,
    movement: text,
    amountFen: { type: Number, required: true },
    availableFen: { type: Number, required: true },
    key: text,
    serviceReference: String,
    voucher: String,
    at: { type: Date, required: true },
  },
  { collection: 'budgetEntries', versionKey: false },
);
entrySchema.index({ key: 1 }, { unique: true, name: 'one_entry' });
entrySchema.index({ budgetId: 1, _id: -1 }, { name: 'by_budget' });
insertOnly(entrySchema, 'entries of a budget are insert-only');

export const BudgetModel = mongoose.model<Budget>('PreventionBudget', budgetSchema);
export const BudgetEntryModel = mongoose.model<BudgetEntry>('BudgetEntry', entrySchema);
