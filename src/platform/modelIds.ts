import mongoose from 'mongoose';
import { ID_KINDS } from '#kernel/ids';

/**
 * Every model says how its ids are made, so that nobody gives out guessable ones without having thought of it.
 * @throws Error naming the first model that does not: the process must not start.
 */
export function checkModelIds(): void {
  for (const model of Object.values(mongoose.models)) {
    const { idKind } = model.schema.path('_id').options as { idKind?: (typeof ID_KINDS)[number] };
    if (idKind === undefined || !ID_KINDS.includes(idKind)) {
      throw new Error(`${model.modelName} does not say how its ids are made: ORDERED_ID, RANDOM_ID or NAMED_ID`);
    }
  }
}
