import mongoose from 'mongoose';
import { acceptHazard, approveRectification, findCaseTrail, peekHazard } from '#domain/hazards';
import { findTrail, type JournalEvent } from '#domain/journal';
import { proposeTransfer } from '#domain/parks';
import { defineLifecycle, lifecycleOf } from '#kernel/lifecycle';
import { eventName } from '../../src/web/admin/eventNames.ts';
import { presentCaseTrail } from '../../src/web/hazards/presentCaseTrail.ts';
import { presentTrail } from '../../src/web/presentTrail.ts';
import { personContext } from '../support/contexts.ts';
import { buildFiling } from '../support/filings.ts';
import { buildHazard } from '../support/hazards.ts';
import { buildSecondPark } from '../support/parks.ts';
import { as, buildItem, buildSuggestion } from '../support/plans.ts';
import { useStores } from '../support/stores.ts';
import { buildComparison } from '../support/support.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

it('tells a case in the words of its lifecycle, and never who reported anonymously nor when exactly', async () => {
  const { reference } = await buildHazard(world, { isAnonymous: true, status: 'closed' });
  const hazard = await peekHazard(reference);
  if (hazard === undefined) throw new Error('no case');
  const trail = presentCaseTrail(await findCaseTrail(personContext(world.actors.officer), reference), hazard);
  expect(trail.map((row) => row.title)).toEqual([
    '验收通过，已关闭',
    '已提交验收',
    '已安排整改',
    '核实属实',
    '已受理',
    '上报隐患',
  ]);
  expect(trail.at(-1)).toMatchObject({ when: '2026年11月24日 09时许', iso: undefined, who: '员工A' });
  // What others do leads back to the reporter too, who is told of it: the hour is all there is.
  expect(trail.every((row) => row.iso === undefined && row.when.endsWith('时许'))).toBe(true);
  expect(trail.slice(0, -1).every((row) => /（.+） · 网页$/.test(row.who))).toBe(true);
  const named = await buildHazard(world);
  const [reported] = presentCaseTrail(await findCaseTrail(personContext(world.actors.officer), named.reference), named);
  expect(reported).toMatchObject({ when: '2026年11月24日 10:00', iso: expect.any(String) });
  expect(JSON.stringify(trail)).not.toContain(world.actors.worker.name);
});

it('calls a refused step refused, not taken', async () => {
  const { reference, _id } = await buildHazard(world, { status: 'submitted' });
  const wrong = approveRectification(personContext(world.actors.worker), { reference });
  await wrong.catch(() => undefined);
  const hazard = await peekHazard(reference);
  const events = await findTrail({ kind: 'hazard', id: _id });
  const refused = events.filter((event) => event.name === 'hazards.step-refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(presentCaseTrail(refused, hazard as never).map((row) => row.title)).toEqual([
    '有人要做不归他做的一步，已拒绝',
  ]);
});

it('has words for everything that happens to a noun, its making too, and says who and where', async () => {
  await acceptHazard(personContext(world.actors.officer), { reference: (await buildHazard(world)).reference });
  await buildItem(world, 'effective');
  await buildSuggestion(world, 'confirmed');
  await buildFiling(world);
  await buildComparison(world);
  const { park } = await buildSecondPark(world);
  const { enterprise } = world;
  await proposeTransfer(as(world, 'parkOfficer'), { enterpriseId: enterprise._id, toParkId: park._id, reason: '搬迁' });
  const events = await mongoose.connection.collection<JournalEvent>('events').find().sort({ _id: 1 }).toArray();
  expect(new Set(events.map((event) => event.subject.kind)).size).toBeGreaterThan(7);
  // Chinese, so no code of ours stands before people.
  expect(events.map((event) => eventName(event)).filter((name) => /[a-z]/.test(name))).toEqual([]);
  const item = events.filter(({ subject }) => subject.kind === 'plan-item');
  expect(presentTrail(item).map((row) => [row.title, row.icon, row.who])).toEqual([
    ['检查有效', 'check', expect.stringContaining('安全管理员')],
    ['做完，等另一个人检查', 'point', expect.stringContaining('员工')],
    ['开始做', 'point', expect.stringContaining('员工')],
    ['列入计划', 'flag', expect.stringContaining('安全管理员')],
  ]);
});

it('knows one lifecycle a noun', () => {
  expect(lifecycleOf('hazard')?.noun).toBe('hazard');
  expect(lifecycleOf('nothing')).toBeUndefined();
  expect(() => defineLifecycle('hazard', [], [])).toThrow('two lifecycles');
});
