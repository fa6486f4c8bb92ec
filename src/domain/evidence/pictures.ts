import sharp from 'sharp';
import { invalid } from '#kernel/errors';
import { beginningOf, type Content, sizeOf, typeOf } from './content.ts';
import { megabytes } from './evidenceRules.ts';
import { type Sketch, sketchOf } from './likeness/index.ts';

sharp.concurrency(1);
// What was decoded once is never asked for again: keeping it would only cost memory.
sharp.cache(false);

const READABLE = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];
/** How files of any maker's HEIC begin; not every brand is known by its type. */
const HEIC_BRANDS = /^ftyp(?:hei|hev|mif|msf)/;
/** What phones make that nothing here opens, by the beginning of its type, and what whoever sent it can do. */
const ELSE: readonly (readonly [type: string, sentence: string])[] = [
  ['image/hei', '这是 HEIC 格式的照片，请在手机设置里改为“兼容性最佳”，或截一张图再发'],
  ['video/', '这是视频或实况照片会动的那一半，请在相册里存成静态照片，或截一张图再发'],
];

export interface Picture {
  full: Buffer;
  thumb: Buffer;
  width: number;
  height: number;
  dhash: string;
  sketch: Sketch;
}

const refuse = (sentence: string) => invalid('evidence.not-a-photo', { photos: sentence });

/**
 * Makes of an upload what may be kept: upright, without any metadata, in two sizes. The type is read from the bytes;
 * name and claimed type count for nothing.
 * @throws Invalid `evidence.not-a-photo` at `photos`.
 */
export async function readPicture(
  content: Content,
  limits: { maxBytes: number; maxPixels: number; longSide: number; thumbSide: number },
): Promise<Picture> {
  if (sizeOf(content) > limits.maxBytes) throw refuse(`照片太大，请换一张不超过 ${megabytes(limits.maxBytes)} 的`);
  const type = await typeOf(content);
  const kind = HEIC_BRANDS.test((await beginningOf(content, 12)).toString('latin1', 4))
    ? 'image/heic'
    : (type?.mime ?? '');
  const other = ELSE.find(([begins]) => kind.startsWith(begins));
  if (other !== undefined) throw refuse(other[1]);
  if (type === undefined || !READABLE.includes(type.mime))
    throw refuse('这不是能打开的照片，请发 JPG、PNG 或 WebP 图片');
  try {
    // From disk it is decoded strip by strip, and stands nowhere as a whole.
    const upright = sharp(Buffer.isBuffer(content) ? content : content.path, {
      limitInputPixels: limits.maxPixels,
      failOn: 'truncated',
    }).rotate();
    const fit = { fit: 'inside', withoutEnlargement: true } as const;
    const full = await upright
      .resize(limits.longSide, limits.longSide, fit)
      .webp({ quality: 82 })
      .toBuffer({ resolveWithObject: true });
    const thumb = await sharp(full.data)
      .resize(limits.thumbSide, limits.thumbSide, fit)
      .webp({ quality: 75 })
      .toBuffer();
    return {
      full: full.data,
      thumb,
      width: full.info.width,
      height: full.info.height,
      dhash: await differenceHash(full.data),
      sketch: await sketchOf(full.data),
    };
  } catch (cause) {
    throw Object.assign(refuse(whyNot(cause)), { cause });
  }
}

/** Why a picture cannot be opened, as far as it is known: that it came cut off is only said when it did. */
function whyNot(cause: unknown): string {
  const { message } = cause as Error;
  if (/pixel limit/i.test(message)) return '照片的像素太多，请截一张图，或在手机相机里选小一点的尺寸';
  return /premature end|truncated|end of (?:file|stream|image)|unexpected end|too short/i.test(message)
    ? '照片没有传完整，请再选一次'
    : '照片打不开，请截一张图再发，或重新拍一张';
}

/** 64 bits, each telling whether a cell is darker than the one to its right; small edits change few of them. */
async function differenceHash(picture: Buffer): Promise<string> {
  const cells = await sharp(picture).greyscale().resize(9, 8, { fit: 'fill' }).raw().toBuffer();
  let bits = 0n;
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      const left = cells[row * 9 + column] ?? 0;
      const right = cells[row * 9 + column + 1] ?? 0;
      bits = (bits << 1n) | (left < right ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}

/** Number of bits in which two difference hashes differ, 0–64; up to 10 they look alike. */
export function dhashDistance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; differing > 0n; differing >>= 1n) count += Number(differing & 1n);
  return count;
}
