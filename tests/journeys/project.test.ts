import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { entryLists } from '#domain/entryLists';
import { deliverNext, findInbox, portalCarrier, reactToEvents } from '#domain/notices';
import { projects } from '#domain/projects';
import { localDate } from '#kernel/dates';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { buildParkAssessment } from '../support/parkAssessments.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { typedProject } from '../support/projects.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(new Date('2026-05-01T02:00:00Z'));
  world = await buildWorld();
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });

/** Lets the clock remind, and everything that was said arrive. */
async function remind(): Promise<void> {
  for (const deadline of await findDueDeadlines(clock.now(), 100))
    await advanceDeadline(clockContext(clock.now()), deadline);
  while ((await reactToEvents(clock.now())) > 0);
  while (await deliverNext(clock.now, portalCarrier));
}

it('takes a project introduced on 1 May through its gates: notice due 31 May, nothing built without pre-assessment and design review, what is banned refused (S19)', async () => {
  const park = await signedIn('parkOfficer');
  const act = async (agent: Agent, page: string, action: string, fields: object = {}) => {
    const done = await press(agent, page, `${page}/act/${action}`, fields);
    return done.status;
  };
  // The park's list, adopted by the body.
  const list = { from: '2026-05-01', basis: '北陶园管发〔2026〕3号', banned: '光气生产', restricted: '农药原药' };
  expect((await press(park, '/entry-lists/new', '/entry-lists', list)).status).toBe(303);
  const [{ reference: listed = '' } = {}] = (await entryLists.find(as('parkOfficer'))).rows;
  const regulator = await signedIn('regulator');
  expect(await act(regulator, `/entry-lists/${listed}`, 'adopt')).toBe(303);

  const introduce = async (name: string) => {
    const { kind: _, ...typed } = typedProject('new', {
      name,
      signedOn: '2026-05-01',
      ownerCode: world.enterprise.creditCode,
    });
    const sent = await press(park, '/projects/new/new', '/projects/new/new', typed);
    expect(sent.status).toBe(303);
    const [{ reference = '' } = {}] = (await projects.find(as('parkOfficer'))).rows;
    return `/projects/${reference}`;
  };
  const banned = await introduce('光气下游项目');
  expect(await act(park, banned, 'screen', { item: '光气生产' })).toBe(303);
  const refused = (await park.get(banned)).text;
  expect(refused).toContain('不予准入');
  expect(refused).toContain('禁止类：光气生产');
  expect(refused).toContain('意见（七）');

  const page = await introduce('合金熔炼项目');
  expect((await park.get(page)).text).toContain('2026年5月31日 24 时');
  expect(await act(park, page, 'screen')).toBe(303);
  expect(await act(park, page, 'admit')).toBe(403);
  expect(await act(regulator, page, 'admit')).toBe(303);
  const firm = await signedIn('officer');
  expect(await act(firm, page, 'build')).toBe(409);
  const unnamed = await press(firm, `${page}/act/pre-assess`, `${page}/act/pre-assess`, {
    file: '安评 8 号',
    on: '2026-05-01',
  });
  expect([unnamed.status, unnamed.text.includes('安评 8 号'), unnamed.text.includes('G5')]).toEqual([422, true, true]);
  const report = { file: '安评 8 号', provider: '广西安评公司', on: '2026-05-01' };
  expect(await act(firm, page, 'pre-assess', report)).toBe(303);
  expect(await act(firm, page, 'build')).toBe(409);
  expect(await act(regulator, page, 'approve-design', { file: '设审 5 号', on: '2026-05-01' })).toBe(303);
  expect(await act(firm, page, 'build')).toBe(303);

  // Ten days before its end, and a holiday's Sunday moves nothing.
  clock.set(new Date('2026-05-21T02:00:00Z'));
  await remind();
  const reminded = (await findInbox(as('parkOfficer'))).rows.filter(({ text }) => text.includes('通报“合金熔炼项目”'));
  expect(reminded.length).toBeGreaterThan(0);
  const later = await signedIn('parkOfficer');
  expect(await act(later, page, 'notify')).toBe(303);
  expect(await act(await signedIn('regulator'), page, 'receive')).toBe(303);
  await remind();
  expect((await findInbox(as('parkOfficer'))).rows.some(({ text }) => text.includes('的通报已签收'))).toBe(true);
  expect((await later.get(page)).text).toContain('2026年5月21日');
  expect(localDate(clock.now())).toBe('2026-05-21');

  // Another capacity: G3 again, and what came before stays.
  const owner = await signedIn('officer');
  expect(await act(owner, page, 'change', { what: 'capacity', after: '年产 2 万吨', reason: '订单增加' })).toBe(303);
  const again = (await owner.get(page)).text;
  expect(again).toContain('从 G3 起重新过');
  expect(again).toContain('已引进');
});

it('asks for the whole park to be assessed once its bounds have changed, a month before its time, and lists the fire station, water and rescue road it lacks (S19)', async () => {
  // Four years and eleven months ago.
  const adopted = await buildParkAssessment(world, 'tracking', new Date('2021-06-10T02:00:00Z'));
  const before = (await (await signedIn('parkOfficer')).get(`/park-assessments/${adopted.reference}`)).text;
  expect(before).toContain('下一次 2026年6月10日以前');

  clock.set(new Date('2026-05-10T02:00:00Z'));
  const park = await signedIn('parkOfficer');
  const typed = { trigger: 'T1', why: '东边并入 0.8 平方公里' };
  const sent = await press(park, '/park-assessments/new', '/park-assessments', typed);
  expect(sent.status).toBe(303);
  const asked = String(sent.headers['location']);
  const reference = asked.split('/').at(-1) ?? '';
  expect((await park.get(`/park-assessments/${adopted.reference}`)).text).toContain(`不等到期，${reference} 在办`);
  const owed = await findDeadlinesOf({ kind: 'park-assessment', id: adopted._id });
  expect(owed.map(({ kind }) => kind)).not.toContain('park-assessment-next');
  const body = await signedIn('regulator');
  expect((await press(body, asked, `${asked}/act/need`, { reason: '东边有三家用液氨的企业' })).status).toBe(303);
  expect((await park.get(asked)).text).toContain('2026年11月6日以前');

  const book = (await park.get(`/park-books/${world.park._id}`)).text;
  for (const type of ['消防站', '消防水源', '应急救援通道'])
    expect([type, new RegExp(`${type}[\\s\\S]{0,400}缺少`).test(book)]).toEqual([type, true]);
});
