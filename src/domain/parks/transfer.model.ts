import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import type { StatusRow } from '#kernel/lifecycle';

export type TransferStatus = 'proposed' | 'agreed' | 'moving' | 'moved' | 'refused' | 'withdrawn' | 'overtaken';

export const TRANSFER_STATUSES: readonly StatusRow<TransferStatus>[] = [
  { code: 'proposed', label: '等对方答复', tone: 'waiting', isOpen: true },
  // Between two cities the parks' word alone moves nobody.
  { code: 'agreed', label: '等企业和接收部门同意', tone: 'waiting', isOpen: true },
  { code: 'moving', label: '正在迁移', tone: 'active', isOpen: true },
  { code: 'moved', label: '已完成', tone: 'good', isOpen: false },
  { code: 'refused', label: '对方不同意', tone: 'bad', isOpen: false },
  { code: 'withdrawn', label: '已撤回', tone: 'quiet', isOpen: false },
  { code: 'overtaken', label: '已随园区合并', tone: 'quiet', isOpen: false },
];

/** The word of the firm, or of the body that takes it on. */
export interface Word {
  side: 'firm' | 'body';
  by: string;
  byName: string;
  at: Date;
}

/** 园区转移. A merger has no `enterpriseId`: all firms of the park go. */
export interface Transfer extends Row<TransferStatus> {
  kind: 'firm' | 'merger';
  enterpriseId?: string;
  fromParkId: string;
  toParkId: string;
  /** Regions of both parks, for the bodies above them. */
  regionPaths: string[];
  proposingParkId: string;
  /** The park that answers, and the body it reports to: who has it in hand, and where its reminders climb to. */
  parkId: string;
  bodyId?: string;
  reason: string;
  /** `firm:<id>` or `park:<id>` while open: one at a time. */
  openKey?: string;
  proposedBy: string;
  /** When the answer is due. */
  dueAt: Date;
  /** The body the firm would be under in another city: without its word, and the firm's, nobody moves. */
  receivingBodyId?: string;
  /** Who has said yes to a move between cities; absent before the first. */
  words?: Word[];
  answer?: { reason?: string; by: string; at: Date };
  /** Day on which it took effect (Shanghai). */
  movedOn?: LocalDate;
  movedAt?: Date;
  /** Firms that have gone over so far. */
  movedCount: number;
}

const text = { type: String, required: true };

const schema = new Schema<Transfer>(
  {
    ...ROW_PATHS,
    kind: text,
    enterpriseId: String,
    fromParkId: text,
    toParkId: text,
    regionPaths: { type: [String], required: true },
    proposingParkId: text,
    parkId: text,
    bodyId: String,
    reason: text,
    openKey: String,
    proposedBy: text,
    dueAt: { type: Date, required: true },
    receivingBodyId: String,
    words: { type: [Schema.Types.Mixed], default: undefined } as never,
    answer: Schema.Types.Mixed,
    movedOn: String,
    movedAt: Date,
    movedCount: { type: Number, default: 0 },
  },
  { collection: 'transfers', versionKey: false },
);
indexRows(schema);
schema.index({ openKey: 1 }, { unique: true, sparse: true, name: 'one_open_transfer' });
schema.index({ fromParkId: 1, _id: -1 }, { name: 'by_park_left' });
schema.index({ toParkId: 1, _id: -1 }, { name: 'by_park_entered' });
schema.index({ enterpriseId: 1, _id: -1 }, { name: 'by_enterprise' });
schema.index({ regionPaths: 1, _id: -1 }, { name: 'by_region' });
schema.index({ status: 1, _id: 1 }, { partialFilterExpression: { status: 'moving' }, name: 'to_move' });

/** Whether a side has said yes already. */
export const hasSaid = ({ words = [] }: Pick<Transfer, 'words'>, side: Word['side']): boolean =>
  words.some((word) => word.side === side);

export const TransferModel = mongoose.model<Transfer>('Transfer', schema);
