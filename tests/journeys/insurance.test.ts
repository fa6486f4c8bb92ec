import mongoose from 'mongoose';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import {
  budgetsOf,
  endPolicy,
  findEnded,
  findToRenew,
  oweRenewal,
  type Policy,
  recountBudgets,
} from '#domain/insurance';
import { DAY_MS } from '#kernel/dates';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { clockContext } from '../support/contexts.ts';
import { buildCatalogue, buildInsured, buildPolicyOf, makeChemical, typedService } from '../support/insurance.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, creditCode, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(createClock().now());
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
/** Sends a form as a browser does: with the token of the session, in parts where it may carry photos. */
async function send(agent: Agent, to: string, fields: Record<string, string>, isMultipart = false) {
  const _csrf = tokenIn((await agent.get('/me')).text);
  const post = agent.post(to);
  if (!isMultipart) return post.type('form').send({ ...fields, _csrf });
  return Object.entries(fields).reduce((sent, [name, value]) => sent.field(name, value), post.field('_csrf', _csrf));
}
const referenceIn = (location: unknown): string => /[A-Z]2026-\d{4,}/.exec(String(location))?.[0] ?? '';
const act = (agent: Agent, path: string, action: string, fields = {}, isMultipart = false) =>
  send(agent, `${path}/act/${action}`, fields, isMultipart);
const typed = (policy: Policy, more: Record<string, string> = {}): Record<string, string> => ({
  ...(typedService(policy.reference) as unknown as Record<string, string>),
  amountFen: '6,000',
  ...more,
});

it('S15: the budget is never overspent, and never spent on what it is not for', async () => {
  const policy = await buildInsured(world);
  const [manager, officer, insurer] = [await signedIn('manager'), await signedIn('officer'), await signedIn('insurer')];
  const ask = (agent: Agent, more: Record<string, string> = {}) => send(agent, '/services', typed(policy, more));

  // Two that want the same 10,000.00 arrive together: exactly one passes.
  const both = await Promise.all([ask(manager), ask(officer)]);
  expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
  expect(both.find(({ status }) => status === 422)?.text).toContain('预防服务额度不够：现在可用 4,000.00 元');
  const reference = referenceIn(both.find(({ status }) => status === 303)?.headers['location']);

  // The others are refused, each with its own rule.
  const refusals: [Record<string, string>, string][] = [
    [{ amountFen: '１００００.０１' }, '预防服务额度不够'],
    [{ amountFen: '1.234,5' }, '金额请写成 1,234.50 这样'],
    [{ beneficiary: creditCode('91450981MA5K55501') }, '额度只能用于被保险企业自己'],
    [{ activity: 'none', what: '买二十把办公椅' }, '不属于项目活动，不能用预防服务额度'],
    [{ activity: 'drill' }, '保险机构的服务目录里没有「应急演练」'],
    [{ providerCode: world.enterprise.creditCode }, '服务费用不能付给企业自己'],
  ];
  for (const [more, sentence] of refusals) {
    const answer = await ask(manager, more);
    expect([answer.status, answer.text.includes(sentence), sentence]).toEqual([422, true, sentence]);
  }

  // The firm cannot say yes for the insurer.
  const path = `/services/${reference}`;
  expect((await act(manager, path, 'agree')).status).toBe(403);
  expect((await act(insurer, path, 'agree')).status).toBe(303);
  const record = { servedOn: '2026-11-24', place: '储罐区', people: '张工、李工', measures: '查了储罐区', hazards: '' };
  expect((await act(insurer, path, 'deliver', record, true)).status).toBe(303);
  const attendeeIds = world.actors.worker.personId;
  expect((await act(officer, path, 'accept', { score: '5', attendeeIds })).status).toBe(303);

  // Nothing is settled before a worker has said that they were there, nor more than was reserved.
  const settle = (amountFen: string) => act(insurer, path, 'settle', { amountFen, voucher: 'FP-0001' }, true);
  expect((await settle('6000')).status).toBe(409);
  expect((await act(await signedIn('worker'), path, 'attend')).status).toBe(303);
  const over = await settle('6000.01');
  expect([over.status, over.text.includes('结算不能超过预留的金额')]).toEqual([422, true]);
  expect((await settle('5,500')).status).toBe(303);

  // The rest is free again; regulators read all of it and press nothing.
  const official = await signedIn('regulator');
  const statement = await official.get(`/policies/${policy.reference}/budget/1`);
  for (const words of ['10,000.00 元', '结算 5,500.00 元', '释放 500.00 元', '之后可用 4,500.00 元', '凭证 FP-0001'])
    expect([words, statement.text.includes(words)]).toEqual([words, true]);
  // From the premium to the budget, and from there to what was done for it; each entry opens its papers.
  for (const part of ['实收保费 → 预防服务额度', /预防服务额度 → (?!可用)[^<]+<\/th><td>5,500\.00 元/])
    expect(statement.text).toMatch(part);
  for (const href of [path, `/policies/${policy.reference}`]) {
    expect(statement.text).toContain(`class="case" href="${href}"`);
    expect([href, (await official.get(href)).status]).toEqual([href, 200]);
  }
  expect((await act(official, path, 'reverse', { reason: '发票作废' })).status).toBe(403);
  expect((await (await signedIn('worker')).get(`/policies/${policy.reference}/budget/1`)).status).toBe(403);

  // Premium that goes back takes its part of the budget with it, by an entry; counted afresh it is the same.
  const refund = { kind: 'refunded', amountFen: '10000', day: '2026-11-24', voucher: 'TB-1' };
  expect((await act(insurer, `/policies/${policy.reference}`, 'note-premium', refund)).status).toBe(303);
  expect(await budgetsOf(policy._id)).toMatchObject([
    { accruedFen: 800_000, availableFen: 250_000, spentFen: 550_000 },
  ]);
  expect(await recountBudgets(clockContext(clock.now()))).toEqual([]);
}, 60_000);

