import { mkdirSync } from 'node:fs';
import { get } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import supertest from 'supertest';
import { peekHazard } from '#domain/hazards';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const KB = 1_024;

it('a poster whose code nobody knows says so, and takes the report all the same', async () => {
  const { text, status } = await supertest.agent(portal.url).get('/l/NBCPX234');
  expect(status).toBe(200);
  expect(text).toContain('没有这张海报的编码');
  expect(text).toContain('哪家企业');
  const good = await supertest.agent(portal.url).get(`/l/${world.location.code}`);
  expect(good.text).not.toContain('没有这张海报的编码');
});

it('what the words tell of is switched on when the form comes back', async () => {
  const agent = supertest.agent(portal.url);
  const { text } = await agent.get('/report');
  const keys = Object.fromEntries(
    ['_csrf', 'once', '_here', '_by'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '',
    ]),
  );
  const back = await agent.post('/report').field({ ...keys, text: '二号库着火了'.padEnd(10_100, '烧'), isUrgent: '0' });
  expect(back.status).toBe(422);
  expect(back.text).toMatch(/id="isUrgent"[^>]* checked/);
});

it('a page that is shared in WeChat has title, picture and words', async () => {
  for (const path of ['/', `/l/${world.location.code}`, '/chat']) {
    const { text } = await supertest.agent(portal.url).get(path);
    for (const name of ['og:title', 'og:description', 'og:image'])
      expect(text).toContain(`property="${name}" content="`);
    for (const name of ['name', 'description', 'image']) expect(text).toContain(`itemprop="${name}" content="`);
    const [, image = ''] = /property="og:image" content="([^"]+)"/.exec(text) ?? [];
    expect(image).toMatch(/^https?:\/\//);
    const picture = await supertest(portal.url).get(new URL(image).pathname);
    expect(picture.headers['content-type']).toBe('image/png');
    expect(await sharp(picture.body).metadata()).toMatchObject({ width: 300, height: 300 });
  }
});

