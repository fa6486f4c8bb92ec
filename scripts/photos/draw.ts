import sharp, { type Sharp } from 'sharp';

/** The same numbers for the same seed (mulberry32), from 0 up to 1. */
export function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const [WIDTH, HEIGHT] = [800, 600];
type Random = () => number;
const grey = (random: Random, from: number, to: number): string => {
  const level = from + random() * (to - from);
  const part = () => Math.round(Math.min(255, Math.max(0, level + (random() - 0.5) * 40)));
  return `rgb(${part()},${part()},${part()})`;
};
const box = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`;
const wheel = (x: number, y: number, r: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="#222" stroke-width="6"/><circle cx="${x}" cy="${y}" r="${r / 4}" fill="#333"/>`;

/** A hall: wall, floor, windows, pillars, pipes. */
function hall(random: Random): string {
  const floor = 330 + random() * 120;
  const pillars = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
    box(random() * WIDTH, 0, 18 + random() * 40, floor, grey(random, 60, 190)),
  );
  const windows = Array.from({ length: Math.floor(random() * 4) }, () =>
    box(random() * WIDTH, 20 + random() * 90, 60 + random() * 110, 50 + random() * 80, grey(random, 190, 250)),
  );
  const pipes = Array.from({ length: Math.floor(random() * 4) }, () =>
    box(0, 20 + random() * floor * 0.7, WIDTH, 5 + random() * 16, grey(random, 70, 200)),
  );
  return [
    box(0, 0, WIDTH, floor, grey(random, 110, 220)),
    box(0, floor, WIDTH, HEIGHT - floor, grey(random, 50, 140)),
    ...windows,
    ...pipes,
    ...pillars,
  ].join('');
}

/** What stands in it: a belt drive, a cabinet, gas bottles, a tank, shelves. */
const THINGS: readonly ((random: Random) => string)[] = [
  (random) => {
    const [x, y, r] = [140 + random() * 220, 330 + random() * 90, 45 + random() * 50];
    const far = x + 160 + random() * 180;
    return `${box(x - 60, y + r, far - x + 120, 70, grey(random, 40, 120))}<line x1="${x}" y1="${y - r}" x2="${far}" y2="${y - r * 0.6}" stroke="#151515" stroke-width="14"/>${wheel(x, y, r, grey(random, 60, 170))}${wheel(far, y, r * 0.6, grey(random, 60, 170))}`;
  },
  (random) => {
    const [x, y, w, h] = [120 + random() * 380, 110 + random() * 90, 150 + random() * 120, 230 + random() * 150];
    const inside = Array.from({ length: 4 + Math.floor(random() * 5) }, (_, i) =>
      box(x + 14 + random() * 30, y + 16 + i * 30, w * (0.3 + random() * 0.4), 18, grey(random, 20, 230)),
    );
    return box(x, y, w, h, grey(random, 90, 210), 'stroke="#333" stroke-width="5"') + inside.join('');
  },
  (random) =>
    Array.from({ length: 3 + Math.floor(random() * 5) }, (_, i) => {
      const [x, h] = [90 + i * (70 + random() * 40), 170 + random() * 110];
      return box(x, 520 - h, 46 + random() * 18, h, grey(random, 40, 220), 'rx="22"');
    }).join(''),
  (random) => {
    const [x, y] = [260 + random() * 260, 300 + random() * 70];
    return `<ellipse cx="${x}" cy="${y}" rx="${130 + random() * 90}" ry="${80 + random() * 70}" fill="${grey(random, 120, 230)}" stroke="#444" stroke-width="5"/>${box(x - 20, y + 60, 40, 140, grey(random, 40, 120))}`;
  },
  (random) =>
    Array.from({ length: 4 }, (_, row) =>
      Array.from({ length: 5 }, (_, at) =>
        box(150 + at * 100, 150 + row * 95, 60 + random() * 34, 40 + random() * 44, grey(random, 30, 230)),
      ).join(''),
    ).join(''),
];

/** What a fix puts there, or takes away: a guard, a sign, a door, a rail, something that was in the way. */
function fixOf(random: Random): string {
  const [x, y] = [160 + random() * 300, 170 + random() * 150];
  const [w, h] = [110 + random() * 150, 90 + random() * 130];
  const fill = random() < 0.5 ? grey(random, 190, 250) : grey(random, 10, 70);
  const bars = Array.from({ length: 6 }, (_, at) => box(x + (at * w) / 6, y, 4, h, '#d9b310')).join('');
  return box(x, y, w, h, fill, 'stroke="#d9b310" stroke-width="7"') + bars;
}

/** Dirt, light and shadow of a place, as blurred noise, and the grain of the camera. */
async function light(random: Random, size: number, strength: number): Promise<Buffer> {
  const [w, h] = [Math.ceil(WIDTH / size), Math.ceil(HEIGHT / size)];
  const cells = Buffer.alloc(w * h * 4);
  for (let at = 0; at < w * h; at++) {
    cells.fill(random() < 0.5 ? 0 : 255, at * 4, at * 4 + 3);
    cells[at * 4 + 3] = Math.floor(random() * strength);
  }
  return sharp(cells, { raw: { width: w, height: h, channels: 4 } })
    .resize(WIDTH, HEIGHT, { fit: 'fill' })
    .png()
    .toBuffer();
}

export interface Scene {
  /** Whose hall it is, and which thing stands in it. */
  hall: number;
  thing: number;
  isFixed?: boolean;
  /** Which camera and moment: another has other grain, and no hand is still. */
  shot?: number;
}

