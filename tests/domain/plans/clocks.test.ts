import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { openClocks } from '#domain/engine';
import { findToDos, titleOf } from '#domain/nouns';
import {
  addEvidence,
  addItem,
  adoptSuggestion,
  cancelItem,
  carryOutSuggestion,
  changePlan,
  closePlan,
  completeItem,
  confirmSuggestion,
  denySuggestion,
  findEffective,
  lapseEvidence,
  nameTeam,
  planItems,
  plans,
  proposeSuggestion,
  recordMonth,
  reviewSuggestion,
  suggestions,
} from '#domain/plans';
import { localDate } from '#kernel/dates';
import { fixedNow } from '../../support/clock.ts';
import { clockContext } from '../../support/contexts.ts';
import { agreed, as, buildItem, buildPlan, buildSuggestion } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const told = { lostTimeInjuries: 0, employees: 40, contractors: 0 };

it('asks for one month at a time from the month the plan started, and stops when it ends', async () => {
  const plan = await buildPlan(world);
  const owed = async () => {
    const now = await plans.peek(plan.reference);
    return (await findDeadlinesOf({ kind: 'plan', id: plan._id })).map((one) => [
      titleOf(one, now),
      localDate(one.dueAt),
    ]);
  };
  expect(await owed()).toEqual([['11 月的工伤和人数要填', '2026-12-05']]);
  // A month from before the plan is nobody's debt and changes nothing.
  await recordMonth(as(world, 'officer'), { ...told, month: '2026-09' });
  expect(await owed()).toEqual([['11 月的工伤和人数要填', '2026-12-05']]);
  // December told ahead of November leaves November owed; then January comes next.
  const january = new Date('2027-01-03T02:00:00Z');
  await recordMonth(as(world, 'manager', january), { ...told, month: '2026-12' });
  expect(await owed()).toEqual([['11 月的工伤和人数要填', '2026-12-05']]);
  const first = await recordMonth(as(world, 'officer', january), { ...told, month: '2026-11' });
  expect(await owed()).toEqual([['1 月的工伤和人数要填', '2027-02-05']]);
  await recordMonth(as(world, 'officer', january), { ...told, month: '2026-11', version: first.version });
  expect(await owed()).toEqual([['1 月的工伤和人数要填', '2027-02-05']]);

  await buildItem(world, 'effective', plan.reference);
  await closePlan(as(world, 'manager', january), { reference: plan.reference, effectivenessNote: '达到' });
  expect(await owed()).toEqual([]);
});

it('asks the proposer whether a suggestion was carried out, again after every answer of the firm', async () => {
  const { _id, reference } = await buildSuggestion(world, 'carried-out');
  const owed = async () =>
    (await findDeadlinesOf({ kind: 'suggestion', id: _id })).map((one) => [one.kind, one.owedBy]);
  const asked = [['suggestion-confirm', [`member:${world.enterprise._id}/${world.actors.worker.personId}`]]];
  expect(await owed()).toEqual(asked);
  await denySuggestion(as(world, 'worker'), { reference, reason: '只划了一半' });
  expect(await owed()).toEqual([['suggestion-carry-out', [`firm:${world.enterprise._id}`]]]);
  await carryOutSuggestion(as(world, 'officer'), { reference, note: '全部划好' });
  expect(await owed()).toEqual(asked);
  await confirmSuggestion(as(world, 'worker'), { reference });
  expect(await owed()).toEqual([]);
});

