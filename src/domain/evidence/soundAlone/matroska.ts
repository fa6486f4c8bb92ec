// Matroska and WebM (RFC 9559): elements of an id, a length and what they hold. What may not stay becomes Void (0xEC) of the
// same length, so that nothing behind it moves.

import { blankComments } from './ogg.ts';

/** What each holds that may stay, by id in hex; of others nothing is kept. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  // The file: its head and one segment.
  '': ['1a45dfa3', '18538067'],
  // EBML head: versions, and what kind of file it is.
  '1a45dfa3': ['4286', '42f7', '42f2', '42f3', '4282', '4287', '4285'],
  // Segment: places, length, tracks, clusters, cues.
  '18538067': ['114d9b74', '1549a966', '1654ae6b', '1f43b675', '1c53bb6b'],
  // Info: scale and length; the names of programs are blank, for they must be there.
  '1549a966': ['2ad7b1', '4489', '4d80', '5741'],
  '1654ae6b': ['ae'],
  // A track: number, kind, codec and how it sounds.
  ae: [
    ...['d7', '73c5', '83', 'b9', '88', '55aa', '9c', '6de7', '6df8', '23e383', '55ee', '86'],
    ...['63a2', 'aa', '56aa', '56bb', 'e1'],
  ],
  e1: ['b5', '78b5', '9f', '6264', '52f1'],
  // Clusters: time, size, and the sound.
  '1f43b675': ['e7', 'a7', 'ab', 'a3', 'a0'],
  a0: ['a1', '9b', 'fb', '75a2'],
};
const [BLANK, TRACK_UID, CODEC, CODEC_HEAD, CLUSTER] = [['4d80', '5741'], '73c5', '86', '63a2', '1f43b675'] as const;
/** What holds the sound itself. */
const BLOCKS = ['a3', 'a1'];
const VOID = 0xec;
const LONGEST_INT = 8;

interface Element {
  id: string;
  /** Where what it holds begins and ends; up to the end of what it stands in where its recorder did not say. */
  from: number;
  to: number;
  isOpen: boolean;
}

/** How many bytes a number of variable length has, by its first. */
const lengthOf = (first: number): number => Math.clz32(first) - 23;

function elementAt(bytes: Buffer, at: number, end: number): Element | undefined {
  const idLength = lengthOf(bytes[at] ?? 0);
  const sizeAt = at + idLength;
  const sizeLength = lengthOf(bytes[sizeAt] ?? 0);
  const from = sizeAt + sizeLength;
  if (idLength > 4 || sizeLength > LONGEST_INT || from > end) return undefined;
  let [size, unknown] = [(bytes[sizeAt] as number) & (0xff >> sizeLength), 0xff >> sizeLength];
  for (const byte of bytes.subarray(sizeAt + 1, from)) [size, unknown] = [size * 256 + byte, unknown * 256 + 0xff];
  const isOpen = size === unknown;
  const id = bytes.toString('hex', at, sizeAt);
  // One that was cut off ends with the file.
  return { id, from, to: isOpen ? end : Math.min(end, from + size), isOpen };
}

/** The same length, holding noughts. */
function voidAt(bytes: Buffer, at: number, to: number): void {
  bytes.fill(0, at, to);
  const total = to - at;
  bytes[at] = VOID;
  const short = total - 2 < 0x7f;
  if (short) bytes[at + 1] = 0x80 | (total - 2);
  else bytes.writeUInt32BE(total - 1 - LONGEST_INT, at + 5);
  if (!short) bytes[at + 1] = 1;
}

/**
 * @param held Ids of all that was met, which it fills.
 * @returns where it ended: what is behind cannot be read.
 */
function keepIn(bytes: Buffer, parent: string, from: number, end: number, held: Set<string>): number {
  const kept = KEPT[parent] as readonly string[];
  let [at, codec] = [from, ''];
  while (at < end) {
    const one = elementAt(bytes, at, end);
    if (one === undefined) return at;
    const { id, from: inside, isOpen } = one;
    // A cluster without a length ends where the next one, or anything else of the segment, begins.
    if (parent === CLUSTER && KEPT['18538067']?.includes(id)) return at;
    let { to } = one;
    held.add(id);
    if (!kept.includes(id)) {
      if (isOpen) return at;
      voidAt(bytes, at, to);
    } else if (KEPT[id] !== undefined) {
      const ended = keepIn(bytes, id, inside, to, held);
      if (isOpen) to = ended;
      else if (ended < to) voidRest(bytes, ended, to);
    } else if ((BLANK as readonly string[]).includes(id)) bytes.fill(0, inside, to);
    else if (id === TRACK_UID && inside < to) bytes.fill(0, inside, to)[to - 1] = 1;
    else if (id === CODEC) codec = bytes.toString('latin1', inside, to);
    else if (id === CODEC_HEAD && codec === 'A_VORBIS') blankVorbis(bytes.subarray(inside, to));
    at = to;
  }
  return at;
}

const voidRest = (bytes: Buffer, from: number, to: number): void => {
  if (to - from >= 2) voidAt(bytes, from, to);
};

/** Its three heads lie in one: how many, how long the first two are, and they. */
function blankVorbis(heads: Buffer): void {
  const lengths: number[] = [];
  let at = 1;
  for (let n = 0; n < 2; n += 1) {
    let length = 0;
    for (; heads[at] === 0xff; at += 1) length += 0xff;
    lengths.push(length + (heads[at++] ?? 0));
  }
  const from = at + (lengths[0] ?? 0);
  blankComments(heads.subarray(from, from + (lengths[1] ?? 0)));
}

/** The sound, how it is coded, and how long it is; nothing where there is no sound. */
export function soundOfMatroska(bytes: Buffer): Buffer {
  const held = new Set<string>();
  const end = keepIn(bytes, '', 0, bytes.length, held);
  return BLOCKS.some((id) => held.has(id)) ? bytes.subarray(0, end) : Buffer.alloc(0);
}
