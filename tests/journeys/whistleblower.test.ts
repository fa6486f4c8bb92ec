import { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import mongoose from 'mongoose';
import { pino } from 'pino';
import supertest from 'supertest';
import { peekHazard } from '#domain/hazards';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { openExport, requestExport, runNextExport } from '#domain/oversight';
import { renderText } from '#platform/texts';
import { runJob } from '../../jobs/timetable.ts';
import { type Said, talkAs } from '../bots/support/talk.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { type Clock, createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { type Bureau, buildBureau } from '../support/protection.ts';
import { useStores } from '../support/stores.ts';
import { everyDocument } from '../support/traces.ts';
import { buildWorld, PASSWORD, type World, type WorldActor } from '../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let portal: Portal;
let bureau: Bureau;
let logged: string;
const CHAT = 'wx-of-the-whistleblower';
const SAID = '厂长叫人把燃气报警器关了';

beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  clock.set(new Date('2026-11-24T02:37:41.123Z'));
  bureau = await buildBureau(world, { isNamed: false, now: clock.now() });
  logged = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  portal = await startPortal(clock, { logger: pino({ level: 'trace' }, stream) as never });
  await mongoose.connection.collection('bindings').insertOne({
    ...{ _id: 'b-worker', channel: 'mock', channelUserId: CHAT, personId: world.actors.worker.personId },
    boundAt: new Date('2026-11-01T00:00:00Z'),
  } as never);
});
afterEach(() => portal.stop());

/** What her chat was told by itself. */
let rung: string[];
beforeEach(() => {
  rung = [];
});
async function tell(): Promise<void> {
  while ((await reactToEvents(clock.now())) > 0);
  const chat = {
    channel: 'mock',
    isRepeatable: false,
    say: async (to: string, text: string) => void (to === CHAT && rung.push(text)),
  };
  for (const carrier of [portalCarrier, chat]) while (await deliverNext(clock.now, carrier));
}
const job = async (id: 'reporters' | 'account-changes'): Promise<void> => {
  await runJob(id, clock.now, 'journey', new AbortController().signal);
  await tell();
};
const in_ = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
async function colleague(): Promise<Agent> {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/sign-in')).text);
  await agent.post('/sign-in').type('form').send({ _csrf, phone: bureau.phone, password: PASSWORD });
  return agent;
}
/** Opens a page, presses what sends there, and gives the answer. */
async function press(agent: Agent, page: string, action: string, fields: object = {}) {
  const _csrf = tokenIn((await agent.get(page)).text);
  return agent
    .post(action)
    .type('form')
    .send({ _csrf, ...fields });
}
const text = async (agent: Agent, path: string): Promise<string> => (await agent.get(path)).text;
/** The portal by the number and the code alone. */
async function byCode(reference: string, queryCode: string) {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/track')).text);
  const page = await agent.post('/track').type('form').send({ _csrf, reference, queryCode });
  return { agent, page };
}
/** Number and code of what the bot has just taken in. */
function filedBy(said: readonly Said[]) {
  const { params = {} } = said.at(-1) ?? {};
  return { reference: String(params['reference']), queryCode: String(params['queryCode']) };
}
const HER = () => [world.actors.worker.name, world.phones.worker, world.actors.worker.personId, CHAT];

