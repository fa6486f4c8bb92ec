import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import QRCode from 'qrcode';
import sharp from 'sharp';
import { findInside } from '#domain/gates';
import { press, signedInAt } from '../support/agents.ts';
import { describeInBrowser, faultsOf, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { buildGate } from '../support/gates.ts';
import { buildPass, typedPass } from '../support/passes.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

const inside = async () =>
  (await findInside(as(world, 'parkOfficer'))).flatMap(({ rows }) => rows.map(({ subject }) => subject));

it('lets in and out by a number or plate that is typed, keeps what was typed when it does not, and lets rescue through', async () => {
  const gate = await buildGate(world);
  const page = `/gates/${gate.reference}/watch`;
  await buildPass(world, 'issued', typedPass('contractor', { plate: '桂A55555' }));
  const park = await signedInAt(portal, world, 'parkOfficer');
  const send = (fields: object) => press(park, page, page, fields);
  const sent = await send({ shown: '桂a·55555', direction: 'in' });
  expect([sent.status, sent.headers['location']]).toEqual([303, page]);
  expect((await park.get(page)).text).toContain('放行，已登记');
  expect(await inside()).toEqual(['桂A55555']);
  const refused = await send({ shown: '桂A99999', direction: 'in', goods: '乙醇' });
  expect([refused.status, refused.text.includes('不放行：没有通行证。已登记')]).toEqual([422, true]);
  for (const typed of ['桂A99999', '乙醇']) expect(refused.text).toContain(`value="${typed}"`);
  expect((await send({ shown: '桂A00120', direction: 'in', rescue: '1' })).status).toBe(303);
  expect((await send({ shown: '桂A55555', direction: 'out' })).status).toBe(303);
  expect(await inside()).toEqual(['桂A00120']);
  for (const who of ['officer', 'regulator', 'administrator'] as const) {
    const other = await signedInAt(portal, world, who);
    expect([who, (await other.get(page)).status]).toEqual([who, 403]);
  }
});

it('has the camera for itself alone', async () => {
  const { reference } = await buildGate(world);
  const park = await signedInAt(portal, world, 'parkOfficer');
  const powers = async (page: string) => (await park.get(page)).headers['permissions-policy'];
  expect(await powers(`/gates/${reference}/watch`)).toBe('camera=(self)');
  expect(await powers(`/gates/${reference}`)).toContain('camera=()');
});

/** A film of one picture, as Chromium's camera reads it: grey, with a QR in its middle. */
async function filmOf(words: string): Promise<string> {
  const [width, height] = [640, 480];
  const code = await QRCode.toBuffer(words, { width: 320, margin: 4 });
  const grey = await sharp({ create: { width, height, channels: 3, background: '#bbb' } })
    .composite([{ input: code }])
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const colour = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, colour]);
  const file = join(await mkdtemp(join(tmpdir(), 'film-')), 'code.y4m');
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(file, Buffer.concat([head, ...Array.from({ length: 10 }, () => frame)]));
  return file;
}

describeInBrowser('on the phone of whoever stands at the gate', () => {
  let browser: Browser | undefined;
  afterEach(async () => browser?.close());

  it('reads the QR of a pass with the camera, and lets its holder in by one press', async () => {
    const gate = await buildGate(world);
    const { reference } = await buildPass(world);
    browser = await openBrowser(await filmOf(reference));
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.parkOfficer, PASSWORD);
    await page.goto(`/gates/${gate.reference}`);
    await page.getByRole('link', { name: '手机值守' }).click();
    expect(await faultsOf(page)).toEqual([]);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/watch.png`, fullPage: true });
    await page.getByRole('button', { name: '扫通行证二维码' }).click();
    await page.getByText(`扫到 ${reference}`).waitFor();
    expect(await page.getByLabel('通行证编号或车牌').inputValue()).toBe(reference);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/scanned.png`, fullPage: true });
    await page.getByRole('button', { name: '进', exact: true }).click();
    await page.getByText('放行，已登记').waitFor();
    expect(await inside()).toEqual([reference]);
    expect(errors).toEqual([]);
  });
});
