import { reportHazard, VOICE_ALONE } from '#domain/hazards';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { describeInBrowser, openBrowser, openPage, signInAs } from '../support/browser.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { aSound, voice } from '../support/sounds.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

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
