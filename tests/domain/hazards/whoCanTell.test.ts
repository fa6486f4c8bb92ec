import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { pino } from 'pino';
import sharp from 'sharp';
import supertest from 'supertest';
import { storePhoto } from '#domain/evidence';
import { acceptHazard, findMyReports, personBehind, reopenHazard, verifyHazard } from '#domain/hazards';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import { approveReward, confirmReward, payReward, rewards } from '#domain/rewards';
import { foldTallies } from '#domain/tallies';
import { talkAs } from '../../bots/support/talk.ts';
import { signedInAt, tokenIn } from '../../support/agents.ts';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { type Portal, startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { everyDocument, type Found, fineTimesIn, reachedFrom, wordsIn } from '../../support/traces.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let portal: Portal;
let logged: string;
/** Words that lay in the store before anybody reported. */
let before: Set<string>;

const ADDRESS = 'wx-address-of-the-worker';
const SAID = '班长叫我们把燃气报警器关掉';
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const picture = (tint: string): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: tint } })
    .jpeg()
    .toBuffer();

beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  clock.set(new Date('2026-11-24T02:37:41.123Z'));
  logged = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  portal = await startPortal(clock, { logger: pino({ level: 'trace' }, stream) as never });
  await mongoose.connection.collection('bindings').insertOne({
    ...{ _id: 'b-worker', channel: 'mock', channelUserId: ADDRESS, personId: world.actors.worker.personId },
    boundAt: new Date('2026-11-01T00:00:00Z'),
  } as never);
  before = new Set((await everyDocument()).flatMap(({ text }) => [...wordsIn(text)]));
});
afterEach(() => portal.stop());

/** Files by the web form; gives the original bytes, as the phone still has them. */
async function fileOnWeb(agent: ReturnType<typeof supertest.agent>, path: string, isAnonymous: boolean) {
  const bytes = await picture('#8a3311');
  const form = await agent.get(path);
  const post = agent.post('/report').field('_csrf', tokenIn(form.text)).field('once', 'a-once-of-this-form');
  if (isAnonymous) post.field('isAnonymous', '1').field('placeText', '窑头');
  else post.field('placeCode', world.location.code);
  const sent = await post.field('text', SAID).field('isUrgent', '1').attach('photos', bytes, '韦小妹的手机.jpg');
  expect(sent.headers['location']).toBe('/report/done');
  const page = (await agent.get('/report/done')).text;
  return { bytes, reference: /H2026-\d+/.exec(page)?.[0] ?? '' };
}

async function fileInChat() {
  const talk = talkAs(ADDRESS, clock);
  const bytes = await picture('#114488');
  const { _id: photoId } = await storePhoto(as('worker'), { bytes, fileName: 'p.jpg' });
  await talk.say({ kind: 'photo', photoId, text: `匿名 ${SAID}` });
  await talk.say('窑头');
  const done = (await talk.say('1')).at(-1);
  return { bytes, reference: String(done?.params['reference']) };
}

const tell = async (): Promise<void> => {
  await reactToEvents(clock.now(), 1_000);
  const chat = { channel: 'mock', isRepeatable: false, say: async () => {} };
  for (const carrier of [portalCarrier, chat]) while (await deliverNext(clock.now, carrier));
};

