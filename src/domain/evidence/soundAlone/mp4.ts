// MP4 and 3GP (ISO 14496-12): boxes of a length, a name and what they hold. What may not stay becomes `free` of the same
// length, so that nothing behind it moves.

/** What each holds that may stay; of others nothing is kept. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  '': ['ftyp', 'styp', 'moov', 'mdat', 'moof', 'sidx', 'mfra'],
  moov: ['mvhd', 'trak', 'mvex'],
  trak: ['tkhd', 'mdia', 'edts'],
  mdia: ['mdhd', 'hdlr', 'minf'],
  minf: ['smhd', 'dinf', 'stbl'],
  moof: ['mfhd', 'traf'],
};
/** They hold times: version 1 counts both in eight bytes, version 0 in four. */
const TIMED = ['mvhd', 'tkhd', 'mdhd'];
const HEAD = 8;
/** The language of a recorder, as none in particular. */
const UNDETERMINED = 0x55c4;

/** Nought means up to the end, one that it stands in eight bytes behind the name: recorders that begin before they know write so. */
function sizeOfBox(bytes: Buffer, at: number, to: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return to - at;
  return size === 1 && at + 2 * HEAD <= to ? Number(bytes.readBigUInt64BE(at + HEAD)) : size;
}

function keepIn(bytes: Buffer, parent: string, from: number, to: number): void {
  for (let at = from; at < to; ) {
    const size = at + HEAD <= to ? sizeOfBox(bytes, at, to) : 0;
    const end = at + size;
    // What is no box, or one that was cut off; the sound itself may be.
    const isCut = size < HEAD || end > to;
    const name = at + HEAD <= to ? bytes.toString('latin1', at + 4, at + HEAD) : '';
    if (isCut && name === 'mdat' && size >= HEAD) return;
    if (isCut) return void bytes.fill(0, at, to);
    const inside = at + (bytes.readUInt32BE(at) === 1 ? 2 * HEAD : HEAD);
    if (KEPT[parent]?.includes(name) !== true) bytes.fill(0, inside, end).write('free', at + 4, 'latin1');
    else if (KEPT[name] !== undefined) keepIn(bytes, name, inside, end);
    else forget(bytes, name, inside, end);
    at = end;
  }
}

/** Takes out of a box that stays what it says beside the sound. */
function forget(bytes: Buffer, name: string, inside: number, end: number): void {
  const isLong = bytes[inside] === 1;
  if (TIMED.includes(name)) bytes.fill(0, inside + 4, Math.min(end, inside + (isLong ? 20 : 12)));
  const languageAt = inside + (isLong ? 32 : 20);
  if (name === 'mdhd' && languageAt + 2 <= end) bytes.writeUInt16BE(UNDETERMINED, languageAt);
  // Behind what kind of track it is stands a name of the recorder's choice.
  if (name === 'hdlr') bytes.fill(0, Math.min(end, inside + 24), end).fill(0, inside + 12, Math.min(end, inside + 24));
}

/** Kinds of the tracks in it: `soun` is sound. */
export function tracksOfMp4(bytes: Buffer): string[] {
  const kinds: string[] = [];
  for (let at = bytes.indexOf('hdlr'); at >= 0; at = bytes.indexOf('hdlr', at + 4)) {
    const kind = bytes.toString('latin1', at + 12, at + 16);
    if (/^[a-z ]{4}$/.test(kind)) kinds.push(kind);
  }
  return kinds;
}

/** The sound, and what is needed to play it; nothing where one of them is missing, as in what was cut off. */
export function soundOfMp4(bytes: Buffer): Buffer {
  keepIn(bytes, '', 0, bytes.length);
  return bytes.includes('mdat') && tracksOfMp4(bytes).length > 0 ? bytes : Buffer.alloc(0);
}
