import { encode } from 'silk-wasm';
import { storeSound } from '#domain/evidence';
import type { Context } from '#kernel/context';

/** A second of a tone as WAV, which every browser plays. */
export function voice(hertz = 440): Buffer {
  const rate = 8_000;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + rate, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(rate, 40);
  const tone = Buffer.from(
    Array.from({ length: rate }, (_, n) => 128 + 60 * Math.sin((2 * Math.PI * hertz * n) / rate)),
  );
  return Buffer.concat([head, tone]);
}

const box = (name: string, ...parts: Buffer[]): Buffer => {
  const inside = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + inside.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, inside]);
};

/** A box whose size stands in eight bytes behind its name, as a recorder writes that begins before it knows. */
const largeBox = (name: string, inside: Buffer): Buffer => {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(1);
  head.write(name, 4, 'latin1');
  head.writeBigUInt64BE(BigInt(16 + inside.length), 8);
  return Buffer.concat([head, inside]);
};

/** A tone with what recorders write beside it: by whom, when, where. */
export function toldWav(): Buffer {
  const part = (name: string, inside: string): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, 0, 'latin1');
    head.writeUInt32LE(Buffer.byteLength(inside), 4);
    return Buffer.concat([head, Buffer.from(inside), Buffer.alloc(Buffer.byteLength(inside) % 2)]);
  };
  const [plain, before, after] = [
    voice(),
    part('bext', '小李的录音笔 2026-11-24 08:42:17'),
    part('LIST', 'INFOICRD3号线'),
  ];
  return Buffer.concat([plain.subarray(0, 12), before, plain.subarray(12), after]);
}

/** The same of a recorder that lost its power: nothing says how long the sound is. */
export function cutOff(wav: Buffer): Buffer {
  const cut = Buffer.from(wav);
  cut.writeUInt32LE(0, wav.indexOf('data') + 4);
  return cut;
}

/**
 * What a phone's recorder writes, as far as it is looked at: when and where it was recorded, and the sound; `isLate` writes
 * the sound first and the rest behind it.
 */
export function phoneMemo({ handler = 'soun', made = 0xe1_23_45_67, isLate = false } = {}): Buffer {
  const times = Buffer.alloc(20);
  times.writeUInt32BE(made, 4);
  times.writeUInt32BE(made, 8);
  const told = box('udta', Buffer.from('+22.7107+110.3546/ 小李的手机'));
  const kind = box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from(`${handler}\0`), Buffer.alloc(12)]));
  const track = box('trak', box('tkhd', times), box('mdia', box('mdhd', times), kind));
  const about = box('moov', box('mvhd', times), track, told);
  const sound = Buffer.alloc(200, 7);
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A \0\0\0\0M4A mp42isom')),
    ...(isLate ? [largeBox('mdat', sound), about] : [about, box('mdat', sound)]),
  ]);
}

/** What an old telephone records: so many seconds of AMR, 50 frames of 32 bytes each. */
export function amr(seconds: number): Buffer {
  const frame = Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, n) => (n * 37 + 11) & 0xff)]);
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 * seconds }, () => frame)]);
}

/** What WeChat sends: a tone of so many seconds in SILK. */
export async function silk(seconds: number): Promise<Buffer> {
  const rate = 8_000;
  const tone = Buffer.alloc(2 * rate * seconds);
  for (let n = 0; n < rate * seconds; n += 1)
    tone.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * 440 * n) / rate)), 2 * n);
  return Buffer.from((await encode(tone, rate)).data);
}

/** The same of more than two minutes: blocks of 20 ms, with their length before them. */
export const longSilk = (block = Buffer.alloc(60, 7)): Buffer =>
  Buffer.concat([
    Buffer.from('\u0002#!SILK_V3', 'latin1'),
    ...Array.from({ length: 50 * 125 }, () => Buffer.concat([Buffer.from([block.length, 0]), block])),
    Buffer.from([0xff, 0xff]),
  ]);

/** A voice message the actor has just sent and not used. */
export const aSound = async (ctx: Context, bytes: Buffer = voice()): Promise<string> =>
  (await storeSound(ctx, { bytes }))._id;

/** An Ogg page with these packets, whole; its checksum is the writer's business. */
function oggPage(serial: number, number: number, kind: number, packets: readonly Buffer[]): Buffer {
  const pieces = packets.flatMap(({ length }) => [...Array(Math.floor(length / 255)).fill(255), length % 255]);
  const head = Buffer.alloc(27);
  head.write('OggS');
  head[5] = kind;
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(number, 18);
  head[26] = pieces.length;
  return Buffer.concat([head, Buffer.from(pieces), ...packets]);
}
const counted = (text: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};
/** The comments of Opus: who wrote it, and lines. */
export const opusComments = (vendor: string, line: string): Buffer =>
  Buffer.concat([Buffer.from('OpusTags'), counted(vendor), Buffer.from([1, 0, 0, 0]), counted(line)]);

/** An Ogg file of Opus packets with these comments, by a recorder with a number of its own; another stream behind it. */
export function ogg(packets: readonly Buffer[], comments: Buffer, serial = 0x11_22_33_44): Buffer {
  const head = Buffer.from('OpusHead\u0001\u0001\u0000\u0000\u0080\u00bb\u0000\u0000\u0000\u0000\u0000', 'latin1');
  const samples = 960;
  const pages = packets.map((packet, n) => {
    const page = oggPage(serial, n + 2, n === packets.length - 1 ? 4 : 0, [packet]);
    page.writeBigUInt64LE(BigInt(samples * (n + 1)), 6);
    return page;
  });
  return Buffer.concat([oggPage(serial, 0, 2, [head]), oggPage(serial, 1, 0, [comments]), ...pages]);
}

/** An element of Matroska: its id in hex, and what it holds; without a length where its recorder could not say. */
export function element(id: string, inside: Buffer, isOpen = false): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(inside.length, 4);
  size[0] = 1;
  return Buffer.concat([Buffer.from(id, 'hex'), isOpen ? Buffer.from('01ffffffffffffff', 'hex') : size, inside]);
}
