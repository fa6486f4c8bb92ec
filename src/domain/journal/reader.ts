import mongoose, { Schema } from 'mongoose';
import { HOUR_MS } from '#kernel/dates';
import { NAMED_ID } from '#kernel/ids';
import { EventModel, type JournalEvent } from './event.model.ts';

/** How far somebody who listens to the journal has come. */
interface Reader {
  _id: string;
  at: Date;
}
const schema = new Schema<Reader>(
  { _id: NAMED_ID, at: { type: Date, required: true } },
  { collection: 'journalReaders', versionKey: false },
);
const ReaderModel = mongoose.model<Reader>('JournalReader', schema);

/**
 * An act is in the journal within this time of its own: no transaction lasts longer than five minutes, and what happens to
 * an unnamed report bears the hour it began. What is older and was there when somebody looked has been seen.
 */
const SETTLED_MS = HOUR_MS + 5 * 60_000;
/** Where a reader begins that never read before. */
const FIRST_LOOK_MS = 24 * 3_600_000;
const BATCH = 200;

/**
 * Hands every event of these names to `work`, oldest first, at least once: the last minutes are read again each time, so
 * that an act recorded late is not missed, and `work` must make nothing of one it has seen. An error stops the reading
 * where it is; the next call goes on from there.
 */
export async function readJournal(
  reader: string,
  names: readonly string[],
  now: Date,
  work: (event: JournalEvent) => Promise<void>,
  stopping?: AbortSignal,
): Promise<void> {
  const known = await ReaderModel.findById(reader).lean<Reader>();
  const start = known?.at ?? new Date(now.getTime() - FIRST_LOOK_MS);
  let after = { at: new Date(start.getTime() - SETTLED_MS), _id: '' };
  for (;;) {
    const events = await EventModel.find({
      name: { $in: [...names] },
      $or: [{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after._id } }],
    })
      .sort({ at: 1, _id: 1 })
      .limit(BATCH)
      .lean<JournalEvent[]>();
    for (const event of events) {
      if (stopping?.aborted) return;
      await work(event);
      after = { at: event.at, _id: event._id };
    }
    if (events.length > 0) await ReaderModel.updateOne({ _id: reader }, { $max: { at: after.at } }, { upsert: true });
    if (events.length < BATCH) return;
  }
}
