import type { Schema } from 'mongoose';
import type { Living } from '#domain/journal';
import { ORDERED_ID } from '#kernel/ids';

/** What every noun carries. */
export interface Row<S extends string> extends Living<S> {
  isOpen: boolean;
  photoIds: string[];
  /** When it came to the status it is in. */
  since: Date;
  onceKey?: string;
  createdAt: Date;
}

const at = { type: Date, required: true };
const text = { type: String, required: true };
/** `Row` as paths of a schema. */
export const ROW_PATHS = {
  _id: ORDERED_ID,
  reference: text,
  photoIds: { type: [String], default: [] },
  status: text,
  isOpen: { type: Boolean, required: true },
  since: at,
  onceKey: String,
  version: { type: Number, default: 0 },
  createdAt: at,
  updatedAt: at,
};

/** Indexes of a noun's number and of its once-key. */
export function indexRows<T>(schema: Schema<T>): void {
  schema.index({ reference: 1 }, { unique: true, name: 'one_reference' });
  schema.index(
    { onceKey: 1 },
    { unique: true, partialFilterExpression: { onceKey: { $type: 'string' } }, name: 'once' },
  );
}