it('shows the firm what waits for its word, in a database from before these steps had a clock too', async () => {
  await buildItem(world, 'proposed');
  await buildSuggestion(world, 'adopted');
  const kinds = async (who: 'officer' | 'manager') =>
    (await findToDos(as(world, who))).rows.map(({ kind, title }) => `${kind} ${title}`).toSorted();
  const firms = ['plan-item 建议列入计划，看要不要采纳', 'suggestion 采纳的建议要落实'];
  const shown = async () => (await kinds('officer')).filter((row) => firms.includes(row));
  expect(await shown()).toEqual(firms);
  await mongoose.connection.collection('deadlines').deleteMany({});
  expect(await shown()).toEqual([]);
  for (let again = 0; again < 2; again++) {
    await openClocks(clockContext(), plans);
    await openClocks(clockContext(), suggestions);
    await openClocks(clockContext(), planItems);
  }
  expect(await kinds('officer')).toEqual(['plan 11 月的工伤和人数要填', ...firms]);
});

it('asks the 主要负责人 for a plan laid before them until it is changed again', async () => {
  const { reference } = await buildPlan(world, 'draft', true);
  const owed = async () => (await findToDos(as(world, 'manager'))).rows.map(({ title }) => title);
  expect(await owed()).toEqual(['发展计划等您批准启动']);
  expect((await findToDos(as(world, 'officer'))).rows).toEqual([]);
  await changePlan(as(world, 'officer'), { reference, goals: '隐患按时整改率 95% 以上' } as never);
  expect(await owed()).toEqual([]);
});

it('shows every step of a suggestion to whoever owes it, in 待办', async () => {
  const titles = async (who: WorldActor) =>
    (await findToDos(as(world, who))).rows.filter(({ kind }) => kind === 'suggestion').map(({ title }) => title);
  const all = async () => Promise.all((['worker', 'officer', 'manager'] as const).map(titles));
  const own = await proposeSuggestion(as(world, 'officer'), { text: '加装护栏' });
  expect(await all()).toEqual([[], [], ['合理化建议要答复']]);
  await adoptSuggestion(as(world, 'manager'), { reference: own.reference });
  expect(await all()).toEqual([[], ['采纳的建议要落实'], ['采纳的建议要落实']]);
  // What an item of the plan carries out is owed there, and the proposer is asked when it worked.
  const { reference: planReference } = await buildPlan(world);
  const from = { origin: 'suggestion' as const, originReference: own.reference };
  const item = await addItem(as(world, 'officer'), { planReference, ...from, ...agreed(world) });
  expect(await all()).toEqual([[], [], []]);
  await completeItem(as(world, 'worker2'), { reference: item.reference, note: '装好了' });
  await findEffective(as(world, 'manager'), { reference: item.reference });
  expect(await all()).toEqual([[], ['您的建议落实了，请看看是不是真的做了'], []]);
  // The item is over: what the proposer does not find done is the firm's again.
  await denySuggestion(as(world, 'officer'), { reference: own.reference, reason: '只装了一半' });
  expect(await all()).toEqual([[], ['采纳的建议要落实'], ['采纳的建议要落实']]);
});

it('gives a suggestion back to the firm when the item made of it is cancelled', async () => {
  const { reference } = await buildSuggestion(world, 'adopted');
  const { reference: planReference } = await buildPlan(world);
  const from = { origin: 'suggestion' as const, originReference: reference };
  const item = await addItem(as(world, 'officer'), { planReference, ...from, ...agreed(world) });
  const owed = async () =>
    (await findToDos(as(world, 'officer'))).rows.filter(({ kind }) => kind === 'suggestion').map(({ title }) => title);
  expect(await owed()).toEqual([]);
  await cancelItem(as(world, 'manager'), { reference: item.reference, reason: '改由设备科做' });
  expect(await owed()).toEqual(['采纳的建议要落实']);
  expect(await suggestions.peek(reference)).not.toHaveProperty('itemReference');
});

