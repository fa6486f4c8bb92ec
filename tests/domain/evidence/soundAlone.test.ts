import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { openPhoto, openSound, storePhoto, storeSound } from '#domain/evidence';
import { SOUND_TYPES, soundAlone } from '../../../src/domain/evidence/soundAlone/index.ts';
import { personContext } from '../../support/contexts.ts';
import { amr, element, longSilk, ogg, opusComments, phoneMemo, silk, toldWav } from '../../support/sounds.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const ctx = () => personContext(world.actors.worker);

/** What somebody would be known by, written wherever a container lets one write. */
const TRACE = '小李的手机 2026-11-24 08:42:17 +22.7107+110.3546';
const trace = Buffer.from(TRACE);
const SOUND = Buffer.alloc(60, 7);
const text = (id: string) => element(id, trace);

const id3 = (): Buffer => {
  const frame = Buffer.concat([Buffer.from('TIT2'), Buffer.from([0, 0, 0, trace.length + 1, 0, 0, 3]), trace]);
  return Buffer.concat([Buffer.from('ID3\u0003\0\0\0\0\0'), Buffer.from([frame.length]), frame]);
};
const behind = Buffer.concat([Buffer.from('APETAGEX'), trace, Buffer.from('TAG'), trace, Buffer.alloc(80)]);
/** MPEG 1 layer III, 32 kbit/s at 48 kHz: 96 bytes each. */
const mpegFrames = Buffer.concat(
  Array.from({ length: 4 }, () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x14, 0]), Buffer.alloc(92, 7)])),
);
const aacFrame = Buffer.concat([Buffer.from([0xff, 0xf1, 0x50, 0x80, 0x08, 0x5f, 0xfc]), Buffer.alloc(59, 7)]);
const aacFrames = Buffer.concat(Array.from({ length: 4 }, () => aacFrame));

const webmOf = (inside: Buffer): Buffer =>
  Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element('18538067', Buffer.concat([element('1654ae6b', Buffer.alloc(0)), element('1f43b675', inside)])),
  ]);

function webm(): Buffer {
  const head = element('1a45dfa3', element('4282', Buffer.from('webm')));
  const info = element('1549a966', Buffer.concat(['4461', '7ba9', '4d80', '5741', '73a4', '7384'].map(text)));
  const track = element(
    'ae',
    Buffer.concat([
      ...[element('d7', Buffer.from([1])), element('83', Buffer.from([2])), text('73c5'), text('536e'), text('22b59c')],
      element('86', Buffer.from('A_OPUS')),
    ]),
  );
  const cluster = element(
    '1f43b675',
    Buffer.concat([element('e7', Buffer.from([0])), text('ec'), element('a3', SOUND)]),
    true,
  );
  const rest = ['1254c367', '1941a469', '1043a770', 'ec'].map(text);
  return Buffer.concat([
    head,
    element('18538067', Buffer.concat([info, element('1654ae6b', track), cluster, ...rest]), true),
    trace,
  ]);
}
/** The comments of Vorbis lie in the head of its codec. */
function vorbisInWebm(): Buffer {
  const comments = Buffer.concat([
    Buffer.from('\u0003vorbis'),
    opusComments(TRACE, TRACE).subarray(8),
    Buffer.from([1]),
  ]);
  const first = Buffer.alloc(30, 1);
  const heads = Buffer.concat([Buffer.from([2, first.length, comments.length]), first, comments, SOUND]);
  const track = element('ae', Buffer.concat([element('86', Buffer.from('A_VORBIS')), element('63a2', heads)]));
  const head = element('1a45dfa3', element('4282', Buffer.from('webm')));
  const cluster = element('1f43b675', element('a3', SOUND));
  return Buffer.concat([head, element('18538067', Buffer.concat([element('1654ae6b', track), cluster]))]);
}

