// Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis: pages of one stream, the second packet of which is its comments.

const PAGE = 'OggS';
const [HEAD, SEGMENTS_AT, CRC_AT, SERIAL_AT, NUMBER_AT] = [27, 26, 22, 14, 18] as const;
const FULL = 255;
const IS_FIRST = 2;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let rest = n << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = (rest << 1) ^ (rest & 0x8000_0000 ? 0x04c1_1db7 : 0);
  return rest >>> 0;
});
function crcOf(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE[(crc >>> 24) ^ byte] as number)) >>> 0;
  return crc;
}

interface Page {
  whole: Buffer;
  /** How long each piece is that a packet of it is put together from. */
  pieces: number[];
}

function* pagesOf(bytes: Buffer): Generator<Page> {
  for (let at = bytes.indexOf(PAGE); at >= 0 && at + HEAD <= bytes.length; at = bytes.indexOf(PAGE, at)) {
    const count = bytes[at + SEGMENTS_AT] as number;
    const pieces = [...bytes.subarray(at + HEAD, at + HEAD + count)];
    const end = at + HEAD + count + pieces.reduce((sum, one) => sum + one, 0);
    if (end > bytes.length) return;
    yield { whole: Buffer.from(bytes.subarray(at, end)), pieces };
    at = end;
  }
}

/** How comments begin, by codec. */
const [OPUS, VORBIS] = ['OpusTags', '\u0003vorbis'] as const;

/** Comments that say nothing, as long as what they take the place of: a vendor of noughts, and no line. */
export function blankComments(packet: Buffer): void {
  const isVorbis = packet.toString('latin1', 0, VORBIS.length) === VORBIS;
  const begins = isVorbis ? VORBIS.length : OPUS.length;
  // Behind the vendor stand the number of lines, and for Vorbis a bit that says that the packet is whole.
  const vendor = packet.length - begins - 8 - (isVorbis ? 1 : 0);
  packet.fill(0, begins);
  if (vendor < 0) return;
  packet.writeUInt32LE(vendor, begins);
  if (isVorbis) packet[packet.length - 1] = 1;
}

/** Where the pieces of the second packet lie in the pages of the stream. */
function commentPieces(pages: readonly Page[]): Buffer[] {
  const found: Buffer[] = [];
  let packet = 0;
  for (const { whole, pieces } of pages) {
    let at = HEAD + pieces.length;
    for (const piece of pieces) {
      if (packet === 1) found.push(whole.subarray(at, at + piece));
      at += piece;
      if (piece < FULL) packet += 1;
      if (packet > 1) return found;
    }
  }
  return found;
}

/** How the first packet of a stream of sound begins. */
const CODECS = ['OpusHead', '\u0001vorbis', 'Speex   '] as const;
/** What says how it is coded, and the comments. */
const HEAD_PAGES = 2;
const isFirst = ({ whole }: Page): boolean => ((whole[5] as number) & IS_FIRST) !== 0;
const isSound = ({ whole, pieces }: Page): boolean => {
  const at = HEAD + pieces.length;
  return CODECS.some((codec) => whole.toString('latin1', at, at + codec.length) === codec);
};

/** Streams that lie in one another begin one behind the other; what begins once they are under way is another recording. */
function pagesOfSound(all: readonly Page[]): Page[] {
  const begun = all.findIndex((page) => !isFirst(page));
  const next = all.findIndex((page, n) => n > begun && isFirst(page));
  const serial = all.slice(0, Math.max(begun, 0)).find(isSound)?.whole.readUInt32LE(SERIAL_AT);
  return all.slice(0, next < 0 ? all.length : next).filter(({ whole }) => whole.readUInt32LE(SERIAL_AT) === serial);
}

/** The pages of the first stream of sound alone, nothing where there is none, its comments blank, and a number that says nothing of its recorder. */
export function soundOfOgg(bytes: Buffer): Buffer {
  const pages = pagesOfSound([...pagesOf(bytes)]);
  if (pages.length <= HEAD_PAGES) return Buffer.alloc(0);
  const pieces = commentPieces(pages);
  const comments = Buffer.concat(pieces);
  blankComments(comments);
  let at = 0;
  for (const piece of pieces) at += comments.copy(piece, 0, at, at + piece.length);
  for (const [number, { whole }] of pages.entries()) {
    whole.writeUInt32LE(1, SERIAL_AT);
    whole.writeUInt32LE(number, NUMBER_AT);
    whole.writeUInt32LE(0, CRC_AT);
    whole.writeUInt32LE(crcOf(whole), CRC_AT);
  }
  return Buffer.concat(pages.map(({ whole }) => whole));
}
