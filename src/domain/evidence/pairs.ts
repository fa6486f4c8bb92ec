import { setImmediate as others } from 'node:timers/promises';
import type { Context } from '#kernel/context';
import {
  type Asked,
  askFor,
  isSamePicture,
  type LikenessRule,
  likenessRule,
  nearestPose,
  piecesAsked,
  type Sketch,
} from './likeness/index.ts';
import { type Photo, PhotoModel, type PhotoSubject } from './photo.model.ts';

/** One photo, and what was handed in before and shows the same. */
export interface Pair {
  photoId: string;
  same: { photoId: string; subject: PhotoSubject };
}

type Row = Pick<Photo, '_id' | 'mark' | 'looks' | 'sketch' | 'subject'>;

/**
 * Rows read by their pieces before they are told apart by the whole hash: bounds what one photo costs. Of a million photos about
 * 5,500 share a piece by chance, so of some four million none is left out.
 */
const MOST_READ = 20_000;
/** Rows held beside a photo in one go, before others are answered: some milliseconds. */
const IN_ONE_GO = 250;
/** Records named for one photo: more would say nothing more. */
const MOST_NAMED = 20;

const used = { subject: { $exists: true } };

/**
 * What was handed in before and shows what these show: the same file, or the same picture cropped, mirrored, turned by a few
 * degrees, taken off a screen or saved anew. What belongs to `photoIds` itself is left out. Says nothing of who may know:
 * whoever names one asks first.
 */
export async function findPairs({ now }: Context, photoIds: readonly string[]): Promise<Pair[]> {
  const photos = await PhotoModel.find({ _id: { $in: [...photoIds] } })
    .select({ mark: 1, looks: 1, sketch: 1, subject: 1 })
    .lean<Row[]>();
  const pairs: Pair[] = [];
  for (const photo of photos) {
    const same = [...(await sameFile(photo, photoIds)), ...(await samePicture(photo, photoIds, likenessRule(now)))];
    const named = new Map(same.flatMap(({ _id, subject }) => (subject === undefined ? [] : [[_id, subject] as const])));
    const found = [...named].slice(0, MOST_NAMED).map(([id, subject]) => ({ photoId: id, subject }));
    pairs.push(...found.map((one) => ({ photoId: photo._id, same: one })));
  }
  return pairs;
}

const sameFile = ({ mark }: Row, without: readonly string[]): Promise<Row[]> =>
  PhotoModel.find({ mark, _id: { $nin: [...without] }, ...used })
    .hint('same_file')
    .select({ mark: 1, subject: 1 })
    .sort({ _id: 1 })
    .limit(MOST_NAMED)
    .lean<Row[]>();

/** Narrowed three times: by the index on pieces, by the whole hash, and by laying one on the other. */
async function samePicture({ sketch }: Row, without: readonly string[], rule: LikenessRule): Promise<Row[]> {
  if (sketch === undefined) return [];
  const asked = await askFor(sketchFrom(sketch));
  if (asked.hashes.length === 0) return [];
  const near = await nearest(asked, without, rule);
  const rows = await PhotoModel.find({ _id: { $in: near.map(({ _id }) => _id) } })
    .select({ sketch: 1, subject: 1 })
    .lean<Row[]>();
  const same: Row[] = [];
  for (const { _id, pose } of near) {
    const row = rows.find((one) => one._id === _id);
    if (row?.sketch !== undefined && isSamePicture(asked, sketchFrom(row.sketch), pose, rule)) same.push(row);
    await others();
  }
  return same;
}

/** Those whose hash is near in some pose, the nearest first; read and held beside it a part at a time. */
async function nearest(asked: Asked, without: readonly string[], rule: LikenessRule) {
  // By name: left to itself the store may walk through all ids instead.
  const rows = PhotoModel.find({ looks: { $in: piecesAsked(asked) }, ...used })
    .hint('same_picture')
    .select({ looks: 1 })
    .limit(MOST_READ)
    .lean<Row[]>()
    .cursor({ batchSize: IN_ONE_GO }) as AsyncIterable<Row>;
  const near: ({ _id: string } & ReturnType<typeof nearestPose>)[] = [];
  let read = 0;
  for await (const { _id, looks = [] } of rows) {
    const found = nearestPose(asked, looks);
    if (found.bits <= rule.bits && !without.includes(_id)) near.push({ _id, ...found });
    read += 1;
    if (read % IN_ONE_GO === 0) await others();
  }
  return near.toSorted((a, b) => a.bits - b.bits || (a._id < b._id ? -1 : 1)).slice(0, rule.most);
}

/** As it is kept: the driver gives bytes in a wrapper of its own. */
function sketchFrom({ aspect, cells }: NonNullable<Photo['sketch']>): Sketch {
  const bytes: unknown = cells;
  return { aspect, cells: bytes instanceof Uint8Array ? bytes : (bytes as { buffer: Uint8Array }).buffer };
}
