import mongoose from 'mongoose';
import { desk, findOwed } from '#domain/deadlines';
import { acceptHazard, findDueAlarms, raiseAlarm, reportHazard, takeBackAlarm } from '#domain/hazards';
import { findToDos } from '#domain/nouns';
import { createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock = createClock();
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});

const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const cry = (text: string, who = visitorContext({ now: clock.now() })) =>
  reportHazard(who, { enterpriseId: world.enterprise._id, text });
const shown = async (who: WorldActor) =>
  (await findToDos(as(who))).rows.map(({ text, call }) => (call === undefined ? text : `${text} ${call.says}`));
async function pass(minutes: number): Promise<void> {
  clock.advance({ minutes });
  for (const due of await findDueAlarms(clock.now(), 10, [])) await raiseAlarm(clockContext(clock.now()), due);
}

describe('a cry for help nobody has taken on', () => {
  it('stands before whatever else is urgent or late, the newest first, and says how long it has waited', async () => {
    const late = await buildHazard(world, { status: 'accepted', isUrgent: true, text: '电箱冒烟' });
    await buildHazard(world, { text: '灭火器过期' });
    clock.advance({ days: 9, minutes: 3 });
    await cry('快来人着火了');
    clock.advance({ minutes: 14 });
    await cry('氨气漏了', as('worker'));
    const now = await shown('officer');
    expect(now.slice(0, 2)).toEqual([
      expect.stringMatching(/^氨气漏了 \d\d:\d\d报，还没人受理$/),
      expect.stringMatching(/^快来人着火了 \d\d时许报，还没人受理$/),
    ]);
    expect(now.slice(2)).toEqual(['电箱冒烟', '灭火器过期']);
    expect(await shown('manager')).toEqual(now);
    expect(late.isUrgent).toBe(true);
  });

  it('is paged through without losing or doubling one', async () => {
    for (let n = 0; n < 5; n++) {
      await cry(`快来人着火了 ${n}`);
      clock.advance({ minutes: 40 });
    }
    for (let n = 0; n < 3; n++) await buildHazard(world, { text: `灭火器过期 ${n}` });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await findToDos(as('officer'), { limit: 3, ...(after === undefined ? {} : { after }) });
      seen.push(...page.rows.map(({ text }) => text));
      after = page.nextCursor;
    } while (after !== undefined);
    expect(seen.slice(0, 5)).toEqual([4, 3, 2, 1, 0].map((n) => `快来人着火了 ${n}`));
    expect(new Set(seen).size).toBe(8);
  });

  it('can be taken on there by whoever may, and is an ordinary thing to do from then on', async () => {
    const { reference } = await cry('快来人着火了');
    const [{ call } = {}] = (await findToDos(as('officer'))).rows;
    expect(call?.answer).toEqual({ label: '受理', href: `/hazards/${reference}/act/accept` });
    await acceptHazard(as('officer'), { reference });
    const [toDo] = (await findToDos(as('officer'))).rows;
    expect(toDo).toMatchObject({ reference, title: '隐患待核实', isUrgent: true });
    expect(toDo).not.toHaveProperty('call');
  });

  it('waits first at everybody it has climbed to, who cannot take it on for the firm, until it is taken on or taken back', async () => {
    const visitor = visitorContext({ now: clock.now() });
    const { reference } = await cry('快来人着火了', visitor);
    const everybody = ['officer', 'parkOfficer', 'regulator', 'cityRegulator'] as const;
    const waiting = async () => {
      const rows = await Promise.all(everybody.map(async (who) => [who, (await findToDos(as(who))).rows] as const));
      return rows.flatMap(([who, [row]]) => (row?.call === undefined ? [] : [who]));
    };
    expect(await waiting()).toEqual(['officer']);
    await pass(15);
    expect(await waiting()).toEqual(['officer', 'parkOfficer']);
    await pass(15);
    expect(await waiting()).toEqual(['officer', 'parkOfficer', 'regulator']);
    await pass(30);
    expect(await waiting()).toEqual([...everybody]);
    const [{ call } = {}] = (await findToDos(as('regulator'))).rows;
    expect(call).not.toHaveProperty('answer');
    clock.advance({ minutes: 150 });
    // The alarm has ended: of one without a name the hours alone are known.
    expect((await shown('regulator'))[0]).toMatch(/报，2 个多小时没人受理$/);
    await takeBackAlarm({ ...visitor, now: clock.now() }, { reference });
    expect(await waiting()).toEqual([]);
  });

  it('of a firm nobody knows waits at the body that has it, which takes it on', async () => {
    await reportHazard(visitorContext({ now: clock.now() }), { text: '北流有个厂着火了' });
    const [{ call } = {}] = (await findToDos(as('regulator'))).rows;
    expect(call).toMatchObject({ answer: { label: '受理' } });
  });

  it('leaves its minute in nothing the store keeps', async () => {
    clock.advance({ minutes: 37 });
    await cry('快来人着火了');
    await pass(31);
    const [row] = await mongoose.connection.collection('deadlines').find({ isCalling: true }).toArray();
    for (const key of ['dueAt', 'createdAt', 'nextStepAt'])
      expect((row?.[key] as Date | undefined)?.getUTCMinutes() ?? 0).toBe(0);
    expect((-Number(row?.['rank']) - 2e14) % 3_600_000).toBe(0);
  });
});

it('what some desks owe is read in its order by one index', async () => {
  await cry('快来人着火了');
  for (let n = 0; n < 3; n++) await buildHazard(world);
  const desks = [desk.firm(world.enterprise._id), desk.manager(world.enterprise._id)];
  const [first] = await findOwed(desks, { personId: world.actors.manager.personId, now: clock.now() }, { limit: 1 });
  const plan = await mongoose.connection
    .collection('deadlines')
    .find({ owedBy: { $in: desks }, isOpen: true, notBy: { $ne: 'x' }, rank: { $gt: Number(first?.rank) } })
    .sort({ rank: 1, _id: 1 })
    .limit(2)
    .explain('queryPlanner');
  const winning = JSON.stringify(plan['queryPlanner'].winningPlan);
  expect(winning).toContain('"indexName":"to_dos"');
  expect(winning).not.toContain('"stage":"SORT"');
});
