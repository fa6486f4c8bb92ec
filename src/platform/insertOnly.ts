import type { Schema } from 'mongoose';

/** Lets rows of a model be added and never changed or taken away. @param why What the error says of whoever tries. */
export function insertOnly(schema: Pick<Schema, 'pre'>, why: string): void {
  schema.pre(
    ['updateOne', 'updateMany', 'findOneAndUpdate', 'replaceOne', 'deleteOne', 'deleteMany', 'findOneAndDelete'],
    () => {
      throw new Error(why);
    },
  );
}