/** The case goes on with everybody in it, minutes apart, the reporter too. */
async function walkOn(reference: string): Promise<void> {
  const minutesLater = async (work: () => Promise<unknown>): Promise<void> => {
    clock.advance({ minutes: 67 });
    await work();
    await tell();
  };
  // What grew after a step of the firm: nothing in it may be hers, nor stand in anything that is.
  const firmsStep = async (work: () => Promise<unknown>): Promise<void> => {
    const known = new Set((await everyDocument()).map(({ collection, text }) => collection + text));
    await minutesLater(work);
    const all = await everyDocument();
    const grown = all.filter(({ collection, text }) => !known.has(collection + text));
    expect(grown.some(({ collection }) => collection === 'events')).toBe(true);
    const { worker } = world.actors;
    const marks = [worker.personId, worker.grantId, worker.name, world.phones.worker, ADDRESS];
    const hers = all.filter(({ text }) => marks.some((mark) => text.includes(mark)));
    const herWords = new Set(hers.flatMap(({ text }) => [...wordsIn(text)]).filter((word) => !before.has(word)));
    for (const { collection, text } of grown) {
      for (const mark of marks)
        expect({ collection, is: text.includes(mark) && text }).toEqual({ collection, is: false });
      const shared = [...wordsIn(text)].filter((word) => herWords.has(word));
      expect({ collection, shared }).toEqual({ collection, shared: [] });
    }
  };
  await tell();
  await firmsStep(() => acceptHazard(as('officer'), { reference }));
  await firmsStep(() => verifyHazard(as('officer'), { reference, result: 'not-valid', reason: '没有看到' }));
  await minutesLater(() => reopenHazard(as('worker'), { reference, reason: '又关了' }));
  await firmsStep(() => verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' }));
  const [reward] = (await rewards.find(as('worker'))).rows;
  const its = { reference: reward?.reference ?? '' };
  await firmsStep(() => approveReward(as('manager'), its));
  await firmsStep(() => payReward(as('officer'), { ...its, method: 'cash' }));
  await minutesLater(() => confirmReward(as('worker'), its));
  await foldTallies(clockContext(clock.now()));
}

/** Everything that is the person's own: what must stand beside no case, in no document. */
async function marksOfWorker(after: readonly Found[]): Promise<string[]> {
  const { worker } = world.actors;
  const own = after.filter(({ collection, text }) => collection === 'sessions' && text.includes(worker.personId));
  const messages = after.filter(({ collection }) => collection === 'inbox');
  return [
    ...[worker.personId, worker.grantId, worker.name, world.phones.worker, ADDRESS],
    ...[...own, ...messages].map(({ id }) => id),
  ];
}

async function whoCanTell(references: readonly string[], photos: readonly Buffer[]): Promise<void> {
  const after = await everyDocument();
  const cases = after.filter(({ collection, row }) =>
    collection === 'hazards' ? references.includes((row as { reference: string }).reference) : false,
  );
  expect(cases).toHaveLength(references.length);
  const reached = reachedFrom([...references, ...cases.map(({ id }) => id)], after, before);
  const kinds = new Set(reached.map(({ collection }) => collection));
  for (const kind of ['hazards', 'events', 'deadlines', 'photos', 'photos.files', 'photos.chunks'])
    expect([kind, kinds.has(kind)]).toEqual([kind, true]);
  // The sealed record itself cannot even be told to belong to the case.
  for (const kind of ['hazardContacts', 'sessions', 'inbox', 'dialogues', 'chat_messages', 'bindings', 'accounts'])
    expect([kind, kinds.has(kind)]).toEqual([kind, false]);
  const marks = await marksOfWorker(after);
  const hashes = photos.flatMap((bytes) =>
    (['hex', 'base64', 'base64url'] as const).map((as) => createHash('sha256').update(bytes).digest(as)),
  );
  for (const { collection, text, row } of reached) {
    for (const mark of [...marks, ...hashes]) {
      expect({ collection, mark: text.includes(mark) && mark, text: text.includes(mark) && text }).toEqual({
        ...{ collection, mark: false, text: false },
      });
    }
    expect({ collection, times: fineTimesIn(row), text: fineTimesIn(row).length > 0 && text }).toEqual({
      ...{ collection, times: [], text: false },
    });
  }
  // What was said stands in the case, and nowhere beside the person.
  for (const { collection, text } of after) {
    if (reached.some((one) => one.text === text)) continue;
    for (const word of ['燃气报警器', ...references])
      expect({ collection, has: text.includes(word) && text }).toEqual({ collection, has: false });
  }
  for (const line of logged.split('\n')) {
    const isOfCase = references.some((one) => line.includes(one)) || cases.some(({ id }) => line.includes(id));
    expect(isOfCase ? line : '').toBe('');
  }
}

it('a worker by web and by chat, photos and reward included: the whole database ties neither case to her', async () => {
  const agent = await signedInAt(portal, world, 'worker');
  const web = await fileOnWeb(agent, '/report', true);
  clock.advance({ minutes: 7 });
  const chat = await fileInChat();
  expect(new Set([web.reference, chat.reference]).size).toBe(2);
  await walkOn(web.reference);
  await whoCanTell([web.reference, chat.reference], [web.bytes, chat.bytes]);

  // With the keys she has her own, and her money found her.
  const { rows } = await findMyReports(as('worker'));
  expect(rows.map(({ reference }) => reference).sort()).toEqual([web.reference, chat.reference].sort());
  for (const { _id } of rows) expect(await personBehind(_id)).toBe(world.actors.worker.personId);
  const told = (await agent.get('/inbox')).text;
  for (const words of ['属实', '奖励']) expect(told).toContain(words);

  // What the firm opens: neither she nor the minute.
  const [reward] = (await rewards.find(as('manager'))).rows;
  for (const who of ['manager', 'officer'] as const) {
    const firm = await signedInAt(portal, world, who);
    const pages = [
      '/',
      '/to-dos',
      '/hazards',
      '/rewards',
      '/inbox',
      `/rewards/${reward?.reference}`,
      '/search?q=报警器',
    ];
    for (const path of [...pages, `/hazards/${web.reference}`, `/hazards/${chat.reference}`]) {
      const { text, status } = await firm.get(path);
      expect([path, status]).toEqual([path, 200]);
      const { worker } = world.actors;
      for (const mark of [worker.name, worker.personId, world.phones.worker, '10:37', '10:44', '02:37'])
        expect({ path, mark, is: text.includes(mark) }).toEqual({ path, mark, is: false });
    }
  }
  const { id } = await requestExport(as('manager'), { kind: 'hazards', filter: {} });
  expect(await runNextExport(clock.now)).toBe(true);
  const book = new ExcelJS.Workbook();
  await book.xlsx.read((await openExport(as('manager'), id)).stream as never);
  const cells: string[] = [];
  book.worksheets[0]?.eachRow((row) => cells.push(JSON.stringify(row.values)));
  expect(cells.join()).toContain(web.reference);
  expect(cells.join()).not.toMatch(/韦小妹|10:37|10:44|02:37/);
});

it('a passer-by at a poster leaves nothing that leads from the case to the browser', async () => {
  const agent = supertest.agent(portal.url);
  const { bytes, reference } = await fileOnWeb(agent, `/l/${world.location.code}`, false);
  await tell();
  await whoCanTell([reference], [bytes]);
});
