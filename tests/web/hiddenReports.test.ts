import mongoose from 'mongoose';
import supertest from 'supertest';
import { issueResetCode, resetPassword } from '#domain/identity';
import { approveReward, type Reward, rewards } from '#domain/rewards';
import { renderText } from '#platform/texts';
import { talkAs } from '../bots/support/talk.ts';
import { type Agent, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard } from '../support/hazards.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { codeSentTo, deliverLetters, useSmsBox } from '../support/sms.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, type World } from '../support/world.ts';

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

const WORDS = '班长叫我们把燃气报警器关掉';
const NEW = 'Chosen-by-herself-1';

async function signIn(password: string): Promise<Agent> {
  const agent = supertest.agent(portal.url);
  const _csrf = tokenIn((await agent.get('/sign-in')).text);
  const { status } = await agent.post('/sign-in').type('form').send({ _csrf, phone: world.phones.worker, password });
  expect(status).toBe(303);
  return agent;
}

/** Where she comes upon her report, by every way there is: true where it shows. */
async function seenBy(agent: Agent, reference: string): Promise<Record<string, boolean>> {
  const tells = (text: string) => [reference, 'R2026-0001', WORDS].some((word) => text.includes(word));
  const seen: Record<string, boolean> = {};
  const pages = {
    home: '/',
    'my reports': '/my-reports',
    list: '/hazards',
    'to do': '/to-dos',
    rewards: '/rewards',
    inbox: '/inbox',
    search: `/search?q=${encodeURIComponent('燃气')}`,
    chat: '/chat',
    account: '/me',
    firm: '/firms',
  };
  for (const [what, page] of Object.entries(pages)) seen[what] = tells((await agent.get(page)).text);
  for (const page of [`/hazards/${reference}`, '/rewards/R2026-0001', `/search?q=${reference}`]) {
    // A search says again what was looked for.
    const { status, text } = await agent.get(page);
    const isFound =
      text.includes(WORDS) || text.includes(`href="/hazards/${reference}"`) || text.includes('R2026-0001');
    seen[page] = status === 200 ? isFound : status < 400;
  }
  const exported = await agent.get('/exports');
  seen['exports'] = exported.status === 200 && tells(exported.text);
  const talk = talkAs('her-own', clock);
  for (const words of ['我的上报', '待办', '奖励', `进度 ${reference}`]) {
    const said = await talk.say(words);
    seen[`chat: ${words}`] = said.some(({ template, params }) => {
      const text = renderText('chat', template, params);
      return tells(words.includes(reference) ? text.replaceAll(reference, '') : text);
    });
  }
  return seen;
}

const tileOf = (html: string, path: string): string | undefined =>
  new RegExp(`href="${path}"><span class="tile__number[^>]*>(\\d+)<`).exec(html)?.[1];
const bellOf = (html: string): number => Number(/aria-label="消息，(\d+) 条未读"/.exec(html)?.[1] ?? 0);

it('a reset by others hides anonymous reports everywhere for its days: lists, case, bell, 待办, chat, rewards, search', async () => {
  const { worker, manager } = world.actors;
  const { reference } = await buildHazard(world, { status: 'valid', isAnonymous: true, text: WORDS });
  const paying = personContext(manager);
  await approveReward(paying, { reference: 'R2026-0001' });
  // As an earlier release left it: paid by itself, and theirs to confirm.
  const kept = mongoose.connection.collection('rewards');
  await kept.updateOne({ reference: 'R2026-0001' }, { $set: { status: 'paid', paidAt: clock.now() } });
  await rewards.keepClocks(paying, (await rewards.peek('R2026-0001')) as Reward);
  await mongoose.connection.collection('bindings').insertOne({
    _id: 'b-worker',
    channel: 'mock',
    channelUserId: 'her-own',
    personId: worker.personId,
    boundAt: clock.now(),
  } as never);
  clock.advance({ hours: 2 });
  await deliverLetters(clock);

  const before = await signIn(PASSWORD);
  const open = await seenBy(before, reference);
  // No clock asks whoever is paid without a name, so that none names them: it is in no 待办.
  expect(open['to do']).toBe(false);
  for (const way of ['my reports', 'rewards', 'inbox', 'chat: 我的上报', 'chat: 奖励', `/hazards/${reference}`]) {
    expect({ way, isSeen: open[way] }).toEqual({ way, isSeen: true });
  }
  const home = (await before.get('/')).text;
  expect([tileOf(home, '/my-reports'), bellOf(home) > 0]).toEqual(['1', true]);

  await issueResetCode(personContext(manager, { now: clock.now() }), { personId: worker.personId });
  const code = await codeSentTo(world.phones.worker, 'reset', clock);
  const byHer = { actor: { kind: 'visitor', visitorId: '' }, now: clock.now(), requestId: 'r', door: 'web' } as const;
  await resetPassword(byHer, { phone: world.phones.worker, code, password: NEW });
  clock.advance({ days: 29 });
  await deliverLetters(clock);

  const after = await signIn(NEW);
  const hidden = await seenBy(after, reference);
  expect(Object.entries(hidden).filter(([, isSeen]) => isSeen)).toEqual([]);
  const [front, inbox] = [(await after.get('/')).text, (await after.get('/inbox')).text];
  expect([tileOf(front, '/my-reports'), tileOf(front, '/to-dos')]).toEqual(['0', '0']);
  // What has come since, of the account itself, is told; the bell counts that and nothing else.
  expect(bellOf(front)).toBe(inbox.match(/tag--active">未读/g)?.length ?? 0);
}, 60_000);
