import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';

/** The opening of a contact, from asking to its end. */
export const REVEAL_STATUSES = [
  { code: 'asked', label: '等另一个人同意', tone: 'waiting', isOpen: true },
  { code: 'open', label: '打开着', tone: 'bad', isOpen: true },
  { code: 'declined', label: '没有同意', tone: 'quiet', isOpen: false },
  { code: 'ended', label: '已收回', tone: 'quiet', isOpen: false },
] as const;
export type RevealStatus = (typeof REVEAL_STATUSES)[number]['code'];

/** 打开联系方式. The contact itself never stands here: it stays sealed and is read when it is looked at. */
export interface Reveal extends Row<RevealStatus> {
  bodyId: string;
  hazardId: string;
  hazardReference: string;
  /** Opened for a reason, or because its owner agreed. */
  basis: 'reason' | 'given';
  reason: string;
  askedBy: string;
  askedByName: string;
  agreedBy?: string;
  declinedBecause?: string;
  endsAt?: Date;
  /** One look stands on the screen until then. */
  lookEndsAt?: Date;
}

const text = { type: String, required: true };
const schema = new Schema<Reveal>(
  {
    ...ROW_PATHS,
    bodyId: text,
    hazardId: text,
    hazardReference: text,
    basis: text,
    reason: text,
    askedBy: text,
    askedByName: text,
    agreedBy: String,
    declinedBecause: String,
    endsAt: Date,
    lookEndsAt: Date,
  },
  { collection: 'reveals', versionKey: false },
);
indexRows(schema);
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
schema.index({ bodyId: 1, status: 1, _id: -1 }, { name: 'by_body_status' });
schema.index({ hazardId: 1, _id: 1 }, { name: 'by_hazard' });
// One at a time: two officers who ask at once are one asking.
schema.index({ hazardId: 1 }, { unique: true, partialFilterExpression: { isOpen: true }, name: 'one_open' });
schema.index({ endsAt: 1 }, { partialFilterExpression: { status: 'open' }, name: 'to_end' });

export const RevealModel = mongoose.model<Reveal>('Reveal', schema);
