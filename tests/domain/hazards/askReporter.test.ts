import mongoose from 'mongoose';
import supertest from 'supertest';
import {
  answerAsked,
  askReporter,
  findCaseTrail,
  findTalk,
  getHazard,
  peekHazard,
  reportHazard,
} from '#domain/hazards';
import { openRow, reactToEvents } from '#domain/notices';
import { signedInAt, tokenIn } from '../../support/agents.ts';
import { anHourBefore, type Clock, createClock } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { startPortal } from '../../support/portal.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const unnamed = () => buildHazard(world, { isAnonymous: true });
const talkOf = async (reference: string) => findTalk((await peekHazard(reference)) as never);

it('goes both ways without a name, one question at a time, and only so many', async () => {
  const { reference } = await unnamed();
  for (let n = 1; n <= 5; n++) {
    await askReporter(as(n % 2 === 0 ? 'officer' : 'regulator'), { reference, question: `第${n}问：哪个班？` });
    const again = askReporter(as('officer'), { reference, question: '快答' });
    await expect(again).rejects.toMatchObject({ code: 'hazards.not-answered-yet' });
    await answerAsked(as('worker'), { reference, answer: `第${n}答：白班` });
    const twice = answerAsked(as('worker'), { reference, answer: '还有' });
    await expect(twice).rejects.toMatchObject({ code: 'hazards.nothing-asked' });
    // To whoever asks it has not come before its hour is over.
    await expect(askReporter(as('regulator'), { reference, question: '快答' })).rejects.toMatchObject({
      code: 'hazards.not-answered-yet',
    });
    clock.advance({ hours: 1 });
  }
  const enough = askReporter(as('officer'), { reference, question: '再问一次' });
  await expect(enough).rejects.toMatchObject({ code: 'hazards.asked-enough' });
  expect((await talkOf(reference)).at(-1)).toEqual({ question: '第5问：哪个班？', answer: '第5答：白班' });
  const trail = JSON.stringify(await findCaseTrail(as('officer'), reference));
  const { worker } = world.actors;
  for (const mark of [worker.personId, worker.name]) expect(trail).not.toContain(mark);
});

it('is asked by whoever has the case and its body alone, of who gave no name, and answered by nobody else', async () => {
  const { reference } = await unnamed();
  const question = '在哪个窑？';
  for (const who of ['parkOfficer', 'worker'] as const)
    await expect(askReporter(as(who), { reference, question })).rejects.toMatchObject({ kind: 'Forbidden' });
  const stranger = askReporter(as('otherOfficer'), { reference, question });
  await expect(stranger).rejects.toMatchObject({ kind: 'NotFound' });
  const named = await buildHazard(world);
  const open = askReporter(as('officer'), { reference: named.reference, question });
  await expect(open).rejects.toMatchObject({ kind: 'Forbidden' });
  await askReporter(as('officer'), { reference, question });
  for (const who of ['officer', 'manager', 'regulator'] as const)
    await expect(answerAsked(as(who), { reference, answer: '三号' })).rejects.toMatchObject({ kind: 'Forbidden' });
  const wrong = answerAsked(visitorContext(), { reference, queryCode: 'ABCDEF', answer: '三号' });
  await expect(wrong).rejects.toMatchObject({ code: 'hazards.wrong-query-code' });
  // About their managers: these do not ask.
  const apart = await reportHazard(personContext(world.actors.worker, { now: anHourBefore }), {
    ...{ enterpriseId: world.enterprise._id, text: '厂长关报警器', placeText: '窑头' },
    ...{ isAnonymous: true, isAboutManagers: true },
  });
  const manager = askReporter(as('manager'), { reference: apart.reference, question });
  await expect(manager).rejects.toMatchObject({ kind: 'NotFound' });
  await askReporter(as('regulator'), { reference: apart.reference, question });
});

it('reaches the reporter sealed, and the firm on the hour', async () => {
  const { reference } = await unnamed();
  await reactToEvents(clock.now(), 1_000);
  clock.advance({ minutes: 17 });
  await askReporter(as('officer'), { reference, question: '哪个班的？' });
  await answerAsked(as('worker'), { reference, answer: '夜班' });
  await reactToEvents(clock.now(), 1_000);
  const rows = await mongoose.connection.collection('outbox').find().toArray();
  expect(JSON.stringify(rows)).not.toMatch(/哪个班的|夜班/);
  const opened = rows.map((row) => openRow(row as never));
  expect(opened.find(({ template }) => template === 'hazard-asked')).toMatchObject({
    ...{ personId: world.actors.worker.personId, params: { question: '哪个班的？' } },
  });
  const answered = opened.find(({ template }) => template === 'hazard-answered');
  expect(answered?.params).toMatchObject({ answer: '夜班' });
  expect(answered?.nextAt).toEqual(new Date('2026-11-24T03:00:00Z'));
});

it('works by number and code in a browser nobody knows', async () => {
  const portal = await startPortal(clock);
  try {
    const { reference, queryCode } = await reportHazard(visitorContext({ now: anHourBefore }), {
      ...{ enterpriseId: world.enterprise._id, text: '报警器关了', placeText: '窑头', isAnonymous: true },
    });
    const officer = await signedInAt(portal, world, 'officer');
    const ask = await officer.get(`/hazards/${reference}/ask`);
    const send = { _csrf: tokenIn(ask.text), question: '哪个窑？' };
    expect((await officer.post(`/hazards/${reference}/ask`).type('form').send(send)).status).toBe(303);
    const browser = supertest.agent(portal.url);
    const _csrf = tokenIn((await browser.get('/track')).text);
    const page = await browser.post('/track').type('form').send({ _csrf, reference, queryCode });
    expect(page.text).toContain('哪个窑？');
    const said = { _csrf: tokenIn(page.text), reference, queryCode };
    const empty = await browser
      .post('/track/answer')
      .type('form')
      .send({ ...said, answer: '' });
    expect([empty.status, empty.text.includes('请写您的回答')]).toEqual([422, true]);
    expect(
      (
        await browser
          .post('/track/answer')
          .type('form')
          .send({ ...said, answer: '三号窑' })
      ).status,
    ).toBe(303);
    clock.advance({ hours: 1 });
    expect((await officer.get(`/hazards/${reference}`)).text).toContain('三号窑');
    expect((await getHazard(as('officer'), reference)).hazard.version).toBe(2);
  } finally {
    await portal.stop();
  }
});
