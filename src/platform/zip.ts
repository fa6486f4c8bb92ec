import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const STORED = 0;

/**
 * Whether a ZIP comes to no more than `most` bytes unpacked. It is unpacked to find out, for what an archive says of its
 * own size may be a lie: forty kilobytes that come to forty megabytes would fill the memory of whoever opens it.
 * @returns false too for what is no ZIP.
 */
export async function unpacksTo(bytes: Buffer, most: number): Promise<boolean> {
  try {
    const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    if (end < 0 || bytes.readUInt32LE(end) !== END) return false;
    let left = most;
    let at = bytes.readUInt32LE(end + 16);
    for (let entry = bytes.readUInt16LE(end + 10); entry > 0; entry -= 1) {
      if (bytes.readUInt32LE(at) !== DIRECTORY) return false;
      const local = bytes.readUInt32LE(at + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20));
      const isStored = bytes.readUInt16LE(at + 10) === STORED;
      left -= isStored ? packed.length : (await inflate(packed, { maxOutputLength: Math.max(1, left) })).length;
      if (left < 0) return false;
      at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    }
    return true;
  } catch {
    return false;
  }
}
