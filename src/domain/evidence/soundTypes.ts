import { readFile } from 'node:fs/promises';
import { invalid } from '#kernel/errors';
import { type Content, sizeOf, typeOf } from './content.ts';
import { megabytes } from './evidenceRules.ts';
import { soundAlone, tracksOfMp4 } from './soundAlone/index.ts';

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
const MP4 = ['audio/mp4', 'audio/3gpp'];
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
 * A voice message as it may be kept: its type by its own bytes, and of what it holds the sound alone.
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
  const sound = soundAlone(bytes, type);
  if (sound.length === 0) throw refuse('这段录音打不开，请再录一次，或写几个字');
  if (MP4.includes(type) && tracksOfMp4(sound).some((kind) => kind !== 'soun'))
    throw refuse('这个录音文件里还有声音以外的内容，请用手机录音机重录一段');
  return { bytes: sound, type };
}
