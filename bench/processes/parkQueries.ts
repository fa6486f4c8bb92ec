/** Asks what the pages of one park ask of the stores, whenever it is told to, and says how long the middle one took. */
import mongoose from 'mongoose';
import { findOwedIn } from '#domain/engine';
import { facilityStandings } from '#domain/facilities';
import { findInside } from '#domain/gates';
import { parkRegisters } from '#domain/oversight';
import { stockOf } from '#domain/stock';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { connectMongo } from '#platform/mongo';
import { median } from '../support/median.ts';

const COUNT = 10;
const [uri = '', parkId = '', gateId = ''] = process.argv.slice(2);
const now = new Date();
const person = { kind: 'person', personId: newId(), grantId: newId(), name: '量测', role: 'park-officer' };
const ctx = { actor: { ...person, scope: { parkId } }, now, requestId: 'bench', door: 'web' } as unknown as Context;
const KINDS = ['facility', 'grade', 'condition', 'expansion', 'park-assessment', 'project'];
const OWNED = ['stock', 'emergency-plan', 'rescue-team', 'drill'];

/** By the name of what is asked. */
const ASKED: Readonly<Record<string, () => Promise<unknown>>> = {
  'page of a park': async () => {
    await parkRegisters(parkId, now);
    await facilityStandings([{ _id: parkId, isChemical: true }], now);
    await findOwedIn(ctx, parkId, { kinds: [...KINDS, ...OWNED], but: OWNED, limit: 30 });
    await stockOf(parkId);
  },
  'who is inside': () => findInside(ctx),
  'crossings of a gate': () =>
    mongoose.connection.collection('gateCrossings').find({ gateId }).sort({ _id: -1 }).limit(20).toArray(),
};

await connectMongo(uri);
process.on('message', async (name: string) => {
  const took: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const began = performance.now();
    await ASKED[name]?.();
    took.push(performance.now() - began);
  }
  process.send?.(median(took));
});
process.on('disconnect', () => process.exit(0));
process.send?.(Object.keys(ASKED));
