import supertest from 'supertest';
import { queryCodeOf } from '#domain/hazards';
import { type Agent, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
const clock = createClock();
useSmsBox(clock.now);
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
  portal = await startPortal(clock, { limitFactor: 1 });
});
afterEach(() => portal.stop());

const NEW = 'Chosen-by-herself-1';
async function post(agent: Agent, page: string, sent: Record<string, string>) {
  const _csrf = tokenIn((await agent.get(page)).text);
  return agent
    .post(page)
    .type('form')
    .send({ _csrf, ...sent });
}

it('somebody guessing codes on the same line does not wear out the code of its holder', async () => {
  const phone = world.phones.worker;
  const her = supertest.agent(portal.url);
  await post(her, '/reset/ask', { phone });
  const code = await codeSentTo(phone, 'reset', clock);
  const thief = supertest.agent(portal.url);
  const answers = [];
  for (let i = 0; i < 14; i += 1) {
    // However the number is written, it is the same number that is guessed at.
    const written = `${phone.slice(0, 3)}${' '.repeat(i % 3)}${phone.slice(3)}`;
    answers.push((await post(thief, '/reset', { phone: written, code: '2222222A', password: NEW })).status);
  }
  expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect((await post(her, '/reset', { phone, code, password: NEW })).status).toBe(303);
});

it('somebody guessing query codes on the same line does not keep the reporter from the case', async () => {
  const hazard = await buildHazard(world);
  const { reference } = hazard;
  const queryCode = queryCodeOf(hazard);
  const thief = supertest.agent(portal.url);
  const answers = [];
  for (let i = 0; i < 14; i += 1) {
    const written = i % 2 === 0 ? reference : reference.toLowerCase().replace('-', ' - ');
    answers.push((await post(thief, '/track', { reference: written, queryCode: '222222' })).status);
  }
  expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
  const her = supertest.agent(portal.url);
  const found = await post(her, '/track', { reference, queryCode });
  expect(found.status).toBeLessThan(400);
});

it('what came packed and cannot be unpacked was not received whole, rather than not found', async () => {
  const answer = await supertest(portal.url)
    .post('/sign-in')
    .set('content-encoding', 'gzip')
    .set('content-type', 'application/x-www-form-urlencoded')
    .send('no gzip at all');
  expect([answer.status, answer.text.includes('没有收全')]).toEqual([400, true]);
});
