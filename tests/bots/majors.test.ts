import mongoose from 'mongoose';
import { askExtension, peekHazard, planRectification, submitRectification } from '#domain/hazards';
import { reportProgress } from '#domain/majors';
import { reactToEvents } from '#domain/notices';
import { press, signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { aPhoto, buildHazard, keepFile, TREATMENT } from '../support/hazards.ts';
import { fileOf } from '../support/majors.ts';
import { startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, PASSWORD, takePower, type World, type WorldActor } from '../support/world.ts';
import { boundTalk } from './support/talk.ts';

useStores();
let world: World;
let clock = createClock();
let portal: Awaited<ReturnType<typeof startPortal>>;
beforeEach(async () => {
  clock = createClock();
  world = await buildWorld();
  await takePower(world);
  portal = await startPortal(clock);
});
afterEach(() => portal.stop());
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const bound = (who: WorldActor) => boundTalk(who, { personId: world.actors[who].personId }, clock);
const pathOf = (link: string): string => new URL(link).pathname;
interface Row {
  number: number;
  reference: string;
  label: string;
  link: string;
}
const rowsOf = (said: { params: Record<string, unknown> }) => {
  if (said.params['rows'] === undefined) throw new Error(JSON.stringify(said));
  return said.params['rows'] as Row[];
};

it('lists what waits for the body by number, and closes only after a fresh confirmation by its person, once', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const talk = await bound('regulator');
  const listed = rowsOf(await talk.ask('待审'));
  expect(listed.map((row) => row.reference)).toEqual([reference]);
  const asked = await talk.ask('1');
  expect(asked).toMatchObject({ template: 'confirm', params: { reference, minutes: 15 } });
  expect(rowsOf(asked).map(({ label }) => label)).toEqual(['准予销号', '不予销号']);
  // The chat alone has closed nothing, whatever it is told.
  for (const said of ['1', '准予销号', '是', `销号 ${reference}`]) await talk.ask(said);
  expect((await peekHazard(reference))?.status).toBe('closure-requested');
  const [close = '', back = ''] = rowsOf(asked).map(({ link }) => pathOf(link));
  // Somebody else, though they may close it themselves, and a worker: the link is nobody's but its person's.
  const above = await signedInAt(portal, world, 'cityRegulator');
  expect((await above.get(close)).status).toBe(404);
  expect((await (await signedInAt(portal, world, 'manager')).get(close)).status).toBe(403);
  const body = await signedInAt(portal, world, 'regulator');
  const page = await body.get(close);
  expect(page.text).toMatch(/整改前[\s\S]*整改后/);
  expect(page.text).toContain('您的登录密码');
  const photo = await aPhoto(as('regulator'));
  const typed = { visitedOn: '2026-11-24', keptPhotoIds: photo };
  expect((await press(body, close, close, typed)).status).toBe(422);
  const wrong = await press(body, close, close, { ...typed, password: 'nicht-das' });
  expect([wrong.status, (await peekHazard(reference))?.status]).toEqual([422, 'closure-requested']);
  const both = await Promise.all([
    press(body, close, close, { ...typed, password: PASSWORD }),
    press(body, close, close, { ...typed, password: PASSWORD }),
  ]);
  expect(both.filter(({ status }) => status === 303).length).toBeGreaterThanOrEqual(1);
  expect((await peekHazard(reference))?.status).toBe('closed');
  expect(await body.get(close)).toMatchObject({ status: 303, headers: { location: `/hazards/${reference}` } });
  // Of the case as it stands now nothing is left to decide.
  expect((await press(body, '/', back, { reason: '还要改', password: PASSWORD })).status).toBe(409);
});

it('is good for the minutes of the rule, and asked for by nobody who may not take the step', async () => {
  const { reference } = await buildHazard(world, { status: 'closure-requested' });
  const link = pathOf(rowsOf(await (await bound('regulator')).ask(`准予销号 ${reference}`))[0]?.link ?? '');
  const body = await signedInAt(portal, world, 'regulator');
  expect((await body.get(link)).status).toBe(200);
  clock.advance({ minutes: 16 });
  expect((await (await signedInAt(portal, world, 'regulator')).get(link)).status).toBe(409);
  // The store forgets it by then: that is no other answer.
  const kept = mongoose.connection.collection('confirmations');
  const rows = await kept.find({}).toArray();
  await kept.deleteMany({});
  expect((await (await signedInAt(portal, world, 'regulator')).get(link)).status).toBe(409);
  await kept.insertMany(rows);
  for (const who of ['manager', 'officer', 'otherRegulator'] as const)
    expect((await (await bound(who)).ask(`销号 ${reference}`)).template).toMatch(/refused|not-found|case-unknown/);
  expect(await kept.countDocuments()).toBe(1);
});

