import mongoose, { Schema } from 'mongoose';
import { indexRows, ROW_PATHS, type Row } from '#domain/engine';
import type { LocalDate } from '#kernel/dates';
import { sealedField } from '#platform/sealing';

export const WATCH_STATUSES = [
  { code: 'asked', label: '等上报人回答', tone: 'quiet', isOpen: false },
  { code: 'waiting', label: '待看', tone: 'waiting', isOpen: true },
  { code: 'seen', label: '已看', tone: 'good', isOpen: false },
] as const;
export type WatchStatus = (typeof WATCH_STATUSES)[number]['code'];

export const WATCH_KINDS = [
  { code: 'check-in', label: '回访' },
  { code: 'accounts', label: '账号变动' },
] as const;
export type WatchKind = (typeof WATCH_KINDS)[number]['code'];

/**
 * 上报人保护. All that could tell whether anybody was made to pay lies sealed, and every row looks and goes the same whether
 * something is in it or not: whoever disables somebody and then looks into the store learns nothing from it.
 */
export interface Watch extends Row<WatchStatus> {
  kind: WatchKind;
  bodyId: string;
  /** Of a check-in: the case, and how many days after the report. */
  hazardId?: string;
  hazardReference?: string;
  days?: number;
  /** Of changes of accounts: the day they happened on. */
  day?: LocalDate;
  secret: string;
}

/** What a row keeps from everybody but the people of its body. */
export interface Secret {
  answer?: 'fine' | 'harmed';
  words?: string;
  /** Accounts that changed that day. */
  changes?: number;
  /** Cases whose unnamed reporter, or whoever joined without a name, is behind one of them. */
  cases?: string[];
  /** What was done. */
  note?: string;
}

const SECRET = sealedField<Secret & { filling?: string }>('watches', 'secret');
/** All rows are as long, so that their length tells nothing. */
const LENGTH = 6_144;

export function sealSecret(rowId: string, secret: Secret): string {
  const bare = Buffer.byteLength(JSON.stringify({ ...secret, filling: '' }));
  return SECRET.seal(rowId, { ...secret, filling: ' '.repeat(Math.max(0, LENGTH - bare)) });
}
export function openSecret({ _id, secret }: Pick<Watch, '_id' | 'secret'>): Secret {
  const { filling: _, ...opened } = SECRET.open(_id, secret);
  return opened;
}

/** What stands in a row, or that it can no longer be opened: one that is damaged hides none of the others. */
export function readSecret(watch: Pick<Watch, '_id' | 'secret'>): Secret & { isDamaged?: true } {
  try {
    return openSecret(watch);
  } catch {
    return { isDamaged: true };
  }
}

const text = { type: String, required: true };
const schema = new Schema<Watch>(
  {
    ...ROW_PATHS,
    kind: text,
    bodyId: text,
    hazardId: String,
    hazardReference: String,
    days: Number,
    day: String,
    secret: String,
  },
  { collection: 'watches', versionKey: false },
);
indexRows(schema);
schema.index({ bodyId: 1, _id: -1 }, { name: 'by_body' });
schema.index({ bodyId: 1, status: 1, _id: -1 }, { name: 'by_body_status' });
schema.index({ bodyId: 1, kind: 1, _id: -1 }, { name: 'by_body_kind' });
schema.index({ hazardId: 1, _id: 1 }, { sparse: true, name: 'by_hazard' });

export const WatchModel = mongoose.model<Watch>('Watch', schema);
