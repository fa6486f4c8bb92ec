import mongoose from 'mongoose';
import { claimReport } from '#domain/hazards';
import { issueBindingCode } from '#domain/identity';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { rewards } from '#domain/rewards';
import { DAY_MS } from '#kernel/dates';
import { runJob } from '../../jobs/timetable.ts';
import { type Said, talkAs } from '../bots/support/talk.ts';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { type Clock, createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildColleague, DAYS_TO_BATCH } from '../support/schemes.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
let world: World;
let clock: Clock;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
  portal = await startPortal(clock);
  const bound = { channel: 'mock', boundAt: new Date('2026-11-01T00:00:00Z') };
  await mongoose.connection.collection('bindings').insertOne({
    ...bound,
    ...{ _id: 'b-worker', channelUserId: 'wx-worker', personId: world.actors.worker.personId },
  } as never);
});
afterEach(() => portal.stop());

const enter = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
/** The fields a form of a page sends unseen, and its keys. */
const unseenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]),
  );
async function sent(agent: Agent, page: string, to: string, fields: Record<string, string>) {
  const { text } = await agent.get(page);
  return agent
    .post(to)
    .type('form')
    .send({ ...unseenIn(text), _csrf: tokenIn(text), ...fields });
}
const act = (agent: Agent, reference: string, action: string, fields: Record<string, string> = {}) =>
  sent(agent, `/rewards/${reference}`, `/rewards/${reference}/act/${action}`, fields);
const entries = (filter: object) => mongoose.connection.collection('rewardLedger').find(filter).toArray();
const tell = async (): Promise<void> => {
  while ((await reactToEvents(clock.now())) > 0);
  clock.advance({ minutes: 61 });
  while (await deliverNext(clock.now, portalCarrier));
};
const wordsOf = (said: readonly Said[]): string => JSON.stringify(said);

const SCHEME = {
  ...{ general: '５１.０１元', serious: '200', major: '1,234.5', averted: '3,000', outsideDutyPercent: '150' },
  ...{ excludesDuty: '1', dayCapFen: '0', monthCapFen: '0', instantFen: '0', managerAboveFen: '500', payDays: '30' },
  ...{ funding: 'cost', pointFen: '0' },
};

/** Reports by the web, and has the manager find it valid there. */
async function found(agent: Agent, manager: Agent, text: string, more: Record<string, string> = {}): Promise<string> {
  await sent(agent, '/report', '/report', { text, placeText: '窑头', isNotDuplicate: '1', ...more });
  const reference = /H2026-\d+/.exec((await agent.get('/report/done')).text)?.[0] ?? '';
  // One without a name is known to the firm from the next full hour on.
  if (more['isAnonymous'] !== undefined) clock.advance({ hours: 1 });
  const page = `/hazards/${reference}`;
  for (const [action, fields] of [
    ['accept', {}],
    ['verify-valid', { grade: 'general' }],
  ] as const)
    expect([action, (await sent(manager, page, `${page}/act/${action}`, fields)).status]).toEqual([action, 303]);
  return reference;
}
const rewardsFor = async (hazardReference: string) =>
  (await rewards.find(personContext(world.actors.manager, { now: clock.now() }))).rows.filter(
    (one) => one.hazardReference === hazardReference,
  );

