import mongoose from 'mongoose';
import supertest from 'supertest';
import { receiveMessage } from '#domain/chat';
import { queryCodeOf, submitRectification } from '#domain/hazards';
import { answerNext } from '../../bots/inboxLoop.ts';
import { loopOptions } from '../bots/support/talk.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto, aPicture, buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { voice } from '../support/sounds.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock, { limitFactor: 1 });
});
afterEach(() => portal.stop());

const TIMES = Array.from({ length: 12 }, (_, index) => index);
const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
const keysIn = (html: string) => ({
  _csrf: tokenIn(html),
  once: hiddenIn(html, 'once'),
  _here: hiddenIn(html, '_here'),
  _by: hiddenIn(html, '_by'),
});

async function report(agent: Agent, words: Record<string, string>) {
  const { text } = await agent.get(`/l/${world.location.code}`);
  return agent
    .post('/report')
    .field({ ...keysIn(text), placeCode: world.location.code, isNotDuplicate: '1', ...words });
}

/** So many browsers nobody knows open a page at once. */
const opened = (path: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => supertest(portal.url).get(path)));

describe('behind one address, within a minute', () => {
  it('twelve visitors report, and Redis does not know where from', async () => {
    const answers = [];
    for (const index of TIMES)
      answers.push(await report(supertest.agent(portal.url), { text: `${index}号门口地面有油` }));
    expect(answers.map(({ status }) => status)).toEqual(TIMES.map(() => 303));
    const keys = await portal.redis.keys('anfa:limit:*');
    expect(keys.length).toBeGreaterThan(TIMES.length);
    expect(keys.join(' ')).not.toMatch(/127\.0\.0\.1|::1/);
  });

  it('twelve join a team, and twelve sign in', async () => {
    const joined = [];
    for (const index of TIMES) {
      const agent = supertest.agent(portal.url);
      const { text } = await agent.get(`/join/${world.team.code}`);
      const sent = {
        ...keysIn(text),
        teamCode: world.team.code,
        name: '王小明',
        phone: `1391234${1000 + index}`,
      };
      joined.push((await agent.post('/join').type('form').send(sent)).status);
    }
    expect(joined).toEqual(TIMES.map(() => 303));
    for (const _ of TIMES) await signedInAt(portal, world, 'worker');
  });

  it('one person files as many findings as there are: only what is refused counts for whoever has signed in', async () => {
    const agent = await signedInAt(portal, world, 'officer');
    const answers = [];
    // More than a stranger may in ten minutes.
    for (let index = 1; index <= 24; index++)
      answers.push((await report(agent, { text: `检查发现第${index}处护栏松动` })).status);
    expect(new Set(answers)).toEqual(new Set([303]));
    const refused: number[] = [];
    for (let count = 0; count < 22; count++) refused.push((await report(agent, { text: '' })).status);
    expect([refused[0], refused.at(-1)]).toEqual([422, 429]);
    expect((await report(agent, { text: '二号库着火了快来人' })).status).toBe(303);
  });

  it('a flood from one browser is told to wait with its words kept, and danger passes', async () => {
    const agent = supertest.agent(portal.url);
    let last = await report(agent, { text: '0号井盖没盖好' });
    for (let count = 1; last.status === 303 && count < 40; count++)
      last = await report(agent, { text: `${count}号井盖没盖好` });
    expect([last.status, /号井盖没盖好<\/textarea>/.test(last.text)]).toEqual([429, true]);
    expect((await report(agent, { text: '有人被困在井里', isUrgent: '1' })).status).toBe(303);
    // Nobody in danger looks for a switch: the words decide.
    expect((await report(agent, { text: '二号库着火了快来人' })).status).toBe(303);
  });

  it('a flood in the chat is told to wait, and danger passes, bounded by a rule of its own', async () => {
    const agent = supertest.agent(portal.url);
    const { text } = await agent.get('/chat');
    const keys = keysIn(text);
    const write = (words: string) =>
      agent
        .post('/chat/messages')
        .set('accept', 'application/json')
        .field({ ...keys, once: `${Math.random()}`.slice(2, 18), text: words });
    const answers: number[] = [];
    for (let n = 0; n < 41; n++) answers.push((await write(`${n}号井盖没盖好`)).status);
    expect([answers[0], answers.at(-1)]).toEqual([200, 429]);
    expect((await write('二车间着火了快来人')).status).toBe(200);
    expect((await write('井盖还没盖好')).status).toBe(429);
    const found = mongoose.connection.collection('chat_messages');
    expect(await found.countDocuments({ from: 'person' })).toBe(41);
    for (let n = 0; n < 120; n++) answers.push((await write(`${n}号车间着火了快来人`)).status);
    expect(answers.slice(41).indexOf(429)).toBe(119);
  }, 60_000);

  it('whatever else comes from that address, a browser that is new is let in, and danger is heard though all is used up', async () => {
    await portal.stop();
    // Of one browser 30 pages a minute, of the address 600.
    portal = await startPortal(clock, { limitFactor: 0.05 });
    const flood = (times: number) =>
      Promise.all(Array.from({ length: times }, () => supertest(portal.url).get('/sign-in')));
    const her = supertest.agent(portal.url);
    const { text } = await her.get(`/l/${world.location.code}`);
    await flood(60);
    expect((await supertest.agent(portal.url).get(`/l/${world.location.code}`)).status).toBe(200);
    await flood(560);
    expect((await supertest.agent(portal.url).get('/sign-in')).status).toBe(429);
    const danger = { ...keysIn(text), placeCode: world.location.code, text: '二号库着火了快来人', isUrgent: '1' };
    const heard = await her.post('/report').field(danger);
    expect([heard.status, heard.headers['location']]).toEqual([303, '/report/done']);
  }, 120_000);

  it('whoever told of a danger opens, adds, sends a photo and a voice though all of the address is used up', async () => {
    await portal.stop();
    // Of one browser 30 pages a minute, of the address 600; one report in ten minutes, twenty of the address.
    portal = await startPortal(clock, { limitFactor: 0.05 });
    const her = supertest.agent(portal.url);
    expect((await report(her, { text: '二号库着火了快来人' })).status).toBe(303);
    for (const path of ['/sign-in', '/track']) for (let n = 0; n < 6; n++) await opened(path, 102);
    for (const path of ['/sign-in', '/track', '/report/done'])
      expect([path, (await supertest(portal.url).get(path)).status]).toEqual([path, 429]);
    // A cookie of somebody else's making opens nothing.
    expect((await supertest(portal.url).get('/report/done').set('cookie', 'anfa=s%3Ax.y; reported=z')).status).toBe(
      429,
    );
    expect((await her.get('/report/done')).status).toBe(200);
    const page = await her.get('/report/done/add');
    expect(page.status).toBe(200);
    const add = () =>
      her.post('/report/done/add').field({ ...keysIn(page.text), once: `${Math.random()}`.slice(2, 18) });
    const added = [
      await add().field({ placeText: '二号库北门' }),
      await add().field({ text: '人都出来了' }),
      await add().attach('photos', await aPicture(), 'a.jpg'),
      await add().attach('photos', voice(), 'a.wav'),
    ];
    expect(added.map(({ status, headers }) => [status, headers['location']])).toEqual(
      added.map(() => [303, '/report/done']),
    );
  }, 120_000);

  it('whoever is signed in goes on with an urgent case of theirs though all of the address is used up', async () => {
    await portal.stop();
    portal = await startPortal(clock, { limitFactor: 0.1 });
    const agent = await signedInAt(portal, world, 'worker');
    const urgent = await buildHazard(world, { isUrgent: true, text: '配电房着火了' });
    const calm = await buildHazard(world, { text: '地面有油' });
    for (let n = 0; n < 11; n++) await opened('/sign-in', 110);
    const open = async ({ reference }: { reference: string }) => (await agent.get(`/hazards/${reference}`)).status;
    expect([await open(urgent), await open(calm)]).toEqual([200, 429]);
  }, 120_000);

  it('an address that is used up tells nobody which cases are urgent, and floods nothing through one', async () => {
    await portal.stop();
    // Of the address 1,200 pages a minute, and as many again that say they belong to a danger.
    portal = await startPortal(clock, { limitFactor: 0.1 });
    const urgent = await buildHazard(world, { isUrgent: true, text: '配电房着火了' });
    const calm = await buildHazard(world, { text: '地面有油' });
    const [own, other] = [await signedInAt(portal, world, 'worker'), await signedInAt(portal, world, 'otherWorker')];
    const pages = [`/hazards/${urgent.reference}`, `/hazards/${urgent.reference}/x`, `/hazards/${calm.reference}`];
    for (let n = 0; n < 11; n++) await opened('/sign-in', 110);
    const forged = (path: string) => supertest(portal.url).get(path).set('cookie', `anfa=s%3A${Math.random()}.y`);
    const asked = pages.flatMap((path) => [forged(path), other.get(path)]);
    const answers = await Promise.all(asked);
    expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 429));
    for (const { headers } of answers) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await own.get(pages[0] as string)).status).toBe(200);
    // Browsers made anew each time, so that none of them has a limit of its own.
    const last: number[] = [];
    for (let n = 0; n < 12; n++)
      last.push(
        ...(await Promise.all(Array.from({ length: 100 }, () => forged(pages[0] as string)))).map(
          ({ status }) => status,
        ),
      );
    expect(new Set(last)).toEqual(new Set([429]));
    expect((await own.get(pages[0] as string)).status).toBe(429);
  }, 120_000);

  it('whoever holds the code of an urgent case is let in after others have guessed wrong; of a calm one they wait', async () => {
    await portal.stop();
    portal = await startPortal(clock, { limitFactor: 0.1 });
    const cases = {
      urgent: await buildHazard(world, { isUrgent: true, text: '配电房着火了' }),
      calm: await buildHazard(world, { text: '地面有油' }),
    };
    const track = async (reference: string, queryCode: string) => {
      const agent = supertest.agent(portal.url);
      const keys = keysIn((await agent.get('/track')).text);
      return (
        await agent
          .post('/track')
          .type('form')
          .send({ ...keys, reference, queryCode })
      ).status;
    };
    const guesses: number[] = [];
    for (let n = 0; n < 22; n++) guesses.push(await track('H2020-0001', 'WRONG'));
    expect(guesses.at(-1)).toBe(429);
    const { urgent, calm } = cases;
    expect(await track(calm.reference, queryCodeOf(calm))).toBe(429);
    expect(await track(urgent.reference, queryCodeOf(urgent))).toBe(200);
    // More guesses than the rule bounds are made of no case, not even of an urgent one.
    for (let n = 0; n < 6; n++) expect(await track(urgent.reference, 'WRONG')).toBe(429);
    expect(await track(urgent.reference, queryCodeOf(urgent))).toBe(429);
  });

  it('what belongs to a danger told in the chat passes, whatever it says, and a photo or a voice without a word', async () => {
    const agent = await signedInAt(portal, world, 'worker');
    const { text } = await agent.get('/chat');
    const send = () =>
      agent
        .post('/chat/messages')
        .set('accept', 'application/json')
        .field({ ...keysIn(text), once: `${Math.random()}`.slice(2, 18) });
    for (let n = 0; n < 40; n++) await send().field('text', `${n}号井盖没盖好`);
    expect((await send().field('text', '北门')).status).toBe(429);
    expect((await send().attach('photo', await aPicture(), 'a.jpg')).status).toBe(200);
    expect((await send().attach('photo', voice(), 'a.wav')).status).toBe(200);
    const channelUserId = `person-${world.actors.worker.personId}`;
    const cry = {
      channel: 'webchat',
      channelUserId,
      messageId: 'cry',
      kind: 'text',
      text: '二车间着火了快来人',
    } as const;
    await receiveMessage(clock.now(), { ...cry, sentAt: clock.now() });
    while (await answerNext(loopOptions(clock)));
    expect((await send().field('text', '北门')).status).toBe(200);
  }, 60_000);

  it('wrong guesses are stopped, and what was typed stays', async () => {
    const agent = supertest.agent(portal.url);
    const statuses: number[] = [];
    for (const _ of TIMES) {
      const { text } = await agent.get('/track');
      const answer = await agent
        .post('/track')
        .type('form')
        .send({ ...keysIn(text), reference: 'H2026-0001', queryCode: 'WRONG' });
      statuses.push(answer.status);
      if (answer.status === 429) expect(answer.text).toContain('value="H2026-0001"');
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});

describe('a step that is sent again', () => {
  it('says that it is done and does nothing twice', async () => {
    const agent = await signedInAt(portal, world, 'officer');
    const { reference } = await buildHazard(world);
    const { text } = await agent.get(`/hazards/${reference}`);
    const press = () => agent.post(`/hazards/${reference}/act/accept`).type('form').send(keysIn(text));
    const both = [await press(), await press()];
    expect(both.map(({ status, headers }) => [status, headers['location']])).toEqual([
      [303, `/hazards/${reference}`],
      [303, `/hazards/${reference}`],
    ]);
    expect((await agent.get(`/hazards/${reference}`)).text).toContain('刚才已经办好了');
  });

  it('that was refused is refused again with its words, and is never said to be done', async () => {
    const { reference } = await buildHazard(world, { status: 'rectifying' });
    const officer = personContext(world.actors.officer);
    await submitRectification(officer, { reference, text: '换好了', photoIds: [await aPhoto(officer)] });
    const agent = await signedInAt(portal, world, 'officer');
    const at = `/hazards/${reference}/act/return-rectification`;
    const manager = await signedInAt(portal, world, 'manager');
    const { text } = await agent.get(`/hazards/${reference}`);
    expect((await manager.get(at)).status).toBe(200);
    // The buttons are not theirs: sent by hand, from a page of before.
    const press = () => agent.post(at).field({ ...keysIn(text), reason: '门锁没有换到位' });
    for (const answer of [await press(), await press()]) {
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('门锁没有换到位');
      expect(answer.text).not.toContain('刚才已经办好了');
    }
    const refused = { name: 'hazards.step-refused', 'subject.reference': reference };
    expect(await mongoose.connection.collection('events').countDocuments(refused)).toBe(2);
    expect((await agent.get(`/hazards/${reference}`)).text).not.toContain('刚才已经办好了');
  });

  it('does so with its form, pressed twice at once', async () => {
    const agent = await signedInAt(portal, world, 'officer');
    const { reference } = await buildHazard(world, { status: 'accepted' });
    const at = `/hazards/${reference}/act/verify-not-valid`;
    const { text } = await agent.get(at);
    const press = () =>
      agent
        .post(at)
        .type('form')
        .send({ ...keysIn(text), reason: '现场看过，不是隐患' });
    const both = await Promise.all([press(), press()]);
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
  });

  it('is refused as ever when it was somebody else who was faster', async () => {
    const agent = await signedInAt(portal, world, 'officer');
    const { reference } = await buildHazard(world, { status: 'accepted' });
    const { text } = await agent.get(`/hazards/${reference}`);
    expect((await agent.post(`/hazards/${reference}/act/accept`).type('form').send(keysIn(text))).status).toBe(409);
  });
});
