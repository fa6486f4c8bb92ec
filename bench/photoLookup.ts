/**
 * Whether a photo was handed in before, asked among few and among many kept ones, in turn so that a busy machine is busy for
 * both: how long one look takes, and how long the process answers nobody meanwhile.
 *
 * `--sizes 10000,1000000` other numbers of photos, `--rounds 6` fewer or more rounds.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import mongoose from 'mongoose';
import { findPairs, type Photo } from '#domain/evidence';
import { systemContext } from '#kernel/context';
import { newId, randomId } from '#kernel/ids';
import { median } from './support/median.ts';
import { openStores } from './support/stores.ts';

/** A look may take so long, whatever lies behind: nobody notices it beside storing the picture. */
const MOST_MS = 150;
/** Nor may it keep everybody else waiting for longer than this at a time. */
const MOST_BLOCKED_MS = 50;
const COUNT = 10;
const BATCH = 10_000;
const CELLS = 64 * 64;
const numberAfter = (flag: string, otherwise: string): string => {
  const at = process.argv.indexOf(flag);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const sizes = numberAfter('--sizes', '10000,1000000').split(',').map(Number);
const rounds = Number(numberAfter('--rounds', '6'));
const now = new Date();

/** Numbers that look random and are the same in every run. */
let state = 7;
const dice = (sides: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * sides);
};
/** Pieces of a hash, spread evenly; real photos share some more often than others. */
const looks = (): string[] => [0, 1, 2, 3].map((piece) => `${piece}:${dice(65_536).toString(16).padStart(4, '0')}`);
const sketchOf = (n: number): Photo['sketch'] => ({
  aspect: 1,
  cells: Buffer.from(Array.from({ length: CELLS }, (_, at) => ((at * (1 + (n % 7))) >> 4) & 255)),
});
/** A few pictures, so that making a million takes no longer than keeping them. */
const SKETCHES = [0, 1, 2, 3, 4, 5, 6].map(sketchOf);
const photoOf = (n: number): Photo => ({
  ...{ _id: randomId(), mark: randomId(), dhash: '0000000000000000', looks: looks() },
  ...given(SKETCHES[n % SKETCHES.length]),
  ...{ width: 1_600, height: 1_200, fullFileId: randomId(), thumbFileId: randomId(), createdAt: now },
  subject: { kind: 'tenancy', id: newId(now) },
});
function given(sketch: Photo['sketch']): Pick<Photo, 'sketch'> {
  return sketch === undefined ? {} : { sketch };
}

/** Photos of an evening, not yet part of anything, each with lines of its own. */
const asked = Array.from({ length: COUNT }, (_, n): Photo => {
  const cells = Buffer.from(Array.from({ length: CELLS }, (_, at) => (Math.imul(at + n, 2_654_435_761) >>> 24) & 255));
  const { subject: _subject, ...photo } = photoOf(n);
  return { ...photo, sketch: { aspect: 1.33, cells } };
});

async function fill(size: number): Promise<void> {
  const model = mongoose.model('Photo');
  // What builds its indexes at the start is done before they are dropped.
  await model.init();
  await model.collection.deleteMany({});
  await model.collection.dropIndexes();
  for (let from = 0; from < size; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => photoOf(from + i));
    await model.collection.insertMany(rows as never, { ordered: false });
  }
  await model.collection.insertMany(asked as never);
  await model.syncIndexes();
  await model.collection.rename(`photos_${size}`);
  await model.createCollection();
}

const stores = await openStores();
let isMissed = false;
try {
  await mongoose.connect(stores.mongodbUri);
  for (const size of sizes) {
    const began = performance.now();
    await fill(size);
    console.log(`${size} photos filled in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  }
  await mongoose.connection.collection('photos').drop();
  const ctx = systemContext(now, 'photos', 'bench');
  const took = new Map<number, number[]>();
  const blocked = new Map<number, number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const size of sizes) {
      await mongoose.connection.collection(`photos_${size}`).rename('photos');
      await findPairs(ctx, [asked[0]?._id ?? '']);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const times = took.get(size) ?? [];
      for (const { _id } of asked) {
        const began = performance.now();
        await findPairs(ctx, [_id]);
        times.push(performance.now() - began);
      }
      took.set(size, times);
      delay.disable();
      blocked.set(size, Math.max(blocked.get(size) ?? 0, delay.max / 1e6));
      await mongoose.connection.collection('photos').rename(`photos_${size}`);
    }
  }
  const [few = 0, ...more] = sizes.map((size) => median(took.get(size) ?? []));
  const many = more.at(-1) ?? few;
  const [, worst = 0] = [...blocked].at(-1) ?? [];
  isMissed = many > MOST_MS || worst > MOST_BLOCKED_MS;
  console.log(`a look: ${few.toFixed(1)} and ${many.toFixed(1)} ms (${MOST_MS}), ${(many / few).toFixed(2)} times`);
  console.log(`nobody answered for ${worst.toFixed(0)} ms at most (${MOST_BLOCKED_MS})`);
} finally {
  await mongoose.disconnect();
  await stores.close();
}
process.exit(isMissed ? 1 : 0);
