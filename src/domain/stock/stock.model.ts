import mongoose, { Schema } from 'mongoose';
import { changingBut, indexOwned, indexRows, OWNED_PATHS, type Owned, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import { ORDERED_ID } from '#kernel/ids';

export const STOCK_STATUSES = [
  { code: 'enough', label: '够用', tone: 'good', isOpen: true },
  { code: 'short', label: '低于最低数', tone: 'bad', isOpen: true },
  { code: 'gone', label: '不再储备', tone: 'quiet', isOpen: false },
] as const;
export type StockStatus = (typeof STOCK_STATUSES)[number]['code'];

/** 应急物资: one thing a firm or a park keeps for emergencies, and how many of it there are. */
export interface Stock extends Row<StockStatus>, Owned {
  item: string;
  unit: string;
  min: number;
  have: number;
  place: string;
  custodian: string;
  custodianPhone: string;
  /** The first day on which some of it is no longer good. */
  expiresOn?: LocalDate;
  countedOn: LocalDate;
  reason?: string;
}

export const ENTRY_KINDS = [
  { code: 'opening', label: '登记' },
  { code: 'issued', label: '领用' },
  { code: 'received', label: '补充' },
  { code: 'counted', label: '盘点' },
] as const;
type EntryKind = (typeof ENTRY_KINDS)[number]['code'];

/** One line of the ledger of a stock; it is written once and never changed. */
export interface StockEntry {
  _id: string;
  stockId: string;
  kind: EntryKind;
  /** What it changed; negative where some went out. */
  amount: number;
  /** How many there were then. */
  have: number;
  note: string;
  by: string;
  at: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const schema = new Schema<Stock>(
  {
    ...ROW_PATHS,
    ...OWNED_PATHS,
    // A park may stand under no body yet, and keeps something all the same.
    bodyId: { type: String, default: '' },
    item: text,
    unit: text,
    min: count,
    have: count,
    place: text,
    custodian: text,
    custodianPhone: text,
    expiresOn: String,
    countedOn: text,
    reason: String,
  },
  { collection: 'stock', versionKey: false },
);
indexRows(schema);
indexOwned(schema, { open: { isOpen: 1 }, status: { status: 1 } });
export const STOCK_CHANGING = changingBut(schema, ['item', 'unit']);

const entrySchema = new Schema<StockEntry>(
  {
    _id: ORDERED_ID,
    stockId: text,
    kind: text,
    amount: count,
    have: count,
    note: { type: String, default: '' },
    by: text,
    at: { type: Date, required: true },
  },
  { collection: 'stockEntries', versionKey: false },
);
entrySchema.index({ stockId: 1, _id: -1 }, { name: 'by_stock' });

export const StockModel = mongoose.model<Stock>('Stock', schema);
export const StockEntryModel = mongoose.model<StockEntry>('StockEntry', entrySchema);