it('S8: nobody of firm, park, body or store sees who it was or when, and what she is asked reaches her chat', async () => {
  // She reports by chat, without a name.
  const her = talkAs(CHAT, clock);
  await her.say(`匿名 ${SAID}`);
  await her.say('窑头');
  const { reference, queryCode } = filedBy(await her.say('1'));
  await tell();
  // Manager, officer, park and regulator look, in every list, the search, the sheet.
  for (const who of ['manager', 'officer', 'parkOfficer', 'regulator'] as const) {
    const agent = await in_(who);
    const pages = ['/', '/to-dos', '/hazards', '/inbox', `/hazards/${reference}`, '/search?q=报警器'];
    for (const path of pages) {
      const page = await text(agent, path);
      for (const mark of [...HER(), '10:37', '02:37'])
        expect({ who, path, mark, is: page.includes(mark) }).toEqual({ who, path, mark, is: false });
    }
    expect(await text(agent, `/hazards/${reference}`)).toContain('员工A');
    const { id } = await requestExport(personContext(world.actors[who], { now: clock.now() }), {
      kind: 'hazards',
      filter: {},
    });
    expect(await runNextExport(clock.now)).toBe(true);
    const book = new ExcelJS.Workbook();
    await book.xlsx.read(
      (await openExport(personContext(world.actors[who], { now: clock.now() }), id)).stream as never,
    );
    const cells: string[] = [];
    book.worksheets[0]?.eachRow((row) => cells.push(JSON.stringify(row.values)));
    for (const mark of [...HER(), '10:37']) expect(cells.join()).not.toContain(mark);
  }
  // A question goes both ways, sealed and by the hour.
  const officer = await in_('officer');
  expect(
    (await press(officer, `/hazards/${reference}/ask`, `/hazards/${reference}/ask`, { question: '哪一台报警器？' }))
      .status,
  ).toBe(303);
  await tell();
  expect(rung.at(-1)).toContain('哪一台报警器？');
  expect(rung.at(-1)).toContain(`回答 ${reference}`);
  expect((await her.say(`回答 ${reference} 三号窑那台`)).at(-1)?.template).toBe('own-answered');
  expect(await text(officer, `/hazards/${reference}`)).toMatch(/员工A答[\s\S]*三号窑那台/);
  // With the code, in a browser nobody knows, it reads the same; guessing it wears out.
  expect((await byCode(reference, queryCode)).page.text).toContain('三号窑那台');
  const strict = await startPortal(clock, { limitFactor: 1 });
  const guesses: number[] = [];
  const guesser = supertest.agent(strict.url);
  for (let n = 0; n < 12; n++) {
    const _csrf = tokenIn((await guesser.get('/track')).text);
    guesses.push(
      (
        await guesser
          .post('/track')
          .type('form')
          .send({ _csrf, reference, queryCode: `ABC${100 + n}` })
      ).status,
    );
  }
  await strict.stop();
  expect([guesses[0], guesses.at(-1)]).toEqual([422, 429]);
  // Who reads the whole store finds nothing of her beside it; nor do the logs say it.
  const hazard = await peekHazard(reference);
  for (const { collection, text: row } of await everyDocument()) {
    // Who held the code would speak as her.
    expect({ collection, code: row.includes(queryCode) }).toEqual({ collection, code: false });
    if (!row.includes(reference) && !row.includes(hazard?._id ?? '-')) continue;
    for (const mark of HER())
      expect({ collection, mark, has: row.includes(mark) }).toEqual({ collection, mark, has: false });
    expect({ collection, minute: /T02:37/.test(row) }).toEqual({ collection, minute: false });
  }
  for (const line of logged.split('\n'))
    expect(line.includes(reference) && HER().some((mark) => line.includes(mark))).toBe(false);
});

it('S8: one about the manager goes past him, to the regulator', async () => {
  const agent = await in_('worker');
  const form = await agent.get('/report');
  const sent = { text: SAID, placeText: '窑头', isAnonymous: '1', isAboutManagers: '1' };
  await agent
    .post('/report')
    .type('form')
    .send({ _csrf: tokenIn(form.text), ...sent });
  const reference = /H2026-\d+/.exec(await text(agent, '/report/done'))?.[0] ?? '';
  clock.advance({ hours: 1 });
  await tell();
  for (const who of ['manager', 'officer'] as const) {
    const firm = await in_(who);
    for (const path of ['/', '/hazards', '/to-dos', '/inbox', '/search?q=报警器'])
      expect(await text(firm, path)).not.toContain(SAID);
    expect((await firm.get(`/hazards/${reference}`)).status).toBe(404);
  }
  expect(await text(await in_('regulator'), `/hazards/${reference}`)).toContain(SAID);
});

