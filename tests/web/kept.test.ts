import mongoose from 'mongoose';
import sharp from 'sharp';
import supertest from 'supertest';
import { peekHazard } from '#domain/hazards';
import { sealToken } from '#platform/sealing';
import type { DrawnFor } from '../../src/web/kept/drawnFor.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
/** What a form on a page carries unseen. */
const keysIn = (html: string) => ({
  _csrf: tokenIn(html),
  once: hiddenIn(html, 'once'),
  _here: hiddenIn(html, '_here'),
  _by: hiddenIn(html, '_by'),
});
const aPicture = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#a52' } })
    .jpeg()
    .toBuffer();
const TYPED = '3号线电箱漏电，手一碰就麻';

/** Signs in on the browser as it is, with its cookies. */
async function signInAgain(agent: Agent, who: WorldActor, html: string) {
  const sent = { ...keysIn(html), phone: world.phones[who], password: PASSWORD, next: hiddenIn(html, 'next') };
  return agent.post('/sign-in').type('form').send(sent);
}

describe('a form that is refused comes back as it was typed', () => {
  it('after its session ended: photos, words and choices are there after signing in, and gone once it is sent', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    await mongoose.connection.collection('sessions').deleteMany({});
    const refused = await agent
      .post('/report')
      .field(keysIn(page))
      .field('text', TYPED)
      .field('isUrgent', '0')
      .field('locationId', world.location._id)
      .attach('photos', await aPicture(), 'a.jpg');
    expect([refused.status, refused.text.includes('都替您留着')]).toEqual([401, true]);
    const kept = await mongoose.connection.collection('drafts').find().toArray();
    expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${TYPED}|${world.actors.worker.personId}`));
    const inside = await signInAgain(agent, 'worker', refused.text);
    expect([inside.status, inside.headers['location']]).toEqual([303, '/report']);
    const { text: back } = await agent.get('/report');
    expect(back).toContain('已经放回表里');
    expect(back).toContain(`>${TYPED}</textarea>`);
    expect(back).toMatch(new RegExp(`value="${world.location._id}" checked`));
    const photoId = hiddenIn(back, 'keptPhotoIds');
    expect((await agent.get(`/photos/${photoId}`)).status).toBe(200);
    const sent = await agent
      .post('/report')
      .field({ ...keysIn(back), _kept: '1', keptPhotoIds: photoId, text: TYPED, isUrgent: '1' })
      .field('locationId', world.location._id);
    expect([sent.status, sent.headers['location']]).toEqual([303, '/report/done']);
    expect(await mongoose.connection.collection('drafts').countDocuments()).toBe(0);
    expect((await agent.get('/report')).text).not.toContain(TYPED);
  });

  it('after its session ended, and somebody else signed in on that browser: to its own person alone', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    await mongoose.connection.collection('sessions').deleteMany({});
    const refused = await agent.post('/report').field(keysIn(page)).field('text', TYPED);
    await signInAgain(agent, 'manager', refused.text);
    expect((await agent.get('/report')).text).not.toContain(TYPED);
    const late = await agent
      .post('/report')
      .field({ ...keysIn((await agent.get('/report')).text), _by: keysIn(page)._by, text: TYPED });
    expect([late.status, late.text.includes('换了人登录'), late.text.includes(TYPED)]).toEqual([409, true, false]);
    expect((await (await signedIn('worker')).get('/report')).text).toContain(TYPED);
  });

  it('of a visitor whose poster page lay open too long: with its photos and a token that is taken', async () => {
    const agent = supertest.agent(portal.url);
    const at = `/l/${world.location.code}`;
    const { text: page } = await agent.get(at);
    await mongoose.connection.collection('sessions').deleteMany({});
    const refused = await agent
      .post('/report')
      .field(keysIn(page))
      .field('placeCode', world.location.code)
      .field('text', TYPED)
      .attach('photos', await aPicture(), 'a.jpg');
    expect([refused.status, refused.text.includes(`>${TYPED}</textarea>`)]).toEqual([403, true]);
    const { once, ...fresh } = keysIn(refused.text);
    expect([once, fresh._here]).toEqual([keysIn(page).once, at]);
    const sent = await agent.post('/report').field({
      ...fresh,
      once,
      placeCode: world.location.code,
      text: TYPED,
      keptPhotoIds: hiddenIn(refused.text, 'keptPhotoIds'),
    });
    expect([sent.status, sent.headers['location']]).toEqual([303, '/report/done']);
  });

  describe('though its token is too old to be kept by, or of a key that is gone', () => {
    const dayAgo = (days: number) => Math.floor(clock.now().getTime() / 86_400_000) - days;
    const nobodys = (): string => sealToken<DrawnFor>('form', { personId: '', grantId: '', day: dayAgo(40) });
    const workers = (): string => {
      const { personId, grantId } = world.actors.worker;
      return sealToken<DrawnFor>('form', { personId, grantId, day: dayAgo(40) });
    };
    const refusedBy = async (agent: Agent, by: string, headers: Record<string, string> = {}) => {
      const { text: page } = await agent.get(`/l/${world.location.code}`);
      const sending = agent.post('/report').set(headers);
      return sending
        .field({ ...keysIn(page), _csrf: 'of another session', _by: by, placeCode: world.location.code, text: TYPED })
        .attach('photos', await aPicture(), 'a.jpg');
    };

    it.each([
      ['a visitor’s poster page', 'visitor', nobodys, {}],
      ['a worker’s own', 'worker', workers, {}],
      ['a visitor’s, of another key', 'visitor', (): string => 's1.gone.AAAA', { 'sec-fetch-site': 'same-origin' }],
      ['a worker’s, of another key', 'worker', (): string => 's1.gone.AAAA', { 'sec-fetch-site': 'same-origin' }],
    ] as const)('%s comes back with its photos, and is taken', async (_what, who, by, headers) => {
      const agent = who === 'visitor' ? supertest.agent(portal.url) : await signedIn(who);
      const refused = await refusedBy(agent, by(), headers);
      expect([refused.status, refused.text.includes(`>${TYPED}</textarea>`)]).toEqual([403, true]);
      const keptPhotoIds = hiddenIn(refused.text, 'keptPhotoIds');
      expect((await agent.get(`/photos/${keptPhotoIds}`)).status).toBe(200);
      const again = { ...keysIn(refused.text), placeCode: world.location.code, text: TYPED, keptPhotoIds };
      const sent = await agent.post('/report').field(again);
      expect([sent.status, sent.headers['location']]).toEqual([303, '/report/done']);
      expect((await agent.get('/report/done')).text).not.toContain('没能保存');
    });

    it.each([
      ['somebody else’s page', (): string => 's1.gone.AAAA', { 'sec-fetch-site': 'cross-site' }],
      ['nobody knows where', (): string => 's1.gone.AAAA', {}],
      ['another person’s old one', workers, {}],
    ] as const)('from %s its photos are not even read', async (_where, by, headers) => {
      const refused = await refusedBy(supertest.agent(portal.url), by(), headers);
      expect([refused.status, hiddenIn(refused.text, 'keptPhotoIds')]).toEqual([403, '']);
      expect(await mongoose.connection.collection('photos').countDocuments()).toBe(0);
      // The words stand there all the same.
      expect(refused.text).toContain(TYPED);
    });
  });

  it('when the person acts in another role meanwhile: nothing is done in it, and one press leads back', async () => {
    const agent = await signedIn('officer');
    const { reference } = await buildHazard(world, { status: 'accepted' });
    const at = `/hazards/${reference}/act/verify-not-valid`;
    const { text: page } = await agent.get(at);
    const { personId, grantId } = world.actors.officer;
    const day = Math.floor(clock.now().getTime() / 86_400_000);
    const other = { ...keysIn(page), _by: sealToken<DrawnFor>('form', { personId, grantId: 'another', day }) };
    const refused = await agent
      .post(at)
      .type('form')
      .send({ ...other, reason: TYPED });
    expect([refused.status, refused.text.includes('换回来，接着填')]).toEqual([409, true]);
    expect([hiddenIn(refused.text, 'grantId'), hiddenIn(refused.text, 'next')]).toEqual(['another', at]);
    expect((await peekHazard(reference))?.status).toBe('accepted');
    const back = await agent
      .post('/switch-role')
      .type('form')
      .send({ ...keysIn(refused.text), grantId, next: at });
    expect(back.headers['location']).toBe(at);
    expect((await agent.get(at)).text).toContain(TYPED);
  });
});

describe('says what is too much, and keeps the rest', () => {
  it('of 270 kB of words how long they may be', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/suggestions/new');
    const long = '电'.repeat(90_000);
    const refused = await agent
      .post('/suggestions')
      .type('form')
      .send({ ...keysIn(page), text: long });
    expect([refused.status, /不要超过\d+个字/.test(refused.text), refused.text.includes(long)]).toEqual([
      422,
      true,
      true,
    ]);
    const huge = await agent
      .post('/suggestions')
      .type('form')
      .send({ ...keysIn(page), text: 'x'.repeat(3_000_000) });
    expect([huge.status, huge.text.includes('一次最多 2 MB')]).toEqual([413, true]);
  });

  it('of ten photos nine, of an empty one its name', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    const sending = agent.post('/report').field(keysIn(page)).field('text', TYPED);
    for (let count = 0; count < 10; count++) sending.attach('photos', await aPicture(), `${count}.jpg`);
    const many = await sending;
    expect([many.status, many.text.match(/name="keptPhotoIds"/g)?.length]).toEqual([422, 9]);
    expect(many.text).toContain('一次最多 9 张，收到了前 9 张');
    const empty = await agent
      .post('/report')
      .field(keysIn(page))
      .field('text', TYPED)
      .attach('photos', Buffer.alloc(0), '门口.jpg');
    expect([empty.status, empty.text.includes('「门口.jpg」是空的'), empty.text.includes(TYPED)]).toEqual([
      422,
      true,
      true,
    ]);
  });

  it('of a photo that is too large its name and how large it may be, beside those that are not', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    const refused = await agent
      .post('/report')
      .field(keysIn(page))
      .field('text', TYPED)
      .attach('photos', await aPicture(), 'a.jpg')
      .attach('photos', Buffer.alloc(26 * 1024 * 1024, 7), '整改前.jpg');
    expect([refused.status, refused.text.includes(`>${TYPED}</textarea>`)]).toEqual([422, true]);
    expect(/class="field__error[^>]*>[^<]*整改前[^<]*/.exec(refused.text)?.[0]).toContain('25 MB');
    expect(refused.text.match(/name="keptPhotoIds"/g)).toHaveLength(1);
  });

  it('of a form cut off on the way that it did not come whole', async () => {
    const agent = await signedIn('worker');
    const cut = await agent
      .post('/report')
      .set('content-type', 'multipart/form-data; boundary=x')
      .send('--x\r\ncontent-disposition: form-data; name="text"\r\n\r\nhalf');
    expect([cut.status, cut.text.includes('没有收全')]).toEqual([400, true]);
    const shapeless = await agent.post('/report').set('content-type', 'multipart/form-data').send('nothing');
    expect(shapeless.status).toBe(400);
  });
});

describe('a long form', () => {
  it('is kept while it is filled in, and can be thrown away', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    expect(page).toContain('data-keep');
    const kept = await agent
      .post('/drafts')
      .type('form')
      .send({ ...keysIn(page), _action: '/report', text: TYPED });
    expect(kept.status).toBe(204);
    const { text: back } = await agent.get('/report');
    expect(back).toContain(`>${TYPED}</textarea>`);
    await agent.post('/drafts/forget').type('form').send(keysIn(back));
    expect((await agent.get('/report')).text).not.toContain(TYPED);
  });

  it('is not given to whoever signs in after somebody else reset the password; what is typed from then on is', async () => {
    const keepOn = async (agent: Agent, text: string) => {
      const keys = keysIn((await agent.get('/report')).text);
      return agent
        .post('/drafts')
        .type('form')
        .send({ ...keys, _action: '/report', text });
    };
    const before = await signedIn('worker');
    const { text: open } = await before.get('/report');
    await keepOn(before, TYPED);
    const accounts = mongoose.model('Account');
    const { personId } = world.actors.worker;
    const hides = { hidesSince: clock.now(), hidesUntil: new Date(clock.now().getTime() + 86_400_000) };
    await accounts.updateOne({ _id: personId }, { $set: hides });
    await mongoose.connection.collection('sessions').deleteMany({});
    // Sent from a page that was open before, it is kept with what was typed before.
    expect((await before.post('/report').field({ ...keysIn(open), text: TYPED })).status).toBe(401);
    const after = await signedIn('worker');
    expect((await after.get('/report')).text).not.toContain(TYPED);
    await keepOn(after, '装卸台护栏松了');
    expect((await after.get('/report')).text).toContain('装卸台护栏松了');
    const { text: page } = await after.get('/report');
    await mongoose.connection.collection('sessions').deleteMany({});
    expect((await after.post('/report').field({ ...keysIn(page), text: '装卸台护栏松了两处' })).status).toBe(401);
    expect((await (await signedIn('worker')).get('/report')).text).toContain('装卸台护栏松了两处');
    await accounts.updateOne({ _id: personId }, { $unset: { hidesSince: 1, hidesUntil: 1 } });
    expect((await (await signedIn('worker')).get('/report')).text).toContain(TYPED);
  });

  it('is put by without scripts, with its photos', async () => {
    const agent = await signedIn('worker');
    const { text: page } = await agent.get('/report');
    const put = await agent
      .post('/report')
      .field({ ...keysIn(page), _keep: '1', text: TYPED })
      .attach('photos', await aPicture(), 'a.jpg');
    expect([put.status, put.headers['location']]).toEqual([303, '/report']);
    const { text: back } = await agent.get('/report');
    expect([back.includes(TYPED), hiddenIn(back, 'keptPhotoIds').length]).toEqual([true, 32]);
  });
});
