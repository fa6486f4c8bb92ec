import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { pino } from 'pino';
import sharp from 'sharp';
import supertest from 'supertest';
import { storePhoto } from '#domain/evidence';
import {
  acceptHazard,
  closeMajor,
  endorseHazard,
  findMyReports,
  personBehind,
  planRectification,
  reopenHazard,
  reportHazard,
  requestClosure,
  submitRectification,
  verifyHazard,
} from '#domain/hazards';
import { disableAccount } from '#domain/identity';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import { agreeReveal, askReveal, lookAtContact, takeBackContact } from '#domain/protection';
import {
  approveReward,
  claimsOf,
  leaveAtPublicDesk,
  type Reward,
  redeemClaim,
  rewards,
  settleAdvances,
} from '#domain/rewards';
import { setScheme } from '#domain/schemes';
import { foldTallies } from '#domain/tallies';
import { systemContext } from '#kernel/context';
import { openQueue } from '../../../jobs/queues.ts';
import { applySchedules } from '../../../jobs/schedules.ts';
import { runJob } from '../../../jobs/timetable.ts';
import { talkAs } from '../../bots/support/talk.ts';
import { signedInAt, tokenIn } from '../../support/agents.ts';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { aPhoto, keepFile, onSite, TREATMENT, takeHeldActs } from '../../support/hazards.ts';
import { fileOf } from '../../support/majors.ts';
import { type Portal, startPortal } from '../../support/portal.ts';
import { type Bureau, buildBureau } from '../../support/protection.ts';
import { buildTwoAlike, DAYS_TO_BATCH, deposit, SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import {
  everyDocument,
  everythingBeside,
  type Found,
  fineTimesIn,
  reachedFrom,
  runningIdsIn,
  wordsIn,
} from '../../support/traces.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let portal: Portal;
let bureau: Bureau;
let logged: string;
/** Words that lay in the store before anybody reported. */
let before: Set<string>;

const ADDRESS = 'wx-address-of-the-worker';
const ADDRESS2 = 'wx-address-of-her-colleague';
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
  const bound = { channel: 'mock', boundAt: new Date('2026-11-01T00:00:00Z') };
  const { worker, worker2 } = world.actors;
  await mongoose.connection.collection('bindings').insertMany([
    { ...bound, _id: 'b-worker', channelUserId: ADDRESS, personId: worker.personId },
    { ...bound, _id: 'b-worker2', channelUserId: ADDRESS2, personId: worker2.personId },
  ] as never);
  bureau = await buildBureau(world, { now: clock.now() });
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
  // What her own browser keeps says nothing to whoever takes the telephone into their hands.
  const cookies = decodeURIComponent(String(sent.headers['set-cookie']));
  for (const mark of [/H2026-\d+/.exec(page)?.[0] ?? '', SAID, world.actors.worker.personId, world.enterprise._id])
    expect([cookies.includes('reported='), cookies.includes(mark)]).toEqual([true, false]);
  return { bytes, reference: /H2026-\d+/.exec(page)?.[0] ?? '' };
}