it('S8: the contact opens for a named custodian, a reason and a time, and she knows of it', async () => {
  const agent = await in_('worker');
  const form = await agent.get('/report');
  await agent
    .post('/report')
    .type('form')
    .send({ _csrf: tokenIn(form.text), text: SAID, placeText: '窑头', isAnonymous: '1' });
  const reference = /H2026-\d+/.exec(await text(agent, '/report/done'))?.[0] ?? '';
  clock.advance({ hours: 1 });
  const regulator = await in_('regulator');
  expect(await text(regulator, `/hazards/${reference}`)).toContain('还没有指定保密专员，谁也打不开');
  expect((await regulator.get(`/hazards/${reference}/reveal`)).status).toBe(404);
  const second = await colleague();
  const named = await press(second, '/custodians/new', '/custodians/new', {
    personId: world.actors.regulator.personId,
    from: '2026-11-24',
  });
  expect(named.headers['location']).toContain('/custodians');
  expect(await text(second, '/custodians')).toContain('陆监管');
  for (const who of ['manager', 'parkOfficer', 'administrator'] as const)
    expect([403, 404]).toContain((await (await in_(who)).get('/custodians')).status);

  const asked = await press(regulator, `/hazards/${reference}/reveal`, `/hazards/${reference}/reveal`, {
    reason: '要她到场指认',
  });
  const reveal = /\/reveals\/K2026-\d+/.exec(String(asked.headers['location']))?.[0] ?? '';
  await tell();
  expect(await text(second, '/inbox')).toContain('要她到场指认');
  expect(await text(second, '/to-dos')).toContain('打开上报人的联系方式');
  await press(second, reveal, `${reveal}/act/agree`);
  await tell();
  expect(await text(regulator, reveal)).not.toContain(world.phones.worker);
  await press(regulator, reveal, `${reveal}/act/look`);
  expect(await text(regulator, reveal)).toContain(world.phones.worker);
  expect(await text(second, reveal)).not.toContain(world.phones.worker);
  await tell();
  expect(rung.join('\n')).toMatch(/打开了您的联系方式[\s\S]*要她到场指认[\s\S]*看了一次您的联系方式/);
  expect(await text(agent, `/hazards/${reference}`)).toMatch(
    /谁打开过您的联系方式[\s\S]*11月24日[\s\S]*北流市应急管理局的保密专员[\s\S]*要她到场指认/,
  );
  // The firm reads nothing of it.
  const manager = await in_('manager');
  expect(await text(manager, `/hazards/${reference}`)).not.toMatch(/联系方式|保密专员/);
  expect((await manager.get(reveal)).status).toBe(403);
  // It ends by itself.
  clock.advance({ hours: 25 });
  expect(await text(await in_('regulator'), reveal)).not.toContain(world.phones.worker);
  await job('reporters');
  expect(await text(await in_('regulator'), reveal)).toContain('已收回');
});

it('S8: what nobody verifies is taken outside with one tap, and her contact goes along only on her word', async () => {
  const her = talkAs(CHAT, clock);
  await her.say(`匿名 ${SAID}`);
  await her.say('窑头');
  const { reference, queryCode } = filedBy(await her.say('1'));
  clock.advance({ days: 7, hours: 1 });
  await job('reporters');
  expect(rung.at(-1)).toContain(`转交 ${reference}`);
  const offer = (await her.say(`转交 ${reference}`)).at(-1);
  const words = renderText('chat', offer?.template ?? '', offer?.params ?? {});
  expect(words).toContain('可能要问您情况，可能请您到场指认');
  expect((await her.say('1')).at(-1)?.template).toBe('own-outside-done');
  // Tapped again, there and by the code: once.
  expect((await her.say(`转交 ${reference}`)).at(-1)?.template).toBe('own-outside-done');
  const { agent, page } = await byCode(reference, queryCode);
  expect(page.text).toContain('您已把这件交给监管部门');
  const again = { _csrf: tokenIn((await agent.get('/track')).text), reference, queryCode, withContact: '1' };
  expect((await agent.post('/track/own/outside').type('form').send(again)).status).toBe(303);
  expect(await mongoose.connection.collection('events').countDocuments({ name: 'hazards.taken-outside' })).toBe(1);
  await tell();
  const regulator = await in_('regulator');
  expect(await text(regulator, '/inbox')).toContain('上报人交给您部门了');
  expect(await text(regulator, `/hazards/${reference}`)).toContain('受理');
  expect((await press(regulator, `/hazards/${reference}`, `/hazards/${reference}/act/accept`)).status).toBe(303);
  const officer = await in_('officer');
  expect(await text(officer, `/hazards/${reference}`)).not.toContain('/act/verify-valid');
  // Nothing was handed over: the custodian still needs a second person.
  const second = await colleague();
  await press(second, '/custodians/new', '/custodians/new', {
    personId: world.actors.regulator.personId,
    from: '2026-12-01',
  });
  const asked = await press(regulator, `/hazards/${reference}/reveal`, `/hazards/${reference}/reveal`, {
    reason: '核实',
  });
  const reveal = String(asked.headers['location']).split('?')[0] ?? '';
  expect(await text(regulator, reveal)).toContain('等另一个人同意');
});