it('S13: two who found it together, pressed twice and reversed; a code taken twice; unpaid is told to the body', async () => {
  const { worker, worker2, officer } = world.actors;
  const [manager, safety, reporter] = await Promise.all([enter('manager'), enter('officer'), enter('worker')]);

  // The firm's own scheme, on one page: money as people write it, and a plain word where it could mean two things.
  for (const wrong of ['1.234,5', '12.345']) {
    const { status, text } = await sent(manager, '/scheme/edit', '/scheme/edit', { ...SCHEME, major: wrong });
    expect([status, /id="major-error"[^>]*>([^<]*)/.exec(text)?.[1]]).toEqual([
      422,
      expect.stringContaining('金额请写成 1,234.50 这样，最多两位小数'),
    ]);
    expect(text).toContain(`value="${wrong}"`);
  }
  const saved = await sent(manager, '/scheme/edit', '/scheme/edit', { ...SCHEME, deskId: worker2.personId });
  expect(saved.headers['location']).toBe('/scheme');
  expect((await reporter.get('/scheme')).text).toMatch(/一般 51\.01 元[\s\S]*重大 1,234\.50 元/);

  // One of the two is the safety officer: nothing, with the rule quoted, and the other has it whole.
  const first = await found(reporter, manager, '电箱门坏了', { togetherWith: officer.personId });
  const [a, b] = (await rewardsFor(first)).toSorted((one, other) => other.amountFen - one.amountFen);
  expect([a?.personId, a?.amountFen, b?.personId, b?.amountFen]).toEqual([worker.personId, 5_101, officer.personId, 0]);
  expect((await safety.get(`/rewards/${b?.reference}`)).text).toContain('例行检查发现的属于本职，不另发奖励');
  // Two workers part it to the fen.
  const second = await found(reporter, manager, '护栏松了', { togetherWith: worker2.personId });
  expect((await rewardsFor(second)).map(({ amountFen }) => amountFen).toSorted()).toEqual([2_550, 2_551]);

  // Two tabs approve at once; finance presses 发放 twice, and once more after a time-out.
  const its = a?.reference ?? '';
  const tabs = await Promise.all([1, 2].map(() => act(safety, its, 'approve-reward', { level: 'general' })));
  expect(tabs.map(({ status }) => status).filter((status) => status === 303).length).toBeGreaterThan(0);
  const pay = () => act(safety, its, 'pay-reward', { method: 'cash', voucher: '记-7' });
  await Promise.all([pay(), pay()]);
  await pay();
  const ofIt = (kind: string) => entries({ rewardReference: its, kind });
  expect([(await ofIt('approved')).length, (await ofIt('paid')).length]).toEqual([1, 1]);
  await tell();
  const chat = talkAs('wx-worker', clock);
  expect(wordsOf(await chat.say('我的奖励'))).toContain('51.01');
  expect((await chat.say('1')).at(-1)?.template).toBe('reward-confirmed');

  // A mistaken payment is reversed by an entry; what was written stays.
  const before = await entries({ rewardReference: its });
  expect((await act(manager, its, 'reverse-reward', { reason: '发错了人' })).status).toBe(303);
  const after = await entries({ rewardReference: its });
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(before.length)).toMatchObject([{ kind: 'reversed', amountFen: -5_101 }]);

  // Somebody unnamed is paid with others who get the same, never alone, and their code is taken once.
  const colleague = await buildColleague(world);
  const account = await mongoose.connection
    .collection<{ _id: string; phone: string }>('accounts')
    .findOne({ _id: colleague.personId });
  const third = {
    actors: { ...world.actors, worker: colleague },
    phones: { ...world.phones, worker: account?.phone ?? '' },
  };
  const reporters = [reporter, await enter('worker2'), await signedInAt(portal, { ...world, ...third }, 'worker')];
  let turn = 0;
  const grant = async (text: string): Promise<string[]> => {
    const reference = await found(reporters[turn++] as Agent, manager, text, { isAnonymous: '1' });
    const its = (await rewardsFor(reference))[0]?.reference ?? '';
    await act(safety, its, 'approve-reward');
    return [reference, its];
  };
  const marks = await grant('报警器关着');
  clock.advance({ days: DAYS_TO_BATCH });
  expect((await (await enter('officer')).get('/reward-batches')).text).toContain('还在等：1 笔，共 60.00 元');
  clock.advance({ days: -DAYS_TO_BATCH });
  for (const text of ['光栅拆了', '护罩拆了']) marks.push(...(await grant(text)));
  clock.advance({ days: DAYS_TO_BATCH });
  const [later, desk] = await Promise.all([enter('officer'), enter('worker2')]);
  const batch = await sent(later, '/reward-batches', '/reward-batches', { method: 'cash', voucher: '记-9' });
  expect(batch.headers['location']).toBe('/reward-batches');
  const shown = (await later.get('/reward-batches')).text;
  expect(shown).toContain('3 笔，共 180.00 元');
  for (const mark of [...marks, worker.name]) expect(shown).not.toContain(mark);
  await tell();
  const code =
    /"code":"([A-Z0-9]{12})"/.exec(wordsOf(await talkAs('wx-worker', clock).say('我的奖励', 'again')))?.[1] ?? '';
  const take = () => sent(desk, '/reward-claims', '/reward-claims', { code });
  expect((await take()).headers['location']).toBe('/reward-claims');
  const again = await take();
  expect([again.status, again.text.includes('这个领奖码已经领过了')]).toEqual([409, true]);
  expect((await sent(await enter('officer'), '/rewards', '/reward-claims', { code })).status).toBe(403);

  // What nobody has approved, and the one to be paid anew, are red for the body once the promise is broken.
  for (let day = 0; day < 16; day++) {
    clock.set(new Date(Math.ceil(+clock.now() / DAY_MS) * DAY_MS + 65 * 60_000));
    await runJob('deadlines', clock.now, 'S13', new AbortController().signal);
    await tell();
  }
  expect((await (await enter('manager')).get('/inbox')).text).toContain('奖励');
  const body = await enter('regulator');
  const told = (await body.get('/inbox')).text;
  expect(told).toMatch(/奖励待(审批、)?发放/);
  // What is late leads the body to the firm: whose money it is, is not theirs to read.
  const links = await mongoose.connection
    .collection('outbox')
    .distinct('linkPath', { sort: 'reminder', personId: world.actors.regulator.personId });
  expect(links).toContain(`/firms/${world.enterprise._id}`);
  for (const link of links) expect([link, (await body.get(link)).status]).toEqual([link, 200]);
}, 120_000);