it('style, icons and scripts are sent by brotli', async () => {
  const { text } = await supertest.agent(portal.url).get('/report');
  const files = [...text.matchAll(/(?:href|src)="(\/(?:build|static)\/[^"#]+)/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(2);
  for (const file of new Set(files)) {
    const { headers } = await supertest(portal.url).get(file).set('accept-encoding', 'gzip, deflate, br');
    const isSmall = Number(headers['content-length'] ?? 9_999) < KB;
    expect([file, isSmall ? 'br' : headers['content-encoding']]).toEqual([file, 'br']);
  }
});

/** Bytes of one answer as they go over the line, its headers not counted, and its words. */
const fetchSent = (address: string): Promise<{ bytes: number; text: string }> =>
  new Promise((resolve, reject) => {
    get(address, { headers: { 'accept-encoding': 'gzip, deflate, br' } }, (res) => {
      const parts: Buffer[] = [];
      res.on('data', (part: Buffer) => parts.push(part));
      res.on('error', reject);
      res.on('end', () => {
        const sent = Buffer.concat(parts);
        const isBrotli = res.headers['content-encoding'] === 'br';
        resolve({ bytes: sent.length, text: (isBrotli ? brotliDecompressSync(sent) : sent).toString() });
      });
    }).on('error', reject);
  });

it('a first visit takes at most 60 KB over the line', async () => {
  for (const path of ['/', '/report', '/chat', '/sign-in', `/l/${world.location.code}`]) {
    const page = await fetchSent(portal.url + path);
    const files = [...page.text.matchAll(/(?:href|src)="(\/(?:build|static)\/[^"#]+)/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(1);
    const sent = await Promise.all([...new Set(files)].map((file) => fetchSent(portal.url + file)));
    const bytes = sent.reduce((sum, one) => sum + one.bytes, page.bytes);
    expect({ path, isLight: bytes <= 60 * KB, bytes }).toEqual({ path, isLight: true, bytes });
  }
});

describeInBrowser('on a phone', () => {
  let browser: Browser;
  beforeEach(async () => {
    browser = await openBrowser();
  });
  afterEach(() => browser.close());

  const shoot = async (page: Page, name: string): Promise<void> => {
    if (!process.env['SHOTS']) return;
    mkdirSync(process.env['SHOTS'], { recursive: true });
    await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true });
  };

  it('a worker reports from home in four taps, with a photo seen before it is sent', async () => {
    const { page } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.worker, PASSWORD);
    let taps = 0;
    const tap = async (what: ReturnType<Page['locator']>): Promise<void> => {
      taps += 1;
      await what.click();
    };
    await tap(page.getByRole('link', { name: '上报隐患' }).first());
    const tile = (await page.locator('.shot').boundingBox()) ?? { height: 0, y: 999 };
    expect(tile.height).toBeGreaterThanOrEqual(96);
    const buffer = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#884422' } })
      .jpeg()
      .toBuffer();
    await page.getByLabel('拍照或选照片').setInputFiles({ name: 'p.jpg', mimeType: 'image/jpeg', buffer });
    expect(await page.locator('.shots img').count()).toBe(1);
    await shoot(page, 'report');
    await tap(page.getByLabel('看到了什么'));
    await page.keyboard.type('门口的井盖没盖好');
    await tap(page.getByLabel(world.location.name, { exact: true }));
    await tap(page.getByRole('button', { name: '提交' }));
    await until(async () => (await peekHazard('H2026-0001')) !== undefined);
    expect(await peekHazard('H2026-0001')).toMatchObject({ locationId: world.location._id, isUrgent: false });
    expect(taps).toBeLessThanOrEqual(4);
    await shoot(page, 'reported');
  });

  it.each([
    [390, 844, true],
    [375, 553, true],
    [390, 844, false],
    [375, 553, false],
  ])(
    '%i × %i, scripts %s: what is asked stands in the order of telling, and sending is as wide as the page',
    async (width, height, scripts) => {
      const { page } = await openPage(browser, portal.url, width, { javaScriptEnabled: scripts });
      await page.setViewportSize({ width, height });
      await signInAs(page, world.phones.worker, PASSWORD);
      await page.goto('/report');
      const boxOf = async (what: ReturnType<Page['locator']>) =>
        (await what.boundingBox()) ?? { x: 0, y: -1, width: 0, height: 0 };
      const send = page.getByRole('button', { name: '提交' });
      const asked = [
        page.locator('.shot'),
        page.getByLabel('看到了什么'),
        page.locator('.chips'),
        page.locator('.danger-switch'),
        page.getByText('更多', { exact: true }).first(),
        page.getByLabel('匿名'),
        send,
      ];
      const tops = await Promise.all(asked.map(async (one) => (await boxOf(one)).y));
      expect(tops).toEqual([...tops].sort((a, b) => a - b));
      expect(new Set(tops).size).toBe(asked.length);
      const [tile, button] = [await boxOf(page.locator('.shot')), await boxOf(send)];
      expect(tile.height).toBeGreaterThanOrEqual(96);
      expect(button.width).toBeGreaterThan(width - 40);
      // What it means to stay unnamed stands beside the choice, not behind it.
      expect(await page.locator('main').textContent()).toMatch(/看不到/);
      await shoot(page, `report-${width}x${height}-${scripts}`);
      await page.getByLabel('看到了什么').fill('门口的井盖没盖好');
      await page.getByLabel(world.location.name, { exact: true }).click();
      await send.click();
      await until(async () => (await peekHazard('H2026-0001')) !== undefined);
    },
  );

  it.each([
    [390, 844, true],
    [375, 553, true],
    [390, 844, false],
    [375, 553, false],
  ])(
    '%i × %i, scripts %s: poster, page afterwards and progress read well at once and half the size of text',
    async (width, height, scripts) => {
      const { page, errors } = await openPage(browser, portal.url, width, { javaScriptEnabled: scripts });
      await page.setViewportSize({ width, height });
      const wide: string[] = [];
      const small: string[] = [];
      const look = async (name: string): Promise<void> => {
        for (const percent of [100, 150]) {
          await page.evaluate(`document.documentElement.style.setProperty('font-size', '${percent}%', 'important')`);
          if ((await page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1')) === true)
            wide.push(`${name} at ${percent} %`);
          await shoot(page, `walk-${name}-${width}-${scripts}-${percent}`);
        }
        await page.evaluate(`document.documentElement.style.removeProperty('font-size')`);
        for (const one of await page.locator('main .btn:visible, main summary:visible').all())
          if (((await one.boundingBox())?.height ?? 0) < 44) small.push(`${name}: ${await one.textContent()}`);
      };
      await page.goto(`/l/${world.location.code}`);
      await look('poster');
      await page.getByLabel('看到了什么').fill('门口的井盖没盖好，晚上有人会踩空');
      await page.getByRole('button', { name: '提交' }).click();
      await page.getByRole('heading', { name: '已收到，谢谢您' }).waitFor();
      await look('reported');
      const reference = (await page.locator('.big-code').first().textContent()) ?? '';
      await page.getByRole('button', { name: '看进度' }).click();
      // Number and code were filled in for them.
      await page.getByRole('heading', { name: reference }).waitFor();
      await look('progress');
      await page.goto('/track');
      await look('track');
      expect({ wide, small, errors }).toEqual({ wide: [], small: [], errors: [] });
    },
  );

  it('a passer-by at a poster reports in two, and sees the progress with one', async () => {
    const { page } = await openPage(browser, portal.url);
    await page.goto(`/l/${world.location.code}`);
    await page.getByLabel('看到了什么').click();
    await page.keyboard.type('配电箱着火了快来人');
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已按紧急件上报' }).waitFor();
    await shoot(page, 'reported-urgent');
    await page.getByRole('button', { name: '看进度' }).click();
    await expect(page.locator('main').textContent()).resolves.toContain('配电箱着火了');
  });

  it('nothing scrolls sideways with text at one and a half and at twice its size', async () => {
    const { page } = await openPage(browser, portal.url);
    const wide: string[] = [];
    const look = async (paths: readonly string[]): Promise<void> => {
      for (const path of paths) {
        await page.goto(path);
        for (const size of [150, 200]) {
          await page.addStyleTag({ content: `html { font-size: ${size}% !important; }` }).catch(() => undefined);
          await page.evaluate(`document.documentElement.style.setProperty('font-size', '${size}%', 'important')`);
          if ((await page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1')) === true)
            wide.push(`${path} at ${size} %`);
          if (path === '/report' && size === 200) await shoot(page, 'report-200');
        }
      }
    };
    await look(['/', '/report', `/l/${world.location.code}`, '/track', '/chat', '/sign-in']);
    await signInAs(page, world.phones.worker, PASSWORD);
    await look(['/', '/report', '/my-reports', '/to-dos', '/inbox', '/chat', '/more']);
    expect(wide).toEqual([]);
  });

  it.each(['/', '/report', 'poster', '/chat'])('the first visit of %s takes at most 60 KB', async (path) => {
    const { page } = await openPage(browser, portal.url);
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    let bytes = 0;
    network.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(path === 'poster' ? `/l/${world.location.code}` : path, { waitUntil: 'load' });
    expect(bytes).toBeGreaterThan(5 * KB);
    expect(bytes).toBeLessThanOrEqual(60 * KB);
  });
});
