import mongoose from 'mongoose';
import { desk, registerDeadline } from '#domain/deadlines';
import { acknowledgeFiling, returnFiling } from '#domain/filings';
import { countToDos, findToDos, TO_DO_TABS } from '#domain/nouns';
import { newId } from '#kernel/ids';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildFiling } from '../../support/filings.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const titles = async (who: WorldActor) => (await findToDos(as(who))).rows.map(({ title }) => title);

/** Something owed by a desk, so many days from now. */
const owe = (days: number, more: Partial<Parameters<typeof registerDeadline>[1]> = {}) =>
  registerDeadline(as('officer'), {
    key: `test:${newId()}`,
    kind: 'test',
    subject: { kind: 'nothing', id: newId(), reference: 'X2026-0001' },
    title: `还有 ${days} 天`,
    dueAt: new Date(fixedNow.getTime() + days * 86_400_000),
    owedBy: [desk.firm(world.enterprise._id)],
    ladder: 'plan-desk',
    ...more,
  });

it('shows a step to whoever’s turn it is, in the words of the noun, until it is done', async () => {
  const filing = await buildFiling(world);
  expect(await titles('regulator')).toEqual(['有限（受限）空间报备待收悉']);
  expect((await findToDos(as('regulator'))).rows[0]).toMatchObject({
    noun: '作业报备',
    reference: filing.reference,
    path: `/filings/${filing.reference}`,
    text: '有限（受限）空间：3 号污水池清淤',
    status: { label: '待收悉' },
  });
  expect(await titles('otherRegulator')).toEqual([]);
  await returnFiling(as('regulator'), { reference: filing.reference, reason: '没有写检测频次' });
  expect(await titles('regulator')).toEqual([]);
  expect(await titles('officer')).toContain('有限（受限）空间报备要补充');
  expect(await titles('manager')).toEqual(await titles('officer'));
});

it('shows whoever holds the post now, not whoever held it then', async () => {
  const filing = await buildFiling(world);
  await mongoose.connection.collection('accounts').updateOne(
    { _id: world.actors.cityRegulator.personId as never },
    {
      $set: { 'grants.0.scope': world.actors.regulator.scope },
    },
  );
  const successor = personContext({ ...world.actors.cityRegulator, scope: world.actors.regulator.scope });
  expect((await findToDos(successor)).rows.map(({ reference }) => reference)).toEqual([filing.reference]);
  await acknowledgeFiling(successor, { reference: filing.reference });
  expect(await countToDos(successor)).toMatchObject({ all: 0 });
});

it('shows nobody their own work to check', async () => {
  await owe(1, { notBy: [world.actors.officer.personId], title: '要检查' });
  expect([await titles('officer'), await titles('manager')]).toEqual([[], ['要检查']]);
  expect([(await countToDos(as('officer'))).all, (await countToDos(as('manager'))).all]).toEqual([0, 1]);
});

it('puts urgent things first, then the soonest due, and pages without losing or doubling a row', async () => {
  for (const days of [3, -1, 0, 1, -4, 2]) await owe(days);
  await owe(9, { isUrgent: true, title: '急' });
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await findToDos(as('officer'), { limit: 2, ...(after === undefined ? {} : { after }) });
    seen.push(...page.rows.map(({ title }) => title));
    after = page.nextCursor;
  } while (after !== undefined);
  expect(seen).toEqual(['急', ...[-4, -1, 0, 1, 2, 3].map((days) => `还有 ${days} 天`)]);
});

it('counts what each tab lists', async () => {
  for (const days of [-9, -1, 0, 0, 1, 2, 30]) await owe(days);
  const counts = await countToDos(as('officer'));
  for (const { code } of TO_DO_TABS) {
    expect([code, (await findToDos(as('officer'), { tab: code, limit: 100 })).rows.length]).toEqual([
      code,
      counts[code],
    ]);
  }
  expect(counts).toEqual({ overdue: 2, today: 2, later: 3, all: 7 });
});

it('begins anew with a cursor nobody gave', async () => {
  await owe(1);
  expect((await findToDos(as('officer'), { after: 'x' })).rows).toHaveLength(1);
});
