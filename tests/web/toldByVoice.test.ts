import mongoose from 'mongoose';
import supertest from 'supertest';
import { findHazards, peekHazard, reportHazard, VOICE_ALONE } from '#domain/hazards';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { amr, aSound, voice } from '../support/sounds.ts';
import { useStores } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
let clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

async function told(isAnonymous: boolean): Promise<{ reference: string; sound: string }> {
  const ctx = personContext(world.actors.worker, { now: clock.now() });
  const soundId = await aSound(ctx);
  const { reference } = await reportHazard(ctx, {
    ...{ enterpriseId: world.enterprise._id, text: VOICE_ALONE, placeText: '二车间', soundIds: [soundId], isAnonymous },
  });
  clock.advance({ hours: 1 });
  return { reference, sound: `/sounds/${soundId}` };
}

it('whoever has the case listens on the page where they write it down, and its words stand in its place', async () => {
  const { reference, sound } = await told(false);
  const officer = await signedInAt(portal, world, 'officer');
  const page = `/hazards/${reference}`;
  expect((await officer.get(page)).text).toContain(`<audio class="w-100" controls preload="none" src="${sound}"`);
  const form = await officer.get(`${page}/act/put-into-chinese`);
  expect(form.text).toContain(`src="${sound}"`);
  const sent = { _csrf: tokenIn(form.text), text: '冲床的护罩掉了' };
  expect((await officer.post(`${page}/act/put-into-chinese`).type('form').send(sent)).status).toBe(303);
  expect((await officer.get(page)).text).toContain('<p class="fs-3">冲床的护罩掉了</p>');
});

