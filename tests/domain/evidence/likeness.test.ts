import mongoose from 'mongoose';
import sharp from 'sharp';
import {
  askFor,
  attachPhotos,
  findPairs,
  findPhotosToRead,
  looksOf,
  readAgain,
  sketchOf,
  storePhoto,
} from '#domain/evidence';
import type { Context } from '#kernel/context';
import { CHANGES, draw, randomBy, type Scene } from '../../../scripts/photos/draw.ts';
import { personContext } from '../../support/contexts.ts';
import { profiled } from '../../support/profiled.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();
let ctx: Context;
beforeEach(async () => {
  ctx = personContext((await buildWorld()).actors.worker);
});

const keep = async (bytes: Buffer): Promise<string> => (await storePhoto(ctx, { bytes, fileName: 'p.jpg' }))._id;
/** A photo that shows something already. */
const shown = async (bytes: Buffer, id = 'case-1'): Promise<string> => {
  const photoId = await keep(bytes);
  await attachPhotos(ctx, { photoIds: [photoId], subject: { kind: 'hazard', id }, proves: 'reviewed' });
  return photoId;
};
const sameAs = async (bytes: Buffer): Promise<string[]> =>
  (await findPairs(ctx, [await keep(bytes)])).map(({ same }) => same.photoId);
const BEFORE: Scene = { hall: 3, thing: 3 };
/** Drawn once: drawing is what takes long here. */
const BEFORE_PHOTO = draw(BEFORE);

describe('a photo handed in once more is known', () => {
  it.each(Object.keys(CHANGES))('after: %s', async (name) => {
    const photo = await BEFORE_PHOTO;
    const first = await shown(photo);
    const changed = await CHANGES[name]?.(photo, randomBy(5));
    expect(await sameAs(changed ?? Buffer.alloc(0))).toEqual([first]);
  });
});

describe('another photo is not taken for it', () => {
  it.each([
    ['the same machine with its guard fitted', { ...BEFORE, isFixed: true }],
    ['the same, taken again by hand', { ...BEFORE, isFixed: true, shot: 4 }],
    ['another machine in the same hall', { hall: 3, thing: 5_000 }],
    ['another place', { hall: 900, thing: 901 }],
  ])('%s', async (_, scene) => {
    await shown(await BEFORE_PHOTO);
    expect(await sameAs(await draw(scene))).toEqual([]);
  });

  it('a bare wall, which looks like every other', async () => {
    const wall = (tint: string) =>
      sharp({ create: { width: 300, height: 200, channels: 3, background: tint } })
        .jpeg()
        .toBuffer();
    await shown(await wall('#808080'));
    expect(await sameAs(await wall('#828282'))).toEqual([]);
  });
});

it('is asked for through the indexes: among many others it reads next to none of them', async () => {
  const first = await shown(await BEFORE_PHOTO);
  const rows = mongoose.connection.collection<{ _id: string; looks?: string[] }>('photos');
  const [row] = await rows.find({ _id: first }).toArray();
  const random = randomBy(1);
  const piece = (at: number) =>
    `${at}:${Math.floor(random() * 65_536)
      .toString(16)
      .padStart(4, '0')}`;
  const others = Array.from({ length: 2_000 }, (_, n) => ({
    ...row,
    _id: `other-${n}`,
    mark: `other-${n}`,
    looks: [0, 1, 2, 3].map(piece),
  }));
  await rows.insertMany(others);
  const photoId = await keep(await (CHANGES['mirror'] as (photo: Buffer) => Promise<Buffer>)(await BEFORE_PHOTO));
  const did = await profiled(() => findPairs(ctx, [photoId]));
  const asked = did.filter(({ ns }) => ns.endsWith('.photos'));
  expect(asked.map(({ planSummary = '' }) => planSummary)).toEqual(
    expect.arrayContaining([expect.stringContaining('looks')]),
  );
  expect(asked.filter(({ planSummary = '' }) => planSummary.includes('COLLSCAN'))).toEqual([]);
  expect(Math.max(...asked.map(({ docsExamined = 0 }) => docsExamined))).toBeLessThan(60);
});

it('is found behind more than 5,000 others that share a piece of its hash', async () => {
  const template = await shown(await draw({ hall: 8, thing: 8 }), 'case-2');
  const looks = looksOf(await sketchOf(await BEFORE_PHOTO));
  const rows = mongoose.connection.collection<{ _id: string }>('photos');
  const row = await rows.findOne({ _id: template });
  // Every other piece is the opposite of its own, so that none of them is near.
  const opposite = looks.map((piece) => {
    const [at, bits = ''] = piece.split(':');
    return `${at}:${(0xffff - Number.parseInt(bits, 16)).toString(16).padStart(4, '0')}`;
  });
  const others = Array.from({ length: 5_200 }, (_, n) => ({
    ...{ ...row, _id: `other-${n}`, mark: `other-${n}` },
    looks: [looks[0], ...opposite.slice(1)],
  }));
  await rows.insertMany(others);
  const first = await shown(await BEFORE_PHOTO);
  const changed = await CHANGES['mirror']?.(await BEFORE_PHOTO, randomBy(5));
  expect(await sameAs(changed ?? Buffer.alloc(0))).toEqual([first]);
});

it('is worked out with others answered in between', async () => {
  const sketch = await sketchOf(await BEFORE_PHOTO);
  let [turns, isDone] = [0, false];
  const others = (): void => {
    turns += 1;
    if (!isDone) setImmediate(others);
  };
  setImmediate(others);
  const { hashes } = await askFor(sketch);
  isDone = true;
  expect(turns).toBeGreaterThanOrEqual(hashes.length - 1);
});

it('photos kept before are looked at one apart from the other, each once', async () => {
  const [first, second] = [await shown(await BEFORE_PHOTO), await shown(await draw({ hall: 8, thing: 8 }), 'case-2')];
  const rows = mongoose.connection.collection<{ _id: string }>('photos');
  await rows.updateMany({}, { $set: { awaitsLook: true }, $unset: { looks: '', sketch: '' } });
  await rows.updateOne({ _id: second }, { $set: { fullFileId: 'gone'.padEnd(22, 'x') } });
  const waiting = await findPhotosToRead(ctx.now, 10, []);
  expect(waiting.map(({ _id }) => _id).sort()).toEqual([first, second].sort());
  const [whole, broken] = [waiting.find(({ _id }) => _id === first), waiting.find(({ _id }) => _id === second)];
  if (whole === undefined || broken === undefined) throw new Error('not waiting');
  await expect(readAgain(ctx, broken)).rejects.toThrow();
  expect([await readAgain(ctx, whole), await readAgain(ctx, whole)]).toEqual([true, false]);
  const mirrored = await sharp(await BEFORE_PHOTO)
    .flop()
    .jpeg()
    .toBuffer();
  expect(await sameAs(mirrored)).toEqual([first]);
});

it('is not told of a draft nobody has handed in', async () => {
  const photo = await BEFORE_PHOTO;
  await keep(photo);
  expect(await sameAs(photo)).toEqual([]);
});
