import supertest from 'supertest';
import { runJob } from '../../jobs/timetable.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, deliverLetters, smsTo, useSmsBox } from '../support/sms.ts';
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
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const NEW = 'Chosen-by-herself-1';
const WORDS = '班长叫我们把燃气报警器关掉';

async function post(agent: Agent, page: string, path: string, sent: Record<string, string>) {
  const _csrf = tokenIn((await agent.get(page)).text);
  return agent
    .post(path)
    .type('form')
    .send({ _csrf, ...sent });
}

/** Everything a person may come upon about what they reported, on every page where it could stand. */
async function everythingOf(agent: Agent): Promise<string> {
  const pages = [
    '/',
    '/my-reports',
    '/hazards',
    '/inbox',
    '/chat',
    '/to-dos',
    '/rewards',
    '/search?q=%E7%87%83%E6%B0%94',
    '/me',
  ];
  const read = [];
  for (const page of pages) read.push((await agent.get(page)).text);
  return read.join('\n');
}

it('a manager who has a worker’s password reset sees no code, never gets in and never sees her anonymous report', async () => {
  const her = await signedInAt(portal, world, 'worker');
  const form = (await her.get('/report')).text;
  const report = { text: WORDS, locationId: world.location._id, isAnonymous: '1', once: 'once-0123456789' };
  const reported = await post(her, '/report', '/report', report);
  expect([reported.status, form.includes('isAnonymous')]).toEqual([303, true]);
  expect(await everythingOf(her)).toContain(WORDS);
  const reference = /H2026-\d{4}/.exec((await her.get('/my-reports')).text)?.[0] ?? '';

  const manager = await signedInAt(portal, world, 'manager');
  const { personId } = world.actors.worker;
  const asked = await post(manager, '/people', `/people/${personId}/reset`, {});
  expect([asked.status, asked.headers['location']]).toEqual([303, '/people']);
  const shown = (await manager.get('/people')).text;
  const code = await codeSentTo(world.phones.worker, 'reset', clock);
  expect(code).toMatch(/^[2-9A-Z]{8}$/);
  expect([asked.text, shown].join()).not.toContain(code);
  expect(shown).toContain('重置码已发到对方本人的手机短信');
  // Nor by any other page of hers, nor by a slip.
  for (const page of ['/', '/inbox', '/chat', '/people', '/people/new', '/hazards']) {
    expect((await manager.get(page)).text).not.toContain(code);
  }
  expect((await post(manager, '/people', `/people/${personId}/slip`, {})).status).toBe(403);

  // She guesses, from the firm's own line, and does not get in.
  const thief = supertest.agent(portal.url);
  for (const guess of ['22222222', '33333333', '44444444']) {
    const tried = await post(thief, '/reset', '/reset', { phone: world.phones.worker, code: guess, password: NEW });
    expect([tried.status, tried.text]).toEqual([422, expect.stringContaining('代码不对')]);
  }
  expect((await thief.get('/my-reports')).status).toBe(303);

  // The holder is told, and uses her code herself; what she reported stays hidden from whoever holds the account now.
  const herPhone = supertest.agent(portal.url);
  const used = await post(herPhone, '/reset', '/reset', { phone: world.phones.worker, code, password: NEW });
  expect([used.status, used.headers['location']]).toEqual([303, '/']);
  await deliverLetters(clock);
  expect((await smsTo(world.phones.worker)).map(({ template }) => template)).toContain('alarm');
  const hidden = await everythingOf(herPhone);
  expect(hidden).not.toContain(WORDS);
  expect(hidden).not.toContain(reference);
  expect((await herPhone.get(`/hazards/${reference}`)).text).not.toContain(WORDS);

  // The regulator sees that it happened, and not that there is a report behind it.
  const regulator = await signedInAt(portal, world, 'regulator');
  const told = (await regulator.get('/inbox')).text;
  expect(told).toContain('企业负责人申请的');
  expect(told).not.toMatch(/匿名/);
  // The notice leads to the list of all such, and the tile of the home page is as long as it.
  const message = /action="(\/inbox\/[0-9a-f]+)"/.exec(told)?.[1] ?? '';
  expect((await post(regulator, '/inbox', message, {})).headers['location']).toBe('/resets');
  // What stands in the frame of every page says nothing of this one.
  const list = /<main[\s\S]*<\/main>/.exec((await regulator.get('/resets')).text)?.[0] ?? '';
  const rows = list.match(/class="case"/g) ?? [];
  const tile = /href="\/resets"><span class="tile__number[^>]*>(\d+)</.exec((await regulator.get('/')).text)?.[1];
  expect([rows.length, tile, /共 (\d+) 次/.exec(list)?.[1]]).toEqual([1, '1', '1']);
  const { enterprise, actors } = world;
  for (const said of [enterprise.name, actors.worker.name, actors.manager.name, '本人的手机短信', '10时']) {
    expect(list).toContain(said);
  }
  expect(list).not.toMatch(/匿名|上报/);
  expect((await manager.get('/resets')).status).toBe(403);

  clock.advance({ days: 30 });
  await runJob('recoveries', clock.now, 'test', new AbortController().signal);
  const later = supertest.agent(portal.url);
  await post(later, '/sign-in', '/sign-in', { phone: world.phones.worker, password: NEW });
  expect((await later.get('/my-reports')).text).toContain(reference);
}, 60_000);

it('an invitation page shows no code either, and its slip has it on paper alone', async () => {
  const manager = await signedInAt(portal, world, 'manager');
  const sent = { name: '新来的', phone: '13711112222', role: 'worker' };
  const invited = await post(manager, '/people/new', '/people', sent);
  expect([invited.status, invited.headers['location']]).toEqual([303, '/people']);
  const code = await codeSentTo('13711112222', 'invitation', clock);
  const page = (await manager.get('/people')).text;
  expect(page).toContain('等对方接受');
  expect(page).not.toContain(code);
  const holder = supertest.agent(portal.url);
  const taken = await post(holder, '/invitation', '/invitation', { phone: '13711112222', code, password: NEW });
  expect([taken.status, taken.headers['location']]).toEqual([303, '/']);
  expect((await manager.get('/people')).text).not.toContain('等对方接受');
});

it('asking for one’s own code answers alike for a number that is known and one that is not', async () => {
  const answers = [];
  for (const phone of [world.phones.worker, '13999999999']) {
    const agent = supertest.agent(portal.url);
    const answer = await post(agent, '/reset/ask', '/reset/ask', { phone });
    // What is drawn anew for every answer whomever it is for.
    const { date, 'set-cookie': cookies, 'x-request-id': id, ...rest } = answer.headers;
    const headers = JSON.parse(JSON.stringify(rest).replaceAll(/nonce-[^']+/g, ''));
    expect([date, cookies, id].every(Boolean)).toBe(true);
    const page = (await agent.get('/reset')).text.replace(/name="(_csrf|once|_by)" value="[^"]*"|nonce="[^"]*"/g, '');
    answers.push({ status: answer.status, headers, page });
  }
  expect(answers[1]).toEqual(answers[0]);
  const code = await codeSentTo(world.phones.worker, 'reset', clock);
  const agent = supertest.agent(portal.url);
  const used = await post(agent, '/reset', '/reset', { phone: world.phones.worker, code, password: NEW });
  expect(used.status).toBe(303);
});
