import sharp from 'sharp';
import { AppError } from '#kernel/errors';
import { evidenceRule } from '../../src/domain/evidence/evidenceRules.ts';
import { readPicture } from '../../src/domain/evidence/pictures.ts';
import { fixedNow } from '../support/clock.ts';

const limits = evidenceRule(fixedNow).photo;

const sentenceFor = async (bytes: Buffer): Promise<string> => {
  try {
    await readPicture(bytes, limits);
    return '';
  } catch (error) {
    return error instanceof AppError ? (error.fields['photos'] ?? '') : String(error);
  }
};

/** The first box of a file of the ISO family, which names its brand. */
const ofBrand = (brand: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}mif1`), Buffer.alloc(2_000)]);

const flat = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#484' }, limitInputPixels: false });

describe('a picture', () => {
  it.each([
    [8_064, 6_048],
    [12_288, 9_216],
  ])(
    'of %i by %i pixels is kept',
    async (width, height) => {
      const { width: kept } = await readPicture(await flat(width, height).jpeg().toBuffer(), limits);
      expect(kept).toBe(limits.longSide);
    },
    120_000,
  );

  it.each(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1'])(
    'of brand %s says what to do',
    async (brand) => {
      expect(await sentenceFor(ofBrand(brand))).toContain('HEIC');
    },
  );

  it('that moves says which half to send', async () => {
    expect(await sentenceFor(ofBrand('qt  '))).toContain('实况照片');
  });

  it('that came cut off says so, and no other does', async () => {
    const { data } = await sharp({
      create: {
        width: 900,
        height: 900,
        channels: 3,
        background: '#484',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg({ quality: 95 })
      .toBuffer({ resolveWithObject: true });
    expect(await sentenceFor(data.subarray(0, data.length / 2))).toContain('没有传完整');
    const broken = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), Buffer.alloc(3_000, 7)]);
    expect(await sentenceFor(broken)).not.toContain('没有传完整');
    expect(await sentenceFor(Buffer.concat([data, Buffer.alloc(4_000, 9)]))).toBe('');
    const large = await flat(16_000, 9_000).jpeg().toBuffer();
    expect(await sentenceFor(large)).toContain('像素太多');
  }, 120_000);
});
