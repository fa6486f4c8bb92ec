import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { BSON } from 'mongodb';

/** Begins the rows of one collection. No row of ours has such a key. */
interface Mark {
  $collection: string;
}
/** Ends the archive: without it, it was cut off. */
interface Ending {
  $ending: Record<string, number>;
}
/** What an archive says of itself, before any row. */
export interface Heading {
  $anfa: number;
  takenAt: Date;
  /** Tells whether the sealing keys of a place are those it was taken with, and nothing of them. */
  keyMark: string;
}

const LENGTH_BYTES = 4;
/** As MongoDB itself allows, and a little for what it adds. */
const LONGEST_ROW = 17 * 1024 * 1024;

/**
 * Writes BSON documents one after the other, packed and encrypted for `recipient` (age), to a file that appears under its
 * name only once it is whole.
 */
export async function writeArchive(file: string, recipient: string, rows: AsyncIterable<Uint8Array>): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const packed = Readable.from(rows, { objectMode: false }).pipe(createGzip());
  const sealed = await encrypter.encrypt(Readable.toWeb(packed) as ReadableStream<Uint8Array>);
  const unfinished = `${file}.unfinished`;
  try {
    const out = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
    await sealed.pipeTo(Writable.toWeb(out) as WritableStream<Uint8Array>);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** The BSON documents of an archive, in order. @throws Error when the identity is another's, or a byte was changed. */
export async function* readArchive(file: string, identity: string): AsyncGenerator<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const stored = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  const opened = Readable.fromWeb((await decrypter.decrypt(stored)) as never);
  const unpacked = createGunzip();
  const done = pipeline(opened, unpacked);
  // Whoever reads meets the failure itself.
  done.catch(() => {});
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of unpacked as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= LENGTH_BYTES) {
      const length = rest.readInt32LE(at);
      if (length < LENGTH_BYTES + 1 || length > LONGEST_ROW) throw new Error('the archive is damaged');
      if (rest.length - at < length) break;
      yield rest.subarray(at, at + length);
      at += length;
    }
    rest = rest.subarray(at);
  }
  await done;
  if (rest.length > 0) throw new Error('the archive is cut off');
}

export const markOf = (collection: string): Uint8Array => BSON.serialize({ $collection: collection } satisfies Mark);
export const endingOf = (counts: Record<string, number>): Uint8Array =>
  BSON.serialize({ $ending: counts } satisfies Ending);
export const headingOf = (heading: Heading): Uint8Array => BSON.serialize(heading);

/** A row with every number of the kind it had: 1 as a whole number stays one, which the journal's hashes need. */
export const rowOf = (bytes: Uint8Array) => BSON.deserialize(bytes, { promoteValues: false, promoteBuffers: false });
export const isMark = (row: object): row is Mark => '$collection' in row;
export const isEnding = (row: object): row is Ending => '$ending' in row;
export const isHeading = (row: object): row is Heading => '$anfa' in row;