it('a phone gets the part it asks for, and nothing beyond the end', async () => {
  const { sound } = await told(false);
  const officer = await signedInAt(portal, world, 'officer');
  const whole = await officer.get(sound).buffer(true);
  expect([whole.status, whole.headers['content-type'], whole.headers['accept-ranges']]).toEqual([
    ...[200, 'audio/wav', 'bytes'],
  ]);
  const size = voice().length;
  const part = await officer.get(sound).set('range', 'bytes=0-1').buffer(true);
  expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 0-1/${size}`]);
  expect((await officer.get(sound).set('range', `bytes=${size}-`)).status).toBe(416);
});

it('of a report without a name the firm does not read that there is a voice, and hears nothing', async () => {
  const { reference, sound } = await told(true);
  const officer = await signedInAt(portal, world, 'officer');
  const page = (await officer.get(`/hazards/${reference}`)).text;
  expect(page).not.toContain(sound);
  expect(page).toContain('内容由监管部门整理');
  expect(page).not.toContain('语音');
  expect((await officer.get(sound)).status).toBe(404);
  const refused = await officer.get(`/hazards/${reference}/act/put-into-chinese`);
  expect([refused.status, refused.headers['location']]).toEqual([303, `/hazards/${reference}`]);
  const regulator = await signedInAt(portal, world, 'regulator');
  expect((await regulator.get(`/hazards/${reference}/act/put-into-chinese`)).text).toContain(`src="${sound}"`);
  expect((await regulator.get(sound)).status).toBe(200);
});

const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
/** What a form carries unseen. */
const keysIn = (html: string) => ({
  ...{ _csrf: tokenIn(html), once: hiddenIn(html, 'once') },
  ...{ _here: hiddenIn(html, '_here'), _by: hiddenIn(html, '_by') },
});
const spoken = (bytes = voice()) => [bytes, { filename: '新录音 1.m4a', contentType: 'audio/mp4' }] as const;
const kept = () => mongoose.connection.collection('sounds').find().toArray();

describe('a report that is said in place of typed', () => {
  it('is taken by the form and by a poster without a word, and says who listens and for how long', async () => {
    for (const [who, address] of [
      ['worker', '/report'],
      ['worker2', `/l/${world.location.code}`],
    ] as const) {
      const agent = await signedInAt(portal, world, who);
      const { text: page } = await agent.get(address);
      expect(page).toMatch(/没有署名的只有监管部门听，企业只看到写下来的字。办结 180 天后删除/);
      const sent = agent.post('/report').field(keysIn(page)).field('placeText', '二车间');
      if (address !== '/report') sent.field('placeCode', world.location.code);
      else sent.field('enterpriseId', world.enterprise._id);
      const answer = await sent.attach('photos', ...spoken(who === 'worker' ? voice() : amr(2)));
      expect([answer.status, answer.headers['location']]).toEqual([303, '/report/done']);
    }
    const { rows } = await findHazards(personContext(world.actors.officer, { now: clock.now() }), {});
    expect(rows.map(({ text, awaitsWords, soundIds }) => [text, awaitsWords, soundIds?.length])).toEqual([
      ...[
        [VOICE_ALONE, true, 1],
        [VOICE_ALONE, true, 1],
      ],
    ]);
    expect((await kept()).map(({ type, subject }) => [type, subject.kind])).toEqual([
      ...[
        ['audio/wav', 'hazard'],
        ['audio/wav', 'hazard'],
      ],
    ]);
  });

  it('of somebody passing by goes to the firm as words alone', async () => {
    const agent = supertest.agent(portal.url);
    const { text: page } = await agent.get(`/l/${world.location.code}`);
    const sent = agent.post('/report').field(keysIn(page)).field('placeCode', world.location.code);
    expect((await sent.attach('photos', ...spoken())).status).toBe(303);
    clock.advance({ hours: 1 });
    const officer = personContext(world.actors.officer, { now: clock.now() });
    const { rows } = await findHazards(officer, {});
    const regulator = await signedInAt(portal, world, 'regulator');
    const [row] = await kept();
    expect((await regulator.get(`/sounds/${row?._id}`)).status).toBe(200);
    expect((await (await signedInAt(portal, world, 'officer')).get(`/sounds/${row?._id}`)).status).toBe(404);
    expect(rows).toHaveLength(1);
  });

  it('comes back with the form that lacks something, and goes along the next time', async () => {
    const agent = await signedInAt(portal, world, 'worker');
    const { text: page } = await agent.get('/report');
    const first = agent.post('/report').field(keysIn(page)).field('enterpriseId', world.enterprise._id);
    const back = await first.attach('photos', ...spoken());
    expect([back.status, back.text.includes('请写明在哪里'), back.text.includes('已收到的语音')]).toEqual([
      422,
      true,
      true,
    ]);
    const keptSoundIds = hiddenIn(back.text, 'keptSoundIds');
    const again = { ...keysIn(back.text), enterpriseId: world.enterprise._id, placeText: '二车间', keptSoundIds };
    expect((await agent.post('/report').field(again)).status).toBe(303);
    const [row] = await kept();
    expect([row?._id, row?.['subject'].kind]).toEqual([keptSoundIds, 'hazard']);
  });

  it('is kept when the session has ended meanwhile', async () => {
    const agent = await signedInAt(portal, world, 'worker');
    const { text: page } = await agent.get('/report');
    await mongoose.connection.collection('sessions').deleteMany({});
    const typed = { ...keysIn(page), enterpriseId: world.enterprise._id, placeText: '二车间' };
    const refused = await agent
      .post('/report')
      .field(typed)
      .attach('photos', ...spoken());
    expect([refused.status, refused.text.includes('都替您留着')]).toEqual([401, true]);
    const signIn = { ...keysIn(refused.text), phone: world.phones.worker, password: PASSWORD };
    await agent
      .post('/sign-in')
      .type('form')
      .send({ ...signIn, next: hiddenIn(refused.text, 'next') });
    const { text: filled } = await agent.get('/report');
    const [row] = await kept();
    expect([filled.includes('已收到的语音'), hiddenIn(filled, 'keptSoundIds')]).toEqual([true, row?._id]);
  });

  it('asks whether it is the same only of what can be read, and takes the voice along', async () => {
    const worker = personContext(world.actors.worker2, { now: clock.now() });
    const text = '冲床的护罩掉了一半';
    await reportHazard(worker, { enterpriseId: world.enterprise._id, placeText: '二车间', text });
    const agent = await signedInAt(portal, world, 'worker');
    const { text: page } = await agent.get('/report');
    const typed = { ...keysIn(page), enterpriseId: world.enterprise._id, placeText: '二车间', text };
    const asked = await agent
      .post('/report')
      .field(typed)
      .attach('photos', ...spoken());
    expect(asked.text).toContain('是不是同一件事');
    const soundId = hiddenIn(asked.text, 'keptSoundIds');
    const on = { ...typed, ...keysIn(asked.text), keptSoundIds: soundId, isNotDuplicate: '1' };
    expect((await agent.post('/report').field(on)).status).toBe(303);
    expect((await peekHazard('H2026-0002'))?.soundIds).toEqual([soundId]);
  });
});

it('what is added to an alarm may be said, too', async () => {
  const agent = supertest.agent(portal.url);
  const { text: page } = await agent.get(`/l/${world.location.code}`);
  const alarm = { ...keysIn(page), placeCode: world.location.code, text: '配电箱着火了快来人' };
  expect((await agent.post('/report').field(alarm)).headers['location']).toBe('/report/done');
  const { text: form } = await agent.get('/report/done/add');
  expect(form).toContain('没有署名的只有监管部门听');
  const added = await agent
    .post('/report/done/add')
    .field(keysIn(form))
    .attach('photos', ...spoken());
  expect([added.status, added.headers['location']]).toEqual([303, '/report/done']);
  const [row] = await kept();
  const [hazard] = await mongoose.connection.collection('hazards').find().toArray();
  expect(hazard).toMatchObject({ soundIds: [row?._id], awaitsWords: true, isUrgent: true });
  expect((await (await signedInAt(portal, world, 'officer')).get(`/sounds/${row?._id}`)).status).toBe(404);
});

it('the page of a case says when its voice goes, and that it is gone, to whoever might listen alone', async () => {
  const { reference, sound } = await told(true);
  const read = async (who: WorldActor) =>
    (await (await signedInAt(portal, world, who)).get(`/hazards/${reference}`)).text;
  const KEPT = '语音写成字以后满 180 天删除，写下的字留着';
  expect([(await read('regulator')).includes(KEPT), (await read('officer')).includes(KEPT)]).toEqual([true, false]);
  await mongoose.connection.collection('sounds').deleteOne({ _id: sound.slice('/sounds/'.length) as never });
  const GONE = '语音按规则删除了';
  expect([(await read('regulator')).includes(GONE), (await read('officer')).includes(GONE)]).toEqual([true, false]);
});

describeInBrowser('a voice on the report form', () => {
  it('is recorded, heard and sent with the form; what is not wanted is put away', async () => {
    const browser = await openBrowser();
    const { page, errors } = await openPage(browser, portal.url);
    await page.goto(`/l/${world.location.code}`);
    const file = page.locator('#sound');
    expect(await file.isVisible()).toBe(false);
    const chosen = () => file.evaluate('document.getElementById("sound").files.length');
    const record = async () => {
      await page.getByRole('button', { name: /录一段话|重新录一段/ }).click();
      await page.getByText('正在录音 1 秒').waitFor();
    };
    await record();
    await page.getByRole('button', { name: '说完了，停下' }).click();
    await page.getByText('录好了，会一起提交。').waitFor();
    expect([await chosen(), await page.locator('#voice-said').isVisible()]).toEqual([1, true]);
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/form-voice.png`, fullPage: true });
    await page.getByRole('button', { name: '不要这段' }).click();
    expect([await chosen(), await page.locator('#voice-said').isVisible()]).toEqual([0, false]);
    // Sent while they still speak: it goes along.
    await record();
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已收到，谢谢您' }).waitFor();
    await until(async () => (await kept()).length > 0);
    expect((await kept()).map(({ type, subject }) => [type, subject?.kind])).toEqual([['audio/mp4', 'hazard']]);
    expect(errors).toEqual([]);
    await browser.close();
  });

  it('is chosen as a file where there are no scripts', async () => {
    const browser = await openBrowser();
    const { page } = await openPage(browser, portal.url, 375, { javaScriptEnabled: false });
    await page.goto(`/l/${world.location.code}`);
    expect(await page.getByRole('button', { name: '录一段话' }).isVisible()).toBe(false);
    await page
      .getByLabel('不方便打字，就说一段')
      .setInputFiles({ name: '录音.wav', mimeType: 'audio/wav', buffer: voice() });
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已收到，谢谢您' }).waitFor();
    expect((await kept()).map(({ subject }) => subject?.kind)).toEqual(['hazard']);
    await browser.close();
  });
});

describeInBrowser('the page of a voice', () => {
  it('plays on a phone', async () => {
    const { reference } = await told(false);
    const browser = await openBrowser();
    const { page, errors } = await openPage(browser, portal.url);
    await signInAs(page, world.phones.officer, PASSWORD);
    for (const path of ['', '/act/put-into-chinese']) {
      await page.goto(`/hazards/${reference}${path}`);
      const plays = `(async () => {
        const sound = document.querySelector('audio');
        sound.muted = true;
        await sound.play();
        return Math.round(sound.duration);
      })()`;
      expect(await page.evaluate(plays)).toBe(1);
      if (process.env['SHOTS'])
        await page.screenshot({
          path: `${process.env['SHOTS']}/voice${path.replaceAll('/', '-')}.png`,
          fullPage: true,
        });
    }
    expect(errors).toEqual([]);
    await browser.close();
  });
});
