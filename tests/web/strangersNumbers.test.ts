import mongoose from 'mongoose';
import supertest from 'supertest';
import { disableAccount, passwordWorks } from '#domain/identity';
import { useSms } from '#platform/sms';
import { signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, deliverLetters, smsTo, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, type World } from '../support/world.ts';

useStores();
useSmsBox();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const UNKNOWN = '13999999999';
const firm = () => ({
  firmName: '北流市新办的厂',
  creditCode: creditCode('91450981MA5T77777'),
  regionCode: '450981',
  sector: 'C',
});
/** Every form that asks a visitor for a number, and what else stands in it. */
const FORMS: Readonly<Record<string, () => Record<string, string>>> = {
  '/sign-in': () => ({ password: 'wrong-password' }),
  '/reset/ask': () => ({}),
  '/reset': () => ({ code: '22222222', password: 'Chosen-by-nobody-1' }),
  '/invitation': () => ({ code: '22222222', password: 'Chosen-by-nobody-1' }),
  '/join': () => ({ teamCode: world.team.code, name: '来打听的人' }),
  '/enrol/register': () => ({ ...firm(), name: '来打听的人' }),
};

/** The whole of an answer and of the page after it, without what is drawn anew for every answer and the number itself. */
async function answerTo(form: string, phone: string) {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get(form)).text);
  const before = passwordWorks();
  const answer = await agent
    .post(form)
    .type('form')
    .send({ _csrf, phone, ...FORMS[form]?.() });
  const works = passwordWorks() - before;
  const { date: _, 'set-cookie': __, 'x-request-id': ___, ...headers } = answer.headers;
  const next = answer.status === 303 ? (await agent.get(answer.headers['location'] as string)).text : '';
  const same = (text: string): string =>
    text
      .replace(/name="(_csrf|once|_by)" value="[^"]*"|nonce="[^"]*"|nonce-[^']+/g, '')
      .replaceAll(phone, '')
      .replace(/content-length":"\d+"/, '');
  return {
    status: answer.status,
    headers: same(JSON.stringify(headers)),
    page: same(answer.text),
    next: same(next),
    works,
  };
}

/** A number nobody has, one of somebody, of this very team, disabled, invited and never come, with no password. */
async function numbers(): Promise<string[]> {
  await disableAccount(personContext(world.actors.manager), { personId: world.actors.worker2.personId });
  const accounts = mongoose.connection.collection('accounts');
  await accounts.updateOne({ phone: world.phones.adviser }, { $unset: { passwordHash: 1 } });
  await accounts.updateOne(
    { phone: world.phones.insurer },
    { $unset: { passwordHash: 1, openedAt: 1, phoneProvedAt: 1 } },
  );
  const { officer, worker, worker2, adviser, insurer } = world.phones;
  return [UNKNOWN, officer, worker, worker2, adviser, insurer];
}

it.each(Object.keys(FORMS))('%s answers alike, by the same work, whoever has the number', async (form) => {
  const all = await numbers();
  const answers = [];
  for (const phone of all) {
    answers.push(await answerTo(form, phone));
    // The same firm must be free again for the next one.
    await mongoose.connection.collection('enterprises').deleteOne({ name: firm().firmName });
  }
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect([303, 422]).toContain(answers[0]?.status);
});

it('asks for a number in no other form of a visitor', async () => {
  const found = [];
  for (const path of [
    '/',
    '/sign-in',
    '/invitation',
    '/reset',
    '/reset/ask',
    '/join',
    '/enrol',
    '/enrol/register',
    '/report',
    '/track',
  ]) {
    const { text } = await supertest(portal.url).get(path);
    if (/<form[^>]*method="post".*name="phone"/s.test(text)) found.push(path);
  }
  expect(found.toSorted()).toEqual(Object.keys(FORMS).toSorted());
});

it.each([true, false])('answers alike with SMS or without (%s) of joining', async (hasSms) => {
  if (!hasSms) useSms(undefined);
  const [stranger, known] = [await answerTo('/join', UNKNOWN), await answerTo('/join', world.phones.officer)];
  expect(known).toEqual(stranger);
  expect(stranger.next).toContain(hasSms ? '下一步已发到这个手机号' : '请向安全管理员领密封纸条');
});

it('sends the next step to the number: a code to a new one, word to whoever has it, and both come in', async () => {
  await answerTo('/join', UNKNOWN);
  await answerTo('/join', world.phones.otherOfficer);
  const code = await codeSentTo(UNKNOWN, 'invitation');
  expect((await smsTo(world.phones.otherOfficer)).map(({ template }) => template)).toEqual(['alarm']);
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/invitation')).text);
  const sent = { _csrf, phone: UNKNOWN, code, password: 'Chosen-by-herself-1' };
  expect((await agent.post('/invitation').type('form').send(sent)).status).toBe(303);
  expect((await agent.get('/me')).text).toContain('员工');
  await deliverLetters();
  const holder = await signedInAt(portal, world, 'otherOfficer');
  const me = (await holder.get('/me')).text;
  expect(me).toContain('用您的手机号申请的');
  const offer = /action="(\/me\/offers\/[0-9a-f]+)"/.exec(me)?.[1] ?? '';
  expect(
    (
      await holder
        .post(offer)
        .type('form')
        .send({ _csrf: tokenIn(me), answer: 'accept' })
    ).status,
  ).toBe(303);
  expect((await holder.get('/me')).text).not.toContain('用您的手机号申请的');
});