async function fileInChat(said = SAID) {
  const talk = talkAs(ADDRESS, clock);
  const bytes = await picture('#114488');
  const { _id: photoId } = await storePhoto(as('worker'), { bytes, fileName: 'p.jpg' });
  await talk.say({ kind: 'photo', photoId, text: `匿名 ${said}` });
  await talk.say('窑头');
  const done = (await talk.say('1')).at(-1);
  return { talk, bytes, reference: String(done?.params['reference']) };
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
  const firmsStep = async (work: () => Promise<unknown>, isTold = true): Promise<void> => {
    const known = new Set((await everyDocument()).map(({ collection, text }) => collection + text));
    await minutesLater(work);
    const all = await everyDocument();
    const grown = all.filter(({ collection, text }) => !known.has(collection + text));
    expect(grown.some(({ collection }) => collection === 'events')).toBe(isTold);
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
  // Paid with the others to a desk; she brings the code there, and nothing is kept but that it was brought.
  await setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId });
  clock.advance({ days: DAYS_TO_BATCH });
  await buildTwoAlike(world, clock.now());
  await tell();
  await firmsStep(() => deposit(world, clock.now()));
  const [claim] = await claimsOf(as('worker'), (await rewards.find(as('worker'))).rows[0] as Reward);
  const code = claim?.code ?? '';
  for (const who of ['manager', 'officer', 'worker2'] as const)
    expect([who, await claimsOf(as(who), (await rewards.peek(its.reference)) as Reward)]).toEqual([who, []]);
  await firmsStep(() => redeemClaim(as('worker2'), { code }), false);
  await expect(redeemClaim(as('worker2'), { code })).rejects.toMatchObject({ code: 'rewards.code-used' });
  for (const { collection, text } of await everyDocument())
    expect({ collection, has: text.includes(code) }).toEqual({ collection, has: false });
  await foldTallies(clockContext(clock.now()));
}

/** Everything that is the person's own: what must stand beside no case, in no document. */
async function marksOf(who: 'worker' | 'worker2', after: readonly Found[]): Promise<string[]> {
  const { personId, grantId, name } = world.actors[who];
  const own = after.filter(({ collection, text }) => collection === 'sessions' && text.includes(personId));
  const messages = after.filter(({ collection }) => collection === 'inbox');
  return [
    ...[personId, grantId, name, world.phones[who], who === 'worker' ? ADDRESS : ADDRESS2],
    ...[...own, ...messages].map(({ id }) => id),
  ];
}