/** By the type each is kept as: with traces wherever it takes them, and the sound that must remain. */
const TOLD: Readonly<Record<string, readonly (() => Buffer | Promise<Buffer>)[]>> = {
  'audio/mpeg': [() => Buffer.concat([id3(), mpegFrames, behind])],
  'audio/aac': [() => Buffer.concat([aacFrames, behind])],
  'audio/amr': [() => Buffer.concat([amr(121), Buffer.from([0xff]), trace])],
  'audio/silk': [() => Buffer.concat([longSilk(SOUND), trace])],
  'audio/wav': [
    () => Buffer.concat([toldWav(), trace]),
    async () => Buffer.concat([await silk(1), trace]),
    () => Buffer.concat([amr(1), Buffer.from([0xff]), trace]),
  ],
  'audio/ogg': [
    () => Buffer.concat([ogg([SOUND, SOUND], opusComments(TRACE, TRACE)), ogg([trace], opusComments('', ''), 9)]),
    // Longer than a piece and a page's worth of them.
    () => ogg([SOUND], opusComments(TRACE, TRACE.repeat(40))),
  ],
  'audio/webm': [webm, vorbisInWebm],
  'audio/mp4': [
    () => Buffer.concat([phoneMemo(), box('free', trace), box('uuid', trace), box('skip', trace), box('junk', trace)]),
    () => phoneMemo({ isLate: true }),
  ],
  'audio/3gpp': [
    () => Buffer.concat([box('ftyp', Buffer.from('3gp4\0\0\0\0')), phoneMemo().subarray(28), box('udta', trace)]),
  ],
};
function box(name: string, inside: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + inside.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, inside]);
}

it('every container a voice may come in is here', () => {
  expect(Object.keys(TOLD).toSorted()).toEqual([...SOUND_TYPES].toSorted());
});

describe.each(Object.entries(TOLD).flatMap(([type, all]) => all.map((told, n) => [type, n, told] as const)))(
  '%s, %i',
  (type, _n, told) => {
    it('keeps the sound, and nothing of who recorded it when and where', async () => {
      const sent = await told();
      expect(['小李', '+22.7107'].some((one) => sent.includes(one))).toBe(true);
      const kept = await openSound(await storeSound(ctx(), { bytes: sent }));
      expect(kept.type).toBe(type);
      for (const one of ['小李', '2026-11-24', '08:42', '+22.7107'])
        expect([one, kept.bytes.includes(one)]).toEqual([one, false]);
      expect(kept.bytes.length).toBeGreaterThan(50);
      if (sent.includes(SOUND)) expect(kept.bytes.includes(SOUND)).toBe(true);
      // Kept again it is the same: nothing of it was taken for something else.
      const again = await openSound(await storeSound(ctx(), { bytes: kept.bytes }));
      expect(again.bytes.equals(kept.bytes)).toBe(true);
    });
  },
);

it('two recorders’ files of the same sound are one: no number of either remains', async () => {
  const of = async (serial: number, vendor: string) =>
    (await openSound(await storeSound(ctx(), { bytes: ogg([SOUND], opusComments(vendor, ''), serial) }))).bytes;
  expect((await of(0x11_22_33_44, '小李的手机')).equals(await of(0x55_66_77_88, '小王的手机'))).toBe(true);
});

it('a recording that holds more than sound is refused, and says what to do', async () => {
  await expect(storeSound(ctx(), { bytes: phoneMemo({ handler: 'mebx' }) })).rejects.toMatchObject({
    fields: { photos: expect.stringContaining('请用手机录音机重录一段') },
  });
  await expect(storeSound(ctx(), { bytes: id3() })).rejects.toMatchObject({ code: 'evidence.not-a-sound' });
});

