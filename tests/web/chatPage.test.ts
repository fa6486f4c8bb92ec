import { mkdirSync } from 'node:fs';
import mongoose from 'mongoose';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { findChatLines, writeToPerson } from '#domain/chat';
import { closePage, describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { voice } from '../support/sounds.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

useStores();

describeInBrowser('the chat page', () => {
  const clock = createClock();
  let browser: Browser;
  let portal: Portal;
  let world: World;
  beforeEach(async () => {
    world = await buildWorld();
    portal = await startPortal(clock);
    browser = await openBrowser();
  });
  afterEach(async () => {
    await browser.close();
    await portal.stop();
  });

  const chatId = () => `person-${world.actors.worker.personId}`;
  const answer = (n: number, text: string) => writeToPerson(clock.now(), { chatId: chatId(), text, onceKey: `k${n}` });
  const LONG = `请核对：\n${'内容：三号线电箱漏电，门锁坏了。\n'.repeat(8)}编号 H2026-0031\n1 提交\n2 匿名提交\n3 改地点`;
  async function talk(): Promise<void> {
    for (let n = 0; n < 12; n++) await answer(n, `第${n}句：请说一句哪里危险`);
    await answer(99, LONG);
  }
  const open = async (height: number, width: number, javaScriptEnabled = true): Promise<Page> => {
    const { page } = await openPage(browser, portal.url, width, { javaScriptEnabled });
    await page.setViewportSize({ width, height });
    await signInAs(page, world.phones.worker, PASSWORD);
    await page.goto('/chat');
    return page;
  };
  const said = async () => (await findChatLines(chatId())).filter(({ from }) => from === 'person');
  const lines = async () => mongoose.connection.collection('chat_messages').countDocuments({ from: 'person' });

  it.each([
    [844, 390, true],
    [844, 390, false],
    [553, 375, true],
    [553, 375, false],
  ])(
    '%i × %i, scripts %s: the newest line and the input are in view, bubbles as tall as their text',
    async (height, width, scripts) => {
      await talk();
      const page = await open(height, width, scripts);
      if (process.env['SHOTS']) {
        mkdirSync(process.env['SHOTS'], { recursive: true });
        await page.screenshot({ path: `${process.env['SHOTS']}/chat-${width}x${height}-${scripts}.png` });
      }
      const boxOf = async (what: string) =>
        (await page.locator(what).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const frame = await boxOf('#chat-frame');
      const newest = await boxOf('#chat-log .chat-line >> nth=-1');
      const send = await boxOf('.chat-form__send');
      const tabs = await boxOf('.tabbar');
      expect(frame.height).toBeGreaterThan(height / 5);
      // Its last words are to be seen: a long line may begin above.
      expect(newest.y + newest.height).toBeLessThanOrEqual(frame.y + frame.height + 1);
      expect(newest.y + newest.height).toBeGreaterThan(frame.y + frame.height - 60);
      expect(send.y + send.height).toBeLessThanOrEqual(tabs.y);
      expect(send.y + send.height).toBeGreaterThan(tabs.y - 60);
      const choice = await boxOf('#chat-choices button >> nth=0');
      expect(choice.y).toBeGreaterThan(frame.y + frame.height - 1);
      expect(choice.y + choice.height).toBeLessThan(send.y);
      expect(choice.height).toBeGreaterThanOrEqual(44);
      expect(newest.height).toBeGreaterThan(10 * 20);
      const words = await boxOf('#chat-log .chat-line >> nth=-1 >> .chat-line__words');
      expect(newest.y + newest.height - words.y - words.height).toBeLessThan(12);
      expect(frame.x + frame.width).toBeLessThanOrEqual(width);
      expect(await page.locator('#chat-log a').last().getAttribute('href')).toBe('/hazards/H2026-0031');
    },
  );

  it.each([
    [375, 150],
    [390, 150],
    [375, 200],
  ])('at %i wide with text at %i %% what sends can be reached and says it in one line', async (width, percent) => {
    await talk();
    const page = await open(width === 375 ? 553 : 844, width);
    await page.evaluate(`document.documentElement.style.fontSize = '${percent}%'`);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/chat-${width}-${percent}.png` });
    // What sends is what is seen, and the end of what was said last above it.
    const [seen, field, newest, tabs] = await Promise.all(
      ['.chat-form__send', '#chat-text', '#chat-log .chat-line >> nth=-1', '.tabbar'].map(
        async (one) => (await page.locator(one).boundingBox()) ?? { x: 0, y: 9_999, width: 0, height: 0 },
      ),
    );
    for (const box of [seen, field]) expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(tabs?.y ?? 0);
    // At twice the size no screen this small holds both.
    const top = (await page.locator('.topbar').boundingBox())?.height ?? 0;
    if (percent === 150) expect((newest?.y ?? 0) + (newest?.height ?? 0)).toBeGreaterThan(top + 40);
    for (const name of ['发送', '拍摄', '照片']) {
      const there = page.locator('.chat-form__row').getByText(name, { exact: true });
      await there.scrollIntoViewIfNeeded();
      const box = await there.boundingBox();
      expect(box?.height ?? 0).toBeGreaterThan(0);
      const x = (box?.x ?? 0) + (box?.width ?? 0) / 2;
      const y = (box?.y ?? 0) + (box?.height ?? 0) / 2;
      const isOnTop = `document.elementFromPoint(${x}, ${y})?.closest('.chat-form__row') !== null`;
      expect([name, await page.evaluate(isOnTop)]).toEqual([name, true]);
      // One line of text, however large.
      expect(box?.height ?? 0).toBeLessThan((16 * 1.5 * 2 * percent) / 100 + 24);
    }
  });

  it('a number keeps what was typed and chosen, with scripts and without', async () => {
    const buffer = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#884422' } })
      .jpeg()
      .toBuffer();
    const picture = { name: 'p.jpg', mimeType: 'image/jpeg', buffer };
    for (const scripts of [true, false]) {
      await answer(scripts ? 200 : 201, LONG);
      const page = await open(844, 390, scripts);
      await page.getByLabel('照片').setInputFiles(picture);
      await page.getByLabel('说一句话').fill('门锁也坏了');
      const before = await lines();
      await page.getByRole('button', { name: '1 提交' }).click();
      await until(async () => (await lines()) === before + 1);
      if (!scripts) await page.locator('[name=keptPhotoIds]').waitFor({ state: 'attached' });
      expect(await page.getByLabel('说一句话').inputValue()).toBe('门锁也坏了');
      if (scripts) {
        const chosen = page
          .getByLabel('照片')
          .evaluate((input) => (input as unknown as { files: unknown[] }).files.length);
        expect(await chosen).toBe(1);
      }
      await page.getByRole('button', { name: '发送' }).click();
      await until(async () => (await lines()) === before + 2);
      const sent = await said();
      expect(sent.at(-1)?.kind).toBe('photo');
      await closePage(page);
    }
  });

  it('a place sent keeps what was typed', async () => {
    const page = await open(844, 390);
    await page.context().grantPermissions(['geolocation']);
    await page.context().setGeolocation({ latitude: 22.7, longitude: 110.35 });
    await page.getByLabel('说一句话').fill('门锁也坏了');
    await page.getByRole('button', { name: '位置' }).click();
    await until(async () => (await said()).at(-1)?.kind === 'location');
    expect(await page.getByLabel('说一句话').inputValue()).toBe('门锁也坏了');
  });

  it('a voice is recorded on the page, sent at the second press or dropped, and can be heard again', async () => {
    const page = await open(553, 375);
    await page.getByLabel('说一句话').fill('门锁也坏了');
    const speak = page.locator('#chat-speak');
    await speak.click();
    await page.getByText('正在录音').waitFor();
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/chat-recording.png` });
    await page.getByRole('button', { name: '不发' }).click();
    await until(async () => (await speak.textContent()) === '语音');
    expect(await lines()).toBe(0);
    await speak.click();
    await page.getByText('正在录音 1 秒').waitFor();
    await page.getByRole('button', { name: '停下并发送' }).click();
    await page.locator('.chat-line--own audio').waitFor();
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/chat-voice.png` });
    expect((await said()).map(({ kind }) => kind)).toEqual(['sound']);
    expect(await page.getByLabel('说一句话').inputValue()).toBe('门锁也坏了');
    const plays = `(async () => {
      const sound = document.querySelector('.chat-line--own audio');
      sound.muted = true;
      await sound.play();
      return sound.currentSrc.includes('/chat/sounds/') && !sound.error;
    })()`;
    expect(await page.evaluate(plays)).toBe(true);
  });

  it('where the page cannot record, a recording is chosen, sent and kept beside a number, without scripts', async () => {
    await answer(202, LONG);
    const page = await open(844, 390, false);
    await page.getByLabel('语音').setInputFiles({ name: 'v.wav', mimeType: 'audio/wav', buffer: voice() });
    await page.getByRole('button', { name: '1 提交' }).click();
    await page.locator('[name=keptSoundIds]').waitFor({ state: 'attached' });
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/chat-kept-voice.png` });
    await page.getByRole('button', { name: '发送' }).click();
    await page.locator('.chat-line--own audio').waitFor();
    expect((await said()).map(({ kind }) => kind)).toEqual(['text', 'sound']);
  });

  it('never sends while an input method composes, whichever way it says so', async () => {
    const page = await open(844, 390);
    await page.getByLabel('说一句话').fill('ni hao');
    for (const how of [{ keyCode: 229 }, { isComposing: true }]) {
      await page.evaluate(`(() => {
        const how = ${JSON.stringify(how)};
        const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how });
        if (how.keyCode) Object.defineProperty(event, 'keyCode', { value: how.keyCode });
        document.getElementById('chat-text').dispatchEvent(event);
      })()`);
    }
    expect(await page.getByLabel('说一句话').inputValue()).toBe('ni hao');
    expect(await lines()).toBe(0);
    await page.getByLabel('说一句话').press('Enter');
    await until(async () => (await lines()) === 1);
    await until(async () => (await page.locator('.chat-typing').count()) === 1);
    await answer(1, '您好');
    await until(async () => (await page.locator('.chat-typing').count()) === 0);
  });

  it('says that it is sending, then that an answer is being written, until it is there', async () => {
    const page = await open(844, 390);
    let send = (): void => undefined;
    const isHeld = new Promise<void>((done) => {
      send = done;
    });
    await page.route('**/chat/messages', async (route) => {
      await isHeld;
      await route.continue();
    });
    await page.getByLabel('说一句话').fill('3号线电箱漏电');
    await page.getByRole('button', { name: '发送' }).click();
    await page.getByText('正在发送…').waitFor();
    send();
    await page.getByText('安发正在输入…').waitFor();
    expect(await page.getByText('正在发送…').count()).toBe(0);
    await answer(1, '在哪里？');
    await page.getByText('在哪里？').waitFor();
    expect(await page.getByText('安发正在输入…').count()).toBe(0);
  });

  it('what could not be sent says so, is sent again with one tap, and arrives once', async () => {
    const page = await open(844, 390);
    let fails = 0;
    await page.route('**/chat/messages', async (route) => {
      fails++;
      // The first never arrives; of the second only the answer is lost.
      if (fails === 1) return route.abort();
      if (fails === 2) {
        await route.fetch();
        return route.abort();
      }
      return route.continue();
    });
    await page.getByLabel('说一句话').fill('3号线电箱漏电');
    await page.getByRole('button', { name: '发送' }).click();
    for (let n = 0; n < 2; n++) {
      await page.locator('.chat-line--failed').waitFor();
      expect(await page.locator('.chat-line--failed').textContent()).toMatch(/没有发出去.*重发.*3号线电箱漏电/);
      await page.getByRole('button', { name: '重发' }).click();
    }
    await page.locator('.chat-typing').waitFor();
    expect(await page.locator('.chat-line--failed').count()).toBe(0);
    expect(await page.locator('.chat-line--own').count()).toBe(1);
    expect(await lines()).toBe(1);
  });

  it.each([true, false])('after an alarm: calls first, 撤回 small and asked once, scripts %s', async (scripts) => {
    const ALARM =
      '⚠ 请先撤离危险处，叫上身边的人。有人受伤打120，起火打119。\n已按紧急件报给桂宝陶瓷，编号 H2026-0031。\n在哪里？请直接打字、发位置或照片。\n回复「撤回」：刚才是误报\n回复「写上名字」：现在没有写您的名字';
    const page = await open(844, 390, scripts);
    await answer(1, ALARM);
    if (scripts) await page.locator('#chat-choices a').first().waitFor();
    else await page.reload();
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/chat-alarm-${scripts}.png` });
    const choices = page.locator('#chat-choices > :visible');
    const labels = (await choices.allTextContents()).map((label) => label.trim());
    const place = scripts ? ['发位置'] : [];
    expect(labels).toEqual(['拨119', '拨120', ...place, '拍照', '写上名字（现在没有写您的名字）', '撤回…']);
    for (const number of ['119', '120']) {
      expect(await page.getByRole('link', { name: `拨${number}` }).getAttribute('href')).toBe(`tel:${number}`);
      expect(await page.locator('#chat-log a', { hasText: number }).last().getAttribute('href')).toBe(`tel:${number}`);
    }
    await page.getByRole('button', { name: '撤回…' }).click();
    await until(async () => (await said()).at(-1)?.text === '想撤回');
  });
});
