import {
  adoptEntryList,
  declineEntryList,
  entryListOn,
  entryLists,
  proposeEntryList,
  withdrawEntryList,
} from '#domain/entryLists';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { crowd, examined } from '../../support/crowd.ts';
import { as } from '../../support/plans.ts';
import { buildEntryList } from '../../support/projects.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, takePower, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});

const BODIES: readonly WorldActor[] = ['regulator', 'cityRegulator'];

it('is proposed by the park and adopted by the body, or by another person of a park that has the power', async () => {
  const seeing = (list: Awaited<ReturnType<typeof buildEntryList>>, action?: 'adopt') =>
    (Object.keys(world.actors) as WorldActor[]).filter((who) =>
      action === undefined
        ? entryLists.canSee(world.actors[who], list)
        : entryLists.can(world.actors[who], action, list),
    );
  const proposed = await buildEntryList(world, 'proposed');
  expect(seeing(proposed)).toEqual(['parkOfficer', ...BODIES]);
  expect(seeing(proposed, 'adopt')).toEqual(BODIES);
  const colleague = { ...world.actors.parkOfficer, personId: newId() };
  expect(entryLists.can(colleague, 'adopt', proposed)).toBe(true);
});

it('of a park that only assists is adopted by the body alone', async () => {
  await takePower(world);
  const colleague = { ...world.actors.parkOfficer, personId: newId() };
  const assisting = await buildEntryList(world, 'proposed');
  expect(entryLists.can(colleague, 'adopt', assisting)).toBe(false);
});

it('binds from its day on until the next one, never for days gone by', async () => {
  const parkId = world.park._id;
  const on = async (day: string) => (await entryListOn(parkId, day))?.reference;
  const first = await buildEntryList(world, 'adopted');
  const next = await buildEntryList(world, 'adopted', { from: '2026-12-10' });
  expect([await on('2026-11-23'), await on('2026-11-24'), await on('2026-12-09'), await on('2026-12-10')]).toEqual([
    undefined,
    first.reference,
    first.reference,
    next.reference,
  ]);
  // Adopted after its day, it binds from that day.
  const late = await buildEntryList(world, 'proposed', { from: '2026-11-25' });
  const adopted = await adoptEntryList(as(world, 'regulator', new Date('2026-11-28T02:00:00Z')), {
    reference: late.reference,
  });
  expect(adopted.from).toBe('2026-11-28');
  await withdrawEntryList(as(world, 'regulator'), { reference: next.reference, reason: '文件废止' });
  expect(await on('2026-12-10')).toBe(late.reference);
});

it.each([
  [{ from: '2026-11-23' }, { from: '不能从过去的日子起施行' }],
  [{ banned: '', restricted: '' }, { banned: '请一行写一项' }],
  [{ banned: '光气\n电镀', restricted: '电镀' }, { restricted: '“电镀”已经写在禁止类里，请只留一处' }],
  [{ basis: '' }, { basis: '请写明依据的文件' }],
])('asks for what is wrong: %j', async (more, fields) => {
  const typed = { from: '2026-11-24', basis: '管发 3 号', banned: '光气生产', ...more };
  await expect(proposeEntryList(as(world, 'parkOfficer'), typed)).rejects.toMatchObject({ fields });
});

it('is answered once when two answer at once', async () => {
  const { reference } = await buildEntryList(world, 'proposed');
  const answers = await Promise.all([
    code(adoptEntryList(as(world, 'regulator'), { reference })),
    code(declineEntryList(as(world, 'cityRegulator'), { reference, reason: '依据不全' })),
  ]);
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
});

it.each<[WorldActor, object]>([
  ['parkOfficer', {}],
  ['regulator', { status: 'proposed' }],
])('asks an index for the list of %s with %j', async (who, filter) => {
  await crowd('entryLists', await buildEntryList(world), { parkId: newId(), regionPath: ['46', '4699', '469901'] });
  expect(await examined('entryLists', entryLists.query(as(world, who), filter))).toBeLessThan(30);
});
