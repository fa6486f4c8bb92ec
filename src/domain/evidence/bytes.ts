import mongoose from 'mongoose';
import { randomId } from '#kernel/ids';

const CHUNK_BYTES = 255 * 1024;

interface GridFile {
  _id: string;
  length: number;
  chunkSize: number;
  uploadDate: Date;
  filename: string;
}
type Bucket = 'photos' | 'sounds';

const database = (): mongoose.mongo.Db => mongoose.connection.db as mongoose.mongo.Db;
export const bucketOf = (bucketName: Bucket) => new mongoose.mongo.GridFSBucket(database(), { bucketName });

/**
 * Writes bytes as GridFS keeps them. By hand, for the driver's ids and dates would tell the second of every piece:
 * the minute somebody took a photo is what a shift list needs to find them.
 */
export async function writeBytes(bucket: Bucket, bytes: Buffer, at: Date): Promise<string> {
  const _id = randomId();
  const count = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  const chunks = Array.from({ length: count }, (_, n) => ({
    _id: randomId(),
    files_id: _id,
    n,
    data: new mongoose.mongo.Binary(bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES)),
  }));
  await database().collection<(typeof chunks)[number]>(`${bucket}.chunks`).insertMany(chunks);
  const file: GridFile = { _id, length: bytes.length, chunkSize: CHUNK_BYTES, uploadDate: at, filename: '' };
  await database().collection<GridFile>(`${bucket}.files`).insertOne(file);
  return _id;
}

/** Pictures kept before ids were random have one of the driver's. The driver's types know no other; GridFS itself does. */
export const gridId = (id: string): mongoose.mongo.ObjectId =>
  id.length === 24 ? new mongoose.mongo.ObjectId(id) : (id as unknown as mongoose.mongo.ObjectId);

/** Removes what was written, where it is still there. */
export async function deleteBytes(bucket: Bucket, id: string): Promise<void> {
  const [file] = await bucketOf(bucket)
    .find({ _id: gridId(id) })
    .limit(1)
    .toArray();
  if (file !== undefined) await bucketOf(bucket).delete(gridId(id));
}