/** Finds a case valid by the pages of the firm. */
async function verified(manager: Agent, reference: string): Promise<void> {
  const page = `/hazards/${reference}`;
  for (const [action, fields] of [
    ['accept', {}],
    ['verify-valid', { grade: 'general' }],
  ] as const)
    expect([action, (await sent(manager, page, `${page}/act/${action}`, fields)).status]).toEqual([action, 303]);
}

it('S5: a chat nobody knows reports by a poster; bound later it has the reward, and who writes down for another has none', async () => {
  const { worker, worker2, officer } = world.actors;
  const [manager, safety] = await Promise.all([enter('manager'), enter('officer')]);
  const chat = talkAs('wx-shared-phone', clock);
  expect((await chat.say(`${world.location.code} 电箱漏电`)).at(-1)?.template).toBe('report-confirm');
  const done = (await chat.say('1')).at(-1);
  const reference = String(done?.params['reference']);
  expect(done).toMatchObject({ template: 'hazard-reported', params: { isKnown: false } });
  expect(String(done?.params['queryCode'])).toMatch(/^[0-9A-Z]{6,}$/);
  // What nobody has claimed yet waits until an hour begins, like everything without a name.
  clock.advance({ hours: 1 });
  const firm = await enter('manager');
  await verified(firm, reference);
  expect(await rewardsFor(reference)).toEqual([]);

  // It is nobody's yet, and whoever sorts the cases reads so.
  expect((await firm.get(`/hazards/${reference}`)).text).toContain('未登录的人');
  // A wrong code, one that is over, and one that was used bring nothing; too many lock even the right one for a while.
  const codeOf = async (who: WorldActor) =>
    (await issueBindingCode(personContext(world.actors[who], { now: clock.now() }))).code;
  const bind = async (code: string) => (await chat.say(`绑定 ${code}`)).at(-1)?.template;
  // The code of another firm leads to no case of this one, whoever has it: neither by chat nor with its query code.
  const stranger = await enter('otherWorker');
  expect(await bind(await codeOf('otherWorker'))).toBe('bound');
  expect((await firm.get(`/hazards/${reference}`)).text).toContain('未登录的人');
  expect(await rewardsFor(reference)).toEqual([]);
  expect((await stranger.get(`/hazards/${reference}`)).status).toBe(404);
  const theirs = { reference, queryCode: String(done?.params['queryCode']) };
  await expect(
    claimReport(personContext(world.actors.otherWorker, { now: clock.now() }), theirs),
  ).rejects.toMatchObject({ code: 'hazards.not-yours-to-claim' });
  clock.advance({ minutes: 11 });
  const old = await codeOf('worker');
  clock.advance({ minutes: 11 });
  const used = await codeOf('worker2');
  await talkAs('wx-of-her-colleague', clock).say(`绑定 ${used}`);
  const tries = [old, used, ...Array(8).fill(old === '22222222' ? '33333333' : '22222222')];
  for (const code of tries) expect(await bind(code)).not.toBe('bound');
  expect(await bind(await codeOf('worker'))).not.toBe('bound');
  expect(await rewardsFor(reference)).toEqual([]);
  clock.advance({ minutes: 11 });
  expect(await bind(await codeOf('worker'))).toBe('bound');
  expect(await rewardsFor(reference)).toMatchObject([{ personId: expect.any(String), amountFen: 5_000 }]);
  const [own] = (await rewards.find(personContext(worker, { now: clock.now() }))).rows;
  expect(own?.hazardReference).toBe(reference);

  // Written down by the safety officer for somebody who told it: the reward is theirs who found it.
  const told = { text: '梯子断了一根横档', placeText: '窑头', isNotDuplicate: '1', onBehalfOf: worker2.personId };
  await sent(safety, '/report', '/report', told);
  const second = /H2026-\d+/.exec((await safety.get('/report/done')).text)?.[0] ?? '';
  await verified(manager, second);
  expect((await rewardsFor(second)).map(({ personId }) => personId)).toEqual([worker2.personId]);
  expect((await rewards.find(personContext(officer, { now: clock.now() }), { isOwn: true })).rows).toEqual([]);

  // Told to the leader of her team, who has a telephone: the leader is no reporter and takes nothing.
  const leader = await enter('worker');
  expect((await leader.get('/report')).text).toMatch(/是谁发现的[\s\S]*替同事上报时选他的名字，奖励归他/);
  await sent(leader, '/report', '/report', { ...told, text: '叉车的喇叭不响了' });
  const third = /H2026-\d+/.exec((await leader.get('/report/done')).text)?.[0] ?? '';
  await verified(manager, third);
  expect((await rewardsFor(third)).map(({ personId }) => personId)).toEqual([worker2.personId]);
  expect((await leader.get('/my-reports')).text).not.toContain(third);
  expect((await (await enter('worker2')).get('/my-reports')).text).toContain(third);
  // Nor for somebody of another team or firm.
  for (const onBehalfOf of [world.actors.otherWorker.personId, officer.personId])
    expect((await sent(leader, '/report', '/report', { ...told, text: '地沟盖板缺了', onBehalfOf })).status).toBe(403);
});

