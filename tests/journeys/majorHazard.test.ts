import { peekHazard, reportHazard } from '#domain/hazards';
import { findTrail } from '#domain/journal';
import { type Agent, press, signedInAt } from '../support/agents.ts';
import { createClock, fixedNow } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { buildHazard, onSite } from '../support/hazards.ts';
import { fileOf } from '../support/majors.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../support/world.ts';

useStores();
const clock = createClock();
let portal: Portal;
let world: World;
beforeEach(async () => {
  clock.set(fixedNow);
  world = await buildWorld();
  await takePower(world);
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());

const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const signedIn = (who: WorldActor): Promise<Agent> => signedInAt(portal, world, who);
const visit = async (who: WorldActor, more: object = {}) => {
  const { visitedOn, photoIds } = await onSite(as(who));
  return { visitedOn, keptPhotoIds: photoIds[0], ...more };
};

it('keeps the manager who reported, fixed and runs the firm from ending a major hazard, in every way (S11)', async () => {
  const manager = await signedIn('manager');
  const told = { enterpriseId: world.enterprise._id, text: '储罐区报警器停用', placeText: '储罐区', category: 'gas' };
  const { reference } = await reportHazard(as('manager'), told);
  const page = `/hazards/${reference}`;
  const act = async (agent: Agent, action: string, fields: object = {}) =>
    (await press(agent, page, `${page}/act/${action}`, fields)).status;
  expect(await act(manager, 'accept')).toBe(303);
  expect(await act(manager, 'verify-valid', { grade: 'major', majorBasis: '判定标准第五条' })).toBe(303);
  const file = `/majors/${(await fileOf({ reference })).reference}`;
  const keep = async (agent: Agent, action: string, fields: object = {}) =>
    (await press(agent, file, `${file}/act/${action}`, fields)).status;
  // What is not whole is not arranged.
  const plan = {
    ownerId: world.actors.manager.personId,
    measure: '恢复报警器',
    fundFen: '200',
    dueOn: '2026-12-10',
    contingency: '专人看守',
  };
  expect(await act(manager, 'plan-rectification', plan)).toBe(409);
  expect(await keep(manager, 'control', { measures: 'stop', interim: '停止装卸，专人看守' })).toBe(303);
  const report = { state: '报警器失灵', harm: '可能爆炸', congress: 'all', congressOn: '2026-11-24' };
  expect(await keep(manager, 'report', report)).toBe(303);
  expect(await act(manager, 'plan-rectification', plan)).toBe(422);
  const whole = { ...plan, goal: '恢复', supplies: '探头两个', crew: '设备科', stages: '一天内换好' };
  expect(await act(manager, 'plan-rectification', whole)).toBe(303);
  const photo = (await onSite(as('manager'))).photoIds[0];
  expect(await act(manager, 'submit-rectification', { text: '换好了', keptPhotoIds: photo })).toBe(303);
  // Fixed it: neither accepts it, nor asks for its closing.
  const accepted = { kind: 'own', who: '李工', finding: '合格' };
  expect(await keep(manager, 'accept', accepted)).toBe(403);
  expect(await act(manager, 'request-closure')).toBe(403);
  const officer = await signedIn('officer');
  expect(await act(officer, 'request-closure')).toBe(409);
  expect(await keep(officer, 'accept', accepted)).toBe(303);
  expect(await act(officer, 'request-closure')).toBe(303);
  // The manager, and the deputy with the manager's phone.
  for (const agent of [manager, officer]) {
    expect(await act(agent, 'close-major', await visit('manager'))).toBe(403);
    expect(await act(agent, 'downgrade', { reason: '误报' })).toBeGreaterThanOrEqual(403);
    expect(await act(agent, 'verify-not-valid', { reason: '误报' })).toBeGreaterThanOrEqual(403);
    expect(await act(agent, 'approve-rectification')).toBeGreaterThanOrEqual(403);
  }
  expect((await peekHazard(reference))?.status).toBe('closure-requested');
  const body = await signedIn('regulator');
  const deciding = await body.get(`${page}/act/close-major`);
  expect(deciding.text).toMatch(/整改前[\s\S]*整改后[\s\S]*指纹/);
  // What is decided about stands on the page: by what, the five elements, when, and who closes in whose place.
  for (const word of ['判定依据', '责任', '措施', '资金', '时限', '预案', '准予销号'])
    expect(deciding.text).toContain(word);
  const above = await (await signedIn('cityRegulator')).get(`${page}/act/close-major`);
  expect(above.text).toMatch(/<h1[^>]*>代为销号/);
  expect(above.text).toMatch(/<button[^>]*>\s*代为销号/);
  expect(above.text).not.toContain('补充说明（可以不填）');
  expect(await act(body, 'close-major')).toBe(422);
  expect(await act(body, 'close-major', await visit('regulator'))).toBe(303);
  const closed = await fileOf({ reference });
  expect([closed.status, (await peekHazard(reference))?.status]).toEqual(['closed', 'closed']);
  const trail = await findTrail({ kind: 'hazard', id: closed.hazardId });
  const refused = trail.filter(({ name }) => name === 'hazards.step-refused').map(({ facts }) => facts['action']);
  expect(refused).toEqual(expect.arrayContaining(['close-major', 'request-closure']));
  expect((await body.get(page)).text).toContain('有人要做不归他做的一步');
});

it('counts by the server: a day claimed, a form edited, a late wish for more time move nothing (S10)', async () => {
  const { reference } = await buildHazard(world, { status: 'rectifying', isMajor: true });
  const page = `/hazards/${reference}`;
  // Due 27 November, which ends at midnight in Shanghai: a minute before it nothing is late, a minute after it is.
  const dueOf = async () => (await (await signedIn('manager')).get(page)).text;
  clock.set(new Date('2026-11-27T15:59:00Z'));
  expect(await dueOf()).not.toContain('已逾期');
  clock.set(new Date('2026-11-27T16:01:00Z'));
  expect(await dueOf()).toContain('2026年11月27日（已逾期）');
  // Today is 2 December: five days late for whoever has to put it right.
  clock.set(new Date('2026-12-02T02:00:00Z'));
  const manager = await signedIn('manager');
  expect((await (await signedIn('worker2')).get('/to-dos')).text).toContain('逾期 5 天');
  const late = await press(manager, page, `${page}/act/ask-extension`, { dueOn: '2026-12-31', reason: '配件没有到' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('现在已经晚了');
  const photo = (await onSite(as('manager'))).photoIds[0];
  const typed = { text: '换好了', keptPhotoIds: photo, claimedOn: '2026-11-26', at: '2026-11-26', dueAt: '2026-12-31' };
  expect((await press(manager, page, `${page}/act/submit-rectification`, typed)).status).toBe(303);
  const hazard = await peekHazard(reference);
  expect(hazard?.fix).toMatchObject({ claimedOn: '2026-11-26', at: clock.now() });
  const seen = (await (await signedIn('regulator')).get(page)).text;
  expect(seen).toContain('企业填的是2026年11月26日，系统 2026年12月2日 10:00 收到，晚了 6 天才提交');
  // The machine's clock goes back: the order of what happened is a count.
  clock.set(new Date('2026-11-25T02:00:00Z'));
  const officer = await signedIn('officer');
  expect((await press(officer, page, `${page}/act/return-rectification`, { reason: '没有标识' })).status).toBe(303);
  const trail = await findTrail({ kind: 'hazard', id: hazard?._id ?? '' });
  expect(trail.at(-1)?.name).toBe('hazards.rectification-returned');
});

it('tells the second of two officers how it stands now', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested', isMajor: true });
  const page = `/hazards/${reference}`;
  const [body, above] = [await signedIn('regulator'), await signedIn('cityRegulator')];
  const close = visit('regulator');
  const back = { reason: '没有培训' };
  const [one, other] = await Promise.all([
    press(body, page, `${page}/act/close-major`, await close),
    press(above, page, `${page}/act/return-closure`, back),
  ]);
  const done = [one, other].filter(({ status }) => status === 303);
  const slower = [one, other].find(({ status }) => status !== 303);
  expect(done).toHaveLength(1);
  expect(slower?.status).toBe(409);
  expect(slower?.text).toMatch(/现在是「(已关闭|整改中)」|刚才有人/);
});
