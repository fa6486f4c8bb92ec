import sharp from 'sharp';
import supertest from 'supertest';
import { findPhotos } from '#domain/evidence';
import { peekHazard } from '#domain/hazards';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { type Clock, createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let portal: Portal;
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const picture = (tint: string): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: tint } })
    .png()
    .toBuffer();

/** A visitor at a poster, with the report form open. */
async function atPoster() {
  const agent = supertest.agent(portal.url);
  const form = await agent.get(`/l/${world.location.code}`);
  const fields = { _csrf: tokenIn(form.text), placeCode: world.location.code, isUrgent: '0' };
  const send = (more: Record<string, string>) => {
    const post = agent.post('/report');
    for (const [name, value] of Object.entries({ ...fields, ...more })) post.field(name, value);
    return post;
  };
  return { agent, send };
}
const keptIn = (html: string): string[] =>
  [...html.matchAll(/name="keptPhotoIds" value="([0-9a-f]+)"/g)].map(([, id = '']) => id);

it('nobody reads or takes the photo of another’s unfinished report, whatever id they write into the form', async () => {
  const own = await atPoster();
  // Too short: the form comes back, and the photo with it.
  const back = await own.send({ text: '。' }).attach('photos', await picture('#336699'), 'p.png');
  expect(back.status).toBe(422);
  const [photoId = ''] = keptIn(back.text);
  expect(photoId).toMatch(/^[0-9a-f]{32}$/);
  expect((await own.agent.get(`/photos/${photoId}`)).status).toBe(200);

  const thief = await atPoster();
  expect((await thief.agent.get(`/photos/${photoId}`)).status).toBe(404);
  const refused = await thief.send({ text: '。', keptPhotoIds: photoId });
  expect([refused.status, keptIn(refused.text)]).toEqual([422, []]);
  expect((await thief.agent.get(`/photos/${photoId}`)).status).toBe(404);
  const filed = await thief.send({ text: '配电箱门开着', keptPhotoIds: photoId });
  expect([filed.status, filed.headers['location']]).toEqual([303, '/report/done']);
  expect((await thief.agent.get('/report/done')).text).toContain('有 1 张照片没能保存');
  expect((await findPhotos([photoId]))[0]?.subject).toBeUndefined();

  const done = await own.send({ text: '配电箱冒烟，门也坏了', isUrgent: '1', keptPhotoIds: photoId });
  expect(done.status).toBe(303);
  const page = (await own.agent.get('/report/done')).text;
  expect(page).not.toContain('没能保存');
  const reference = /H2026-\d+/.exec(page)?.[0] ?? '';
  expect((await peekHazard(reference))?.photoIds).toEqual([photoId]);
});

it('the page that gives number and code reads them from this browser alone', async () => {
  const own = await atPoster();
  const filed = await own.send({ text: '配电箱冒烟', isUrgent: '1' });
  const [cookie = ''] = (filed.headers['set-cookie'] as unknown as string[]).filter((one) =>
    one.startsWith('reported='),
  );
  expect(cookie).toMatch(/HttpOnly/i);
  const other = await atPoster();
  const stolen = await other.agent.get('/report/done').set('cookie', cookie.split(';')[0] ?? '');
  expect(stolen.status).toBe(303);
});

it('a photo of a signed-in person’s form is theirs, not their colleague’s', async () => {
  const photoId = await aPhoto(personContext(world.actors.worker));
  expect((await (await signedInAt(portal, world, 'worker')).get(`/photos/${photoId}`)).status).toBe(200);
  for (const who of ['worker2', 'manager', 'regulator'] as const) {
    expect((await (await signedInAt(portal, world, who)).get(`/photos/${photoId}`)).status).toBe(404);
  }
});

it('a visitor learns neither another’s words nor names of firms from a few letters', async () => {
  const first = await atPoster();
  await first.send({ text: '3号线电箱漏电，班长说别管', isUrgent: '0' });
  clock.advance({ hours: 1 });
  const second = await atPoster();
  const hint = await second.send({ text: '3号线电箱漏电，班长说没事' });
  expect(hint.text).toContain('是不是同一件事');
  expect(hint.text).toContain(world.location.name);
  expect(hint.text).toContain('已经有 1 件差不多的上报');
  for (const words of ['别管', '附议', /H2026-\d+/]) expect(hint.text).not.toMatch(words);
  const { text: own } = await first.send({ text: '3号线电箱漏电，班长说别管了' });
  expect(own).toMatch(/这是您自己报的|H2026-\d+/);
  const agent = supertest.agent(portal.url);
  const token = tokenIn((await agent.get('/report')).text);
  const { name, shortName } = world.enterprise;
  const listed = await agent
    .post('/report')
    .field('_csrf', token)
    .field('text', '电箱漏电')
    .field('enterpriseName', name.slice(0, 2))
    .field('placeText', '门口');
  expect(listed.status).toBe(422);
  for (const words of [name, shortName]) expect(listed.text).not.toContain(words);
});