it('S16: a service inside cover is honoured late, one after its end is not, and nothing opens the past', async () => {
  await makeChemical(world);
  await buildCatalogue(world);
  // Cover ends at midnight of 30 January 2027.
  const policy = await buildPolicyOf(world, {
    cover: { endsOn: '2027-01-30' },
    premiumFen: 5_000_000,
  });
  // The clock of that night: from the first day on the firm owes the renewal.
  const night = new Date('2026-11-30T16:01:00.000Z');
  for (const one of await findToRenew(night, 10, [])) await oweRenewal(clockContext(night), one);
  const told: string[] = [];
  for (const day of ['2026-12-01', '2026-12-31', '2027-01-23', '2027-01-30']) {
    clock.set(new Date(`${day}T02:00:00.000Z`));
    const due = await findDueDeadlines(clock.now(), 50);
    for (const deadline of due) if (await advanceDeadline(clockContext(clock.now()), deadline)) told.push(day);
  }
  expect(told).toEqual(['2026-12-01', '2026-12-31', '2027-01-23', '2027-01-30']);

  clock.set(new Date('2027-02-02T02:00:00.000Z'));
  for (const over of await findEnded(clock.now(), 10, [])) await endPolicy(clockContext(clock.now()), over);
  const [manager, insurer, official] = [
    await signedIn('manager'),
    await signedIn('insurer'),
    await signedIn('regulator'),
  ];
  const ask = (serviceOn: string) =>
    send(manager, '/services', typed(policy, { purpose: 'compulsory', serviceOn, amountFen: '1000' }));
  expect((await ask('2027-01-29')).status).toBe(303);
  const late = await ask('2027-02-01');
  expect([late.status, late.text.includes('这一天不在保险期内')]).toEqual([422, true]);

  // A policy told of after it had begun waits for the insurer, and opens no day gone by.
  const upload = {
    insurerId: world.insurer._id,
    number: 'BG-2027-0001',
    startsOn: '2027-01-31',
    endsOn: '2028-01-30',
    headcount: '180',
    limitFen: '400000',
  };
  const entered = await send(manager, '/policies', upload, true);
  const renewal = `/policies/${/[A-Z]2027-\d{4,}/.exec(String(entered.headers['location']))?.[0]}`;
  expect((await manager.get(renewal)).text).toContain('待保险机构确认');
  const listed = async () => (await official.get('/cover?state=lapsed')).text.includes('广西北流桂宝陶瓷有限公司');
  expect(await listed()).toBe(true);
  const terms = {
    ratio: '20',
    clause: '第十二条',
    serviceTypes: 'inspection',
    frequency: '0',
    order: 'programme',
    dispatched: 'this',
  };
  expect((await act(manager, renewal, 'confirm', terms)).status).toBe(403);
  expect((await act(insurer, renewal, 'confirm', { ...terms, ratio: '22' })).status).toBe(422);
  expect((await act(insurer, renewal, 'confirm', terms)).status).toBe(303);
  expect(await listed()).toBe(false);
  expect((await ask('2027-02-01')).text).toContain('这一天不在保险期内');

  // A firm of another trade is in no list, and nobody tells it that it must insure.
  await mongoose.connection.collection('enterprises').updateMany({}, { $set: { division: '30' } });
  clock.set(new Date(clock.now().getTime() + 400 * DAY_MS));
  expect((await (await signedIn('regulator')).get('/cover')).text).not.toContain('广西北流桂宝陶瓷有限公司');
}, 60_000);