it('S6: the same told again in other words joins the case and earns no second reward, and one’s own is told as one’s own', async () => {
  const { worker } = world.actors;
  const [manager, first, second] = await Promise.all([enter('manager'), enter('worker'), enter('worker2')]);
  const { reference: enrolment } = await buildEnrolment(world);
  const report = { text: '3号线电箱门坏了，关不上', placeCode: world.location.code };
  await sent(first, '/report', '/report', report);
  const reference = /H2026-\d+/.exec((await first.get('/report/done')).text)?.[0] ?? '';
  const again = { ...report, text: '3号线电箱的门坏了，关不上' };
  const similar = await sent(second, '/report', '/report', again);
  expect(similar.text).toContain(reference);
  const _csrf = tokenIn(similar.text);
  expect((await second.post(`/hazards/${reference}/act/endorse`).type('form').send({ _csrf })).status).toBe(303);
  const mine = await sent(first, '/report', '/report', again);
  expect(mine.text).toContain(reference);
  expect(await mongoose.connection.collection('hazards').countDocuments()).toBe(1);
  await verified(manager, reference);
  expect((await rewardsFor(reference)).map(({ personId }) => personId)).toEqual([worker.personId]);
  expect((await second.get(`/hazards/${reference}`)).status).toBe(200);

  expect((await rewards.find(personContext(world.actors.worker2, { now: clock.now() }))).rows).toEqual([]);

  // The third reports it twenty days after it was closed: a new case, which says which one it was before.
  const closedAt = clock.now();
  const closed = { status: 'closed', isOpen: false, closedAt };
  await mongoose.connection.collection('hazards').updateOne({ reference }, { $set: closed });
  const old = await mongoose.connection.collection('hazards').findOne({ reference });
  clock.advance({ days: 20 });
  const third = await enter('worker2');
  await sent(third, '/report', '/report', again);
  const next = /H2026-\d+/.exec((await third.get('/report/done')).text)?.[0] ?? '';
  expect(next).not.toBe(reference);
  const atFirm = await enter('manager');
  await verified(atFirm, next);
  expect((await atFirm.get(`/hazards/${next}`)).text).toContain(`同样的问题第 2 次报，之前关闭过：${reference}`);
  expect(await mongoose.connection.collection('hazards').findOne({ reference })).toEqual(old);
  // A case of its own earns its own reward, whoever joined the one before.
  expect((await rewardsFor(next)).map(({ personId }) => personId)).toEqual([world.actors.worker2.personId]);

  // It counts against the firm: the number of what came back after it was closed names it, and is not nought.
  const counted = (await atFirm.get(`/enrolments/${enrolment}/outcomes/month-3/recurrence`)).text;
  expect(counted).toContain(next);
  expect(counted).toMatch(/50 %|100 %/);

  // Whoever sorts the cases is shown what one may be the same as, says that it is not, and is shown it no more.
  const fourth = await enter('worker');
  await sent(fourth, '/report', '/report', { ...again, text: '3号线电箱的门坏了，要换锁', isNotDuplicate: '1' });
  const apart = /H2026-\d+/.exec((await fourth.get('/report/done')).text)?.[0] ?? '';
  const page = `/hazards/${apart}`;
  expect((await atFirm.get(page)).text).toContain(`和 ${next} 不是同一件`);
  expect((await sent(atFirm, page, `${page}/act/tell-apart`, { notSameAs: next })).status).toBe(303);
  const after = (await atFirm.get(page)).text;
  expect(after).not.toContain(`合并到 ${next}`);
  expect(after).toMatch(new RegExp(`写明不是同一件[\\s\\S]*和 ${next} 不是同一件`));
  expect((await atFirm.get(`/hazards/${next}`)).text).not.toContain(`合并到 ${apart}`);
  const merged = await sent(atFirm, page, `${page}/act/mark-duplicate`, { duplicateOf: next });
  expect([merged.status, merged.text.includes(`已经写明和 ${next} 不是同一件`)]).toEqual([422, true]);
});
