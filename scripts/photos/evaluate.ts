/**
 * `npm run eval:photos [scenes]`: how many photos are known again after each kind of change, how many are wrongly taken for
 * another, and what one look costs. Two sets of drawn scenes: the limits of the rule were chosen by the first 14 of one,
 * nothing was chosen by the other. Held beside each other are all photos of a set, through the same pieces as the index.
 */
import { performance } from 'node:perf_hooks';
import {
  type Asked,
  askFor,
  isSamePicture,
  likenessRule,
  looksOf,
  nearestPose,
  piecesAsked,
  type Sketch,
  sketchOf,
} from '#domain/evidence';
import { CHANGES, draw, randomBy } from './draw.ts';

interface Kept {
  sketch: Sketch;
  looks: string[];
}

const rule = likenessRule(new Date());
const percent = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`.padStart(8);
let looked = 0;
let spent = 0;

/** Which of the kept photos are found for this one, as `findPairs` finds them. */
async function found(sketch: Sketch, kept: readonly Kept[]): Promise<number[]> {
  const before = performance.now();
  const asked: Asked = await askFor(sketch);
  const pieces = new Set(piecesAsked(asked));
  const hits = kept
    .map(({ looks }, at) => ({ at, isNear: looks.some((piece) => pieces.has(piece)), looks }))
    .filter(({ isNear }) => isNear)
    .map(({ at, looks }) => ({ at, ...nearestPose(asked, looks) }))
    .filter(({ bits }) => bits <= rule.bits)
    .sort((a, b) => a.bits - b.bits)
    .slice(0, rule.most)
    .filter(({ at, pose }) => isSamePicture(asked, kept[at]?.sketch as Sketch, pose, rule))
    .map(({ at }) => at);
  spent += performance.now() - before;
  looked += 1;
  return hits;
}

/** What is another photo, however much it looks like one: each must be found for none of the scenes. */
const OTHERS: Readonly<Record<string, (seed: number) => Promise<Buffer>>> = {
  'fixed: guard, sign or rail put there, same camera': (seed) => draw({ hall: seed, thing: seed, isFixed: true }),
  'fixed, taken again by hand': (seed) => draw({ hall: seed, thing: seed, isFixed: true, shot: seed % 97 }),
  'another machine in the same hall': (seed) => draw({ hall: seed, thing: seed + 50_000, shot: 7 }),
  'the same machine in another hall': (seed) => draw({ hall: seed + 60_000, thing: seed }),
  'another place altogether': (seed) => draw({ hall: seed + 70_000, thing: seed + 80_000 }),
};

async function evaluate(title: string, first: number, count: number): Promise<void> {
  const seeds = Array.from({ length: count }, (_, n) => first + n);
  const photos = await Promise.all(seeds.map((seed) => draw({ hall: seed, thing: seed })));
  const kept: Kept[] = [];
  for (const photo of photos) {
    const sketch = await sketchOf(photo);
    kept.push({ sketch, looks: looksOf(sketch) });
  }
  console.log(`\n${title}: ${count} scenes, seeds ${first}–${first + count - 1}\n  known again`);
  const sum = { known: 0, wrong: 0, asked: 0, foreign: 0, others: 0 };
  for (const [name, change] of Object.entries(CHANGES)) {
    let known = 0;
    for (const [at, photo] of photos.entries()) {
      const hits = await found(await sketchOf(await change(photo, randomBy(first + at + 900))), kept);
      if (hits.includes(at)) known += 1;
      if (hits.some((one) => one !== at)) sum.wrong += 1;
    }
    sum.known += known;
    sum.asked += count;
    console.log(`${percent(known, count)}  ${name}`);
  }
  console.log(`${percent(sum.known, sum.asked)}  all of them\n  wrongly taken for another`);
  console.log(`${percent(sum.wrong, sum.asked)}  a changed photo for that of another scene`);
  for (const [name, other] of Object.entries(OTHERS)) {
    let foreign = 0;
    for (const seed of seeds) if ((await found(await sketchOf(await other(seed)), kept)).length > 0) foreign += 1;
    sum.foreign += foreign;
    sum.others += count;
    console.log(`${percent(foreign, count)}  ${name}`);
  }
  console.log(`${percent(sum.wrong + sum.foreign, sum.asked + sum.others)}  all of them`);
  let again = 0;
  for (const [at, seed] of seeds.entries())
    if ((await found(await sketchOf(await draw({ hall: seed, thing: seed, shot: 31 })), kept)).includes(at)) again += 1;
  console.log(`  said to be the same: nothing has changed there\n${percent(again, count)}  taken again by hand`);
}

const count = Number(process.argv[2] ?? 100);
await evaluate('Limits chosen by the first of these', 1, count);
await evaluate('Nothing chosen by', 1_000_001, count);
console.log(`\none look among ${count} photos: ${(spent / looked).toFixed(0)} ms`);