it('owes the check of an item to the firm and the improvement team, whoever sits in it by then', async () => {
  const plan = await buildPlan(world);
  const item = await buildItem(world, 'done', plan.reference);
  const owes = async (who: WorldActor) =>
    (await findToDos(as(world, who))).rows.filter(({ reference }) => reference === item.reference).length;
  const people = ['officer', 'manager', 'worker', 'worker2'] as const;
  expect(await Promise.all(people.map(owes))).toEqual([1, 1, 1, 0]);
  const { manager, officer, worker2 } = world.actors;
  await nameTeam(as(world, 'officer'), {
    reference: plan.reference,
    leaderId: manager.personId,
    secretaryId: officer.personId,
    liaisonIds: [worker2.personId],
  });
  // The owner sits in the team now, and still does not check their own work.
  expect(await Promise.all(people.map(owes))).toEqual([1, 1, 0, 0]);
  expect(planItems.can(world.actors.worker, 'check-effective', (await planItems.peek(item.reference)) ?? item)).toBe(
    false,
  );
});

it('asks for the evidence that ends first, in words that follow the day', async () => {
  const { reference } = await buildItem(world, 'doing');
  const asked = async (now?: Date) =>
    (await findToDos(as(world, 'worker2', now))).rows
      .filter(({ title }) => title.startsWith('证明'))
      .map(({ title, dueAt }) => [title, localDate(dueAt)]);
  await addEvidence(as(world, 'worker2'), { reference, note: '许可', expiresOn: '2027-06-30' });
  await addEvidence(as(world, 'worker2'), { reference, note: '电工证', expiresOn: '2026-12-31' });
  expect(await asked()).toEqual([['证明材料有效期', '2026-12-31']]);
  const later = new Date('2027-01-01T02:00:00Z');
  await lapseEvidence(clockContext(later), reference);
  expect(await asked(later)).toEqual([['证明材料过期，要换新的', '2026-12-31']]);
  await addEvidence(as(world, 'worker2', later), { reference, note: '新电工证', expiresOn: '2028-12-31' });
  expect(await asked(later)).toEqual([['证明材料有效期', '2027-06-30']]);
});

/** The step that ends what is owed, by hand. */
const ENDED_BY: Readonly<Record<string, string>> = {
  'plan-approval': 'start-plan',
  'plan-item': 'complete-item',
  'plan-item-accept': 'accept-item',
  'plan-item-check': 'check-effective',
  'item-evidence': 'add-evidence',
  'suggestion-answer': 'adopt-suggestion',
  'suggestion-carry-out': 'carry-out',
  'suggestion-confirm': 'confirm-suggestion',
};

it.each<[string, () => Promise<unknown>]>([
  ...planItems.lifecycle.statuses.map(({ code }): [string, () => Promise<unknown>] => [
    `an item that is ${code}`,
    () => buildItem(world, code),
  ]),
  ...suggestions.lifecycle.statuses.map(({ code }): [string, () => Promise<unknown>] => [
    `a suggestion that is ${code}`,
    () => buildSuggestion(world, code),
  ]),
  ['a plan laid before the manager', () => buildPlan(world, 'draft', true)],
])('owes nobody of %s what they may not do', async (_, build) => {
  await build();
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    for (const { kind, clock, reference } of (await findToDos(as(world, who))).rows) {
      const noun = [plans, planItems, suggestions].find((one) => one.kind === kind);
      // Telling a month is a command of its own, for whoever runs the firm.
      if (noun === undefined || clock === 'monthly-record') continue;
      const row = await noun.get(as(world, who), reference);
      const steps = noun.actionsFor(world.actors[who], row as never).map(({ action }) => action as string);
      expect({ who, clock, steps }).toMatchObject({ steps: expect.arrayContaining([ENDED_BY[clock]]) });
    }
  }
});

it('does not begin the answer anew when somebody looks into it', async () => {
  const { _id, reference } = await buildSuggestion(world);
  const dueAt = async () => (await findDeadlinesOf({ kind: 'suggestion', id: _id })).map((one) => one.dueAt);
  const before = await dueAt();
  await reviewSuggestion(as(world, 'officer', new Date(fixedNow.getTime() + 3 * 86_400_000)), { reference });
  expect(await dueAt()).toEqual(before);
});