describe('a recording in which there is nothing to be heard is refused, and not kept as an empty one', () => {
  const wav = Buffer.concat([Buffer.from('RIFF\u0024\0\0\0WAVEfmt \u0010\0\0\0'), Buffer.alloc(16, 1)]);
  const pages = ogg([SOUND], opusComments('', ''));
  it.each<[string, Buffer]>([
    ['WAV without sound', Buffer.concat([wav, Buffer.from('data\0\0\0\0')])],
    ['WAV of its head alone', wav],
    ['Ogg of its heads alone', pages.subarray(0, pages.lastIndexOf('OggS'))],
    ['WebM without a block', webmOf(Buffer.alloc(0))],
    ['a memo that was cut off before its recorder said how it is coded', phoneMemo({ isLate: true }).subarray(0, 244)],
  ])('%s', async (_name, bytes) => {
    await expect(storeSound(ctx(), { bytes })).rejects.toMatchObject({
      fields: { photos: expect.stringContaining('请再录一次') },
    });
  });
});

it('a voice that lies beside another stream is kept, and the other is not', async () => {
  const pagesOf = (bytes: Buffer): Buffer[] =>
    bytes
      .toString('latin1')
      .split(/(?=OggS)/)
      .map((page) => Buffer.from(page, 'latin1'));
  const [head = SOUND, ...rest] = pagesOf(ogg([SOUND, SOUND], opusComments(TRACE, TRACE)));
  const [otherHead = SOUND, ...others] = pagesOf(ogg([trace], opusComments(TRACE, TRACE), 9));
  otherHead.write('NoSound!', otherHead.indexOf('OpusHead'), 'latin1');
  const kept = await openSound(
    await storeSound(ctx(), { bytes: Buffer.concat([head, otherHead, ...others, ...rest]) }),
  );
  const alone = await openSound(await storeSound(ctx(), { bytes: Buffer.concat([head, ...rest]) }));
  expect(kept.bytes.equals(alone.bytes)).toBe(true);
  expect(kept.bytes.includes(SOUND)).toBe(true);
});

it('what was written behind a frame that was cut off is no part of it', async () => {
  const tag = Buffer.concat([Buffer.from('TAG'), trace, Buffer.alloc(125)]).subarray(0, 128);
  // A frame of 288 bytes, of which 100 came: it says that the tag lies in it.
  const longFrame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x54, 0]), Buffer.alloc(96, 7)]);
  const kept = await openSound(await storeSound(ctx(), { bytes: Buffer.concat([mpegFrames, longFrame, tag]) }));
  expect(kept.bytes.equals(mpegFrames)).toBe(true);
});

it('ten megabytes of the shortest frames there are take neither the memory nor the time of others', () => {
  const frame = Buffer.from([0xff, 0xf1, 0x50, 0x80, 0, 0xff, 0xfc]);
  const bytes = Buffer.alloc(10 * 1024 * 1024, frame);
  const before = process.memoryUsage().heapUsed;
  expect(soundAlone(bytes, 'audio/aac').length).toBeGreaterThan(bytes.length - 2 * frame.length);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024);
});

it.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  'of a picture in %s nothing but the picture is kept',
  async (format) => {
    const plain = sharp({ create: { width: 64, height: 48, channels: 3, background: '#446688' } });
    const written = plain
      .withExif({ IFD0: { Artist: 'XiaoLi', ImageDescription: TRACE }, IFD3: { GPSLatitude: '22/1 42/1 0/1' } })
      .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><r>XiaoLi ${TRACE}</r></x:xmpmeta>`);
    const sent = Buffer.concat([await written.toFormat(format).toBuffer(), trace]);
    expect(sent.includes('XiaoLi')).toBe(true);
    const photo = await storePhoto(ctx(), { bytes: sent, fileName: `${TRACE}.${format}` });
    for (const size of ['full', 'thumb'] as const) {
      const kept = await buffer((await openPhoto(photo._id, size)).stream);
      for (const one of ['XiaoLi', '小李', 'Exif', 'xmpmeta', 'GPS'])
        expect([size, one, kept.includes(one)]).toEqual([size, one, false]);
    }
    expect(JSON.stringify(photo)).not.toContain('小李');
  },
);