async function whoCanTell(
  references: readonly string[],
  photos: readonly Buffer[],
  who: 'worker' | 'worker2' = 'worker',
): Promise<void> {
  const after = await everyDocument();
  const cases = after.filter(({ collection, row }) =>
    collection === 'hazards' ? references.includes((row as { reference: string }).reference) : false,
  );
  expect(cases).toHaveLength(references.length);
  const reached = reachedFrom([...references, ...cases.map(({ id }) => id)], after, before);
  const kinds = new Set(reached.map(({ collection }) => collection));
  const ofPhotos = photos.length === 0 ? [] : ['photos', 'photos.files', 'photos.chunks'];
  for (const kind of ['hazards', 'events', 'deadlines', ...ofPhotos])
    expect([kind, kinds.has(kind)]).toEqual([kind, true]);
  // The sealed record itself cannot even be told to belong to the case.
  for (const kind of ['hazardContacts', 'sessions', 'inbox', 'dialogues', 'chat_messages', 'bindings', 'accounts'])
    expect([kind, kinds.has(kind)]).toEqual([kind, false]);
  const marks = await marksOf(who, after);
  const hashes = photos.flatMap((bytes) =>
    (['hex', 'base64', 'base64url'] as const).map((as) => createHash('sha256').update(bytes).digest(as)),
  );
  for (const { collection, text, row } of reached) {
    for (const mark of [...marks, ...hashes]) {
      expect({ collection, mark: text.includes(mark) && mark, text: text.includes(mark) && text }).toEqual({
        ...{ collection, mark: false, text: false },
      });
    }
    const running = runningIdsIn(row).filter((id) => !before.has(id));
    expect({ collection, running, text: running.length > 0 && text }).toEqual({ collection, running: [], text: false });
    // How long a look stands on the custodian's own screen tells of nobody else.
    const bare = collection === 'reveals' ? { ...(row as object), lookEndsAt: undefined } : row;
    expect({ collection, times: fineTimesIn(bare), text: fineTimesIn(bare).length > 0 && text }).toEqual({
      ...{ collection, times: [], text: false },
    });
  }
  // What was said stands in the case, and nowhere beside the person.
  for (const { collection, text } of after) {
    if (reached.some((one) => one.text === text)) continue;
    for (const word of ['燃气报警器', ...references])
      expect({ collection, has: text.includes(word) && text }).toEqual({ collection, has: false });
  }
  // A message in the hour of something that happened to the case would name, time after time, who follows it.
  const people = Object.values(world.actors).map(({ personId }) => personId);
  for (const { collection, row, text } of after) {
    const { sealed, sort } = row as { sealed?: string; sort?: string };
    if (collection !== 'outbox' || sealed === undefined || sort === 'reply') continue;
    for (const one of [...people, ADDRESS, ADDRESS2])
      expect({ text, has: text.includes(one) }).toEqual({ text, has: false });
  }
  // Nor does anything that is kept beside the documents name her, or the case.
  const queue = openQueue(portal.redis);
  await applySchedules(queue);
  const beside = await everythingBeside(portal.redis);
  for (const known of ['"by_park"', '"anfa:clock:'])
    expect([known, beside.some(({ text }) => text.includes(known))]).toEqual([known, true]);
  for (const { where, text } of beside)
    for (const mark of [...marks, ...references, ...cases.map(({ id }) => id), '燃气报警器', '127.0.0.1'])
      expect({ where, mark, has: text.includes(mark) && text }).toEqual({ where, mark, has: false });
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
  expect((await everythingBeside(portal.redis)).some(({ text }) => text.includes('"anfa:limit:'))).toBe(true);

  // Whoever has spoken with the bot, and when, is not told by what is left of it either.
  const said = (await everyDocument()).filter(({ collection }) =>
    ['inbox', 'dialogues', 'chat_messages', 'chat_counters'].includes(collection),
  );
  expect(said.length).toBeGreaterThan(1);
  for (const { collection, text } of said)
    for (const mark of [ADDRESS, world.actors.worker.personId, world.actors.worker.grantId, 'channelUserId'])
      expect({ collection, mark, has: text.includes(mark) }).toEqual({ collection, mark, has: false });

  // With the keys she has her own, and her money found her.
  const { rows } = await findMyReports(as('worker'));
  expect(rows.map(({ reference }) => reference).sort()).toEqual([web.reference, chat.reference].sort());
  for (const { _id } of rows) expect(await personBehind(_id)).toBe(world.actors.worker.personId);
  const told = (await (await signedInAt(portal, world, 'worker')).get('/inbox')).text;
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
      '/reward-batches',
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

it('two unnamed rewards of one person, granted, paid and taken: nothing in the database ties one to the other', async () => {
  const deed = async (text: string): Promise<string> => {
    const told = { enterpriseId: world.enterprise._id, text, placeText: '窑头', isAnonymous: true };
    const { reference } = await reportHazard(as('worker'), told);
    clock.advance({ minutes: 67 });
    await acceptHazard(as('officer'), { reference });
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    return reference;
  };
  const mine = [await deed('护栏断了'), await deed('地沟盖板没了')];
  for (const { reference } of (await rewards.find(as('manager'), { status: 'proposed' })).rows)
    await approveReward(as('manager'), { reference });
  await setScheme(as('manager'), { ...SCHEME, deskId: world.actors.worker2.personId });
  await buildTwoAlike(world, clock.now());
  await deposit(world, clock.now());
  await tell();
  const { rows } = await rewards.find(as('worker'));
  expect(rows.map(({ hazardReference }) => hazardReference).sort()).toEqual([...mine].sort());
  for (const row of rows)
    for (const { code } of await claimsOf(as('worker'), row)) await redeemClaim(as('worker2'), { code });
  const all = await everyDocument();
  const theRewards = all.filter(({ collection }) => collection === 'rewards');
  expect(theRewards).toHaveLength(4);
  // All that stands in rows of a reward: names, ids, hidden names, sealed texts.
  const wordsOf = (reward: Found): Set<string> => {
    const { reference, hazardId, personId } = reward.row as Reward;
    const its = all.filter(({ text }) =>
      [reward.id, reference, hazardId, personId].some((mark) => text.includes(mark)),
    );
    return new Set(its.flatMap(({ text }) => [...wordsIn(text)]));
  };
  const isHers = ({ row }: Found) => mine.includes((row as Reward).hazardReference);
  const [one, other] = theRewards.filter(isHers).map(wordsOf) as [Set<string>, Set<string>];
  const common = theRewards.filter((row) => !isHers(row)).map(wordsOf);
  const tie = [...one].filter(
    (word) => other.has(word) && !before.has(word) && common.some((words) => !words.has(word)),
  );
  expect(tie).toEqual([]);
});

it('the only one of a firm who reports without a name, paid at the public desk: nothing there leads to her, her case or her day', async () => {
  const told = { enterpriseId: world.enterprise._id, text: '只有她一个人报', placeText: '窑头', isAnonymous: true };
  const { reference } = await reportHazard(as('worker'), told);
  clock.advance({ minutes: 67 });
  await acceptHazard(as('officer'), { reference });
  await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
  const [proposed] = (await rewards.find(as('manager'), { status: 'proposed' })).rows;
  await approveReward(as('manager'), { reference: proposed?.reference ?? '' });
  await tell();
  clock.set(new Date('2027-02-01T03:17:41Z'));
  await leaveAtPublicDesk(systemContext(clock.now(), 'reward-months', 'the-run'), {
    enterpriseId: world.enterprise._id,
  });
  await tell();
  const [reward] = (await rewards.find(as('worker'))).rows as [Reward];
  const [claim] = await claimsOf(as('worker'), reward);
  clock.set(new Date('2027-02-17T02:00:00Z'));
  const atDesk = await signedInAt(portal, world, 'regulator');
  clock.set(new Date('2027-02-17T06:23:11Z'));
  const form = await atDesk.get('/reward-claims');
  const code = claim?.code ?? '';
  await atDesk
    .post('/reward-claims')
    .type('form')
    .send({ _csrf: tokenIn(form.text), once: 'the-press', code });
  expect((await claimsOf(as('worker'), reward))[0]?.isRedeemed).toBe(true);
  clock.set(new Date('2027-03-02T02:00:00Z'));
  await settleAdvances(as('officer'), { method: 'bank', totalFen: 5_000, bodyId: world.enterprise.bodyId });

  const all = await everyDocument();
  const { worker } = world.actors;
  const [its] = all.filter(({ collection }) => collection === 'rewards') as [Found];
  const ofReward = all.filter(({ text }) =>
    [its.id, reward.reference, reward.hazardId, reward.hazardReference, reward.personId].some((mark) =>
      text.includes(mark),
    ),
  );
  const marks = [worker.personId, worker.grantId, worker.name, world.phones.worker, ADDRESS, code];
  const herWords = new Set(
    [...ofReward, ...all.filter(({ text }) => marks.some((mark) => text.includes(mark)))]
      .flatMap(({ text }) => [...wordsIn(text)])
      .filter((word) => !before.has(word)),
  );
  const atThePublicDesk = all.filter(({ collection }) =>
    ['rewardClaims', 'rewardAdvances', 'rewardSettlements', 'rewardBatches'].includes(collection),
  );
  expect(atThePublicDesk.map(({ collection }) => collection).sort()).toEqual([
    ...['rewardAdvances', 'rewardClaims', 'rewardSettlements'],
  ]);
  for (const { collection, text } of atThePublicDesk) {
    const shared = [...wordsIn(text)].filter((word) => herWords.has(word));
    expect({ collection, shared }).toEqual({ collection, shared: [] });
  }
  // The day she came stands nowhere but beside her blinded code, and in no page of her firm.
  for (const { collection, text } of all)
    if (!['rewardClaims', 'sessions'].includes(collection)) {
      // Only the sign-in of whoever keeps the desk is of that day.
      const found = /^(reward|hazard|outbox|deadline)/.test(collection) ? /2027-02-17/ : /2027-02-17T0[4-9]/;
      expect({ collection, day: found.test(text) && text }).toEqual({ collection, day: false });
    }
  for (const who of ['manager', 'officer'] as const) {
    const firm = await signedInAt(portal, world, who);
    for (const path of [
      '/reward-advances',
      '/reward-batches',
      '/rewards',
      `/rewards/${reward.reference}`,
      '/reward-months',
    ]) {
      const { text, status } = await firm.get(path);
      expect([path, status]).toEqual([path, 200]);
      for (const mark of [worker.name, code, '2月17日', '06:23', '14:23'])
        expect({ path, mark, is: text.includes(mark) }).toEqual({ path, mark, is: false });
    }
  }
});

it('a passer-by at a poster leaves nothing that leads from the case to the browser', async () => {
  const agent = supertest.agent(portal.url);
  const { bytes, reference } = await fileOnWeb(agent, `/l/${world.location.code}`, false);
  await tell();
  await whoCanTell([reference], [bytes]);
});

it('a colleague who joins without a name, by web and by chat, a case with a name and one without: nothing names him', async () => {
  const report = { enterpriseId: world.enterprise._id, placeText: '窑头' };
  const unnamed = await reportHazard(as('worker'), { ...report, text: `${SAID}，一直响`, isAnonymous: true });
  clock.set(new Date('2026-11-24T03:00:00Z'));
  const named = await reportHazard(as('worker'), { ...report, text: '电箱漏电' });
  await tell();
  clock.set(new Date('2026-11-24T04:41:41.123Z'));
  const agent = await signedInAt(portal, world, 'worker2');
  const form = await agent.get('/report');
  const typed = { _csrf: tokenIn(form.text), text: `${SAID}，一直响`, placeText: '窑头', isAnonymous: '1' };
  const similar = await agent.post('/report').type('form').send(typed);
  // Whoever wants to stay unnamed is not offered to join by name.
  expect(similar.text).toContain('匿名附议');
  expect(similar.text).not.toContain('是同一件，附议');
  const join = { _csrf: tokenIn(similar.text), isAnonymous: '1' };
  const joined = await agent.post(`/hazards/${unnamed.reference}/act/endorse`).type('form').send(join);
  expect(joined.status).toBe(303);
  const said = await talkAs(ADDRESS2, clock).say(`匿名附议 ${named.reference}`);
  expect(said.at(-1)).toMatchObject({ template: 'hazard-endorsed', params: { isAnonymous: true } });
  clock.advance({ minutes: 67 });
  await acceptHazard(as('officer'), { reference: unnamed.reference });
  await tell();
  await whoCanTell([unnamed.reference], [], 'worker2');
  // In the case with a name its reporter stands openly, and he nowhere.
  const rows = (await everyDocument()).filter(({ text }) => text.includes(named.reference));
  for (const { collection, text } of rows) {
    for (const mark of [world.actors.worker2.personId, world.actors.worker2.name, ADDRESS2])
      expect({ collection, mark, has: text.includes(mark) }).toEqual({ collection, mark, has: false });
    expect({ collection, at: text.includes('T04:41') }).toEqual({ collection, at: false });
  }
  // He follows both, and is told; the firm reads the same letter wherever he speaks.
  const { rows: his } = await findMyReports(as('worker2'));
  expect(his.map(({ reference }) => reference).sort()).toEqual([unnamed.reference, named.reference].sort());
  expect((await agent.get('/inbox')).text).toContain('已受理');
  const officer = await signedInAt(portal, world, 'officer');
  const [first, second] = await Promise.all(
    [unnamed, named].map(async ({ reference }) => (await officer.get(`/hazards/${reference}`)).text),
  );
  expect(first).toMatch(/员工A（匿名）[\s\S]*1 人[\s\S]*员工B/);
  expect(second).toContain('员工A');
  expect(second).not.toContain('员工B');
  // Once, whatever is pressed twice.
  await expect(endorseHazard(as('worker2'), { reference: named.reference, isAnonymous: true })).rejects.toMatchObject({
    code: 'hazards.already-endorsed',
  });
});

it('an unnamed case that looks major, its file, its closing and her 还没有: nothing in them runs on beside what she did', async () => {
  const { bytes, reference } = await fileInChat('货梯门锁安全回路被短接了，门开着也能走');
  const minutesLater = async (work: () => Promise<unknown>): Promise<void> => {
    clock.advance({ minutes: 67 });
    await work();
    await tell();
  };
  await minutesLater(() => runJob('suggestions', clock.now, 'who-can-tell', new AbortController().signal));
  expect(await fileOf({ reference })).toMatchObject({ status: 'suspected' });
  await minutesLater(() => acceptHazard(as('officer'), { reference }));
  const judged = { result: 'valid', grade: 'major', majorBasis: '燃气报警器停用' } as const;
  await minutesLater(() => verifyHazard(as('officer'), { reference, ...judged }));
  await minutesLater(() => keepFile(world, { reference }, clock.now()));
  const plan = { ownerId: world.actors.worker2.personId, measure: '接回报警器', fundFen: 20_000, dueOn: '2026-11-27' };
  await minutesLater(() => planRectification(as('manager'), { reference, ...plan, contingency: '停用', ...TREATMENT }));
  await minutesLater(async () => {
    const photoIds = [await aPhoto(as('worker2'))];
    await submitRectification(as('worker2'), { reference, text: '接回了', photoIds });
  });
  await minutesLater(() => keepFile(world, { reference }, clock.now()));
  await minutesLater(() => requestClosure(as('manager'), { reference }));
  await minutesLater(async () => closeMajor(as('parkOfficer'), { reference, ...(await onSite(as('parkOfficer'))) }));
  const request = { requestId: 'the-request-of-her-phone' };
  await minutesLater(() => reopenHazard({ ...as('worker'), ...request }, { reference, reason: '又关了' }));
  // Said and not done yet it ties nobody to the case either.
  await whoCanTell([reference], [bytes]);
  clock.advance({ hours: 1 });
  expect(await takeHeldActs(clock.now())).toBe(1);
  expect(await fileOf({ reference })).toMatchObject({ isDisputed: true });
  await whoCanTell([reference], [bytes]);
  for (const { collection, text } of await everyDocument())
    expect({ collection, has: text.includes(request.requestId) && text }).toEqual({ collection, has: false });
});

it('whatever is done to find her, to hear from her and to watch over her: the whole database ties none of it to her', async () => {
  const { talk, bytes, reference } = await fileInChat();
  await tell();
  clock.advance({ days: 7, minutes: 67 });
  const job = async (id: 'reporters' | 'account-changes') => {
    await runJob(id, clock.now, 'who-can-tell', new AbortController().signal);
    await tell();
  };
  await job('reporters');
  await talk.say(`转交 ${reference}`);
  expect((await talk.say('2')).at(-1)?.template).toBe('own-outside-done');
  await tell();
  const reason = { reference, reason: '要到场指认' };
  const opened = await askReveal(as('regulator'), reason);
  expect(opened.status).toBe('open');
  await lookAtContact(as('regulator'), { reference: opened.reference });
  await tell();
  await takeBackContact(as('worker'), { reference });
  const again = await askReveal(as('regulator'), reason);
  await agreeReveal(personContext(bureau.colleague, { now: clock.now() }), { reference: again.reference });
  clock.advance({ days: 23, minutes: 41 });
  await job('reporters');
  await talk.say(`被为难 ${reference} 被调岗`);
  await talk.say('2');
  await tell();
  await disableAccount(as('manager'), { personId: world.actors.worker.personId });
  clock.advance({ days: 1 });
  await job('account-changes');
  await whoCanTell([reference], [bytes]);
  const kinds = new Set((await everyDocument()).map(({ collection }) => collection));
  for (const kind of ['reveals', 'watches', 'custodians']) expect([kind, kinds.has(kind)]).toEqual([kind, true]);
  // What she answered, and that she agreed, can be read nowhere.
  for (const { collection, text } of await everyDocument())
    expect({ collection, has: /被调岗|isGiven|harmed/.test(text) && text }).toEqual({ collection, has: false });
});