/** Draws a photo of a scene as JPEG; the same scene and shot give the same photo. */
export async function draw({ hall: place, thing, isFixed = false, shot }: Scene): Promise<Buffer> {
  const [ofHall, ofThing] = [randomBy(place), randomBy(thing * 7919 + 1)];
  const random = randomBy((shot ?? 0) * 104_729 + place);
  const what = THINGS[Math.floor(ofThing() * THINGS.length)] ?? (() => '');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${hall(ofHall)}${what(ofThing)}${isFixed ? fixOf(randomBy(thing + 17)) : ''}</svg>`;
  const drawn = await sharp(Buffer.from(svg))
    .composite([
      { input: await light(ofHall, 90, 110) },
      { input: await light(ofHall, 14, 50) },
      { input: await light(random, 2, 60) },
    ])
    .removeAlpha()
    .jpeg({ quality: 92 })
    .toBuffer();
  if (shot === undefined) return drawn;
  // Taken again by hand from nearly the same place.
  const [right, low, turn] = [random() * 24, random() * 18, (random() - 0.5) * 3];
  return sharp(await sharp(drawn).rotate(turn).toBuffer())
    .extract({ left: Math.floor(right) + 14, top: Math.floor(low) + 12, width: WIDTH - 60, height: HEIGHT - 50 })
    .modulate({ brightness: 0.85 + random() * 0.3 })
    .jpeg({ quality: 88 })
    .toBuffer();
}

type Change = (photo: Buffer, random: Random) => Promise<Buffer>;
const sized = async (photo: Buffer): Promise<{ width: number; height: number }> => {
  const { width = 1, height = 1 } = await sharp(photo).metadata();
  return { width, height };
};
const jpeg = (picture: Sharp, quality = 82): Promise<Buffer> => picture.jpeg({ quality }).toBuffer();

/** Puts it on a phone's screen: bars above and below, clock and battery, a row of buttons, saved small. */
const screenshot: Change = async (photo, random) => {
  const screen = { width: 540, height: 1_170 };
  const isDark = random() < 0.6;
  const shown = await sharp(photo).resize({ width: screen.width }).toBuffer({ resolveWithObject: true });
  const ink = isDark ? '#eee' : '#222';
  const bars = `<svg xmlns="http://www.w3.org/2000/svg" width="${screen.width}" height="${screen.height}"><text x="30" y="38" font-size="24" fill="${ink}">9:41</text><rect x="470" y="20" width="40" height="18" fill="${ink}"/>${[80, 220, 360].map((x) => `<circle cx="${x + 50}" cy="1100" r="22" fill="${ink}"/>`).join('')}</svg>`;
  const top = Math.floor((screen.height - shown.info.height) * (0.35 + random() * 0.3));
  return jpeg(
    sharp({ create: { ...screen, channels: 3, background: isDark ? '#000' : '#fff' } }).composite([
      { input: shown.data, left: 0, top },
      { input: Buffer.from(bars), left: 0, top: 0 },
    ]),
  );
};

/** Cut by up to so much of each side, not evenly. */
const crop =
  (share: number): Change =>
  async (photo, random) => {
    const { width, height } = await sized(photo);
    const part = () => random() * share;
    const [left, right, top, bottom] = [part(), part(), part(), part()];
    return jpeg(
      sharp(photo).extract({
        left: Math.round(left * width),
        top: Math.round(top * height),
        width: Math.floor((1 - left - right) * width),
        height: Math.floor((1 - top - bottom) * height),
      }),
    );
  };
const turnedBy = (random: Random): number => (random() < 0.5 ? -1 : 1) * (3 + random() * 2);

/** What is done to a photo to hand it in a second time. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'saved again, small': async (photo, random) =>
    jpeg(sharp(photo).resize({ width: 320 + Math.floor(random() * 300) }), 45 + Math.floor(random() * 30)),
  brightness: (photo, random) => jpeg(sharp(photo).linear(0.75 + random() * 0.5, (random() - 0.5) * 50)),
  'crop of 3 % of each side': async (photo) => {
    const { width, height } = await sized(photo);
    const [left, top] = [Math.round(width * 0.03), Math.round(height * 0.03)];
    return jpeg(sharp(photo).extract({ left, top, width: width - 2 * left, height: height - 2 * top }));
  },
  'crop of up to 3 %, uneven': crop(0.03),
  mirror: (photo) => jpeg(sharp(photo).flop()),
  'turn of 3–5°, corners filled': (photo, random) =>
    jpeg(sharp(photo).rotate(turnedBy(random), { background: random() < 0.5 ? '#000' : '#fff' })),
  'turn of 3–5°, cut to fit': async (photo, random) => {
    const { width, height } = await sized(photo);
    const turn = turnedBy(random);
    const radians = (Math.abs(turn) * Math.PI) / 180;
    const fit = 1 / (Math.cos(radians) + (width / height) * Math.sin(radians));
    const turned = await sharp(photo).rotate(turn).toBuffer({ resolveWithObject: true });
    const [w, h] = [Math.floor(width * fit), Math.floor(height * fit)];
    const [left, top] = [Math.floor((turned.info.width - w) / 2), Math.floor((turned.info.height - h) / 2)];
    return jpeg(sharp(turned.data).extract({ left, top, width: w, height: h }));
  },
  screenshot,
  'mirror, crop, darker': async (photo, random) =>
    jpeg(sharp(await crop(0.03)(await sharp(photo).flop().toBuffer(), random)).linear(0.8, 0), 60),
  'screenshot of a mirror': async (photo, random) => screenshot(await sharp(photo).flop().toBuffer(), random),
};
