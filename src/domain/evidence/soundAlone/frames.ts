// Sounds that are frames one behind the other: what stands before, between or behind them is no sound.

/** Bytes of a frame that begins here; undefined where none does. */
type FrameAt = (bytes: Buffer, at: number) => number | undefined;

const RATES: Readonly<Record<string, readonly number[]>> = {
  '1/1': [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1/2': [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1/3': [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2/1': [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2/2': [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/** ISO 11172-3 and 13818-3, layers I to III. */
const mpegFrame: FrameAt = (bytes, at) => {
  const [sync = 0, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
  const version = { 3: 1, 2: 2, 0: 2.5 }[(second >> 3) & 3];
  const layer = 4 - ((second >> 1) & 3);
  if (sync !== 0xff || second < 0xe0 || version === undefined || layer === 4) return undefined;
  const rates = RATES[version === 1 ? `1/${layer}` : `2/${layer === 1 ? 1 : 2}`] as readonly number[];
  const [kilobits, base] = [rates[(third >> 4) - 1], SAMPLE_RATES[(third >> 2) & 3]];
  if (kilobits === undefined || base === undefined) return undefined;
  const [rate, padding] = [base / (version === 1 ? 1 : version === 2 ? 2 : 4), (third >> 1) & 1];
  if (layer === 1) return 4 * (Math.floor((12_000 * kilobits) / rate) + padding);
  const samples = layer === 3 && version !== 1 ? 72_000 : 144_000;
  return Math.floor((samples * kilobits) / rate) + padding;
};

/** ADTS (ISO 13818-7): its own length stands in each frame. */
const aacFrame: FrameAt = (bytes, at) => {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || ((bytes[at + 1] as number) & 0xf6) !== 0xf0) return undefined;
  const length = (bytes.readUInt32BE(at + 3) >>> 13) & 0x1fff;
  return length < 7 ? undefined : length;
};

const [ID3, ID3_HEAD, SYNC] = ['ID3', 10, 0xff] as const;
/** Only what a whole frame follows, or the end: two bytes of a tag may look like the beginning of one. */
function framesOf(bytes: Buffer, frameAt: FrameAt): Buffer {
  const sound = beforeTag(bytes);
  const runs: Buffer[] = [];
  let [at, from] = [0, 0];
  const skipTo = (next: number, keepsUntil = at): void => {
    if (keepsUntil > from) runs.push(sound.subarray(from, keepsUntil));
    [at, from] = [next, next];
  };
  while (at < sound.length) {
    const length = sound[at] === SYNC ? frameAt(sound, at) : undefined;
    const end = at + (length ?? 0);
    const isFrame =
      length !== undefined && (frameAt(sound, end) !== undefined || isEnd(sound, end, runs.length > 0 || at > from));
    if (isFrame) at = end;
    else skipTo(at + Math.max(tagAt(sound, at), 1));
  }
  skipTo(at);
  return Buffer.concat(runs);
}

/** A tag may hold a picture, in which anything may stand. @returns how long one is that begins here; nought where none does */
function tagAt(bytes: Buffer, at: number): number {
  if (bytes[at] !== ID3.charCodeAt(0) || bytes.toString('latin1', at, at + ID3.length) !== ID3) return 0;
  return ID3_HEAD + [6, 7, 8, 9].reduce((sum, n) => sum * 128 + ((bytes[at + n] ?? 0) & 0x7f), 0);
}

/** Names of tags that stand behind the last frame, or between two. */
const TAGS = ['TAG', 'APETAGEX', 'LYRICSBEGIN', ID3, '3DI'];
const [LAST_TAG, LAST_TAG_BYTES] = ['TAG', 128] as const;
/** The tag at the end of a file: a last frame that was cut off says that its sound lies there. */
function beforeTag(bytes: Buffer): Buffer {
  const last = bytes.length - LAST_TAG_BYTES;
  const isTagged = last >= 0 && bytes.toString('latin1', last, last + LAST_TAG.length) === LAST_TAG;
  return isTagged ? bytes.subarray(0, last) : bytes;
}
const isEnd = (bytes: Buffer, at: number, hasBefore: boolean): boolean =>
  at === bytes.length || (hasBefore && TAGS.some((tag) => bytes.toString('latin1', at, at + tag.length) === tag));

export const soundOfMpeg = (bytes: Buffer): Buffer => framesOf(bytes, mpegFrame);
export const soundOfAac = (bytes: Buffer): Buffer => framesOf(bytes, aacFrame);

const AMR = {
  '#!AMR\n': [12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0],
  '#!AMR-WB\n': [17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0],
} as const;

/** RFC 4867: a head, and frames whose first byte says how long they are. */
export function soundOfAmr(bytes: Buffer): Buffer {
  const [head, lengths] =
    Object.entries(AMR).find(([begins]) => bytes.toString('latin1', 0, begins.length) === begins) ?? [];
  if (head === undefined || lengths === undefined) return Buffer.alloc(0);
  let at = head.length;
  // Three bits of each first byte are always nought: anything else is no frame.
  while (at < bytes.length && ((bytes[at] as number) & 0x83) === 0)
    at += 1 + (lengths[((bytes[at] as number) >> 3) & 0xf] as number);
  return at === head.length ? Buffer.alloc(0) : bytes.subarray(0, Math.min(at, bytes.length));
}

/** Head of WeChat's format, and blocks with their length before them; one that says so ends it. */
const SILK_HEAD = /^.?#!SILK_V3/s;
const SILK_END = 0xffff;
export function soundOfSilk(bytes: Buffer): Buffer {
  const head = SILK_HEAD.exec(bytes.toString('latin1', 0, 16))?.[0].length ?? 0;
  let at = head;
  while (at + 2 <= bytes.length) {
    const length = bytes.readUInt16LE(at);
    at += 2;
    if (length === SILK_END) break;
    at += length;
  }
  return at <= head + 2 ? Buffer.alloc(0) : bytes.subarray(0, Math.min(at, bytes.length));
}
