import type mongoose from 'mongoose';
import { type LeftPark, withGoneFrom } from '#domain/engine';
import { regionPathOf } from '#domain/organisations';

interface Moved {
  _id: string;
  parkId?: string;
  regionPath?: string[];
  formerParks: LeftPark[];
}

/** Says of every park a row has left in which regions it lay, and which of them the firm has left with it. */
export async function sayPlacesLeft(connection: mongoose.Connection, collections: readonly string[]): Promise<void> {
  const parks = await connection.collection<{ _id: string; regionCode: string }>('parks').find().toArray();
  const regionOf = new Map(parks.map(({ _id, regionCode }) => [_id, regionCode]));
  for (const collection of collections) {
    const rows = connection.collection<Moved>(collection);
    const moved = rows.find({ 'formerParks.0': { $exists: true } });
    for await (const { _id, parkId, regionPath = [], formerParks } of moved) {
      const placed = formerParks.map((left) => ({
        ...left,
        regionPath: regionPathOf(regionOf.get(left.parkId) ?? '45'),
      }));
      const now = { regionPath, ...(parkId === undefined ? {} : { parkId }) };
      await rows.updateOne({ _id }, { $set: { formerParks: withGoneFrom(placed, now) } });
    }
  }
}