it('S9: what she answers after thirty days only the regulator reads, with the law and a due date; what is done to her account raises it too', async () => {
  const her = talkAs(CHAT, clock);
  await her.say(`匿名 ${SAID}`);
  await her.say('窑头');
  const { reference } = filedBy(await her.say('1'));
  clock.advance({ days: 30, hours: 1 });
  await job('reporters');
  // Both letters of that hour, in whichever order.
  expect(rung).toContainEqual(expect.stringMatching(/还好吗？有没有人为难您/));
  const asked = (await her.say(`被为难 ${reference} 被调岗`)).at(-1);
  expect(asked).toMatchObject({ template: 'own-checked', params: { asks: true, isHarmed: true } });
  expect((await her.say('1')).at(-1)).toMatchObject({ template: 'own-contact', params: { isGiven: true } });
  clock.advance({ hours: 1 });
  await tell();
  const regulator = await in_('regulator');
  const list = await text(regulator, '/watches');
  expect(list).toContain('可能有打击报复');
  const watch = /\/watches\/G2026-\d+/.exec(list)?.[0] ?? '';
  const page = await text(regulator, watch);
  for (const words of ['被调岗', '第五十四条', reference]) expect(page).toContain(words);
  expect(await text(regulator, '/to-dos')).toContain('上报人的回访答复要看');
  // Firm and park see nothing of it, anywhere.
  for (const who of ['manager', 'officer', 'parkOfficer', 'cityRegulator'] as const) {
    const agent = await in_(who);
    expect([403, 404]).toContain((await agent.get(watch)).status);
    for (const path of ['/', '/to-dos', '/inbox', `/hazards/${reference}`])
      expect(await text(agent, path)).not.toMatch(/调岗|回访|报复/);
  }
  // She agreed to be found, and takes it back.
  const second = await colleague();
  await press(second, '/custodians/new', '/custodians/new', {
    personId: world.actors.regulator.personId,
    from: '2026-12-24',
  });
  const opened = await press(regulator, `/hazards/${reference}/reveal`, `/hazards/${reference}/reveal`, {
    reason: '被调岗，要问清楚',
  });
  const reveal = String(opened.headers['location']).split('?')[0] ?? '';
  await press(regulator, reveal, `${reveal}/act/look`);
  expect(await text(regulator, reveal)).toContain(world.phones.worker);
  const worker = await in_('worker');
  expect(await text(worker, `/hazards/${reference}`)).toContain('收回联系方式');
  await press(worker, `/hazards/${reference}`, `/hazards/${reference}/own/take-back`);
  expect(await text(regulator, reveal)).not.toContain(world.phones.worker);
  await press(regulator, `${watch}/act/see`, `${watch}/act/see`, { note: '约谈企业，恢复原岗' });
  expect(await text(regulator, watch)).toContain('约谈企业');

  // Meanwhile the manager disables her account: the next morning it stands before the regulator, and nowhere else.
  await press(await in_('manager'), '/people', `/people/${world.actors.worker.personId}/disable`);
  expect(
    await mongoose.connection.collection('accounts').findOne({ _id: world.actors.worker.personId as never }),
  ).toMatchObject({ status: 'disabled' });
  clock.advance({ days: 1 });
  await job('account-changes');
  const morning = await in_('regulator');
  const gathered = /\/watches\/G2026-\d+/.exec(await text(morning, '/watches?kind=accounts'))?.[0] ?? '';
  const told = await text(morning, gathered);
  for (const words of [`隐患 ${reference}`, '第五十四条', '打击报复']) expect(told).toContain(words);
  for (const mark of HER()) expect(told).not.toContain(mark);
  expect(await text(morning, '/to-dos')).toContain('企业账号变动要看');
  expect(await text(await in_('manager'), '/to-dos')).not.toContain('账号变动');
});
