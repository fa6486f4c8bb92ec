import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';

export const ENTRY_LIST_STATUSES = [
  { code: 'proposed', label: '待批准', tone: 'waiting', isOpen: true },
  { code: 'adopted', label: '已公布', tone: 'good', isOpen: true },
  { code: 'declined', label: '未批准', tone: 'bad', isOpen: false },
  { code: 'withdrawn', label: '已废止', tone: 'quiet', isOpen: false },
] as const;
export type EntryListStatus = (typeof ENTRY_LIST_STATUSES)[number]['code'];

/** 准入目录: what one park takes in never, or only with an exceptional approval, from a day on until the next list. */
export interface EntryList extends Row<EntryListStatus> {
  parkId: string;
  regionPath: string[];
  /** The first day it binds; the day it was adopted, where that came later. */
  from: LocalDate;
  /** The paper it was set by. */
  basis: string;
  /** 禁止类 and 限制类, a trade, product or process each. */
  banned: string[];
  restricted: string[];
  proposedBy: string;
  /** Whether the park itself held the power when it was proposed, and may adopt it: another of its people. */
  isParkCompetent: boolean;
  reason?: string;
}

const text = { type: String, required: true };
const schema = new Schema<EntryList>(
  {
    ...ROW_PATHS,
    parkId: text,
    regionPath: { type: [String], required: true },
    from: text,
    basis: text,
    banned: { type: [String], default: [] },
    restricted: { type: [String], default: [] },
    proposedBy: text,
    isParkCompetent: { type: Boolean, required: true },
    reason: String,
  },
  { collection: 'entryLists', versionKey: false },
);
indexRows(schema);
for (const place of ['parkId', 'regionPath']) {
  schema.index({ [place]: 1, _id: -1 }, { name: `by_${place}` });
  schema.index({ [place]: 1, status: 1, _id: -1 }, { name: `by_${place}_status` });
}
// The list that binds in a park on a day.
schema.index({ parkId: 1, status: 1, from: -1, _id: -1 }, { name: 'in_force' });

export const EntryListModel = mongoose.model<EntryList>('EntryList', schema);
