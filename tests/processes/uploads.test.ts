import { readFileSync } from 'node:fs';
import mongoose from 'mongoose';
import sharp from 'sharp';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD } from '../support/world.ts';
import { type House, openHouse, PATIENTLY, type Part } from './support/house.ts';
import { Visitor } from './support/visitor.ts';

let house: House;
let web: Part;
beforeAll(async () => {
  house = await openHouse();
  web = await house.start('web');
}, PATIENTLY);
afterAll(() => house?.close(), 30_000);

const MB = 1024 * 1024;
const pid = (): number => web.child.pid as number;
/**
 * Memory a process has for itself, in bytes. The pages of an upload that lies on disk are not counted: they are the
 * machine's, which takes them away when it needs them, and how many it maps at once differs from kernel to kernel.
 */
const memory = (): number =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) * 1024;
const LOOK_MS = 10;

/** A photo of 24 MB, as a large phone takes it: noise, which no JPEG makes smaller. */
async function largePhoto(): Promise<Buffer> {
  const [width, height] = [3_400, 2_650];
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  return sharp({ create: { width, height, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

it(
  'two forms of nine photos of 24 MB at once add less than 100 MB to the memory of a web process',
  async () => {
    const world = await buildWorld();
    const photo = new File([new Uint8Array(await largePhoto())], 'photo.jpg', { type: 'image/jpeg' });
    expect([photo.size > 20 * MB, photo.size < 25 * MB]).toEqual([true, true]);
    const people = await Promise.all(
      [world.phones.worker, world.phones.officer].map(async (phone) => {
        const visitor = new Visitor(web.url);
        await visitor.signIn(phone, PASSWORD);
        await visitor.open('/report');
        return visitor;
      }),
    );
    // What the first picture of a process brings in, a library and its threads, is not what a form costs.
    const small = new File(
      [
        new Uint8Array(
          await sharp(await photo.bytes())
            .resize(800)
            .jpeg()
            .toBuffer(),
        ),
      ],
      's.jpg',
    );
    const report = {
      isNotDuplicate: '1',
      text: '两边同时传照片',
      locationId: world.location._id,
      once: 'once-of-the-first-one',
    };
    expect((await people[0]?.post('/report', { ...report, photos: small }, 'multipart'))?.status).toBe(303);
    await people[0]?.open('/report');

    const before = memory();
    let most = before;
    const looking = setInterval(() => {
      most = Math.max(most, memory());
    }, LOOK_MS).unref();
    const sent = await Promise.all(
      people.map((visitor, n) => {
        const photos = Array.from({ length: 9 }, () => photo);
        return visitor.postFiles(
          '/report',
          { ...report, text: `第 ${n} 份`, once: `once-of-many-${n}00` },
          'photos',
          photos,
        );
      }),
    );
    // A busy machine may apologise for being late while it goes on storing: what counts is that both are kept.
    expect(sent.filter(({ status }) => status !== 303 && status !== 503)).toEqual([]);
    await until(async () => (await mongoose.connection.collection('hazards').countDocuments()) === 3, PATIENTLY / 2);
    clearInterval(looking);
    expect(Math.round((most - before) / MB)).toBeLessThan(100);
  },
  PATIENTLY,
);
