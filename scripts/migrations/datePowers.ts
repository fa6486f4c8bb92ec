import type { Connection } from 'mongoose';
import { type OldPark, type Stretch, stretchesFrom } from '#domain/competence';
import type { Sector } from '#domain/organisations';

interface KeptBody {
  _id: string;
  regionCode: string;
  sectors: Sector[];
}

/**
 * What the register of parks said of a park's power and body becomes stretches of the register of competence, one row a
 * park; what was stamped on cases stays. Running it again changes nothing.
 */
export async function datePowers(connection: Connection): Promise<void> {
  const parks = connection.collection<OldPark & { _id: string }>('parks');
  const bodies = await connection.collection<KeptBody>('bodies').find().toArray();
  const registers = connection.collection<{ _id: string; version: number; stretches: Stretch[] }>('competences');
  for await (const { _id, ...park } of parks.find()) {
    const over = bodies.filter(({ regionCode }) => (park.regionCode ?? '').startsWith(regionCode));
    const register = { version: 1, stretches: stretchesFrom(park, over) };
    await registers.updateOne({ _id }, { $setOnInsert: register }, { upsert: true });
    await parks.updateOne({ _id }, { $unset: { supervisions: 1 } });
  }
}
