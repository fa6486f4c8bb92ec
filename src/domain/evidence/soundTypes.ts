import { readFile } from 'node:fs/promises';
import { invalid } from '#kernel/errors';
import { type Content, sizeOf, typeOf } from './content.ts';
import { megabytes } from './evidenceRules.ts';

/** What phones and browsers record in, by the type read from the bytes, and what it is served as. */
const SERVED_AS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'audio/mpeg',
  'audio/wav': 'audio/wav',
  'audio/ogg': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/opus': 'audio/ogg',
  'audio/aac': 'audio/aac',
  'audio/amr': 'audio/amr',
  'audio/x-m4a': 'audio/mp4',
  'audio/mp4': 'audio/mp4',
  'video/mp4': 'audio/mp4',
  'video/webm': 'audio/webm',
  'video/matroska': 'audio/webm',
  'video/3gpp': 'audio/3gpp',
};
/** A picture that moves lies beside the sound. */
const MOVING = [
  Buffer.from('vide\0'),
  ...['V_VP8', 'V_VP9', 'V_AV1', 'V_MPEG', 'V_MS'].map((code) => Buffer.from(code)),
];
/** WeChat's own format, which no browser plays. */
const SILK = /^.?#!SILK_V3/s;
/** What browsers do not play: where it could not be turned into what they do (`played.ts`), it is handed over as a file. */
const UNPLAYABLE = ['audio/amr', 'audio/silk', 'audio/3gpp'];

/** Whether a browser plays it. */
export const isPlayable = (type: string): boolean => !UNPLAYABLE.includes(type);

const refuse = (sentence: string) => invalid('evidence.not-a-sound', { photos: sentence });

/**
 * A voice message as it may be kept: its type by its own bytes, without what the phone wrote into it beside the voice.
 * @throws Invalid `evidence.not-a-sound` at `photos`, the field it was chosen in.
 */
export async function readSound(
  content: Content,
  { maxBytes }: { maxBytes: number },
): Promise<{ bytes: Buffer; type: string }> {
  if (sizeOf(content) > maxBytes) throw refuse(`语音太长，请分几次说，每条不超过 ${megabytes(maxBytes)}`);
  if (sizeOf(content) === 0) throw refuse('语音是空的，请再说一次');
  const found = (await typeOf(content))?.mime ?? '';
  const bytes = Buffer.isBuffer(content) ? Buffer.from(content) : await readFile(content.path);
  const type = SILK.test(bytes.toString('latin1', 0, 16)) ? 'audio/silk' : SERVED_AS[found];
  if (type === undefined) throw refuse('这不是能收的录音，请用手机录音机录成 m4a、mp3 或 amr 再发，或写几个字');
  if (MOVING.some((mark) => bytes.includes(mark))) throw refuse('这是视频，不是录音：请录一段语音，或拍成照片');
  return { bytes: withoutTraces(bytes, type), type };
}

/** Takes out when it was recorded, on what and where; the sound stays as it is. */
export function withoutTraces(bytes: Buffer, type: string): Buffer {
  if (type === 'audio/mp4' || type === 'audio/3gpp') emptyBoxes(bytes, 0, bytes.length);
  if (type === 'audio/webm') emptyDate(bytes);
  if (type === 'audio/wav') return soundOfWav(bytes);
  return type === 'audio/mpeg' ? withoutTags(bytes) : bytes;
}

/** Parts of a WAV file that are the sound: all others say who recorded it when, with what and where. */
const WAV_PARTS = ['fmt ', 'fact', 'data'];
const RIFF_HEAD = 12;
function soundOfWav(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = RIFF_HEAD; at + HEAD <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const name = bytes.toString('latin1', at, at + 4);
    // A recorder that was cut off has not said how long its sound is. Each part begins at an even place.
    const isOpen = name === 'data' && size === 0;
    const end = isOpen ? bytes.length : Math.min(at + HEAD + size + (size % 2), bytes.length);
    if (WAV_PARTS.includes(name)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  const sound = Buffer.concat([bytes.subarray(0, RIFF_HEAD), ...parts]);
  if (parts.length > 0) sound.writeUInt32LE(sound.length - HEAD, 4);
  return parts.length === 0 ? bytes : sound;
}

/** Boxes of MP4 that hold others, times, and what is said beside the sound. */
const HOLDS = ['moov', 'trak', 'mdia'];
const TIMED = ['mvhd', 'tkhd', 'mdhd'];
const BESIDE = ['udta', 'meta', 'uuid'];
const HEAD = 8;

/** Nought means up to the end, one that it stands in eight bytes behind the name: recorders that begin before they know write so. */
function sizeOfBox(bytes: Buffer, at: number, to: number): number {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return to - at;
  return size === 1 && at + 2 * HEAD <= to ? Number(bytes.readBigUInt64BE(at + HEAD)) : size;
}

function emptyBoxes(bytes: Buffer, from: number, to: number): void {
  for (let at = from; at + HEAD <= to; ) {
    const size = sizeOfBox(bytes, at, to);
    const end = at + size;
    if (size < HEAD || end > to) return;
    const name = bytes.toString('latin1', at + 4, at + HEAD);
    const inside = at + (bytes.readUInt32BE(at) === 1 ? 2 * HEAD : HEAD);
    if (BESIDE.includes(name)) bytes.fill(0, inside, end).write('free', at + 4, 'latin1');
    // Version 1 counts both times in eight bytes, version 0 in four.
    if (TIMED.includes(name)) bytes.fill(0, inside + 4, Math.min(end, inside + (bytes[inside] === 1 ? 20 : 12)));
    if (HOLDS.includes(name)) emptyBoxes(bytes, inside, end);
    at = end;
  }
}

/** DateUTC of Matroska, eight bytes long; it stands in the head. */
const DATE_UTC = Buffer.from([0x44, 0x61, 0x88]);
const WEBM_HEAD = 4_096;
function emptyDate(bytes: Buffer): void {
  const at = bytes.subarray(0, WEBM_HEAD).indexOf(DATE_UTC);
  if (at >= 0) bytes.fill(0, at + DATE_UTC.length, at + DATE_UTC.length + 8);
}

/** ID3, before the sound or in the last 128 bytes. */
const [ID3, TAG, TAG_BYTES, ID3_HEAD] = ['ID3', 'TAG', 128, 10] as const;
function withoutTags(bytes: Buffer): Buffer {
  const length = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
  const from = bytes.toString('latin1', 0, 3) === ID3 ? ID3_HEAD + length : 0;
  const isTagged = bytes.toString('latin1', bytes.length - TAG_BYTES, bytes.length - TAG_BYTES + 3) === TAG;
  const rest = bytes.subarray(from, isTagged ? bytes.length - TAG_BYTES : bytes.length);
  return rest.length === 0 ? bytes : rest;
}