it('downgrades and gives more time by the same way', async () => {
  const { reference } = await buildHazard(world, { status: 'valid', isMajor: true });
  await keepFile(world, { reference });
  await planRectification(as('manager'), {
    ...{ reference, ownerId: world.actors.worker2.personId, measure: '换电箱', fundFen: 0, dueOn: '2026-12-31' },
    ...{ contingency: '断电挂牌', ...TREATMENT },
  });
  await askExtension(as('manager'), { reference, dueOn: '2027-02-10', reason: '配件要从外地运来' });
  const talk = await bound('regulator');
  const body = await signedInAt(portal, world, 'regulator');
  expect(rowsOf(await talk.ask('待审')).map((row) => row.reference)).toEqual([reference]);
  const [grant = ''] = rowsOf(await talk.ask('1')).map(({ link }) => pathOf(link));
  expect((await press(body, grant, grant, { password: PASSWORD })).status).toBe(303);
  expect((await peekHazard(reference))?.rectification?.dueOn).toBe('2027-02-10');
  const down = pathOf(rowsOf(await talk.ask(`降级 ${reference}`))[0]?.link ?? '');
  expect((await press(body, down, down, { reason: '到现场看过，不符合', password: PASSWORD })).status).toBe(303);
  expect((await peekHazard(reference))?.isMajor).toBe(false);
});

it('takes progress and answers of the firm, orders and notes of officers, by the number of the case', async () => {
  const { reference } = await buildHazard(world, { status: 'rectifying', isMajor: true });
  const manager = await bound('manager');
  expect((await manager.ask(`进展 ${reference} 第一台已经买好`)).params).toMatchObject({ did: '已报告治理进展' });
  expect((await manager.ask(`报进展 ${reference}`)).template).toBe('major-ask-progress');
  await manager.ask('换了两台');
  expect((await fileOf({ reference })).progress.map(({ text }) => text)).toEqual(['第一台已经买好', '换了两台']);
  expect((await manager.ask(`督办 ${reference} 下周换完`)).template).toBe('refused');
  const officer = await bound('regulator');
  expect((await officer.ask(`督办 ${reference} 七天内换好`)).params).toMatchObject({
    did: '已下达督办，企业会收到',
  });
  await officer.ask(`备注 ${reference} 上午看过`);
  // An assisting park keeps no file; its notes stand with the case.
  expect((await (await bound('parkOfficer')).ask(`备注 ${reference} 路过`)).template).toBe('refused');
  expect((await manager.ask(`答复督办 ${reference} 周五做完`)).params).toMatchObject({ did: '已答复督办' });
  const file = await fileOf({ reference });
  expect(file.orders).toMatchObject([{ what: '七天内换好', answerBy: '2026-12-01', answer: { text: '周五做完' } }]);
  expect(file.addenda.map(({ text }) => text)).toEqual(['上午看过']);
});

it('lets messages about a major hazard out in quiet hours, and no others that are not urgent', async () => {
  const { reference } = await fileOf(await buildHazard(world, { status: 'rectifying', isMajor: true }));
  const general = await buildHazard(world, { status: 'rectifying' });
  while ((await reactToEvents(clock.now())) > 0);
  const outbox = mongoose.connection.collection('outbox');
  await outbox.deleteMany({});
  // 23:30 in Shanghai.
  clock.set(new Date('2026-11-24T15:30:00Z'));
  await reportProgress(as('manager'), { reference, text: '第一台已经买好' });
  await submitRectification(as('worker2'), {
    ...{ reference: general.reference, text: '换好了', photoIds: [await aPhoto(as('worker2'))] },
  });
  while ((await reactToEvents(clock.now())) > 0);
  const due = async (template: string) =>
    (await outbox.find({ template }).toArray()).map((row) => (row['nextAt'] as Date) <= clock.now());
  expect(new Set(await due('major-progress'))).toEqual(new Set([true]));
  expect(new Set(await due('rectification-submitted'))).toEqual(new Set([false]));
});
